import Market
import Records
import Wire

extension Samples {
    mutating func value() -> Double? {
        switch small(4) {
        case 0: nil
        case 1: Double(small(3))
        case 2: Double(int() >> 10)
        default: double()
        }
    }

    mutating func evaluation() -> Evaluation {
        var evaluation = Evaluation(
            instrument: instrument(), system: UInt8(small(256)), rule: UInt8(small(256)),
            verdict: one(of: Verdict.self))
        evaluation.key = UInt16(small(flag() ? 3 : 65_536))
        evaluation.reason = UInt8(small(256))
        evaluation.direction = one(of: Direction.self)
        evaluation.number = natural()
        evaluation.start = time()
        evaluation.time = time()
        evaluation.period = one(of: BarPeriod.self)
        evaluation.mode = one(of: SessionMode.self)
        evaluation.sideQuality = one(of: SideQuality.self)
        if flag() { evaluation.inferredShare = double() }
        if flag() {
            evaluation.late = u32()
            evaluation.lost = u32()
            evaluation.outOfRange = u32()
            evaluation.feedGaps = u32()
        }
        evaluation.values = list(65) { $0.value() }
        evaluation.cause = natural()
        return evaluation
    }

    mutating func kind() -> ValueSchema.Kind {
        let plain: [ValueSchema.Kind] = [
            .price, .volume, .number, .percent, .share, .count, .flag, .time,
        ]
        let place = small(plain.count + 1)
        return place < plain.count ? plain[place] : .choice(list(5) { $0.text(64) })
    }

    mutating func rule() -> RuleSchema {
        RuleSchema(
            name: text(64), meaning: text(1024), keys: list(4) { $0.text(64) },
            reasons: list(4) { $0.text(64) },
            values: list(6) { ValueSchema($0.text(64), $0.kind(), $0.text(1024)) },
            conditions: list(4) {
                ConditionSchema(
                    $0.text(1024), $0.text(64), $0.one(of: ConditionSchema.Relation.self),
                    $0.list(3) { $0.text(64) })
            }, summary: text(1024))
    }

    mutating func strategy() -> StrategySchema {
        StrategySchema(
            number: UInt8(small(256)), name: text(64), meaning: text(1024),
            rules: list(4) { $0.rule() })
    }

    mutating func filter() -> EvaluationFilter {
        EvaluationFilter(
            symbol: flag() ? "A" + text(60) : nil, from: flag() ? time() : nil,
            to: flag() ? time() : nil, strategy: flag() ? "s" + text(60) : nil,
            rule: flag() ? "r" + text(60) : nil,
            verdicts: Set(list(6) { $0.one(of: Verdict.self) }),
            number: flag() ? 1 + natural() / 2 : nil, limit: u32())
    }
}

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
