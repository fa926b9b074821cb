import Market
import Records
import Settings
import Strategy
import Testing

@testable import SEF

@Suite struct SchemaTests {
    @Test func `every rule fits an evaluation and names each value once`() {
        #expect(SEFSystem.schema.number == 3)
        #expect(SEFSystem.schema.name == "sef")
        #expect(
            SEFSystem.schema.rules.map(\.name) == [
                "level", "heads_up", "setup", "trade", "calibration",
            ])
        for rule in SEFSystem.schema.rules {
            #expect(rule.values.count <= Evaluation.valueLimit)
            #expect(Set(rule.values.map(\.name)).count == rule.values.count)
        }
    }

    private func names(_ rule: Int) -> [String] {
        SEFSystem.schema.rules[rule].values.map(\.name)
    }

    @Test func `the first values are the columns of the exports`() {
        let extensionColumns = """
            level_price atr dist_atr direction candles hours trigger rejection continuation \
            declining extreme aligned probability energy quality setup entry target stop
            """
        let calibrationColumns = """
            level direction bucket n hits rate wilson_low wilson_high prior blended
            """
        #expect(names(0).prefix(19).joined(separator: " ") == extensionColumns)
        #expect(names(4).prefix(10).joined(separator: " ") == calibrationColumns)
    }

    @Test func `what the box and the report read by name is there`() {
        let box = ["energy", "probability", "setup_timeframe", "base_source", "n", "hours"]
        #expect(Set(box).isSubset(of: names(0)))
        #expect(Set(["calibration_min_n", "calibration_horizon"]).isSubset(of: names(4)))
    }

    @Test func `conditions and summaries name values that are there`() {
        for rule in SEFSystem.schema.rules {
            let known = Set(rule.values.map(\.name) + ["direction", "key", "reason", "verdict"])
            let texts = rule.conditions.map(\.text) + [rule.summary]
            for text in texts {
                for part in text.split(separator: "{").dropFirst() {
                    let name = String(part.prefix { $0 != "}" })
                    #expect(known.contains(name), "\(rule.name): {\(name)}")
                }
            }
            for condition in rule.conditions {
                for name in [condition.left] + condition.right where Double(name) == nil {
                    #expect(known.contains(name), "\(rule.name): \(name)")
                }
            }
        }
    }

    @Test func `every rule writes as many values as its schema has`() {
        var desk = Desk()
        var found: [Evaluation] = []
        for day in Recomputed.market(1002, bars: 500) {
            var levels: [String: Double] = [:]
            for level in ReferenceLevel.all { levels[level.name] = day.levels[level.place] }
            found += desk.close(day.bar, .of(levels))
        }
        for rule in SEFSystem.schema.rules {
            let counts = Set(found.of(rule.name).map(\.values.count))
            #expect(counts == [rule.values.count], "\(rule.name)")
        }
    }

    @Test func `keys and sessions`() {
        #expect(SEFSystem.usualSession(.share) == .ext)
        #expect(SEFSystem.usualSession(.future) == .globex)
        #expect(SEFSystem.usualSession(.crypto) == .utc)
        let defaults: [String: StrategyValue] = [
            "watching_threshold": .whole(1), "alert_threshold": .whole(2),
            "high_prob_threshold": .whole(3), "extreme_threshold": .whole(4),
            "min_extension_atr": .number(0.5), "setup_timeframes": .words(["daily"]),
            "rejection_candle_bonus": .number(0.10), "declining_volume_bonus": .number(0.05),
            "extreme_extension_bonus": .number(0.05), "extreme_extension_atr": .number(2),
            "continuation_penalty": .number(0.10), "use_extension_duration": .flag(true),
            "min_extension_candles": .whole(2), "extension_quality_threshold": .number(50),
            "rejection_wick": .number(0.5), "continuation_body": .number(0.6),
            "stop_atr": .number(0.5), "calibration_horizon": .whole(4),
            "calibration_min_n": .whole(30), "calibration_weight": .number(20),
            "profile_scope": .word("previous"), "use_calibration": .word("off"),
            "balance": .number(10_000), "risk_percent": .number(0.5),
            "risk_override": .flag(false), "quantity": .off,
        ]
        let keys = SEFSystem.keys
        #expect(Dictionary(uniqueKeysWithValues: keys.map { ($0.name, $0.fallback) }) == defaults)
    }
}
