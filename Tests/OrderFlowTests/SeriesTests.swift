import Indicators
import Market
import Strategy
import Testing

@testable import OrderFlow

/// The regime over a run of bars.
@Suite struct SeriesTests {
    /// Bars of five minutes from 2024-11-13 09:30, one day after another.
    static func bars(
        _ count: Int, mode: SessionMode = .rth, _ close: (Int) -> Double,
        volume: (Int) -> Double = { _ in 100 }
    ) -> [StudyBar] {
        (0..<count).map { index in
            let price = close(index)
            return Sample.bar(
                high: price + 1, low: price - 1, close: price, volume: volume(index),
                start: Sample.open + .seconds(300 * Int64(index)), mode: mode)
        }
    }

    func readings(_ bars: [StudyBar], vwap: Double? = 50) -> [RegimeReading] {
        var detector = RegimeDetector()
        return bars.map { detector.add($0, vwap: vwap) }
    }

    @Test func `warm-up ends with the bar of index 33`() {
        let readings = readings(Self.bars(40) { 100 + 0.25 * Double($0) })
        #expect(readings[0...32].allSatisfy { $0.reason == .warmup && $0.raw == nil })
        #expect(readings[33...].allSatisfy { $0.reason == .none })
        // The last input is the mean of 20 ATRs, whose first is at 14; ADX is there at 27.
        #expect(readings[32].inputs.adx != nil)
        #expect(readings[26].inputs.adx == nil)
        #expect(readings[32].inputs.atrRatio == nil)
        #expect(readings[33].inputs.atrRatio == 1)
        #expect(readings[33].previousRaw == nil)
        #expect(readings[34].previousRaw == .trendingUp)
        // All five signs: steady rise above a VWAP of 50.
        #expect(readings[33].regime == .trendingUp)
        #expect(readings[33].scoreUp == 5)
        #expect(readings[33].confidence == 1)
    }

    @Test func `counts are zero for five bars, the structure neutral`() {
        let readings = readings(Self.bars(8) { 100 + Double($0) })
        for reading in readings[0...4] {
            #expect(reading.inputs.hh == 0)
            #expect(reading.inputs.structure == .neutral)
        }
        #expect(readings[5].inputs.hh == 5)
        #expect(readings[5].inputs.structure == .bullish)
        #expect(readings[5].scoreUp == 0)
    }

    @Test func `flat bars range at full confidence, their ATR ratio is 1`() {
        var detector = RegimeDetector()
        var last: RegimeReading?
        for index in 0..<40 {
            let start = Sample.open + .seconds(300 * Int64(index))
            last = detector.add(
                Sample.bar(high: 100, low: 100, close: 100, start: start), vwap: 100)
        }
        #expect(last?.inputs.atrRatio == 1)
        #expect(last?.inputs.adx == 0)
        #expect(last?.regime == .ranging)
        #expect(last?.confidence == 1)
    }

    @Test func `a missing VWAP is warm-up again and clears the raw regime`() {
        let bars = Self.bars(40) { 100 + 0.25 * Double($0) }
        var detector = RegimeDetector()
        for bar in bars[0..<36] { _ = detector.add(bar, vwap: 50) }
        let without = detector.add(bars[36], vwap: nil)
        #expect(without.previousRaw == .trendingUp)
        #expect(without.reason == .warmup)
        let after = detector.add(bars[37], vwap: 50)
        #expect(after.previousRaw == nil)
        #expect(after.regime == .trendingUp)
    }

    @Test func `the raw regime lives on through bars without a trade`() {
        // A thin bar in a trend: no trade, but the next bar knows the trend.
        let readings = readings(
            Self.bars(
                40, { 100 + 0.25 * Double($0) }, volume: { $0 == 36 ? 10 : 100 }))
        #expect(readings[36].reason == .lowVolume)
        #expect(readings[36].raw == .trendingUp)
        #expect(readings[37].previousRaw == .trendingUp)
        #expect(readings[37].regime == .trendingUp)
    }

    @Test func `the mean of the volume includes the bar at hand`() {
        // 19 bars of 100 and one of 29: 0.3 x 96.45 = 28.935; of 28.8: 0.3 x 96.44 = 28.932.
        for (volume, isLow) in [(29.0, false), (28.8, true)] {
            let readings = readings(
                Self.bars(37, { 100 + 0.25 * Double($0) }, volume: { $0 == 36 ? volume : 100 }))
            #expect((readings[36].reason == .lowVolume) == isLow)
        }
    }

    @Test func `the first bars of a session are outside or at an edge, the series runs on`() {
        // 78 bars to the close, then a day later.
        var bars = Self.bars(78) { 100 + 0.25 * Double($0) }
        bars += (0..<6).map { index in
            let price = 119.5 + 0.25 * Double(index)
            return Sample.bar(
                high: price + 1, low: price - 1, close: price,
                start: Sample.open + .seconds(86_400 + 300 * Int64(index)), session: "2024-11-14")
        }
        let readings = readings(bars)
        #expect(readings[74].reason == .none)
        #expect(readings[75].reason == .sessionEdge)
        #expect(readings[77].reason == .sessionEdge)
        #expect(readings[78...80].allSatisfy { $0.reason == .sessionEdge && $0.raw == .trendingUp })
        #expect(readings[81].reason == .none)
        #expect(readings[81].previousRaw == .trendingUp)
    }
}
