import Indicators
import Testing

@Suite struct WorkedExampleTests {
    @Test func `EMA(3) of 1, 2, 3, 6, 4`() {
        var ema = EMA(3)
        var readings: [Double?] = []
        for number in [1.0, 2, 3, 6, 4] {
            ema.add(number)
            readings.append(ema.value)
        }
        #expect(readings == [nil, nil, 2, 4, 4])  // 2 + 0.5 * (6 - 2) = 4
    }

    @Test func `RSI(3) of 10, 11, 10.5, 11.5, 11`() {
        var rsi = RSI(3)
        for close in [10, 11, 10.5] {
            rsi.add(close)
            #expect(rsi.value == nil)
        }
        rsi.add(11.5)  // G = 2/3, L = 1/6
        #expect(agree(rsi.value, 80))
        rsi.add(11)  // G = 4/9, L = 5/18
        #expect(agree(rsi.value, 100 * (4.0 / 9) / (4.0 / 9 + 5.0 / 18)))
        #expect(agree(rsi.value, 800.0 / 13))  // 61.538...
    }

    @Test func `ATR(2) of four bars`() {
        let bars = [(10.0, 9.0, 9.5), (11, 10, 10.5), (12, 10, 11), (12, 11, 11.5)]
        var atr = ATR(2)
        var range = TrueRange()
        var averages: [Double?] = []
        var ranges: [Double?] = []
        for (high, low, close) in bars {
            atr.add(high: high, low: low, close: close)
            range.add(high: high, low: low, close: close)
            averages.append(atr.value)
            ranges.append(range.value)
        }
        #expect(ranges == [nil, 1.5, 2, 1])
        #expect(averages == [nil, nil, 1.75, 1.375])
    }

    @Test func `a gap counts from the previous close`() {
        #expect(TrueRange.of(high: 12, low: 11, previousClose: 11.5) == 1)
        #expect(TrueRange.of(high: 12, low: 11, previousClose: 9) == 3)  // up: 12 - 9
        #expect(TrueRange.of(high: 12, low: 11, previousClose: 15) == 4)  // down: 15 - 11
    }

    @Test func `BB(4) of 2, 4, 4, 6`() {
        var bands = Bollinger(4)
        for close in [2.0, 4, 4] { bands.add(close) }
        #expect(bands.middle == nil && bands.upper == nil && bands.lower == nil)
        #expect(bands.width == nil)
        bands.add(6)
        #expect(bands.middle == 4)
        #expect(agree(bands.upper, 4 + 2 * 2.0.squareRoot()))
        #expect(agree(bands.lower, 4 - 2 * 2.0.squareRoot()))
        #expect(agree(bands.upper, 6.828427124746190))
        #expect(agree(bands.width, 2.0.squareRoot()))  // 4 * sqrt(2) / 4
    }

    @Test func `STOCH of two bars without smoothing`() {
        var stochastic = Stochastic(2, smoothing: 1, signal: 1)
        var readings: [Double?] = []
        for (high, low, close) in [(5.0, 1.0, 3.0), (6, 2, 5), (7, 3, 6), (8, 4, 4)] {
            stochastic.add(high: high, low: low, close: close)
            readings.append(stochastic.slowK)
            #expect(stochastic.d == stochastic.slowK)
        }
        #expect(readings == [nil, 80, 80, 20])
    }

    @Test func `of equal highs the first is the pivot`() {
        var detector = PivotDetector(.high)
        var found: [Pivot?] = []
        for high in [1.0, 2, 5, 5, 3, 2, 6, 4, 3] { found.append(detector.add(high)) }
        // The pivots at 2 and 6 are known two bars later.
        let first = Pivot(index: 2, value: 5)
        let second = Pivot(index: 6, value: 6)
        #expect(found == [nil, nil, nil, nil, first, nil, nil, nil, second])
        #expect(detector.last == second)
        #expect(detector.previous == first)
    }

    @Test func `five bars that mostly step up are bullish`() {
        var counts = StructureCounts()
        let highs = [10, 11, 12, 12.5, 12.4, 13]
        let lows = [9, 10, 9.5, 10.5, 10.7, 11]
        for (high, low) in zip(highs, lows) {
            #expect(!counts.isDefined)
            #expect(counts.structure == .neutral)
            counts.add(high: high, low: low)
        }
        #expect(counts.isDefined)
        #expect([counts.hh, counts.lh, counts.hl, counts.ll] == [4, 1, 4, 1])
        #expect(counts.structure == .bullish)
        #expect(counts.structure.name == "BULLISH")
    }

    @Test func `the lowest width of 120 bars decides a squeeze`() {
        // 0.0050 leaves the window when 120 later widths have come.
        var lowest = RollingMinimum(120)
        lowest.add(0.0050)
        for _ in 0..<118 { lowest.add(0.0060) }
        #expect(lowest.value == nil)
        lowest.add(0.0055)
        #expect(lowest.value == 0.0050)
        lowest.add(0.0061)
        #expect(lowest.value == 0.0055)
    }
}
