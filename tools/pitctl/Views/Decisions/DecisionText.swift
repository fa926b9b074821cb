public import Market
public import Records
import Wire

/// An evaluation in words: what its numbers mean by the schema of its strategy.
public struct DecisionText: Hashable, Sendable {
    /// What the engine said.
    public let evaluation: Evaluation
    /// What it is about.
    public let instrument: Instrument
    /// What it means; `nil` when the engine has not said.
    public let schema: StrategySchema?
    /// The rule; `nil` without a schema that has it.
    public let rule: RuleSchema?
    package let values: ValueText

    /// Puts an evaluation and its meaning together.
    ///
    /// - Parameter clock: the clock that its times are shown on.
    public init(
        _ evaluation: Evaluation, _ instrument: Instrument, _ schema: StrategySchema?,
        clock: ClockText = ClockText()
    ) {
        self.evaluation = evaluation
        self.instrument = instrument
        self.schema = schema
        rule = schema?.rule(at: evaluation.rule)
        values = ValueText(NumberText(instrument), clock, at: evaluation.time)
    }

    /// The symbol.
    public var symbol: String { instrument.symbol }

    /// `SPY-37`; of a study, which has no number, `SPY momentum.bar`.
    public var id: String {
        evaluation.number > 0
            ? "\(DecisionID(symbol: symbol, number: evaluation.number))"
            : "\(symbol) \(systemName).\(ruleName)\(key.map { "[\($0)]" } ?? "")"
    }

    /// The strategy's name.
    public var systemName: String { schema?.name ?? "system \(evaluation.system)" }
    /// The rule's name.
    public var ruleName: String { rule?.name ?? "rule \(evaluation.rule)" }

    /// What of several the rule was applied to.
    public var key: String? {
        guard let rule else { return evaluation.key == 0 ? nil : "\(evaluation.key)" }
        if rule.keys.isEmpty { return nil }
        let place = Int(evaluation.key)
        return place < rule.keys.count ? rule.keys[place] : "\(place)"
    }

    /// The rule and what it was applied to, when the rule's name does not say that already:
    /// `buy_imbalance`, `setup[TREND_MODEL]`.
    public var ruleAndKey: String {
        guard let key, key.lowercased() != ruleName.lowercased() else { return ruleName }
        return "\(ruleName)[\(key)]"
    }

    /// Why it decided as it did, in the rule's words; may be empty.
    public var reason: String {
        let place = Int(evaluation.reason)
        guard let rule else { return place == 0 ? "" : "reason \(place)" }
        return place < rule.reasons.count ? rule.reasons[place] : "reason \(place)"
    }

    /// A value by its name; `nil` when it is undefined or the rule has none of that name.
    public subscript(name: String) -> Double? {
        guard let place = rule?.place(of: name), place < evaluation.values.count else {
            return nil
        }
        return evaluation.values[place]
    }

    /// The first of some values that is defined, with its meaning.
    func first(of names: [String]) -> (value: Double, schema: ValueSchema)? {
        for name in names {
            if let value = self[name], let place = rule?.place(of: name), let rule {
                return (value, rule.values[place])
            }
        }
        return nil
    }

    /// The price it is about.
    public var price: Double? { first(of: ["entry_price", "entry", "price", "close"])?.value }
    /// Where it is given up; `nil` when it says none.
    package var stop: Double? { first(of: ["stop", "stop_loss"])?.value }
    /// Where profit is taken; `nil` when it says none.
    package var target: Double? { first(of: ["target"])?.value }

    /// `165.42`, `-` without one.
    var priceText: String { price.map(values.price) ?? "-" }

    /// How much speaks for it, in the scale of its strategy: `0.75`, `confidence 70`,
    /// `probability 75 %`, `4 lenses`; `-` when it has no such value.
    public var strength: String {
        let names = ["strength", "probability", "confidence", "indicator_count"]
        guard let (value, schema) = first(of: names) else { return "-" }
        let text = values.text(value, schema.kind)
        switch schema.name {
        case "strength": return text
        case "indicator_count": return "\(text) lenses"
        default: return "\(schema.name) \(text)"
        }
    }

    /// What its bar missed.
    var completeness: Completeness {
        var whole = Completeness()
        whole.late = evaluation.late
        whole.lost = evaluation.lost
        whole.outOfRange = evaluation.outOfRange
        whole.feedGaps = evaluation.feedGaps
        return whole
    }

    /// No tick of its bar was dropped, lost or missed.
    public var isWhole: Bool { completeness.isWhole }

    /// The line that the rule says of itself.
    public var summary: String { summary(values) }

    /// The same for a log: prices with four decimals.
    var logSummary: String {
        var values = values
        values.isLog = true
        return summary(values)
    }

    private func summary(_ values: ValueText) -> String {
        guard let rule, !rule.summary.isEmpty else { return reason }
        return Self.tidied(filled(rule.summary, values))
    }

    /// A text of the schema with the values in the place of `{name}`.
    func filled(_ text: String, _ values: ValueText) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            result += word(name, values) ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    private func word(_ name: String, _ values: ValueText) -> String? {
        if let rule, let place = rule.place(of: name) {
            return values.text(self[name], of: rule.values[place])
        }
        switch name {
        case "direction": return evaluation.direction.name
        case "key": return key ?? ""
        case "reason": return reason
        case "verdict": return evaluation.verdict.name
        default: return nil
        }
    }

    /// Without the blanks and marks that empty words leave behind.
    private static func tidied(_ text: String) -> String {
        var words = text.split(separator: " ").joined(separator: " ")
        while let last = words.last, last == ":" || last == "," || last == " " {
            words.removeLast()
        }
        return words
    }
}

extension Verdict {
    /// How it is drawn.
    var ink: Ink {
        switch self {
        case .study: .dim
        case .rejected: .red
        case .approved: [.green, .bold]
        case .alert: .yellow
        case .event: .cyan
        case .blocked: [.yellow, .bold]
        }
    }

    /// What it says, for people.
    var meaning: String {
        switch self {
        case .study: "where the rule stands; nothing was to be decided"
        case .rejected: "no signal, for the reason given"
        case .approved: "a signal"
        case .alert: "a heads-up, no signal"
        case .event: "something changed"
        case .blocked: "the strategy can not run on this input"
        }
    }
}

extension Direction {
    /// How it is drawn.
    var ink: Ink {
        switch self {
        case .none: .dim
        case .long: .green
        case .short: .red
        }
    }
}
