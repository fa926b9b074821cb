package import Market
import Measures
package import Records

/// The values of an evaluation by their names.
package struct NamedValues {
    /// What the engine said.
    package let evaluation: Evaluation
    /// What it means.
    package let rule: RuleSchema

    /// Puts both together.
    package init(_ evaluation: Evaluation, _ rule: RuleSchema) {
        self.evaluation = evaluation
        self.rule = rule
    }

    /// A value, `nil` when it is undefined or the rule has none of that name.
    package func number(_ name: String) -> Double? {
        guard let place = rule.place(of: name), place < evaluation.values.count else { return nil }
        return evaluation.values[place]
    }

    /// A whole number, `-` when there is none.
    package func count(_ name: String) -> String {
        guard let value = number(name), value.magnitude < 9e15 else { return "-" }
        return String(Int64(value.rounded()))
    }

    /// The word of a choice, `-` when there is none.
    package func word(_ name: String) -> String {
        guard let value = number(name), let place = rule.place(of: name),
            case .choice(let words) = rule.values[place].kind,
            value >= 0, value < Double(words.count)
        else { return "-" }
        return words[Int(value)]
    }

    /// An instant, of whole milliseconds.
    package func time(_ name: String) -> Nanoseconds? {
        guard let value = number(name), value.magnitude < 9e12 else { return nil }
        return .milliseconds(Int64(value))
    }

    /// Whether a flag is set; a flag that is undefined is not.
    package func flag(_ name: String) -> Bool { (number(name) ?? 0) != 0 }

    /// Whether one number is below the product of two; `nil` when one is undefined.
    func isBelow(_ name: String, _ factor: String?, _ other: String) -> Bool? {
        guard let left = number(name), let right = number(other) else { return nil }
        guard let factor else { return Comparison.exceeds(right, left) }
        return number(factor).map { Comparison.exceeds($0 * right, left) }
    }

    /// The word of the reason, `-` when the rule has none of that number.
    package var reason: String {
        let place = Int(evaluation.reason)
        return place < rule.reasons.count ? rule.reasons[place] : "-"
    }
}
