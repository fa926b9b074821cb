public import Market
public import Records
public import Wire

/// An evaluation with its meaning: a signal, a rejection, an alert, an event, or a study.
///
///     print(decision.id, decision.ruleName, decision.verdict.name, decision.reasonText)
///     print(decision["price"] ?? 0)
public struct Decision: Hashable, Sendable, Identifiable {
    /// What the engine said.
    public let evaluation: Evaluation
    /// What it is about, with its number and scales.
    public let instrument: InstrumentInfo
    /// What it means; `nil` while the engine has not said what its strategies are.
    public let strategy: StrategySchema?

    /// Puts an evaluation and its meaning together.
    public init(_ evaluation: Evaluation, instrument: InstrumentInfo, strategy: StrategySchema?) {
        self.evaluation = evaluation
        self.instrument = instrument
        self.strategy = strategy
    }

    /// `SPY-37`; of a study, which has no number, its instrument, strategy, rule and key:
    /// `SPY momentum.trend`, `SPY momentum.level[rth_high]`.
    public var id: String {
        if let decisionID { return "\(decisionID)" }
        let key = keyName.map { "[\($0)]" } ?? ""
        return "\(symbol) \(strategyName).\(ruleName)\(key)"
    }

    /// Symbol and number; `nil` for a study.
    public var decisionID: DecisionID? {
        evaluation.number == 0 ? nil : DecisionID(symbol: symbol, number: evaluation.number)
    }

    /// The instrument's symbol.
    public var symbol: String { instrument.instrument.symbol }
    /// What came of it.
    public var verdict: Verdict { evaluation.verdict }
    /// Which way it points.
    public var direction: Direction { evaluation.direction }
    /// The instant of the evaluation: its bar's end.
    public var time: Nanoseconds { evaluation.time }

    /// The rule; `nil` when the schema has no such one.
    public var rule: RuleSchema? { strategy?.rule(at: evaluation.rule) }
    /// The strategy's name, or `system 7` without its schema.
    public var strategyName: String { strategy?.name ?? "system \(evaluation.system)" }
    /// The rule's name, or `rule 3` without its schema.
    public var ruleName: String { rule?.name ?? "rule \(evaluation.rule)" }
    /// Why it decided as it did, in the rule's words; empty where nothing needs a reason.
    public var reasonText: String {
        guard let rule else { return evaluation.reason == 0 ? "" : "reason \(evaluation.reason)" }
        return rule.reasons[checked: Int(evaluation.reason)] ?? "reason \(evaluation.reason)"
    }
    /// What of several the rule was applied to; `nil` when there is only one.
    public var keyName: String? {
        guard let rule else { return evaluation.key == 0 ? nil : "key \(evaluation.key)" }
        if rule.keys.isEmpty { return nil }
        return rule.keys[checked: Int(evaluation.key)] ?? "key \(evaluation.key)"
    }

    /// A value by its name; `nil` when it is undefined, and when the rule has none of that name.
    public subscript(name: String) -> Double? {
        rule?.place(of: name).flatMap { evaluation.values[checked: $0] ?? nil }
    }

    /// The word of a value that is a place in a list of words.
    public func word(_ name: String) -> String? {
        guard let rule, let place = rule.place(of: name), let value = self[name],
            case .choice(let words) = rule.values[place].kind, let index = Int(exactly: value)
        else { return nil }
        return words[checked: index]
    }

    /// All it looked at, in order, each with its meaning; values without one are left out.
    public var fields: [DecisionField] {
        zip(rule?.values ?? [], evaluation.values).map {
            DecisionField(meaning: $0, value: $1)
        }
    }
}

/// One value that a rule looked at.
public struct DecisionField: Hashable, Sendable {
    /// Name, kind and meaning.
    public let meaning: ValueSchema
    /// The number; `nil` is undefined.
    public let value: Double?
}

/// What the strategies of one engine's run are.
struct StrategyBook: Sendable {
    /// The engine's start: another one may run others.
    let epoch: UInt64
    let schemas: [StrategySchema]

    func decision(_ evaluation: Evaluation, of instrument: InstrumentInfo) -> Decision {
        Decision(
            evaluation, instrument: instrument,
            strategy: schemas.first { $0.number == evaluation.system })
    }
}

extension Array {
    /// The element, or `nil` outside.
    fileprivate subscript(checked index: Int) -> Element? {
        indices.contains(index) ? self[index] : nil
    }
}
