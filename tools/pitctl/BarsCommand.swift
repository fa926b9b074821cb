import CLI
import ClientKit
import PitctlViews

/// `pitctl bars`: closed bars.
let barsCommand = Command(
    name: "bars", summary: "Show closed bars with their order flow",
    discussion: """
        The newest --last bars, or those that start from --from on and before --to.
        """,
    options: Flags.with(
        Flags.period.declaration, BarsFlags.last.declaration, BarsFlags.from.declaration,
        BarsFlags.to.declaration),
    positionals: [Flags.symbol.declaration],
    examples: [
        Command.Example("pitctl bars ES --period 5m --last 12", "the last hour"),
        Command.Example(
            "pitctl bars ES --from 2024-03-08T09:30 --to 2024-03-08T10:00 --json",
            "half an hour of New York's morning, one object a bar"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        let (from, to) = (arguments[BarsFlags.from], arguments[BarsFlags.to])
        if let from, let to, from >= to {
            throw UsageError("--from has to be before --to")
        }
        let isSpan = from != nil || to != nil
        let limit =
            isSpan && !arguments.has(BarsFlags.last)
            ? BarsFlags.most : arguments[BarsFlags.last]
        return try await Engine.with(arguments) { client in
            let symbol = arguments[Flags.symbol]
            let numbers = NumberText(try await client.facts(of: symbol))
            let bars = try await client.bars(
                of: symbol, period: arguments[Flags.period], from: from, to: to, limit: limit,
                asOf: Past.asOf)
            if arguments[Flags.json] {
                return try Answer.write(
                    bars.map { RecordJSON.bar($0, symbol: symbol, numbers).text })
            }
            guard let first = bars.first else {
                Output.note("no closed \(arguments[Flags.period].name) bars of \(symbol)\n")
                return .ok
            }
            let look = Look(arguments)
            let title = "\(symbol) \(look.clock.date(first.start)) \(look.clock.zone(first.start))"
            let room = Terminal.output.isTerminal ? Terminal.output.columns : .max
            return try Answer.write([title] + BarLines(numbers, look, room: room).lines(bars))
        }
    })

enum BarsFlags {
    /// The most bars asked for at once.
    static let most = 100_000
    static let last = Option(
        "last", .integer("N", in: 1...most), default: 20, help: "The newest so many.")
    static let from = Option<Nanoseconds?>(
        "from", Flags.instant, help: "The first start that counts.")
    static let to = Option<Nanoseconds?>(
        "to", Flags.instant, help: "The first start that counts no more.")
}
