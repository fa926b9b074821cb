import Market
import Records
import Wire

/// A decision and its schema, small enough to be read byte by byte.
enum ReadableDecision {
    static let schema = StrategySchema(
        number: 2, name: "momentum", meaning: "Bars that move on volume.",
        rules: [
            RuleSchema(
                name: "burst", meaning: "A wide bar.", keys: ["rth", "on"],
                reasons: ["", "range_small"],
                values: [
                    ValueSchema("price", .price, "The close."),
                    ValueSchema("range", .price),
                    ValueSchema("side", .choice(["NONE", "BUY", "SELL"])),
                ],
                conditions: [
                    ConditionSchema(
                        "range {range} >= 2 x {mean}", "range", .atLeast, ["2", "mean"])
                ],
                summary: "{direction} at {price}")
        ])

    static var evaluation: Evaluation {
        var evaluation = Evaluation(
            instrument: InstrumentID(3), system: 2, rule: 0, verdict: .approved)
        evaluation.key = 1
        evaluation.direction = .long
        evaluation.number = 37
        evaluation.start = Nanoseconds(1_790_000_100_000_000_000)
        evaluation.time = Nanoseconds(1_790_000_160_000_000_000)
        evaluation.sideQuality = .tick
        evaluation.inferredShare = 0.25
        evaluation.late = 3
        evaluation.values = [6000.25, nil, 1, -2, nil, nil, 0, 0.5, 120]
        evaluation.cause = 1236
        return evaluation
    }
}
