public import Chance
import Market
public import Records
import Wire

/// Evaluations, schemas and filters whose fields hold random values.
extension SplitMix64 {
    private mutating func value() -> Double? {
        switch below(5) {
        case 0: nil
        case 1: Double(below(3))
        case 2: Double(integer())
        case 3: Double(integer() >> 10)
        default: finite()
        }
    }

    mutating func evaluation() -> Evaluation {
        var evaluation = Evaluation(
            instrument: instrument(), system: byte(), rule: byte(),
            verdict: one(of: Verdict.self))
        evaluation.key = UInt16(truncatingIfNeeded: natural())
        evaluation.reason = byte()
        evaluation.direction = one(of: Direction.self)
        evaluation.number = natural()
        evaluation.start = instant()
        evaluation.time = instant()
        evaluation.period = one(of: BarPeriod.self)
        evaluation.mode = one(of: SessionMode.self)
        evaluation.sideQuality = one(of: SideQuality.self)
        if once(in: 2) { evaluation.inferredShare = once(in: 2) ? unit() : finite() }
        if once(in: 2) {
            evaluation.late = u32()
            evaluation.lost = u32()
            evaluation.outOfRange = u32()
            evaluation.feedGaps = u32()
        }
        evaluation.values = list(Evaluation.valueLimit) { $0.value() }
        evaluation.cause = natural()
        return evaluation
    }

    private mutating func kind() -> ValueSchema.Kind {
        let plain: [ValueSchema.Kind] = [
            .price, .volume, .number, .percent, .share, .count, .flag, .time,
        ]
        return once(in: 4) ? .choice(list(5) { $0.text(64) }) : pick(plain)
    }

    private mutating func rule() -> RuleSchema {
        RuleSchema(
            name: text(64), meaning: text(1024), keys: list(4) { $0.text(64) },
            reasons: list(4) { $0.text(64) },
            values: list(8) { ValueSchema($0.text(64), $0.kind(), $0.text(1024)) },
            conditions: list(4) {
                ConditionSchema(
                    $0.text(1024), $0.text(64), $0.one(of: ConditionSchema.Relation.self),
                    $0.list(3) { $0.text(64) })
            }, summary: text(1024))
    }

    /// A strategy of up to four rules, within the limits of schemas.
    public mutating func strategy() -> StrategySchema {
        StrategySchema(
            number: byte(), name: text(64), meaning: text(1024), rules: list(4) { $0.rule() })
    }

    mutating func filter() -> EvaluationFilter {
        EvaluationFilter(
            symbol: once(in: 2) ? name() : nil, from: once(in: 2) ? beginning() : nil,
            to: once(in: 2) ? ending() : nil, strategy: once(in: 2) ? name() : nil,
            rule: once(in: 2) ? name() : nil,
            verdicts: Set(list(6) { $0.one(of: Verdict.self) }),
            number: once(in: 2) ? max(1, natural()) : nil, limit: u32())
    }
}
