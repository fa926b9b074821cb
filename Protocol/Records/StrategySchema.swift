/// What the evaluations of a strategy mean: enough to print, explain and export them without
/// knowing the strategy.
public struct StrategySchema: Hashable, Sendable {
    /// The number that its evaluations carry: 0 to 63 belong to Pitwire's own, 64 to 255 to others.
    public var number: UInt8
    /// One word, lower case: the name in configuration and commands.
    public var name: String
    /// One sentence for people.
    public var meaning: String
    /// Its rules; an evaluation names one by its place.
    public var rules: [RuleSchema]

    /// Puts a schema together.
    public init(number: UInt8, name: String, meaning: String, rules: [RuleSchema]) {
        self.number = number
        self.name = name
        self.meaning = meaning
        self.rules = rules
    }
}

/// One rule of a strategy.
public struct RuleSchema: Hashable, Sendable {
    /// One word or two joined by `_`, unique in the strategy.
    public var name: String
    /// One sentence for people.
    public var meaning: String
    /// What the rule is applied to in turn (levels, patterns), by the evaluation's `key`; empty
    /// when there is only one.
    public var keys: [String]
    /// Why it decided as it did, by the evaluation's `reason`; the first is empty or `ok`.
    public var reasons: [String]
    /// What it looked at, thresholds included, in order.
    public var values: [ValueSchema]
    /// Its conditions in the order of testing, as people read them.
    public var conditions: [ConditionSchema]
    /// One line about an evaluation: text with values as `{name}`; also `{direction}`, `{key}`,
    /// `{reason}`, `{verdict}`.
    public var summary: String

    /// Puts a rule together.
    public init(
        name: String, meaning: String, keys: [String] = [], reasons: [String] = [""],
        values: [ValueSchema], conditions: [ConditionSchema] = [], summary: String = ""
    ) {
        self.name = name
        self.meaning = meaning
        self.keys = keys
        self.reasons = reasons
        self.values = values
        self.conditions = conditions
        self.summary = summary
    }

    /// The place of a value, or `nil`.
    public func place(of name: String) -> Int? { values.firstIndex { $0.name == name } }
}

/// The rule that every strategy has beside its own: whether it can run on the input.
extension RuleSchema {
    /// The place that evaluations of it name.
    public static let inputRule = 255

    /// Why a strategy can not run on an input.
    public enum InputReason: UInt8, Sendable, CaseIterable {
        /// It reads rows or sides of ticks, and the input is a provider's bars.
        case needsTicks = 1
        /// Its bars are shorter than the input's.
        case needsShorterBars = 2
    }

    /// What evaluations of it mean.
    public static let input = RuleSchema(
        name: "input", meaning: "Whether the strategy can run on this input.",
        reasons: ["", "needs_ticks", "needs_shorter_bars"],
        values: [
            ValueSchema("needed_s", .count, "seconds of the strategy's shortest bar"),
            ValueSchema("given_s", .count, "seconds of the input's bars"),
        ],
        conditions: [
            ConditionSchema(
                "bars of {needed_s} s from bars of {given_s} s", "needed_s", .atLeast, ["given_s"])
        ],
        summary: "can not run: {reason}, bars of {given_s} s given")
}

extension StrategySchema {
    /// The rule that an evaluation names, `nil` when the schema has no such place.
    public func rule(at place: UInt8) -> RuleSchema? {
        if Int(place) == RuleSchema.inputRule { return .input }
        return Int(place) < rules.count ? rules[Int(place)] : nil
    }
}

/// One value of a rule.
public struct ValueSchema: Hashable, Sendable {
    /// How a value is written.
    public enum Kind: Hashable, Sendable {
        /// A real price.
        case price
        /// Shares, contracts or coins.
        case volume
        /// A plain number.
        case number
        /// A percentage: 1.5 is 1.5 %.
        case percent
        /// A share of 1: 0.5 is 50 %.
        case share
        /// A whole number.
        case count
        /// 0 or 1.
        case flag
        /// A place in a list of words.
        case choice([String])
        /// Milliseconds since 1970-01-01T00:00:00Z, which a double holds exactly.
        case time
    }

    /// One word or more joined by `_`, as the export's column where there is one.
    public var name: String
    /// How it is written.
    public var kind: Kind
    /// What it is; one sentence.
    public var meaning: String

    /// Puts a value together.
    public init(_ name: String, _ kind: Kind, _ meaning: String = "") {
        self.name = name
        self.kind = kind
        self.meaning = meaning
    }
}

/// One condition of a rule: `left relation factor x factor`, in words and in names.
public struct ConditionSchema: Hashable, Sendable {
    /// How two numbers are compared, with the tolerance of all rules.
    public enum Relation: UInt8, Hashable, Sendable, CaseIterable {
        /// `left >= right`.
        case atLeast = 0
        /// `left > right`.
        case above = 1
        /// `left <= right`.
        case atMost = 2
        /// `left < right`.
        case below = 3
        /// `left == right`.
        case equals = 4
        /// `left` is not 0; there is no right.
        case holds = 5
        /// `left` is 0; there is no right.
        case fails = 6
    }

    /// The condition for people, values as `{name}`: `range {range} >= {factor} x {mean_range}`.
    public var text: String
    /// The name of the value on the left.
    public var left: String
    /// How it is compared.
    public var relation: Relation
    /// Names of values, or numbers in digits, whose product is the right side.
    public var right: [String]

    /// Puts a condition together.
    public init(_ text: String, _ left: String, _ relation: Relation, _ right: [String] = []) {
        self.text = text
        self.left = left
        self.relation = relation
        self.right = right
    }
}
