import CLI
import ClientKit
import PitctlViews

/// What the commands about signals and decisions may be told.
enum DecisionFlags {
    /// The most decisions of one answer.
    static let most = 4096

    static let symbol = Positional<String?>(
        optional: "SYMBOL", Flags.symbolForm, help: "One symbol; all of them without it.")
    static let system = Option<String?>(
        "system", systemForm, help: "Only of this strategy, as `pitctl strategies` lists them.")
    static let rule = Option<String?>(
        "rule", .text("RULE"), help: "Only of this rule of a strategy.")
    static let verdicts = Option<[Verdict]?>(
        "verdict",
        .list(
            of: .choice(
                "VERDICT", of: Verdict.allCases.filter { $0 != .study }.map { ($0.name, $0) })),
        help: "Only what came of them so; signals are approved.")
    static let since = Option<Nanoseconds?>(
        "since", Flags.instant, help: "The first instant that counts.")
    static let until = Option<Nanoseconds?>(
        "until", Flags.instant, help: "The first instant that counts no more.")
    static let limit = Option(
        "limit", .integer("N", in: 1...most), default: 20, help: "The newest so many.")
    static let follow = Option(
        flag: "follow", short: "f", help: "Go on with new ones until interrupted.")
    static let log = Option(
        flag: "log", help: "Write log lines: `[HH:MM:SS] SYMBOL | LEVEL  | message`.")
    static let names = Option(
        flag: "names", help: "Write the names alone, one a line, as `pitctl explain` takes them.")

    /// A strategy; the shell offers those of the engine.
    static let systemForm = ValueForm<String>.text(
        "SYSTEM",
        hint: .answer(["strategies", "--names"], passing: ["host", "port", "token-file"]))
}

/// Which decisions are wanted.
struct DecisionWish: Sendable {
    var symbol: String?
    var system: String?
    var rule: String?
    var verdicts: Set<Verdict> = []
    var since: Nanoseconds?
    var until: Nanoseconds?
    var limit: Int

    /// Whether a decision of a stream is among them.
    func takes(_ decision: Decision) -> Bool {
        if let system, decision.strategyName != system { return false }
        if let rule, decision.ruleName != rule { return false }
        if !verdicts.isEmpty, !verdicts.contains(decision.verdict) { return false }
        if let since, decision.time < since { return false }
        if let until, decision.time >= until { return false }
        return true
    }

    /// Those that the engine keeps, oldest first.
    func kept(by client: PitwireClient) async throws -> [Decision] {
        try await client.evaluations(
            of: symbol, strategy: system, rule: rule, verdicts: verdicts, from: since, to: until,
            limit: limit, asOf: Past.asOf
        ).reversed()
    }

    /// Finds the strategy of a rule that was named without one.
    mutating func findSystem(_ client: PitwireClient) async throws {
        guard let rule, system == nil else { return }
        let found = try await client.strategies().filter { schema in
            schema.rules.contains { $0.name == rule }
        }.map(\.name)
        switch found.count {
        case 1: system = found[0]
        case 0:
            throw CommandFailure(
                "no strategy has a rule \(VisibleText.of(rule)): `pitctl strategies` lists them",
                code: .refused)
        default:
            throw UsageError(
                "--rule \(rule) is one of \(found.joined(separator: ", ")): name it with --system")
        }
    }
}

extension DecisionText {
    /// A decision in words.
    init(_ decision: Decision, _ look: Look) {
        self.init(
            decision.evaluation, decision.instrument.instrument, decision.strategy,
            clock: look.clock)
    }
}
