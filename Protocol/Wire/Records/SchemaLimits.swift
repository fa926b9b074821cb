import Bytes
public import Records

/// How long the parts of a schema may be on the wire.
public enum SchemaLimits {
    /// Bytes of a name, a key, a reason or a factor.
    public static let name = 64
    /// Bytes of a word of a choice, which may be a few words long.
    public static let word = 256
    /// Bytes of a sentence: meanings, conditions, summaries.
    public static let text = 1024
    /// Rules of a strategy.
    public static let rules = 256
    /// Keys of a rule.
    public static let keys = 65_536
    /// Reasons of a rule.
    public static let reasons = 256
    /// Values of a rule.
    public static let values = Evaluation.valueLimit
    /// Words of a choice.
    public static let words = 256
    /// Conditions of a rule.
    public static let conditions = 256
    /// Names and numbers on the right of a condition.
    public static let factors = 64

    /// What is too long in a schema, or `nil` when it can travel.
    public static func fault(of schema: StrategySchema) -> String? {
        var check = SchemaCheck()
        check.name(schema.name, "name of strategy \(schema.number)")
        check.text(schema.meaning, "meaning of \(schema.name)")
        check.count(schema.rules.count, rules, "rules of \(schema.name)")
        for rule in schema.rules { check.rule(rule, of: schema.name) }
        return check.fault
    }

    /// Bytes of a schema's record on the wire.
    public static func bytes(of schema: StrategySchema) -> Int {
        var writer = ByteWriter(capacity: 4096)
        writer.append(record: schema)
        return writer.count
    }
}

/// Notes the first thing that is too long.
private struct SchemaCheck {
    var fault: String?

    mutating func count(_ count: Int, _ limit: Int, _ what: @autoclosure () -> String) {
        guard fault == nil, count > limit else { return }
        fault = "\(what()): at most \(limit), got \(count)"
    }

    mutating func name(_ name: String, _ what: @autoclosure () -> String) {
        count(name.utf8.count, SchemaLimits.name, "bytes of \(what()) '\(name)'")
    }

    mutating func text(_ text: String, _ what: @autoclosure () -> String) {
        count(text.utf8.count, SchemaLimits.text, "bytes of the \(what())")
    }

    mutating func names(_ names: [String], _ limit: Int, _ what: @autoclosure () -> String) {
        count(names.count, limit, what())
        for name in names { self.name(name, "one of the \(what())") }
    }

    mutating func rule(_ rule: RuleSchema, of strategy: String) {
        let place = "\(strategy).\(rule.name)"
        name(rule.name, "rule of \(strategy)")
        text(rule.meaning, "meaning of \(place)")
        names(rule.keys, SchemaLimits.keys, "keys of \(place)")
        names(rule.reasons, SchemaLimits.reasons, "reasons of \(place)")
        count(rule.values.count, SchemaLimits.values, "values of \(place)")
        for value in rule.values {
            name(value.name, "value of \(place)")
            text(value.meaning, "meaning of \(place).\(value.name)")
            if case .choice(let words) = value.kind {
                count(words.count, SchemaLimits.words, "words of \(place).\(value.name)")
                for word in words {
                    count(
                        word.utf8.count, SchemaLimits.word,
                        "bytes of one of the words of \(place).\(value.name) '\(word)'")
                }
            }
        }
        count(rule.conditions.count, SchemaLimits.conditions, "conditions of \(place)")
        for condition in rule.conditions {
            text(condition.text, "condition of \(place)")
            name(condition.left, "left side of a condition of \(place)")
            names(condition.right, SchemaLimits.factors, "right side of a condition of \(place)")
        }
        text(rule.summary, "summary of \(place)")
    }
}
