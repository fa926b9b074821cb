import Market
public import Records

/// Decisions and what they mean as JSON objects.
///
/// Values go by their names: words of choices, true and false of flags, nanoseconds of instants,
/// numbers otherwise, `null` where undefined.
public enum DecisionJSON {
    /// A decision with all its values.
    public static func decision(_ decision: DecisionText) -> JSONValue {
        .object(head(decision) + [("values", values(decision))])
    }

    /// A decision with its conditions, and its values with their meaning.
    public static func explanation(_ decision: DecisionText) -> JSONValue {
        let rule = decision.rule
        let fields = zip(rule?.values ?? [], decision.evaluation.values).map { schema, value in
            JSONValue.object([
                ("name", .string(schema.name)), ("value", json(value, schema.kind)),
                ("text", value.map { .string(decision.values.text($0, schema.kind)) } ?? .null),
                ("kind", .string(kind(schema.kind))),
                ("meaning", .string(schema.meaning)),
            ])
        }
        return .object(head(decision) + meaning(decision) + [("values", .list(fields))])
    }

    /// What system and rule mean, and what came of the rule's conditions.
    package static func meaning(_ decision: DecisionText) -> [(String, JSONValue)] {
        let conditions = zip(decision.rule?.conditions ?? [], ConditionReading.all(of: decision))
            .map { schema, reading in
                JSONValue.object([
                    ("text", .string(reading.text)),
                    ("relation", .string(schema.relation.symbol)),
                    ("left", reading.left.map { .number($0) } ?? .null),
                    ("right", reading.right.map { .number($0) } ?? .null),
                    ("holds", reading.holds.map { .bool($0) } ?? .null),
                ])
            }
        return [
            ("system_meaning", .string(decision.schema?.meaning ?? "")),
            ("rule_meaning", .string(decision.rule?.meaning ?? "")),
            ("conditions", .list(conditions)),
        ]
    }

    /// What a strategy's evaluations mean.
    public static func strategy(_ schema: StrategySchema) -> JSONValue {
        .object([
            ("number", .number(schema.number)), ("name", .string(schema.name)),
            ("meaning", .string(schema.meaning)), ("rules", .list(schema.rules.map(rule))),
        ])
    }

    private static func rule(_ rule: RuleSchema) -> JSONValue {
        .object([
            ("name", .string(rule.name)), ("meaning", .string(rule.meaning)),
            ("keys", .list(rule.keys.map { .string($0) })),
            ("reasons", .list(rule.reasons.map { .string($0) })),
            (
                "conditions",
                .list(
                    rule.conditions.map { condition in
                        .object([
                            ("text", .string(condition.text)), ("left", .string(condition.left)),
                            ("relation", .string(condition.relation.symbol)),
                            ("right", .list(condition.right.map { .string($0) })),
                        ])
                    })
            ),
            (
                "values",
                .list(
                    rule.values.map { value in
                        .object([
                            ("name", .string(value.name)),
                            ("kind", .string(kind(value.kind))),
                            ("meaning", .string(value.meaning)),
                        ])
                    })
            ),
            ("summary", .string(rule.summary)),
        ])
    }

    /// What stands at the front of every decision.
    package static func head(_ decision: DecisionText) -> [(String, JSONValue)] {
        let evaluation = decision.evaluation
        return [
            ("id", .string(decision.id)), ("symbol", .string(decision.symbol)),
            ("number", evaluation.number > 0 ? .number(evaluation.number) : .null),
            ("system", .string(decision.systemName)), ("rule", .string(decision.ruleName)),
            ("key", decision.key.map { .string($0) } ?? .null),
            ("verdict", .string(evaluation.verdict.name)), ("reason", .string(decision.reason)),
            ("direction", .string(evaluation.direction.name)),
            ("start_ns", .time(evaluation.start)), ("event_time_ns", .time(evaluation.time)),
            ("period", .string(evaluation.period.name)), ("mode", .string(evaluation.mode.name)),
            ("side_quality", .string("\(evaluation.sideQuality)")),
            ("inferred_share", .number(evaluation.inferredShare)),
            ("whole", .bool(decision.isWhole)), ("late", .number(evaluation.late)),
            ("lost", .number(evaluation.lost)), ("out_of_range", .number(evaluation.outOfRange)),
            ("feed_gaps", .number(evaluation.feedGaps)), ("summary", .string(decision.summary)),
        ]
    }

    /// The values by their names.
    static func values(_ decision: DecisionText) -> JSONValue {
        .object(
            zip(decision.rule?.values ?? [], decision.evaluation.values).map {
                ($0.name, json($1, $0.kind))
            })
    }

    /// The kind of a value as one word.
    package static func kind(_ kind: ValueSchema.Kind) -> String {
        switch kind {
        case .flag: "flag"
        case .choice: "choice"
        default: StrategyPage.kind(kind)
        }
    }

    /// A value by its kind.
    package static func json(_ value: Double?, _ kind: ValueSchema.Kind) -> JSONValue {
        guard let value else { return .null }
        switch kind {
        case .flag: return .bool(value != 0)
        case .time:
            return value.magnitude < 9e12 ? .time(.milliseconds(Int64(value))) : .null
        case .choice(let words):
            guard let place = Int(exactly: value), words.indices.contains(place) else {
                return .number(value)
            }
            return .string(words[place])
        default: return .number(value)
        }
    }
}
