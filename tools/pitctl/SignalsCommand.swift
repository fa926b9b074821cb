import CLI
import ClientKit
import PitctlViews

/// `pitctl signals`: what the strategies would trade.
let signalsCommand = Command(
    name: "signals", summary: "List signals: what the strategies would trade, and why",
    discussion: """
        The newest --limit signals, newest last. STRENGTH is what its strategy says of
        it: a strength or probability, a confidence from 0 to 100, or a count of lenses.
        SIDES is where the sides of its bar's volume come from; with ! the bar is not
        whole. `pitctl explain ID` tells every condition with its numbers. No advice, no
        promised profit: figures only.
        """,
    options: Flags.with(
        DecisionFlags.system.declaration, DecisionFlags.since.declaration,
        DecisionFlags.limit.declaration, DecisionFlags.follow.declaration,
        DecisionFlags.log.declaration, DecisionFlags.names.declaration),
    positionals: [DecisionFlags.symbol.declaration],
    examples: [
        Command.Example("pitctl signals", "the last twenty of all symbols"),
        Command.Example("pitctl signals ES --system orderflow --follow", "and those that come"),
        Command.Example("pitctl signals --log --follow >> signals.log", "a log of them"),
        Command.Example(
            "pitctl signals ES --since 2024-03-08T09:30 --limit 500 --json",
            "a morning's, with all values"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await DecisionList(
            arguments, .signals,
            DecisionWish(
                symbol: arguments[DecisionFlags.symbol], system: arguments[DecisionFlags.system],
                verdicts: [.approved], since: arguments[DecisionFlags.since],
                limit: arguments[DecisionFlags.limit])
        ).run()
    })

/// A list of signals or decisions under way.
struct DecisionList {
    let arguments: Arguments
    let content: DecisionTable.Content
    let wish: DecisionWish

    init(_ arguments: Arguments, _ content: DecisionTable.Content, _ wish: DecisionWish) {
        self.arguments = arguments
        self.content = content
        self.wish = wish
    }

    private var form: DecisionPrinter.Form {
        get throws {
            let chosen: [(Bool, DecisionPrinter.Form)] = [
                (arguments[Flags.json], .json), (arguments[DecisionFlags.log], .log),
                (arguments[DecisionFlags.names], .names),
            ].filter(\.0)
            guard chosen.count <= 1 else {
                throw UsageError("only one of --json, --log and --names can be had at a time")
            }
            return chosen.first?.1 ?? .table
        }
    }

    func run() async throws -> ExitCode {
        if let since = wish.since, let until = wish.until, since >= until {
            throw UsageError("--since has to be before --until")
        }
        let form = try form
        let isFollowing = arguments[DecisionFlags.follow]
        return try await Engine.with(arguments, reconnects: isFollowing) { client in
            var wish = wish
            try await wish.findSystem(client)
            let printer = DecisionPrinter(
                content, form, Look(arguments), isFollowed: isFollowing)
            if isFollowing {
                try await DecisionFollowing(
                    client: client, wish: wish, printer: printer, areSignals: content == .signals
                ).run()
                return .ok
            }
            let kept = try await wish.kept(by: client)
            if kept.isEmpty, case .table = form {
                note(wish, try await client.strategies().isEmpty)
            }
            do { try printer.write(kept) } catch is ReaderGone {}
            return .ok
        }
    }

    private func note(_ wish: DecisionWish, _ runsNone: Bool) {
        if runsNone {
            Output.note("the engine runs no strategy\n")
            return
        }
        let what = content == .signals ? "signals" : "decisions"
        let of = [wish.symbol, wish.system, wish.rule].compactMap { $0 }.map(VisibleText.of)
        let name = of.isEmpty ? "" : " of \(of.joined(separator: " "))"
        Output.note("no \(what)\(name) so far\n")
    }
}
