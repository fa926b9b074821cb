import Indicators
import Market
import Records
import Strategy
import Testing

@testable import OrderFlow

/// The worked examples of the specification, tick 0.25.
@Suite struct WorkedExampleTests {
    let footprint = [
        Row(100.00, 12, 20), Row(100.25, 10, 40), Row(100.50, 8, 36), Row(100.75, 5, 30),
        Row(101.00, 2, 6),
    ]

    @Test func `A: three buy imbalances and their stack`() {
        // 40/12 = 3.33, 36/10 = 3.6, 30/8 = 3.75; 6 at 101.00 is below the least volume. Both ends
        // traded on both sides: 12/20 = 0.6 and 2/6 = 0.3333.
        #expect(
            Sample.text(Sample.patterns(footprint)) == [
                "BUY_IMBALANCE LONG 100.25 0.3333 1", "BUY_IMBALANCE LONG 100.5 0.36 1",
                "BUY_IMBALANCE LONG 100.75 0.375 1", "STACKED_BUY_IMBALANCE LONG 100.25 0.5 3",
                "UNFINISHED_BUSINESS SHORT 100.0 0.6 0", "UNFINISHED_BUSINESS LONG 101.0 0.3333 0",
            ])
    }

    @Test func `A: a finished high leaves unfinished business at the low alone`() {
        var rows = footprint
        rows[4] = Row(101.00, 0, 6)
        let found = Sample.patterns(rows).filter { $0.pattern == .unfinishedBusiness }
        #expect(Sample.text(found) == ["UNFINISHED_BUSINESS SHORT 100.0 0.6 0"])
    }

    @Test func `B: buying thins out into a new high`() {
        let rows = [
            Row(100.00, 30, 30), Row(100.25, 30, 30), Row(100.50, 20, 40), Row(100.75, 15, 22),
            Row(101.00, 0, 6),
        ]
        let found = Sample.patterns(rows, after: Sample.past(high: 100.75, low: 99))
        // 6 < 22 < 40, 6 <= 0.25 x 40, strength 1 - 6/40.
        #expect(
            Sample.text(found.filter { $0.pattern == .buyingExhaustion }) == [
                "BUYING_EXHAUSTION SHORT 101.0 0.85 3"
            ])
    }

    @Test func `C: passive buyers absorb selling at the low`() {
        let rows = [
            Row(100.00, 60, 5), Row(100.25, 70, 10), Row(100.50, 20, 15), Row(100.75, 10, 40),
            Row(101.00, 5, 45),
        ]
        // S = 150, A = 30, V = 280: 150 >= 60, 150 >= 84, 100.75 >= 100.50; 150/280 = 0.5357.
        let found = Sample.patterns(rows, close: 100.75)
        #expect(
            Sample.text(found.filter { $0.pattern == .buyingAbsorption }) == [
                "BUYING_ABSORPTION LONG 100.25 0.5357 3"
            ])
    }

    @Test func `D: a new high on selling diverges`() {
        let rows = [Row(100.00, 60, 30), Row(100.25, 40, 30), Row(100.50, 20, 20)]
        // Delta 80 - 120 = -40 of 200.
        let found = Sample.patterns(rows, after: Sample.past(high: 100.25, low: 99))
        #expect(
            Sample.text(found.filter { $0.pattern == .deltaDivergence }) == [
                "DELTA_DIVERGENCE SHORT 100.5 0.2 0"
            ])
    }

    @Test func `structure of six bars is bullish`() {
        let highs = [10, 11, 12, 12.5, 12.4, 13]
        let lows = [9, 10, 9.5, 10.5, 10.7, 11]
        var detector = RegimeDetector()
        var reading: RegimeReading?
        for (high, low) in zip(highs, lows) {
            reading = detector.add(Sample.bar(high: high, low: low, close: low), vwap: nil)
        }
        #expect(reading?.inputs.hh == 4)
        #expect(reading?.inputs.lh == 1)
        #expect(reading?.inputs.hl == 4)
        #expect(reading?.inputs.ll == 1)
        #expect(reading?.inputs.structure == .bullish)
    }

    @Test func `regimes with their confidence and size`() {
        // ADX 30, EMA9 > EMA21, bullish, score 5: 0.5 x 0.2 + 0.5 = 0.6 -> 0.75; 2 -> 1 contract.
        var up = Sample.inputs(adx: 30, ema9: 101, structure: [3, 3, 0, 0])
        (up.close, up.plusDI) = (101, 30)
        let trend = RegimeReading(up, hours: .none, previousRaw: nil)
        #expect(trend.regime == .trendingUp)
        #expect(trend.scoreUp == 5)
        #expect(abs(trend.confidence - 0.6) < 1e-12)
        #expect(trend.sizeMultiplier == 0.75)
        #expect(OrderQuantity().of(trend.sizeMultiplier) == 1)

        let wild = RegimeReading(Sample.inputs(atrRatio: 1.5), hours: .none, previousRaw: nil)
        #expect(wild.regime == .volatile)
        #expect(wild.confidence == 0.5)
        #expect(wild.sizeMultiplier == 0.375)
        #expect(OrderQuantity().of(wild.sizeMultiplier) == 1)

        let quiet = RegimeReading(Sample.inputs(adx: 25), hours: .none, previousRaw: nil)
        #expect(quiet.regime == .ranging)
        #expect(quiet.confidence == 0)
        #expect(quiet.sizeMultiplier == 0.25)
    }

    @Test func `the router's examples`() {
        func reason(
            _ pattern: Pattern, _ direction: Direction, _ strength: Double, _ regime: Regime,
            close: Double = 100
        ) -> RouterReason {
            Router().verdict(
                pattern, direction, strength: strength, regime: regime, close: close,
                range: PriceRange(low: 100, high: 104)
            ).reason
        }
        #expect(reason(.buyingExhaustion, .short, 0.85, .trendingUp) == .againstTrend)
        #expect(reason(.stackedBuyImbalance, .long, 0.5, .trendingUp) == .ok)
        #expect(reason(.buyImbalance, .long, 1 / 3.0, .trendingUp) == .tooWeak)
        #expect(reason(.buyingAbsorption, .long, 0.6, .ranging, close: 100.75) == .ok)
        #expect(reason(.buyingAbsorption, .long, 0.6, .ranging, close: 102) == .notAtExtreme)
        #expect(reason(.buyImbalance, .long, 0.36, .ranging, close: 100.75) == .patternDisabled)
        #expect(reason(.stackedBuyImbalance, .long, 0.5, .volatile) == .tooWeak)
        #expect(reason(.stackedBuyImbalance, .long, 4 / 6.0, .volatile) == .ok)
    }

    @Test func `the bracket of five thousand`() {
        // Long 5000.00, stop 4998.50 (6 ticks), target 5002.25 (9 ticks); the bar's low is a tick
        // above the stop.
        let level = Sample.instrument.level
        let bracket = Bracket(
            entry: level(5000), .long, barLow: level(4998.75), barHigh: level(5000.5))
        #expect(bracket.stop == level(4998.5))
        #expect(bracket.risk == 6)
        #expect(bracket.target == level(5002.25))
    }
}
