import Market
import PitctlViews
import Records
import Testing

@Suite struct DecisionTextTests {
    @Test func `names of decisions and of studies`() {
        #expect(Made.rejectedEntry.id == "SPY-37")
        #expect(Made.rejectedEntry.ruleAndKey == "entry")
        #expect(Made.approvedPattern.ruleAndKey == "stacked_buy_imbalance")
        #expect(Made.setup.ruleAndKey == "setup[poc_daily]")
        let bar = Made.evaluation(Made.momentum, "bar", .study)
        #expect(Made.text(bar, Made.momentum).id == "SPY momentum.bar")
        let level = Made.evaluation(Made.sef, "level", .study, key: "vwap_weekly")
        #expect(Made.text(level, Made.sef).id == "SPY sef.level[vwap_weekly]")
    }

    @Test func `summaries are filled in`() {
        #expect(Made.rejectedEntry.summary == "LONG at 165.42, stop 165.38, target 165.515")
        #expect(
            Made.approvedPattern.summary
                == "STACKED_BUY_IMBALANCE LONG 165.40 strength 0.7512 in TRENDING_UP: ok")
        let lost = Made.evaluation(Made.convergence, "risk", .event, reason: "cleared")
        #expect(Made.text(lost, Made.convergence).summary == "cleared: - after -")
        let calm = Made.evaluation(Made.orderFlow, "regime", .study)
        #expect(Made.text(calm, Made.orderFlow).summary == "- confidence -, size x -")
    }

    @Test func `strength is what the strategy has`() {
        #expect(Made.approvedPattern.strength == "0.7512")
        #expect(Made.setup.strength == "probability 75 %")
        #expect(Made.rejectedEntry.strength == "-")
        let trend = Made.evaluation(
            Made.auction, "setup", .approved, key: "TREND_MODEL", values: ["confidence": 70])
        #expect(Made.text(trend, Made.auction).strength == "confidence 70")
        let lenses = Made.evaluation(
            Made.convergence, "entry", .approved, values: ["indicator_count": 4])
        #expect(Made.text(lenses, Made.convergence).strength == "4 lenses")
    }

    @Test func `without a schema the numbers are all there is`() {
        var made = Evaluation(
            instrument: InstrumentID(0), system: 70, rule: 3, verdict: .rejected)
        made.number = 5
        made.reason = 2
        made.key = 9
        made.time = Made.time
        made.values = [1.5, nil]
        let text = Made.text(made, nil)
        #expect(text.ruleAndKey == "rule 3[9]" && text.reason == "reason 2")
        #expect(
            DecisionExplanation(text, Sample.plain, room: 80).lines.text == """
                SPY-5  system 70 rule 3[9]  REJECTED
                reason 2

                rejected  no signal, for the reason given
                reason    reason 2
                when      close of the 1m bar 1969-12-31 19:00:00-2013-10-08 10:12:05 EDT,
                          session hours rth
                sides     exchange
                data      whole
                schema    the engine has not said what the numbers mean

                VALUES
                  value 0  1.5
                  value 1  not known
                """)
        // A place that the schema does not have is no crash either.
        made.system = Made.momentum.number
        #expect(Made.text(made, Made.momentum).summary == "no. 1.5 -> - COUNT=-")
    }

    @Test func `a strategy that can not run says why`() {
        var made = Evaluation(
            instrument: InstrumentID(0), system: 1, rule: UInt8(RuleSchema.inputRule),
            verdict: .blocked)
        made.reason = RuleSchema.InputReason.needsTicks.rawValue
        made.values = [300, 3600]
        let text = Made.text(made, Made.orderFlow)
        #expect(text.ruleName == "input")
        #expect(text.summary == "can not run: needs_ticks, bars of 3,600 s given")
    }

    @Test(arguments: [
        (ValueSchema.Kind.price, 165.4, "165.40"), (.price, 165.40125, "165.4013"),
        (.price, -0.7, "-0.70"), (.price, 0.000123456, "0.00012"), (.volume, 1250, "1,250"),
        (.volume, 812.5, "812.5"), (.volume, -40, "-40"), (.number, 0.75, "0.75"),
        (.number, 63.4152, "63.42"), (.number, 3.33333, "3.333"), (.number, 1, "1"),
        (.number, 0, "0"), (.number, 0.00004, "0.00004"), (.number, 12345.678, "12,345.7"),
        (.percent, 1.8, "1.8 %"), (.share, 0.627679, "62.77 %"), (.count, 12345, "12,345"),
        (.flag, 1, "yes"), (.flag, 0, "no"), (.choice(["A", "B"]), 1, "B"),
        (.choice(["A"]), 4, "no. 4"), (.time, 1_381_241_524_000, "10:12:04 EDT"),
        (.time, 1_381_300_000_000, "2013-10-09 02:26:40 EDT"),
    ])
    func `values by their kind`(kind: ValueSchema.Kind, value: Double, text: String) {
        let values = ValueText(NumberText(Made.spy), at: Made.time)
        #expect(values.text(value, kind) == text)
        #expect(values.text(nil, kind) == "-")
    }

    @Test func `coins have their decimals`() {
        let values = ValueText(NumberText(Sample.coin))
        #expect(values.text(0.52, .volume) == "0.5200")
        #expect(values.text(1234.5, .volume) == "1,235")
    }
}

@Suite struct ConditionReadingTests {
    private func readings(
        _ relation: ConditionSchema.Relation, _ right: [String], _ values: [Double?]
    ) -> ConditionReading {
        let schema = StrategySchema(
            number: 64, name: "mine", meaning: "",
            rules: [
                RuleSchema(
                    name: "rule", meaning: "",
                    values: [ValueSchema("a", .number), ValueSchema("b", .number)],
                    conditions: [ConditionSchema("{a} beside {b}", "a", relation, right)])
            ])
        var made = Evaluation(instrument: InstrumentID(0), system: 64, rule: 0, verdict: .study)
        made.values = values
        return ConditionReading.all(of: Made.text(made, schema))[0]
    }

    @Test(arguments: [
        (ConditionSchema.Relation.atLeast, 2.0, true), (.atLeast, 2.1, true),
        (.atLeast, 1.9, false), (.above, 2, false), (.above, 2.1, true), (.atMost, 2, true),
        (.atMost, 2.1, false), (.below, 2, false), (.below, 1.9, true), (.equals, 2, true),
        (.equals, 1.9, false),
        // Rounding noise decides nothing.
        (.atLeast, 1.999_999_999_9, true), (.above, 2.000_000_000_1, false),
        (.equals, 2.000_000_000_1, true),
    ])
    func `numbers compared`(relation: ConditionSchema.Relation, left: Double, holds: Bool) {
        #expect(readings(relation, ["b"], [left, 2]).holds == holds)
        #expect(readings(relation, ["b", "0.5"], [left / 2, 2]).holds == holds)
        #expect(readings(relation, ["2"], [left, nil]).holds == holds)
    }

    @Test func `flags have no right side`() {
        #expect(readings(.holds, [], [1, nil]).holds == true)
        #expect(readings(.holds, [], [0, nil]).holds == false)
        #expect(readings(.fails, [], [1, nil]).holds == false)
        #expect(readings(.fails, [], [0, nil]).holds == true)
    }

    @Test func `what is undefined is not known`() {
        for relation in ConditionSchema.Relation.allCases {
            #expect(readings(relation, ["b"], [nil, 1]).holds == nil)
        }
        let reading = readings(.below, ["b"], [1, nil])
        #expect(reading.holds == nil && reading.text == "1 beside (not known)")
        #expect(readings(.below, ["c"], [1, 1]).holds == nil)
        #expect(readings(.below, ["b"], []).holds == nil)
    }

    @Test func `a product is told, and what was missing`() {
        #expect(readings(.atLeast, ["b", "3"], [5, 2]).note == "= 6, off by 1")
        #expect(readings(.atLeast, ["b", "3"], [7, 2]).note == "= 6")
        #expect(readings(.atLeast, ["b"], [1.5, 2]).note == "off by 0.5")
        #expect(readings(.above, ["b"], [2, 2]).note.isEmpty)
        #expect(readings(.atLeast, ["b"], [2, 2]).note.isEmpty)
    }

    @Test func `every condition of every system can be read`() {
        for schema in Made.all {
            for rule in schema.rules {
                let made = Made.evaluation(
                    schema, rule.name, .study,
                    values: Dictionary(uniqueKeysWithValues: rule.values.map { ($0.name, 1) }))
                let text = Made.text(made, schema)
                for reading in ConditionReading.all(of: text) {
                    #expect(reading.holds != nil, "\(schema.name).\(rule.name): \(reading.text)")
                    #expect(!reading.text.contains("{"), "\(schema.name).\(rule.name)")
                }
                #expect(!text.summary.contains("{"), "\(schema.name).\(rule.name)")
            }
        }
    }
}
