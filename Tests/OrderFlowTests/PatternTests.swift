import Market
import Records
import Strategy
import Testing

@testable import OrderFlow

/// Each pattern at the edges of its conditions.
@Suite struct PatternTests {
    func count(_ pattern: Pattern, _ found: [PatternSignal]) -> Int {
        found.count { $0.pattern == pattern }
    }

    @Test(
        arguments: [(30.0, 10.0, 1), (29, 10, 0), (10, 3, 1), (9, 3, 0), (50, 0, 0)]
            as [(Double, Double, Int)])
    func `an imbalance needs ratio 3, volume 10 and something opposite`(
        _ heavy: Double, _ light: Double, _ expected: Int
    ) {
        let buy = [Row(100, light, 0), Row(100.25, 1, heavy), Row(100.5, 0, 1)]
        #expect(count(.buyImbalance, Sample.patterns(buy)) == expected)
        let sell = [Row(100, 1, 0), Row(100.25, heavy, 1), Row(100.5, 0, light)]
        // At light 0 the highest row is 100.25, which has no ask above it.
        #expect(count(.sellImbalance, Sample.patterns(sell)) == expected)
    }

    @Test func `the lowest row is no buy imbalance, the highest no sell imbalance`() {
        #expect(Sample.patterns([Row(100, 0, 90), Row(100.25, 90, 0)]).isEmpty)
        var settings = PatternSettings()
        settings.ignoresZeros = false
        // With zeros counted, only what has a row beyond it is compared.
        let found = Sample.patterns([Row(100, 90, 0), Row(100.25, 0, 90)], settings)
        #expect(count(.buyImbalance, found) == 0)
        #expect(count(.sellImbalance, found) == 0)
    }

    @Test func `a zero opposite counts when zeros do, at full strength`() {
        var settings = PatternSettings()
        settings.ignoresZeros = false
        let rows = [Row(100, 0, 5), Row(100.25, 2, 12)]
        #expect(
            Sample.text(Sample.patterns(rows, settings)).first
                == "BUY_IMBALANCE LONG 100.25 1.0 1")
        #expect(count(.buyImbalance, Sample.patterns(rows)) == 0)
    }

    @Test func `strength of an imbalance is a tenth of its ratio, at most 1`() {
        let found = Sample.patterns([Row(100, 2, 1), Row(100.25, 1, 19), Row(100.5, 1, 80)])
        let imbalances = found.filter { $0.pattern == .buyImbalance }
        #expect(imbalances.map(\.strength) == [0.95, 1])
    }

    @Test func `a gap breaks a stack and its zero is no opposite`() {
        // 100.50 did not trade, so 100.75 has nothing opposite and 101.00 starts anew.
        let rows = [
            Row(100, 5, 0), Row(100.25, 5, 40), Row(100.75, 5, 40), Row(101, 5, 40),
            Row(101.25, 0, 40),
        ]
        let found = Sample.patterns(rows)
        #expect(count(.buyImbalance, found) == 3)
        #expect(count(.stackedBuyImbalance, found) == 0)
    }

    @Test func `each longest run is one stack, the sell stack named after its highest row`() {
        let rows = (0...8).map { Row(100 + 0.25 * Double($0), $0 == 4 ? 5 : 40, 5) }
        // Sell imbalances at rows 0 to 3 and 5 to 7; row 4 has too little, row 8 no row above.
        let stacks = Sample.patterns(rows).filter { $0.pattern == .stackedSellImbalance }
        #expect(
            Sample.text(stacks) == [
                "STACKED_SELL_IMBALANCE SHORT 100.75 0.6667 4",
                "STACKED_SELL_IMBALANCE SHORT 101.75 0.5 3",
            ])
        let level = Sample.instrument.level
        #expect(
            stacks[0].evidence
                == .stack(
                    StackEvidence(
                        lowest: level(100), highest: level(100.75), volume: 160, opposite: 20,
                        leastRatio: 8)))
    }

    @Test func `two imbalances are no stack, and six rows are its full strength`() {
        let rows = (0...9).map { Row(100 + 0.25 * Double($0), 5, 40) }
        #expect(
            Sample.text(Sample.patterns(rows).filter { $0.pattern == .stackedBuyImbalance }) == [
                "STACKED_BUY_IMBALANCE LONG 100.25 1.0 9"
            ])
        #expect(count(.stackedBuyImbalance, Sample.patterns(Array(rows.prefix(3)))) == 0)
    }

    let thin = [Row(100, 20, 40), Row(100.25, 20, 22), Row(100.5, 0, 10)]

    @Test func `exhaustion needs five earlier bars and an extreme that reaches theirs`() {
        let past = Sample.past(high: 100.5, low: 90)
        #expect(count(.buyingExhaustion, Sample.patterns(thin, after: past)) == 1)
        #expect(count(.buyingExhaustion, Sample.patterns(thin, after: past.dropLast())) == 0)
        let higher = Sample.past(high: 100.75, low: 90)
        #expect(count(.buyingExhaustion, Sample.patterns(thin, after: higher)) == 0)
    }

    @Test(
        arguments: [
            ([40.0, 22, 10], 1), ([40, 22, 10.5], 0), ([40, 40, 10], 0), ([40, 10, 10], 0),
            ([9, 5, 1], 0), ([10, 5, 2.5], 1),
        ] as [([Double], Int)])
    func `exhaustion falls strictly, from the least volume, to a quarter`(
        _ volumes: [Double], _ expected: Int
    ) {
        let past = Sample.past(high: 100.5, low: 100)
        let up = volumes.enumerated().map { Row(100 + 0.25 * Double($0), 0, $1) }
        #expect(count(.buyingExhaustion, Sample.patterns(up, after: past)) == expected)
        let down = volumes.enumerated().map { Row(100.5 - 0.25 * Double($0), $1, 0) }
        let found = Sample.patterns(down, after: past)
        #expect(count(.sellingExhaustion, found) == expected)
        for signal in found where signal.pattern == .sellingExhaustion {
            #expect(signal.direction == .long)
            #expect(signal.level == Sample.instrument.level(of: 100))
        }
    }

    @Test func `exhaustion needs three rows`() {
        let past = Sample.past(high: 100, low: 99)
        let found = Sample.patterns([Row(100, 0, 40), Row(100.25, 0, 1)], after: past)
        #expect(count(.buyingExhaustion, found) == 0)
    }

    @Test func `selling absorption mirrors buying absorption, a tie is the highest row`() {
        let rows = [
            Row(100, 45, 5), Row(100.25, 40, 10), Row(100.5, 15, 60), Row(100.75, 10, 70),
            Row(101, 5, 70),
        ]
        // A = 200, S = 30, V = 330: strength 200/330; the close is in the lower half.
        let found = Sample.patterns(rows, close: 100.5).filter { $0.pattern == .sellingAbsorption }
        #expect(Sample.text(found) == ["SELLING_ABSORPTION SHORT 101.0 0.6061 3"])
        #expect(count(.sellingAbsorption, Sample.patterns(rows, close: 100.75)) == 0)
    }

    @Test func `absorption needs four rows, twice the other side and 30 % of the volume`() {
        func found(_ lows: [Row], _ high: Row) -> Int {
            count(.buyingAbsorption, Sample.patterns(lows + [high], close: high.price))
        }
        let lows = [Row(100, 10, 5), Row(100.25, 10, 5), Row(100.5, 10, 5)]
        #expect(found(lows, Row(100.75, 0, 55)) == 1)  // 30 >= 2 x 15, 30 >= 0.3 x 100
        #expect(found(lows, Row(100.75, 0, 56)) == 0)  // 30 < 0.3 x 101
        #expect(
            found([Row(100, 10, 5), Row(100.25, 10, 5), Row(100.5, 10, 6)], Row(100.75, 0, 1)) == 0)
        #expect(found(Array(lows.dropLast()), Row(100.5, 0, 1)) == 0)
        let small = lows.map { Row($0.price, $0.bid * 0.3, 0) }
        #expect(found(small, Row(100.75, 0, 1)) == 0)  // 9 < 10
    }

    @Test func `the absorbed row is the heaviest of the three, a tie the lowest`() {
        let rows = [Row(100, 20, 0), Row(100.25, 30, 0), Row(100.5, 30, 0), Row(100.75, 90, 1)]
        let found = Sample.patterns(rows, close: 100.75).filter { $0.pattern == .buyingAbsorption }
        #expect(found.map(\.level) == [Sample.instrument.level(of: 100.25)])
    }

    @Test func `divergence needs a new extreme and five percent against it`() {
        func found(_ bid: Double, _ ask: Double, high: Double, low: Double) -> [String] {
            let rows = [Row(100, 0, 0, neutral: 1), Row(100.25, bid, ask, neutral: 99 - bid - ask)]
            let all = Sample.patterns(
                rows + [Row(100.5, 0, 0, neutral: 100)],
                after: Sample.past(high: high, low: low))
            return Sample.text(all.filter { $0.pattern == .deltaDivergence })
        }
        #expect(found(10, 0, high: 100.25, low: 90) == ["DELTA_DIVERGENCE SHORT 100.5 0.05 0"])
        #expect(found(9, 0, high: 100.25, low: 90) == [])
        #expect(found(10, 0, high: 100.5, low: 90) == [])  // reached, not passed
        #expect(found(0, 10, high: 110, low: 100.25) == ["DELTA_DIVERGENCE LONG 100.0 0.05 0"])
        #expect(found(0, 10, high: 110, low: 100) == [])
        #expect(found(0, 10, high: 100.25, low: 90) == [])  // a high on buying agrees
    }

    @Test func `divergence needs five earlier bars`() {
        let rows = [Row(100, 60, 30), Row(100.25, 40, 30), Row(100.5, 20, 20)]
        let past = Sample.past(high: 100.25, low: 99)
        #expect(count(.deltaDivergence, Sample.patterns(rows, after: past.dropLast())) == 0)
        #expect(count(.deltaDivergence, Sample.patterns(rows, after: past)) == 1)
    }

    @Test func `divergence is at the row of its extreme`() {
        let rows = [Row(100, 60, 30), Row(101, 40, 30), Row(101.75, 20, 20)]
        let found = Sample.patterns(rows, after: Sample.past(high: 101.5, low: 99), rowTicks: 4)
        #expect(
            Sample.text(found.filter { $0.pattern == .deltaDivergence }) == [
                "DELTA_DIVERGENCE SHORT 101.0 0.2 0"
            ])
    }

    @Test func `prices between ticks are compared as prices, noise aside`() {
        // 100.25 and 100.3 are of one level.
        let rows = [Row(100, 60, 30), Row(100.3, 60, 50)]
        func count(_ high: Double) -> Int {
            self.count(
                .deltaDivergence, Sample.patterns(rows, after: Sample.past(high: high, low: 99)))
        }
        #expect(count(100.25) == 1 && count(100.29) == 1)
        #expect(count(100.3) == 0 && count(100.35) == 0)
    }

    @Test func `a bar of one price has no pattern`() {
        let past = Sample.past(high: 99, low: 98)
        #expect(Sample.patterns([Row(100, 90, 10)], after: past).isEmpty)
    }

    @Test func `a bar of neutral volume has no pattern, whatever is asked for`() {
        var settings = PatternSettings()
        settings.leastDeltaShare = 0
        settings.ignoresZeros = false
        let rows = (0..<8).map { Row(100 + 0.25 * Double($0), 0, 0, neutral: 50) }
        for past in [Sample.past(high: 99, low: 98), Sample.past(high: 110, low: 105)] {
            #expect(Sample.patterns(rows, after: past, leastVolume: 0, settings).isEmpty)
        }
    }

    @Test func `lookbacks run across sessions`() {
        let past = (0..<5).map { day in
            Sample.bar(
                high: 100.25, low: 99, close: 100,
                start: Sample.open + .seconds(86_400 * Int64(day)),
                session: "2024-11-1\(3 + day)")
        }
        let rows = [Row(100.00, 60, 30), Row(100.25, 40, 30), Row(100.50, 20, 20)]
        #expect(count(.deltaDivergence, Sample.patterns(rows, after: past)) == 1)
    }

    @Test func `rows of several ticks have the price of their lowest one`() {
        // Rows of 4 ticks: 100.00, 101.00 and 102.00.
        let rows = [Row(100.5, 10, 1), Row(101.75, 10, 40), Row(102.25, 0, 40)]
        let found = Sample.patterns(rows, rowTicks: 4)
        #expect(
            Sample.text(found) == [
                "BUY_IMBALANCE LONG 101.0 0.4 1", "BUY_IMBALANCE LONG 102.0 0.4 1",
                "UNFINISHED_BUSINESS SHORT 100.0 0.1 0",
            ])
        // Any tick of the lowest row is back at it.
        #expect(
            found[2].evidence
                == .unfinished(
                    UnfinishedEvidence(
                        rows: 3, bid: 10, ask: 1, edge: Sample.instrument.level(of: 100.75))))
    }
}
