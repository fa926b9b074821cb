import Measures
public import Records

/// A condition of a rule with the numbers of one evaluation filled in, and what came of it.
public struct ConditionReading: Hashable, Sendable {
    /// The condition as the rule words it, its numbers filled in.
    public let text: String
    /// Whether it holds; `nil` when a value it needs is undefined.
    public let holds: Bool?
    /// The number on the left.
    public let left: Double?
    /// The number it is compared with; `nil` when it is compared with none.
    public let right: Double?
    /// What the text does not say: a product, and by how much the condition was missed.
    public let note: String

    /// Reads a condition of an evaluation's rule.
    public init(_ condition: ConditionSchema, of decision: DecisionText) {
        let values = ValueText(
            decision.values.numbers, decision.values.clock, unknown: "(not known)",
            at: decision.evaluation.time)
        text = decision.filled(condition.text, values)
        left = decision[condition.left]
        right = Self.product(condition, decision)
        holds = Self.compare(left, condition.relation, right)
        note = Self.note(condition, decision, left, right, holds)
    }

    /// The conditions of an evaluation's rule, in the order of testing.
    public static func all(of decision: DecisionText) -> [ConditionReading] {
        (decision.rule?.conditions ?? []).map { ConditionReading($0, of: decision) }
    }

    private static func product(_ condition: ConditionSchema, _ decision: DecisionText) -> Double? {
        guard !condition.right.isEmpty else { return nil }
        var product = 1.0
        for name in condition.right {
            guard let factor = decision[name] ?? Double(name) else { return nil }
            product *= factor
        }
        return product
    }

    private static func compare(
        _ left: Double?, _ relation: ConditionSchema.Relation, _ right: Double?
    ) -> Bool? {
        guard let left else { return nil }
        switch relation {
        case .holds: return left != 0
        case .fails: return left == 0
        default: break
        }
        guard let right else { return nil }
        switch relation {
        case .atLeast: return Comparison.reaches(left, right)
        case .above: return Comparison.exceeds(left, right)
        case .atMost: return Comparison.reaches(right, left)
        case .below: return Comparison.exceeds(right, left)
        case .equals: return Comparison.equal(left, right)
        case .holds, .fails: return nil
        }
    }

    private static func note(
        _ condition: ConditionSchema, _ decision: DecisionText, _ left: Double?, _ right: Double?,
        _ holds: Bool?
    ) -> String {
        guard let left, let right, let rule = decision.rule,
            let place = rule.place(of: condition.left)
        else { return "" }
        let kind = rule.values[place].kind
        var parts: [String] = []
        if condition.right.count > 1 { parts.append("= \(decision.values.text(right, kind))") }
        if holds == false, !Comparison.equal(left, right) {
            parts.append("off by \(decision.values.text(abs(left - right), kind))")
        }
        return parts.joined(separator: ", ")
    }
}
