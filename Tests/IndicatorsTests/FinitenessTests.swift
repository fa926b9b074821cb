import Chance
import Indicators
import Testing

/// All indicators at once.
struct Everything: Hashable, Sendable {
    var sma = SMA(20)
    var ema = EMA(9)
    var wilder = WilderAverage(14)
    var rsi = RSI(14)
    var range = TrueRange()
    var atr = ATR(14)
    var dmi = DMI(14)
    var shortDMI = DMI(1)
    var bands = Bollinger(20)
    var stochastic = Stochastic(14)
    var macd = MACD()
    var extremes = RollingExtremes(120)
    var swings = SwingStructure()
    var counts = StructureCounts()

    mutating func add(_ bar: PlainBar) {
        sma.add(bar.volume)
        ema.add(bar.close)
        wilder.add(bar.close)
        rsi.add(bar.close)
        range.add(high: bar.high, low: bar.low, close: bar.close)
        atr.add(high: bar.high, low: bar.low, close: bar.close)
        dmi.add(high: bar.high, low: bar.low, close: bar.close)
        shortDMI.add(high: bar.high, low: bar.low, close: bar.close)
        bands.add(bar.close)
        stochastic.add(high: bar.high, low: bar.low, close: bar.close)
        macd.add(bar.close)
        extremes.add(high: bar.high, low: bar.low)
        swings.add(high: bar.high, low: bar.low)
        counts.add(high: bar.high, low: bar.low)
    }

    var readings: [Double?] {
        [
            sma.value, ema.value, wilder.value, rsi.value, range.value, atr.value, dmi.plusDI,
            dmi.minusDI, dmi.adx, shortDMI.plusDI, shortDMI.minusDI, shortDMI.adx, bands.middle,
            bands.upper, bands.lower, bands.width, stochastic.slowK, stochastic.d, macd.line,
            macd.signal, macd.histogram, extremes.minimum, extremes.maximum,
            swings.highs.last?.value, swings.lows.last?.value,
        ]
    }
}

@Suite struct FinitenessTests {
    static let edges: [Double] = [
        0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, 1e-200,
        1e-100, 1, -1, 1e100, -1e100, 1e200, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    ]

    @Test(arguments: UInt64(1)...8)
    func `finite bars of any size give finite readings for ever`(seed: UInt64) {
        var random = SplitMix64(seed)
        var all = Everything()
        for _ in 0..<4000 {
            // Not even a high above its low is granted.
            let numbers = (0..<4).map { _ in Self.edges.randomElement(using: &random)! }
            all.add(
                PlainBar(high: numbers[0], low: numbers[1], close: numbers[2], volume: numbers[3]))
            #expect(all.readings.allSatisfy { $0?.isFinite ?? true })
        }
        for bar in Course.walk.bars(20_000) { all.add(bar) }
        #expect(all.readings.allSatisfy { $0?.isFinite ?? false })
    }

    @Test(arguments: [1e101, 1e200, .greatestFiniteMagnitude, .infinity])
    func `numbers beyond 1e100 count as 1e100`(number: Double) {
        var all = Everything()
        for _ in 0..<150 {
            all.add(PlainBar(high: number, low: -number, close: number, volume: number))
        }
        #expect(agree(all.sma.value, 1e100))
        #expect(all.ema.value == 1e100)
        #expect(agree(all.bands.middle, 1e100))
        #expect(all.bands.width == 0)
        #expect(all.range.value == 2e100)
        #expect(all.stochastic.slowK == 100)
        #expect(all.extremes.minimum == -1e100)
        #expect(all.extremes.maximum == 1e100)
    }

    @Test func `a market that stands still for 20,000 bars keeps its readings in range`() {
        var all = Everything()
        for bar in Course.walk.bars(200) { all.add(bar) }
        let last = Course.walk.bars(200).last!
        for _ in 0..<20_000 {
            all.add(PlainBar(high: last.close, low: last.close, close: last.close))
            for percent in [all.rsi.value, all.dmi.plusDI, all.dmi.minusDI, all.dmi.adx] {
                #expect(percent.map { $0 >= 0 && $0 <= 100 } == true)
            }
        }
        #expect(all.readings.allSatisfy { $0?.isFinite ?? false })
    }

    @Test(arguments: Course.allCases)
    func `percentages stay within 0 and 100`(course: Course) {
        var all = Everything()
        for bar in course.bars(5000) {
            all.add(bar)
            for percent in [all.rsi.value, all.dmi.plusDI, all.dmi.minusDI, all.dmi.adx] {
                #expect(percent.map { $0 >= 0 && $0 <= 100.000001 } ?? true)
            }
        }
    }

    @Test(arguments: [0, 1, 13, 14, 33, 34, 119, 120, 700])
    func `a copy taken at any bar goes on exactly as the original`(count: Int) {
        let bars = Course.walk.bars(1000)
        var original = Everything()
        for bar in bars.prefix(count) { original.add(bar) }
        var copy = original
        #expect(copy == original)
        for bar in bars.dropFirst(count) { original.add(bar) }
        if count > 0 { #expect(copy != original) }
        for bar in bars.dropFirst(count) { copy.add(bar) }
        #expect(copy == original)
        #expect(copy.readings == original.readings)
    }
}
