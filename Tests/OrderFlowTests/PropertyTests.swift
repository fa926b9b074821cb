import Chance
import Market
import Measures
import Records
import Strategy
import Testing

@testable import OrderFlow

/// What holds for any input.
@Suite struct PropertyTests {
    /// A random bar: a walk's rows with whole volumes, some of them empty, shaped so that every
    /// pattern turns up.
    struct RandomBars {
        var dice: SplitMix64
        var middle = 400

        init(_ seed: UInt64) { dice = SplitMix64(seed) }

        mutating func next() -> (rows: [Row], close: Double) {
            middle = max(40, middle + dice.below(9) - 4)
            let count = 1 + dice.below(dice.once(in: 4) ? 30 : 7)
            let (most, tilt) = ([3, 30, 90][dice.below(3)], dice.below(4))
            var rows: [Row] = []
            for offset in 0..<count {
                // Rows thin out towards the top, towards the bottom, or not at all.
                let share = [1, 1, Double(offset + 1), Double(count - offset)][tilt]
                let scale = tilt > 1 ? share / Double(count) : 1
                let bid = (Double(dice.below(most)) * scale * (dice.once(in: 3) ? 3 : 1)).rounded()
                let ask = (Double(dice.below(most)) * scale * (dice.once(in: 3) ? 3 : 1)).rounded()
                let isEnd = offset == 0 || offset == count - 1
                if dice.once(in: 12) && !isEnd { continue }
                let price = Double(middle + offset) * 0.25
                let neutral = bid + ask == 0 || dice.once(in: 9) ? Double(1 + dice.below(5)) : 0
                rows.append(Row(price, bid, ask, neutral: neutral))
            }
            return (rows, rows[dice.below(rows.count)].price)
        }
    }

    @Test func `patterns are those of the definitions, on any bars`() {
        var seen: [Pattern: Int] = [:]
        for seed in UInt64(0)..<6 {
            var source = RandomBars(seed)
            var detector = PatternDetector()
            var past: [(low: Int64, high: Int64)] = []
            for _ in 0..<1500 {
                let (rows, close) = source.next()
                let bar = Sample.bar(rows, close: close)
                var found: [PatternSignal] = []
                Sample.with(rows) { detector.add(bar, $0, leastVolume: 10, to: &found) }
                let reference = ReferencePatterns(rows, close: close, past: past)
                let lines = found.map {
                    reference.line(
                        $0.pattern, $0.direction, $0.level.rawValue, $0.strength, $0.levels)
                }
                #expect(lines == reference.signals())
                past.append((bar.lowLevel.rawValue, bar.highLevel.rawValue))
                for signal in found { seen[signal.pattern, default: 0] += 1 }
            }
        }
        // The bars are rich enough: each pattern turned up many times.
        for pattern in Pattern.allCases { #expect(seen[pattern, default: 0] >= 20, "\(pattern)") }
    }

    /// The evaluations of a run of random bars and ticks.
    func run(_ seed: UInt64, count: Int = 600) -> [Evaluation] {
        var source = RandomBars(seed)
        var driver = Driver()
        var written: [Evaluation] = []
        for index in 0..<count {
            let (rows, close) = source.next()
            let day = Int64(index / 78)
            let start = Sample.open + .seconds(86_400 * day + 300 * Int64(index % 78))
            let bar = Sample.bar(rows, close: close, start: start)
            let vwap = close + Double(source.dice.below(5) - 2)
            written += driver.close(bar, rows, vwap: vwap)
            for _ in 0..<source.dice.below(3) {
                let price = close + 0.25 * Double(source.dice.below(21) - 10)
                written += driver.trade(price, at: bar.end + .seconds(1))
            }
            if index % 78 == 77 { written += driver.endSession(at: bar.end) }
        }
        return written
    }

    @Test func `the same input gives the same output`() {
        #expect(run(3, count: 300) == run(3, count: 300))
    }

    @Test func `evaluations have as many values as their schema, all finite, in their ranges`() {
        let schema = OrderFlowStrategy.schema
        for seed in UInt64(20)..<24 {
            for evaluation in run(seed) {
                let rule = schema.rules[Int(evaluation.rule)]
                #expect(evaluation.values.count == rule.values.count)
                #expect(Int(evaluation.reason) < rule.reasons.count)
                for (value, meaning) in zip(evaluation.values, rule.values) {
                    guard let value else { continue }
                    #expect(value.isFinite)
                    switch meaning.kind {
                    case .choice(let words): #expect(words.indices.contains(Int(value)))
                    case .flag: #expect(value == 0 || value == 1)
                    case .count, .time: #expect(value == value.rounded())
                    default: break
                    }
                    if ["strength", "confidence", "size_multiplier"].contains(meaning.name) {
                        #expect((0...1).contains(value))
                    }
                }
            }
        }
    }

    /// Whether a condition holds, as a generic reader tells it: by names alone.
    func holds(_ condition: ConditionSchema, _ evaluation: Evaluation) -> Bool {
        func number(_ name: String) -> Double? { Double(name) ?? evaluation.value(name) }
        guard let left = number(condition.left) else { return false }
        var right = 1.0
        for name in condition.right {
            guard let factor = number(name) else { return false }
            right *= factor
        }
        switch condition.relation {
        case .atLeast: return Comparison.reaches(left, right)
        case .above: return Comparison.exceeds(left, right)
        case .atMost: return Comparison.reaches(right, left)
        case .below: return Comparison.exceeds(right, left)
        case .equals: return Comparison.equal(left, right)
        case .holds: return left != 0
        case .fails: return left == 0
        }
    }

    @Test func `the conditions a reader sees decide as the strategy did`() {
        let schema = OrderFlowStrategy.schema
        var approved = 0
        var reasons: Set<String> = []
        for seed in UInt64(40)..<46 {
            for evaluation in run(seed) where (1...10).contains(evaluation.rule) {
                let conditions = schema.rules[Int(evaluation.rule)].conditions
                let router = conditions.suffix(OrderFlowSchema.routerConditions.count)
                // The pattern is there, so what makes it up holds, whatever the router says.
                for condition in conditions.dropLast(router.count) {
                    #expect(holds(condition, evaluation), "\(condition.text)")
                }
                let isApproved = router.allSatisfy { holds($0, evaluation) }
                #expect(isApproved == (evaluation.verdict == .approved))
                approved += isApproved ? 1 : 0
                reasons.insert(evaluation.reasonName)
            }
        }
        #expect(approved >= 50)
        #expect(reasons.count == 6, "\(reasons)")
    }

    @Test func `a bar has one choice, when a signal of it was approved`() {
        for seed in UInt64(60)..<63 {
            var pending: [Evaluation] = []
            for evaluation in run(seed) {
                switch evaluation.ruleName {
                case "regime": pending = []
                case "level": break
                case "choice":
                    let directions = Set(pending.map(\.direction))
                    #expect(!pending.isEmpty)
                    #expect((directions.count == 2) == (evaluation.verdict == .rejected))
                    if evaluation.verdict == .approved {
                        #expect(directions == [evaluation.direction])
                    }
                default: if evaluation.verdict == .approved { pending.append(evaluation) }
                }
            }
        }
    }
}
