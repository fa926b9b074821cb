import Indicators
import Market
import Records
import Settings
import Strategy
import Testing

@testable import Studies

@Suite struct IndicatorStudiesTests {
    private let spy = StrategyInstrument(
        Instrument(
            symbol: "SPY", assetClass: .share, prices: PriceScale(decimals: 2, tick: 1),
            sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000))

    /// Bars of five minutes whose close goes up and down around 100.
    private func bar(_ index: Int) -> StudyBar {
        let close = 10_000 + (index * 37) % 101 - (index * 13) % 67
        let (high, low) = (close + 3 + index % 5, close - 4 - index % 3)
        let start = Nanoseconds.seconds(1_709_908_200 + Int64(index) * 300)
        return StudyBar(
            Bar(
                start: start, end: start + .seconds(300), session: SessionDate(rawValue: 19_790),
                mode: .rth, period: .minute5, isFromTicks: true, open: Price(Int64(low)),
                high: Price(Int64(high)), low: Price(Int64(low)), close: Price(Int64(close)),
                volume: Volume(Double(100 + index % 7)), buyVolume: .zero, sellVolume: .zero,
                maxDelta: .zero, minDelta: .zero, cumulativeDelta: .zero, trades: 1, vwap: nil,
                completeness: Completeness()),
            prices: spy.facts.prices, sizes: spy.facts.sizes)
    }

    private func evaluations(_ count: Int) -> [Evaluation] {
        var studies = IndicatorStudies(
            StrategyOptions(IndicatorStudies.keys), spy, mode: .rth)
        let sheet = EvaluationSheet(system: 0)
        return (0..<count).flatMap { index in
            let bar = bar(index)
            return sheet.record(about: bar) { studies.closed(bar, MarketReading(), &$0) }
        }
    }

    private func place(_ name: String) -> Int {
        guard let place = IndicatorStudies.schema.rules[0].place(of: name) else {
            preconditionFailure("no value \(name)")
        }
        return place
    }

    @Test func `the values are the columns of the export`() {
        let names = IndicatorStudies.schema.rules[0].values.map(\.name).joined(separator: ", ")
        #expect(
            names == """
                close, sma20, ema9, ema21, rsi9, rsi14, atr14, adx14, plus_di14, minus_di14, \
                bb20_upper, bb20_middle, bb20_lower, bb30_upper, bb30_middle, bb30_lower, \
                stoch14_k, stoch14_d, stoch21_k, stoch21_d, macd, macd_signal, macd_hist, \
                volume_sma20
                """)
    }

    @Test(arguments: [
        ("close", 0), ("sma20", 19), ("ema9", 8), ("ema21", 20), ("rsi9", 9), ("rsi14", 14),
        ("atr14", 14), ("adx14", 27), ("plus_di14", 14), ("minus_di14", 14), ("bb20_upper", 19),
        ("bb20_middle", 19), ("bb20_lower", 19), ("bb30_upper", 29), ("bb30_middle", 29),
        ("bb30_lower", 29), ("stoch14_k", 17), ("stoch14_d", 17), ("stoch21_k", 24),
        ("stoch21_d", 24), ("macd", 33), ("macd_signal", 33), ("macd_hist", 33),
        ("volume_sma20", 19),
    ])
    func `first index of an indicator`(name: String, first: Int) {
        let place = place(name)
        let found = evaluations(40)
        #expect(found.count == 40)
        for (index, evaluation) in found.enumerated() {
            #expect((evaluation.values[place] != nil) == (index >= first), "\(name) at \(index)")
        }
    }

    @Test func `each value is its own indicator's`() throws {
        let last = try #require(evaluations(60).last)
        let closes = (0..<60).map { bar($0).close }
        let window = closes.suffix(20)
        let mean = window.reduce(0, +) / 20
        #expect(last.values[place("close")] == closes[59])
        #expect(abs(last.values[place("sma20")]! - mean) < 1e-9)
        #expect(abs(last.values[place("bb20_middle")]! - mean) < 1e-9)
        let deviation =
            (window.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 20).squareRoot()
        #expect(abs(last.values[place("bb20_upper")]! - mean - 2 * deviation) < 1e-9)
        #expect(abs(last.values[place("bb20_lower")]! - mean + 2 * deviation) < 1e-9)
        #expect(
            abs(
                last.values[place("volume_sma20")]!
                    - (40..<60).map { bar($0).volume }.reduce(0, +) / 20) < 1e-9)
        #expect(last.values[place("rsi9")] != last.values[place("rsi14")])
        #expect(last.values[place("stoch14_k")] != last.values[place("stoch21_k")])
        #expect(
            abs(
                last.values[place("macd_hist")]!
                    - (last.values[place("macd")]! - last.values[place("macd_signal")]!)) < 1e-12)
    }

    @Test func `an evaluation is a study of its bar`() throws {
        let last = try #require(evaluations(3).last)
        #expect(last.verdict == .study)
        #expect(last.number == 0)
        #expect(last.start == bar(2).start)
        #expect(last.time == bar(2).end)
        #expect(last.period == .minute5)
    }

    @Test(arguments: BarPeriod.allCases)
    func `the timeframe decides the bars`(period: BarPeriod) {
        guard case .word(let words) = IndicatorStudies.keys[0].format else {
            Issue.record("the timeframe is a word")
            return
        }
        #expect(words.contains(period.name) == (period != .day1))
        var options = StrategyOptions(IndicatorStudies.keys)
        options["timeframe"] = .word(period.name)
        #expect(IndicatorStudies(options, spy, mode: .rth).needs.periods == [period])
    }
}
