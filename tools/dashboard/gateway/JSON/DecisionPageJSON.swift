import ClientKit
package import PitctlViews

/// Decisions and studies as pages read them.
package enum DecisionPageJSON {
    /// A decision with all its values.
    package static func decision(_ decision: DecisionText) -> JSONValue {
        .page(DecisionJSON.head(decision) + [("values", values(decision))])
    }

    /// A decision with the conditions of its rule, and its values with their meaning.
    package static func explanation(_ decision: DecisionText) -> JSONValue {
        let fields = zip(decision.rule?.values ?? [], decision.evaluation.values).map {
            schema, value in
            JSONValue.object([
                ("name", .string(schema.name)), ("value", json(value, schema.kind)),
                ("text", value.map { .string(decision.values.text($0, schema.kind)) } ?? .null),
                ("kind", .string(DecisionJSON.kind(schema.kind))),
                ("meaning", .string(schema.meaning)),
            ])
        }
        return .page(
            DecisionJSON.head(decision) + DecisionJSON.meaning(decision)
                + [("values", .list(fields))])
    }

    /// A signal, or what was refused as one.
    package static func signal(_ decision: DecisionText) -> JSONValue {
        .page(
            [
                ("pattern", .string(pattern(decision))), ("price", .price(decision.price)),
                ("entry", .price(decision["entry_price"] ?? decision["entry"] ?? decision.price)),
                ("stop", .price(decision.stop)), ("target", .price(decision.target)),
                ("regime", .maybe(word("regime", decision) ?? word("state", decision))),
                ("confidence", .maybe(confidence(decision))),
                ("approved", .bool(decision.evaluation.verdict == .approved)),
            ] + DecisionJSON.head(decision) + [("values", values(decision))])
    }

    /// Where a rule stands.
    package static func study(_ decision: DecisionText) -> JSONValue {
        let evaluation = decision.evaluation
        return .page([
            ("system", .string(decision.systemName)), ("rule", .string(decision.ruleName)),
            ("key", .maybe(decision.key)), ("event_time_ns", .time(evaluation.time)),
            ("verdict", .string(evaluation.verdict.name)), ("reason", .string(decision.reason)),
            ("direction", .string(evaluation.direction.name)), ("values", values(decision)),
        ])
    }

    /// What the market is doing, of a study of the order flow's rule `regime`.
    package static func regime(_ decision: DecisionText, symbol: String) -> JSONValue {
        let names = ["confidence", "size_multiplier", "adx", "atr"]
        let reason = decision.reason == "ok" ? "" : decision.reason
        return .page(
            [("symbol", .string(symbol)), ("name", .maybe(word("regime", decision)))]
                + names.map { ($0, .maybe(decision[$0])) }
                + [
                    ("ema_9", .maybe(decision["ema9"])), ("ema_21", .maybe(decision["ema21"])),
                    ("vwap", .maybe(decision["vwap"])),
                    ("structure", .maybe(word("structure", decision))),
                    ("reason", .maybe(reason)),
                    ("event_time_ns", .time(decision.evaluation.time)),
                ])
    }

    /// The pattern of a signal: what its rule was applied to, else the rule itself.
    package static func pattern(_ decision: DecisionText) -> String {
        decision.key ?? decision.ruleName
    }

    /// The word of a value that is a choice.
    package static func word(_ name: String, _ decision: DecisionText) -> String? {
        guard let value = decision[name], let rule = decision.rule,
            let place = rule.place(of: name), case .choice(let words) = rule.values[place].kind,
            let index = Int(exactly: value), words.indices.contains(index)
        else { return nil }
        return words[index]
    }

    /// How sure it is, 0 to 1; percentages of the auction playbook are shares here, too.
    private static func confidence(_ decision: DecisionText) -> Double? {
        if let value = decision["confidence"] { return value > 1 ? value / 100 : value }
        return decision["probability"]
    }

    /// The values by their names; instants as texts of nanoseconds.
    private static func values(_ decision: DecisionText) -> JSONValue {
        .object(
            zip(decision.rule?.values ?? [], decision.evaluation.values).map {
                ($0.name, json($1, $0.kind))
            })
    }

    private static func json(_ value: Double?, _ kind: ValueSchema.Kind) -> JSONValue {
        if kind == .price { return .price(value) }
        let plain = DecisionJSON.json(value, kind)
        return kind == .time && plain != .null ? .string(plain.text) : plain
    }
}
