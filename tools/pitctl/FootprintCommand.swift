import CLI
import ClientKit
import PitctlViews

/// `pitctl footprint`: one footprint as a ladder.
let footprintCommand = Command(
    name: "footprint", summary: "Draw a footprint: bid x ask, imbalances, stacks, POC",
    discussion: """
        Bid volume is what sellers hit, ask volume what buyers lifted. A mark beside a volume is a
        diagonal imbalance: an ask against the bid one row lower, a bid against the ask one row
        higher. Three or more in a row are a stack.
        """,
    options: Flags.with(FootprintFlags.period.declaration, FootprintFlags.bar.declaration),
    positionals: [Flags.symbol.declaration],
    examples: [
        Command.Example("pitctl footprint ES", "the developing five minutes"),
        Command.Example("pitctl footprint ES --bar latest", "the last closed bar"),
        Command.Example(
            "pitctl footprint ES --bar 2024-03-08T09:35", "the bar that starts then"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await Engine.with(arguments) { client in
            let symbol = arguments[Flags.symbol]
            let numbers = NumberText(try await client.facts(of: symbol))
            let moment = arguments[FootprintFlags.bar]
            let record = try await client.footprint(
                of: symbol, period: arguments[FootprintFlags.period], moment: moment,
                asOf: Past.asOf)
            let ladder = FootprintLadder(record, isOpen: moment == .developing)
            if arguments[Flags.json] {
                return try Answer.write(RecordJSON.footprint(ladder, symbol: symbol, numbers))
            }
            return try Answer.write(
                FootprintView(
                    symbol: symbol, ladder, numbers, Look(arguments),
                    columns: Terminal.output.columns
                ).lines)
        }
    })

enum FootprintFlags {
    static let period = Option(
        "period", Flags.periodForm, default: BarPeriod.minute5, help: "Length of the bar.")
    static let bar = Option(
        "bar",
        ValueForm<Query.Moment>(
            name: "BAR",
            allowed: "developing, latest, or a time such as 2024-03-08T09:35 (New York)",
            hint: .words(["developing", "latest"]), words: ["developing", "latest"],
            parse: { text in
                switch text {
                case "developing": .developing
                case "latest": .previous(1)
                default: InstantText.parse(text).map { .at($0) }
                }
            },
            text: { moment in
                switch moment {
                case .developing: "developing"
                case .previous: "latest"
                case .at(let time): InstantText.utc(time)
                }
            }),
        default: Query.Moment.developing, help: "Which bar; a time is a bar's start.")
}
