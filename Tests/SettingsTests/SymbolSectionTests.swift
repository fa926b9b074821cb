import Market
import Settings
import Testing

@Suite struct SymbolSectionTests {
    @Test func `sections number the instruments and override what follows from the symbol`() throws
    {
        let read = try settings(
            """
            [symbol SPY]
            coverage = one_venue
            session = ext
            [symbol SOL-USD]
            tick_size = 0.01
            lot = 0.001
            size_decimals = 3
            min_volume = 20
            footprint_row = 5
            [symbol ES]
            class = share
            tick_size = 0.01
            bars_session = ny
            """)
        #expect(read.symbols.map(\.symbol) == ["SPY", "SOL-USD", "ES"])
        let spy = try read.instrumentSettings(for: "SPY")
        #expect(spy.session == .ext)
        #expect(spy.barsSession == .rth)
        #expect(spy.minimumVolume == .quantity(100))
        #expect(spy.footprintRow == .auto)
        let sol = try read.instrumentSettings(for: "SOL-USD")
        #expect(sol.instrument.sizes == SizeScale(decimals: 3, lot: 1))
        #expect(sol.minimumVolume == .quantity(20))
        #expect(sol.footprintRow == .ticks(5))
        #expect(sol.session == .utc)
        let es = try read.instrumentSettings(for: "ES")
        #expect(es.instrument.assetClass == .share)
        #expect(es.barsSession == .ny)
        #expect(es.session == .rth)
    }

    @Test func `the symbol wins over the stage and the stage over the class`() throws {
        let read = try settings(
            """
            [footprint]
            row = 2
            min_volume = 7
            [symbol SPY]
            footprint_row = 3
            """)
        #expect(try read.instrumentSettings(for: "SPY").footprintRow == .ticks(3))
        #expect(try read.instrumentSettings(for: "QQQ").footprintRow == .ticks(2))
        #expect(try read.instrumentSettings(for: "ESZ4").minimumVolume == .quantity(7))
        let usual = EngineSettings()
        #expect(try usual.instrumentSettings(for: "SPY").minimumVolume == .quantity(500))
        #expect(try usual.instrumentSettings(for: "ESZ4").footprintRow == .ticks(1))
        #expect(try usual.instrumentSettings(for: "ESZ4").barsSession == .globex)
        #expect(try usual.instrumentSettings(for: "BTC-USD").minimumVolume == .notional(50_000))
    }

    @Test func `an instrument that cannot be made is told at its key or section`() {
        #expect(
            faults(
                """
                [symbol SOL-USD]
                [symbol SPY]
                lot = 0.5
                [symbol ZNH5]
                class = future
                tick_size = 0.015625
                [symbol WEIRD1]
                [symbol BTC-USD]
                tick_size = 0
                [symbol]
                [symbol A B]
                [symbol X,Y]
                class = share
                [symbol ES]
                class = stock
                """) == [
                    "x.conf:1: [symbol SOL-USD] tick_size: is unknown for this symbol and must be set",
                    "x.conf:3: [symbol SPY] lot: 0.5 has more than 0 decimals; set size_decimals "
                        + "higher, at most 9",
                    "x.conf:4: [symbol ZNH5] tick_value: is unknown for this future and must be set",
                    "x.conf:7: [symbol WEIRD1] class: does not follow from the symbol; set it to "
                        + "future, share or crypto",
                    "x.conf:9: [symbol BTC-USD] tick_size = 0: must be a number, above 0 with at most "
                        + "nine decimals, or `default`",
                    "x.conf:10: [symbol]: names one symbol: `[symbol SPY]`",
                    "x.conf:11: [symbol A B]: names one symbol: `[symbol SPY]`",
                    "x.conf:12: [symbol X,Y]: a symbol is printable ASCII without blanks, quotes and "
                        + "any of , ; [ ] # | \\ =",
                    "x.conf:15: [symbol ES] class = stock: must be one of `future`, `share`, "
                        + "`crypto`, or `default`",
                ])
    }

    @Test func `a simulated symbol must be one the engine can trade`() throws {
        #expect(
            faults("[simulate]\nsymbols = ES, SOL-USD") == [
                "x.conf:2: [simulate] symbols = SOL-USD: SOL-USD: tick_size is unknown for this "
                    + "symbol and must be set; give it a [symbol SOL-USD]"
            ])
        let read = try settings(
            "[simulate]\nsymbols = ES, SOL-USD\n[symbol SOL-USD]\ntick_size = 0.01")
        #expect(read.simulate.symbols == ["ES", "SOL-USD"])
    }

    @Test func `the same symbol twice is a fault`() {
        #expect(
            faults("[symbol SPY]\n[symbol  SPY]") == [
                "x.conf:2: [symbol SPY]: was opened on line 1 already"
            ])
    }
}
