import Market
import Settings
import Testing

@Suite struct StrategyTextTests {
    @Test func `what is shown reads back to the same, whatever is set`() throws {
        let texts = [
            "", "[strategy breakout]\nmin_volume = default\nsession = default",
            "[strategy breakout]\nmin_volume = 10\nbars = 20\nnews = 2024-11-13T13:30:00.5Z",
            "[symbol SPY]\nbreakout.bars = default",
            "[symbol SPY]\nbreakout.bars = 7\ndrift.on = true\nbreakout.anchors = none",
        ]
        for text in texts {
            let read = try settings(text, strategies: Samples.all)
            let shown = SettingsText.show(read, strategies: Samples.all)
            #expect(try settings(shown, strategies: Samples.all) == read)
        }
    }

    @Test func `keys that the class decides are shown as default`() throws {
        let text = SettingsText.show(EngineSettings(), strategies: Samples.all)
        #expect(
            text.contains(
                """
                [strategy breakout]
                on = true
                trade = true
                session = default
                bars = 20
                ratio = 1.5
                min_volume = default
                longs_only = false
                scope = window
                anchors = daily
                news = none

                [strategy drift]
                on = false
                trade = true
                session = default
                bars = 5

                """))
    }

    @Test func `a symbol shows what it sets and what its class decides`() throws {
        let all = try EffectiveSetting.all(
            text: """
                [symbol SPY]
                session = ext
                breakout.bars = 7
                [strategy drift]
                on = true
                """, strategies: Samples.all
        ).get()
        let own = all.filter { $0.section == "symbol SPY" && $0.name.contains(".") }
        #expect(
            own.map { "\($0.name) \($0.value) \($0.fallback) \($0.line ?? 0)" } == [
                "breakout.session default ext 0", "breakout.bars 7 default 3",
                "breakout.min_volume default 500 0", "drift.session default ny 0",
            ])
        let drift = all.filter { $0.section == "strategy drift" }
        #expect(
            drift.map { "\($0.name) \($0.value) \($0.fallback) \($0.line ?? 0)" } == [
                "on true false 5", "trade true true 0", "session default default 0", "bars 5 5 0",
            ])
    }

    @Test func `a strategy and its keys explain themselves`() throws {
        let section = try #require(
            SettingsText.explain("[strategy breakout]", strategies: Samples.all))
        #expect(section.hasPrefix("[strategy breakout]  Trades what leaves a range.\n\n"))
        #expect(SettingsText.explain("breakout", strategies: Samples.all) == section)
        #expect(
            SettingsText.explain("breakout.min_volume", strategies: Samples.all) == """
                [strategy breakout] min_volume
                    The least volume; off: any.
                    Allowed: a number, 0 to 1000000000, or off, or default; unit: shares
                    Default: default: futures 10, shares 500, shares of one venue 100, crypto off
                    One symbol: breakout.min_volume in [symbol NAME]

                """)
        #expect(
            SettingsText.explain("ratio", strategies: Samples.all)?.contains(
                "    Volume over its mean.\n") == true)
        #expect(
            SettingsText.explain("drift.session", strategies: Samples.all)?.contains(
                "Default: default: ny for all\n") == true)
        #expect(SettingsText.explain("breakout") == nil)
    }

    @Test func `the page has a table for each strategy, before the symbols'`() throws {
        let page = SettingsPage.markdown(strategies: Samples.all)
        let first = try #require(page.firstRange(of: "## [strategy breakout]\n\nTrades what"))
        let second = try #require(page.firstRange(of: "## [strategy drift]\n"))
        let symbols = try #require(page.firstRange(of: "## [symbol NAME]\n"))
        #expect(first.lowerBound < second.lowerBound && second.lowerBound < symbols.lowerBound)
        #expect(page.contains("| `min_volume` | `default`: futures 10, shares 500, "))
    }

    @Test func `a key reads and writes its values`() {
        let bars = Samples.breakout.keys[0]
        #expect(bars.value(of: "100") == .whole(100))
        #expect(bars.value(of: "101") == nil)
        #expect(bars.text(of: .whole(7)) == "7")
        #expect(bars.allowed == "a whole number, 1 to 100")
    }
}
