import Chance
import Market
import Settings
import Testing

@Suite struct StrategyFaultTests {
    @Test func `every fault of a strategy is told with its line, value, range and nearest name`() {
        let found = faults(
            """
            [strategy breakout]
            bars = 101
            ratio = 0x2
            min_volume = none
            longs_only = yes
            scope = session
            anchors = daily, daily
            news = 2024-01-02, 2024-01-01
            session = rht
            barz = 5
            on = default
            secret = hunter2
            port = 1
            [strategy]
            [strategy breakuot]
            [strategy momentum]
            bars = 1
            [startegy drift]
            [breakout]
            """, strategies: Samples.all)
        #expect(
            found == [
                "x.conf:2: [strategy breakout] bars = 101: must be a whole number, 1 to 100",
                "x.conf:3: [strategy breakout] ratio = 0x2: must be a number, 0.5 to 10",
                "x.conf:4: [strategy breakout] min_volume = none: must be a number, 0 to "
                    + "1000000000, or `off`, or `default`",
                "x.conf:5: [strategy breakout] longs_only = yes: must be one of `true`, `false`",
                "x.conf:6: [strategy breakout] scope = session: must be one of `previous`, "
                    + "`window`",
                "x.conf:7: [strategy breakout] anchors = daily, daily: must be a list of `daily`, "
                    + "`weekly`, `monthly`, or `none`",
                "x.conf:8: [strategy breakout] news = 2024-01-02, 2024-01-01: must be a list of "
                    + "instants, ISO 8601, in New York time where it has no offset, or `none`",
                "x.conf:9: [strategy breakout] session = rht: must be one of `rth`, `ext`, "
                    + "`globex`, `ny`, `utc`, or `default`",
                "x.conf:10: [strategy breakout] barz: unknown key; did you mean `bars`?",
                "x.conf:11: [strategy breakout] on = default: must be one of `true`, `false`",
                "x.conf:12: [strategy breakout] secret: unknown key; known are on, trade, session, bars, "
                    + "ratio, min_volume, longs_only, scope, anchors, news",
                "x.conf:13: [strategy breakout] port: unknown key; it belongs to [listen]",
                "x.conf:14: [strategy]: names one strategy: `[strategy NAME]`",
                "x.conf:15: [strategy breakuot]: unknown strategy; did you mean "
                    + "[strategy breakout]?",
                "x.conf:16: [strategy momentum]: unknown strategy; known are breakout, drift",
                "x.conf:18: [startegy drift]: unknown section; did you mean [strategy drift]?",
                "x.conf:19: [breakout]: unknown section; did you mean [strategy breakout]?",
            ])
    }

    @Test func `a symbol's keys of strategies are told in the same way`() {
        let found = faults(
            """
            [symbol SPY]
            breakout.bars = 0
            breakout.min_volume = -1
            breakout.on = 1
            breakout.ratoi = 2
            breakout.volume_of_trades = 2
            brakout.bars = 2
            momentum.range_factor = 2
            longs_only = true
            bars = 5
            port = 1
            breakout.bars = 5
            """, strategies: Samples.all)
        #expect(
            found == [
                "x.conf:2: [symbol SPY] breakout.bars = 0: must be a whole number, 1 to 100, or "
                    + "`default`",
                "x.conf:3: [symbol SPY] breakout.min_volume = -1: must be a number, 0 to "
                    + "1000000000, or `off`, or `default`",
                "x.conf:4: [symbol SPY] breakout.on = 1: must be one of `true`, `false`, or "
                    + "`default`",
                "x.conf:5: [symbol SPY] breakout.ratoi: unknown key; did you mean "
                    + "`breakout.ratio`?",
                "x.conf:6: [symbol SPY] breakout.volume_of_trades: unknown key; breakout has on, "
                    + "trade, session, bars, ratio, min_volume, longs_only, scope, anchors, news",
                "x.conf:7: [symbol SPY] brakout.bars: unknown key; did you mean `breakout.bars`?",
                "x.conf:8: [symbol SPY] momentum.range_factor: unknown strategy; known are "
                    + "breakout, drift",
                "x.conf:9: [symbol SPY] longs_only: unknown key; did you mean "
                    + "`breakout.longs_only`?",
                "x.conf:10: [symbol SPY] bars: unknown key; did you mean `breakout.bars` or "
                    + "`drift.bars`?",
                "x.conf:11: [symbol SPY] port: unknown key; it belongs to [listen]",
                "x.conf:12: [symbol SPY] breakout.bars: was set on line 2 already",
            ])
    }

    @Test func `a section of a strategy appears once`() {
        #expect(
            faults("[strategy drift]\n[strategy  drift]", strategies: Samples.all) == [
                "x.conf:2: [strategy drift]: was opened on line 1 already"
            ])
    }

    @Test func `without strategies there are no sections of them`() {
        #expect(faults("[strategy drift]").count == 1)
        #expect(faults("[symbol SPY]\ndrift.on = true").count == 1)
    }

    @Test func `no text makes the loader fail in another way, and what loads reads back`() throws {
        var random = SplitMix64(7)
        let keys = ["bars = ", "on = ", "session = ", "ratio = ", "anchors=", "news ="]
        let values = ["1", "true", "ny", "default", "off", "daily", "none", "2e0", "0.75"]
        var read = 0
        for _ in 0..<900 {
            let header = random.pick(["[symbol SPY]", "[strategy breakout]", "[strategy drift]"])
            var text = header + "\n"
            for _ in random.pick(["1", "1", "12"]) {
                // Mostly the prefix that the section wants.
                let prefix =
                    header == "[symbol SPY]" ? ["breakout.", "drift.", "x."] : ["", "", "."]
                text += random.pick(prefix) + random.pick(keys) + random.pick(values) + "\n"
            }
            switch SettingsLoader.load(text: text, file: "x.conf", strategies: Samples.all) {
            case .failure(let error):
                for fault in error.faults { #expect(fault.description.hasPrefix("x.conf:")) }
            case .success(let found):
                read += 1
                let shown = SettingsText.show(found, strategies: Samples.all)
                #expect(try settings(shown, strategies: Samples.all) == found)
            }
        }
        #expect(read > 20)
    }
}
