import Market
import PitctlViews
import Records
import Testing

@Suite struct DecisionJSONTests {
    @Test func `a decision`() {
        #expect(
            DecisionJSON.decision(Made.rejectedEntry).text == """
                {"id":"SPY-37","symbol":"SPY","number":37,"system":"momentum","rule":"entry","key":null,"verdict":"rejected","reason":"close","direction":"LONG","start_ns":1381241524000000000,"event_time_ns":1381241525000000000,"period":"1s","mode":"rth","side_quality":"quote","inferred_share":0.034,"whole":false,"late":2,"lost":0,"out_of_range":0,"feed_gaps":0,"summary":"LONG at 165.42, stop 165.38, target 165.515","values":{"price":165.42,"stop":165.38,"target":165.515,"range":0.05,"volume":1350,"prior_range":0.0125,"range_expand_factor":1.8,"prior_volume":812.5,"volume_expand_factor":1.5,"bias":"BULLISH","vwap":165.40125,"count":4,"min_compression_bars":3,"edge_distance":0.03,"close_edge_percent":0.25,"fill":165.43}}
                """)
    }

    @Test func `words, flags, instants and what is undefined`() {
        let made = Made.evaluation(
            Made.convergence, "exit", .event, number: 8, reason: "pending",
            values: ["signal_time": 1_381_241_524_000, "rsi_9_ob": 1, "rsi_14_ob": 0])
        let text = DecisionJSON.decision(Made.text(made, Made.convergence)).text
        #expect(text.contains("\"signal_time\":1381241524000000000,\"exit_time\":null"))
        #expect(text.contains("\"rsi_9_ob\":true,\"rsi_14_ob\":false"))
        #expect(text.contains("\"reason\":\"pending\",\"direction\":\"NONE\""))
    }

    @Test func `an explanation has conditions and meanings`() {
        let text = DecisionJSON.explanation(Made.rejectedEntry).text
        #expect(
            text.contains(
                """
                "rule_meaning":"An expansion: traded, or why not.","conditions":[{"text":"compression bars 4 >= 3","relation":">=","left":4,"right":3,"holds":true},
                """))
        #expect(
            text.contains(
                """
                {"text":"bias BULLISH is not neutral","relation":"holds","left":1,"right":null,"holds":true}
                """))
        #expect(
            text.contains(
                """
                {"name":"close_edge_percent","value":0.25,"text":"25 %","kind":"share","meaning":"Share of the range it may be."}
                """))
    }

    @Test func `a strategy`() {
        let text = DecisionJSON.strategy(Made.momentum).text
        #expect(text.hasPrefix("{\"number\":2,\"name\":\"momentum\",\"meaning\":\"Trades the exp"))
        #expect(text.contains("{\"name\":\"compressed\",\"kind\":\"flag\",\"meaning\":"))
        #expect(
            text.contains(
                """
                {"text":"volume {volume} < mean volume {mean_volume}","left":"volume","relation":"<","right":["mean_volume"]}
                """))
    }
}

@Suite struct StrategyPageTests {
    private let page = StrategyPage(Sample.plain, room: 80)

    @Test func `all of them`() {
        let lines = page.list(Made.all)
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(
            lines.text.contains(
                """
                momentum  strategy 2
                Trades the expansion out of a compression of second bars along the VWAP bias.
                  bar       Compression, expansion, bias and state at the close of a second.
                  entry     An expansion: traded, or why not.
                """))
        #expect(page.list([]) == ["the engine runs no strategy"])
    }

    @Test func `one of them`() {
        let text = page.strategy(Made.momentum).text
        #expect(
            text.contains(
                """
                ─ entry
                  An expansion: traded, or why not.
                  reasons     bias, close, not_compressed
                  conditions, with {name} for the values below
                    compression bars {count} >= {min_compression_bars}
                """))
        #expect(
            text.contains(
                "    close_edge_percent    Share of the range it may be. (share)\n"))
        #expect(
            text.contains(
                """
                    bias                      Last three closes against the VWAP. (one of
                                              NEUTRAL, BULLISH, BEARISH)
                """))
    }

    @Test func `long lists of keys are cut`() {
        let text = page.strategy(Made.sef).text
        #expect(text.contains("and \(Made.sef.rules[4].keys.count - 12) more"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
}
