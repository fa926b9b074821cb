// The test of docs/guides/strategies.md, compiled and run.

// snippet: test
import Market
import Measures
import Records
import Settings
import Strategy
import Testing

@Suite struct BreakawayTests {
    private let spy = StrategyInstrument(
        Instrument(
            symbol: "SPY", assetClass: .share, prices: PriceScale(decimals: 2, tick: 1),
            sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000))

    /// A minute that trades 100 shares between 100.00 and its close, in cents.
    private func minute(_ number: Int64, close: Int64, bought: Double) -> StudyBar {
        let start = Nanoseconds.seconds(1_709_908_200 + number * 60)
        let bar = Bar(
            start: start, end: start + .seconds(60), session: SessionDate(rawValue: 19_790),
            mode: .rth, period: .minute1, isFromTicks: true, open: Price(10_000),
            high: Price(max(10_000, close)), low: Price(min(10_000, close)), close: Price(close),
            volume: Volume(100), buyVolume: Volume(bought), sellVolume: Volume(100 - bought),
            maxDelta: .zero, minDelta: .zero, cumulativeDelta: .zero, trades: 1, vwap: nil,
            completeness: Completeness())
        return StudyBar(bar, prices: spy.facts.prices, sizes: spy.facts.sizes)
    }

    /// The verdict on a minute after two quiet ones that reached 100.10 and 99.95.
    private func verdict(close: Int64, bought: Double, vwap: Double) -> Evaluation? {
        var options = StrategyOptions(Breakaway.keys)
        options["bars"] = .whole(2)
        var strategy = Breakaway(options, spy, mode: .rth)
        var market = MarketReading()
        market.vwaps.daily = VWAPReading(vwap: vwap, sigma: 0.1, volume: Volume(300))
        let sheet = EvaluationSheet(system: Breakaway.schema.number)
        let minutes = [
            minute(0, close: 10_010, bought: 50), minute(1, close: 9_995, bought: 50),
            minute(2, close: close, bought: bought),
        ]
        return minutes.flatMap { bar in
            sheet.record(about: bar) { strategy.closed(bar, market, &$0) }
        }.last
    }

    @Test func `a close beyond the bars before is a signal when volume and VWAP agree`() throws {
        let long = try #require(verdict(close: 10_011, bought: 60, vwap: 100.05))
        #expect(long.verdict == .approved && long.direction == .long)
        // Delta (60 - 40) / 100; stop 99.95, target 100.11 + 2 x 0.16.
        let values = long.values.compactMap(\.self)
        let expected = [100.11, 100.10, 0.2, 0.2, 100.05, 0.06, 99.95, 100.43]
        #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-9 })
        #expect(values.count == expected.count)
        let short = try #require(verdict(close: 9_994, bought: 40, vwap: 100.05))
        #expect(short.verdict == .approved && short.direction == .short)
    }

    @Test func `what speaks against it is its reason`() {
        #expect(verdict(close: 10_011, bought: 59, vwap: 100.05)?.reason == 1)
        #expect(verdict(close: 10_011, bought: 60, vwap: 100.11)?.reason == 2)
        #expect(verdict(close: 10_010, bought: 60, vwap: 100.05)?.verdict == .study)
    }
}
// end
