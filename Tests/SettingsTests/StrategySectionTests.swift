import Market
import Settings
import Testing

@Suite struct StrategySectionTests {
    @Test func `without a section a strategy has its keys' defaults and its usual hours`() throws {
        let future = try Samples.settings("", on: "ESZ4")
        #expect(future.isOn)
        #expect(future.mode == .rth)
        #expect(future.options == StrategyOptions(Samples.breakout.keys))
        #expect(future.options.whole("bars") == 20)
        #expect(future.options.number("ratio") == 1.5)
        #expect(future.options.words("anchors") == ["daily"])
        #expect(try Samples.settings("", Samples.drift, on: "ESZ4").isOn == false)
        #expect(try Samples.settings("", on: "BTC-USD").mode == .utc)
    }

    @Test func `a section changes the keys that it names, of every kind`() throws {
        let read = try Samples.settings(
            """
            [strategy breakout]
            on = false
            session = ext
            bars = 1_00
            ratio = 2.25
            min_volume = off
            longs_only = true
            scope = previous
            anchors = weekly, monthly
            news = 2024-11-13T13:30:00Z, 2024-11-14T08:30:00
            """, on: "ESZ4")
        #expect(!read.isOn)
        #expect(read.mode == .ext)
        #expect(read.options.whole("bars") == 100)
        #expect(read.options.number("ratio") == 2.25)
        #expect(read.options.numberOrOff("min_volume") == nil)
        #expect(read.options.flag("longs_only"))
        #expect(read.options.word("scope") == "previous")
        #expect(read.options.words("anchors") == ["weekly", "monthly"])
        #expect(
            read.options.instants("news") == [
                .seconds(1_731_504_600), .seconds(1_731_591_000),
            ])
    }

    @Test func `the symbol wins over the section, the section over the class, that over the key`()
        throws
    {
        func volume(_ text: String, _ symbol: String) throws -> Double? {
            try Samples.settings(text, on: symbol).options.numberOrOff("min_volume")
        }
        #expect(try volume("", "ESZ4") == 10)
        #expect(try volume("", "SPY") == 500)
        #expect(try volume("[symbol SPY]\ncoverage = one_venue", "SPY") == 100)
        #expect(try volume("", "BTC-USD") == nil)
        let section = "[strategy breakout]\nmin_volume = 10\n"
        #expect(try volume(section, "SPY") == 10)
        #expect(try volume(section, "BTC-USD") == 10)
        let both = section + "[symbol SPY]\nbreakout.min_volume = 7\n"
        #expect(try volume(both, "SPY") == 7)
        #expect(try volume(both, "QQQ") == 10)
        #expect(try volume(section + "[symbol SPY]\nbreakout.min_volume = default", "SPY") == 10)
        #expect(try volume("[strategy breakout]\nmin_volume = default", "SPY") == 500)
    }

    @Test func `a strategy is switched and given hours for one symbol alone`() throws {
        let text = """
            [strategy breakout]
            on = false
            [strategy drift]
            on = true
            [symbol SPY]
            session = ext
            breakout.on = true
            drift.on = false
            [symbol QQQ]
            breakout.session = ny
            """
        #expect(try Samples.settings(text, on: "SPY").isOn)
        #expect(try Samples.settings(text, on: "QQQ").isOn == false)
        #expect(try Samples.settings(text, Samples.drift, on: "SPY").isOn == false)
        #expect(try Samples.settings(text, Samples.drift, on: "QQQ").isOn)
        // The symbol's hours count for those that have none of their own.
        #expect(try Samples.settings(text, on: "SPY").mode == .ext)
        #expect(try Samples.settings(text, Samples.drift, on: "SPY").mode == .ny)
        #expect(try Samples.settings(text, on: "QQQ").mode == .ny)
    }

    @Test func `one choice for all instruments wins over the file`() throws {
        var read = try settings(
            "[symbol SPY]\nbreakout.on = true\nbreakout.bars = 3", strategies: Samples.all)
        func running(_ symbol: String) throws -> [String] {
            let instrument = try read.instrumentSettings(for: symbol)
            return Samples.all.map { read.strategySettings($0, for: instrument) }.filter(\.isOn)
                .map { "\($0.name) \($0.options.whole("bars"))" }
        }
        #expect(try running("SPY") == ["breakout 3"])
        read.runOnly(["drift"], of: Samples.all)
        #expect(try running("SPY") == ["drift 5"])
        read.runOnly([], of: Samples.all)
        #expect(try running("QQQ") == [])
        read.runOnly(["breakout", "drift"], of: Samples.all)
        #expect(try running("SPY") == ["breakout 3", "drift 5"])
        read.set("bars", of: Samples.breakout, to: .whole(8))
        #expect(try running("SPY") == ["breakout 8", "drift 5"])
        #expect(try running("QQQ") == ["breakout 8", "drift 5"])
    }

    @Test func `settings made without a file give the same as an empty one`() throws {
        let bare = EngineSettings()
        let spy = try bare.instrumentSettings(for: "SPY")
        let empty = try Samples.settings("", on: "SPY")
        #expect(bare.strategySettings(Samples.breakout, for: spy) == empty)
    }
}
