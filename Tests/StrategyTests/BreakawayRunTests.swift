import Market
import Pipeline
import Records
import Settings
import Strategy
import Systems
import Testing

@Suite struct BreakawayRunTests {
    private let spy = Instrument(
        symbol: "SPY", assetClass: .share, prices: PriceScale(decimals: 2, tick: 1),
        sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000)

    /// Four trades a minute; the price swings for 30 minutes, then leaves, bought at every trade.
    private func ticks(minutes: Int64) -> [Input] {
        (0..<minutes * 4).map { place in
            let minute = place / 4
            let price = minute < 30 ? 10_000 + (place * 7) % 5 : 10_000 + (minute - 29) * 3
            return Input.tick(
                InstrumentID(0), time: .seconds(1_709_908_200 + place * 15), price: Price(price),
                size: Size(100), side: minute < 30 && place % 2 == 0 ? .seller : .buyer)
        }
    }

    @Test func `in a pipeline it is told of every minute and signals the break`() {
        let found = evaluations(ticks(minutes: 40), of: spy)
        // The first 20 minutes make the range.
        #expect(found.count == 20)
        let first = found.first { $0.verdict == .approved }
        #expect(first?.direction == .long)
        #expect(first?.number == 1)
        // The range reaches 100.04; minute 30 closes at 100.03, minute 31 at 100.06.
        #expect(first?.time == .seconds(1_709_908_200 + 32 * 60))
        #expect(found.filter { $0.verdict == .study }.count == 11)
        #expect(evaluations(ticks(minutes: 40), of: spy) == found)
    }

    @Test func `in a catalog it is configured like the systems`() throws {
        let read = try SettingsLoader.load(
            text: """
                [strategy breakaway]
                bars = 5
                [symbol QQQ]
                coverage = one_venue
                breakaway.target_rr = 3
                """, strategies: catalog.declarations
        ).get()
        let declared = try #require(catalog.declarations.last)
        #expect(declared.name == "breakaway" && declared.isOnByDefault)
        func held(_ symbol: String) throws -> StrategySettings {
            read.strategySettings(declared, for: try read.instrumentSettings(for: symbol))
        }
        #expect(try held("SPY").options.number("min_share") == 0.2)
        #expect(try held("QQQ").options.number("min_share") == 0.3)
        #expect(try held("QQQ").options.number("target_rr") == 3)
        #expect(try held("QQQ").options.whole("bars") == 5)
        let seats = catalog.seats(on: try read.instrumentSettings(for: "SPY"), of: read)
        #expect(seats.last?.strategy is Breakaway)
    }
}
