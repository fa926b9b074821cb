public import Market
public import Records

/// What the engine's strategies say of one instrument: where their rules stand, and the last
/// signals.
public struct SystemsState: Sendable {
    /// What a study is about.
    private struct Place: Hashable {
        var system: UInt8
        var rule: UInt8
        var key: UInt16
    }

    /// Signals that are kept to be shown.
    static let signalCount = 12

    /// What the strategies are; empty when the engine runs none.
    public private(set) var strategies: [StrategySchema]
    /// The last signals, newest last.
    public private(set) var signals: [DecisionText] = []
    private var studies: [Place: Evaluation] = [:]

    /// Strategies of which nothing came yet.
    public init(_ strategies: [StrategySchema] = []) { self.strategies = strategies }

    /// The engine runs strategies.
    public var isEmpty: Bool { strategies.isEmpty }

    /// Takes a study in the place of the one before it.
    public mutating func take(study: Evaluation) {
        studies[Place(system: study.system, rule: study.rule, key: study.key)] = study
    }

    /// Takes a signal; one that is known already changes nothing.
    public mutating func take(signal: DecisionText) {
        if let last = signals.last?.evaluation.number, last >= signal.evaluation.number { return }
        signals = (signals + [signal]).suffix(Self.signalCount)
    }

    /// A strategy by its name; `nil` when the engine does not run it.
    package func strategy(_ name: String) -> StrategySchema? {
        strategies.first { $0.name == name }
    }

    /// The last study of a rule without keys.
    package func study(_ strategy: String, _ rule: String) -> NamedValues? {
        guard let schema = self.strategy(strategy),
            let place = schema.rules.firstIndex(where: { $0.name == rule }),
            let study = studies[
                Place(system: schema.number, rule: UInt8(truncatingIfNeeded: place), key: 0)]
        else { return nil }
        return NamedValues(study, schema.rules[place])
    }

    /// All studies of a strategy, by rule and key.
    package func studies(of strategy: StrategySchema) -> [Evaluation] {
        studies.values.filter { $0.system == strategy.number }
            .sorted { ($0.rule, $0.key) < ($1.rule, $1.key) }
    }

    /// The instant of the newest study.
    public var time: Nanoseconds? { studies.values.map(\.time).max() }

    /// What the extension system calls for, and the runs that are extended now; `nil` without a
    /// study of it.
    package func extensions(symbol: String) -> ExtensionBox? {
        guard let schema = strategy("sef"),
            let latest = ExtensionRow.latest(of: studies(of: schema), schema)
        else { return nil }
        return ExtensionBox(symbol: symbol, rows: latest.rows, time: latest.time)
    }
}
