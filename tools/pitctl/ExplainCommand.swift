import CLI
import ClientKit
import PitctlViews

/// `pitctl explain`: one decision in full.
let explainCommand = Command(
    name: "explain", summary: "Explain a decision: every condition with its numbers",
    discussion: """
        A decision has a name, SYMBOL-NUMBER, as `pitctl signals` and `pitctl decisions`
        show it. Where a rule stands now is told by its symbol and its name,
        STRATEGY.RULE; with several levels or patterns, STRATEGY.RULE[KEY]. Conditions
        stand in the order in which the rule tests them: ✓ holds, ✗ does not, ? is not
        known.
        """,
    options: Flags.with(ExplainFlags.all.declaration),
    positionals: [ExplainFlags.name.declaration],
    examples: [
        Command.Example("pitctl explain SPY-37", "why it was, or was not, a signal"),
        Command.Example("pitctl explain SPY orderflow.regime", "where a rule stands now"),
        Command.Example("pitctl explain 'SPY sef.level[poc_daily]'", "the same for one level"),
        Command.Example("pitctl explain SPY-37 --json", "all of it as one object"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        let name = try DecisionName(arguments[ExplainFlags.name])
        return try await Engine.with(arguments) { client in
            let look = Look(arguments)
            let found = try await name.find(client).map { DecisionText($0, look) }
            if arguments[Flags.json] {
                return try Answer.write(found.map { DecisionJSON.explanation($0).text })
            }
            let room = Terminal.output.isTerminal ? Terminal.output.columns : 100
            var lines: [String] = []
            for decision in found {
                if !lines.isEmpty { lines += ["", ""] }
                lines +=
                    DecisionExplanation(
                        decision, look, room: room, showsAll: arguments[ExplainFlags.all]
                    ).lines
            }
            return try Answer.write(lines)
        }
    })

enum ExplainFlags {
    static let name = Positional<[String]>(
        rest: "DECISION",
        .text(
            "DECISION",
            hint: .answer(
                ["decisions", "--names", "--limit", "100"],
                passing: ["host", "port", "token-file"])),
        least: 1, help: "SYMBOL-NUMBER, or SYMBOL STRATEGY.RULE.")
    static let all = Option(
        flag: "all", help: "List the values that the conditions show, too.")
}

/// What `pitctl explain` was asked for.
enum DecisionName {
    /// `SPY-37`
    case decision(DecisionID)
    /// `SPY momentum.bar`, and `[key]` behind it.
    case study(symbol: String, strategy: String, rule: String, key: String?)

    init(_ words: [String]) throws(UsageError) {
        let words = words.flatMap { $0.split(separator: " ").map(String.init) }
        if words.count == 1, let id = DecisionID(words[0]) {
            self = .decision(id)
            return
        }
        guard words.count == 2, let study = Self.study(words[0], words[1]) else {
            throw UsageError(
                "\"\(words.joined(separator: " "))\" names no decision, expected SYMBOL-NUMBER"
                    + " such as SPY-37, or SYMBOL STRATEGY.RULE such as SPY orderflow.regime")
        }
        self = study
    }

    private static func study(_ symbol: String, _ name: String) -> DecisionName? {
        var name = name[...]
        var key: String?
        if name.last == "]", let open = name.firstIndex(of: "[") {
            key = String(name[name.index(after: open)..<name.index(before: name.endIndex)])
            name = name[..<open]
        }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        return .study(symbol: symbol, strategy: parts[0], rule: parts[1], key: key)
    }

    /// The decision, or the studies of a rule: one without keys, else one a key.
    func find(_ client: PitwireClient) async throws -> [Decision] {
        switch self {
        case .decision(let id): return [try await decision(id, client)]
        case .study(let symbol, let strategy, let rule, let key):
            let found = try await client.studies(
                of: symbol, strategy: strategy, asOf: Past.asOf
            ).filter {
                $0.ruleName == rule && (key == nil || $0.keyName == key)
            }
            guard found.isEmpty else { return found }
            let name = "\(strategy).\(rule)\(key.map { "[\($0)]" } ?? "")"
            throw CommandFailure(
                "\(VisibleText.of(symbol)) has no study \(VisibleText.of(name)) yet: "
                    + "`pitctl strategies \(VisibleText.of(strategy))` tells its rules")
        }
    }

    private func decision(_ id: DecisionID, _ client: PitwireClient) async throws -> Decision {
        do throws(ClientError) {
            return try await client.decision(id, asOf: Past.asOf)
        } catch {
            guard error.code == .notFound, Past.asOf == nil else { throw error }
            throw CommandFailure(
                "there is no decision \(VisibleText.of("\(id)")), or the engine keeps it no more: "
                    + "`pitctl decisions \(VisibleText.of(id.symbol))` lists them")
        }
    }
}
