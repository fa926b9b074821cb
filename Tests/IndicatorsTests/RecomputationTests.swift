import Indicators
import Testing

/// Every reading against its definition over the whole series up to that bar.
@Suite struct RecomputationTests {
    /// The walk, which has most digits to lose, is the longest.
    static func count(_ course: Course) -> Int { course == .walk ? 100_000 : 12_000 }

    @Test(arguments: Course.allCases)
    func `means, bands and averages`(course: Course) {
        let bars = course.bars(Self.count(course))
        let closes = bars.map(\.close)
        let volumes = bars.map(\.volume)
        let checked = samples(bars.count)
        var mean = SMA(20)
        var bands = Bollinger(20)
        var wide = Bollinger(30, deviations: 1.5)
        var fast = EMA(9)
        var slow = EMA(21)
        var wilder = WilderAverage(14)
        for (index, bar) in bars.enumerated() {
            mean.add(bar.volume)
            bands.add(bar.close)
            wide.add(bar.close)
            fast.add(bar.close)
            slow.add(bar.close)
            wilder.add(bar.volume)
            guard checked.contains(index) else { continue }
            let scale = course == .throughZero ? 60.0 : 0
            #expect(agree(mean.value, Definition.sma(volumes, 20, at: index)), "\(index)")
            check(bands, closes[...index], 20, 2)
            check(wide, closes[...index], 30, 1.5)
            let all = closes[...index]
            #expect(agree(fast.value, Definition.ema(all, 9), of: scale), "\(index)")
            #expect(agree(slow.value, Definition.ema(all, 21), of: scale), "\(index)")
            #expect(agree(wilder.value, Definition.wilder(volumes[...index], 14)), "\(index)")
        }
    }

    private func check(
        _ bands: Bollinger, _ closes: ArraySlice<Double>, _ length: Int, _ deviations: Double
    ) {
        guard closes.count >= length else {
            #expect(bands.middle == nil)
            return
        }
        let window = closes.suffix(length)
        let scale = window.map { abs($0) }.max()!
        let middle = Definition.mean(window)
        let reach = deviations * Definition.deviation(window)
        #expect(agree(bands.middle, middle, of: scale))
        #expect(agree(bands.upper, middle + reach, of: scale))
        #expect(agree(bands.lower, middle - reach, of: scale))
        let width = bands.width.map { $0 * middle / 2 }
        #expect(agree(width, reach, of: scale), "\(closes.count)")
    }

    @Test(arguments: Course.allCases)
    func `RSI and ATR`(course: Course) {
        let bars = course.bars(Self.count(course))
        let closes = bars.map(\.close)
        let checked = samples(bars.count)
        var fast = RSI(9)
        var slow = RSI(14)
        var atr = ATR(14)
        for (index, bar) in bars.enumerated() {
            fast.add(bar.close)
            slow.add(bar.close)
            atr.add(high: bar.high, low: bar.low, close: bar.close)
            guard checked.contains(index) else { continue }
            #expect(agree(fast.value, Definition.rsi(closes[...index], 9), of: 100), "\(index)")
            #expect(agree(slow.value, Definition.rsi(closes[...index], 14), of: 100), "\(index)")
            let ranges = Definition.trueRanges(bars[...index])
            #expect(agree(atr.value, Definition.wilder(ranges, 14)), "\(index)")
        }
    }

    @Test(arguments: Course.allCases)
    func `directional movement`(course: Course) {
        // The definition costs the square of the series, hence a shorter one, at three lengths.
        let bars = course.bars(400)
        for length in [2, 5, 14] {
            var dmi = DMI(length)
            for (index, bar) in bars.enumerated() {
                dmi.add(high: bar.high, low: bar.low, close: bar.close)
                guard index < 40 || index % 60 == 0 else { continue }
                let expected = DirectionalDefinition(Array(bars[...index]), length)
                #expect(agree(dmi.plusDI, expected.plusDI, of: 100), "\(index)")
                #expect(agree(dmi.minusDI, expected.minusDI, of: 100), "\(index)")
                #expect(agree(dmi.adx, expected.adx, of: 100 * Double(length)), "\(index)")
            }
        }
    }

    @Test(arguments: Course.allCases)
    func `slow stochastic`(course: Course) {
        let bars = course.bars(5000)
        for length in [1, 14, 21] {
            let fast: [Double] = bars.indices.dropFirst(length - 1).map { index in
                let window = bars[(index - length + 1)...index]
                let highest = window.map(\.high).max()!
                let lowest = window.map(\.low).min()!
                return highest > lowest
                    ? (bars[index].close - lowest) / (highest - lowest) * 100 : 0
            }
            let slow = fast.indices.dropFirst(2).map { Definition.mean(fast[($0 - 2)...$0]) }
            let d = slow.indices.dropFirst(2).map { Definition.mean(slow[($0 - 2)...$0]) }
            var stochastic = Stochastic(length)
            for (index, bar) in bars.enumerated() {
                stochastic.add(high: bar.high, low: bar.low, close: bar.close)
                let at = index - (length + 3)
                let agrees =
                    agree(stochastic.slowK, at < 0 ? nil : slow[at + 2], of: 100)
                    && agree(stochastic.d, at < 0 ? nil : d[at], of: 100)
                if !agrees { Issue.record("%K or %D of \(length) at \(index)") }
            }
        }
    }

    @Test(arguments: Course.allCases)
    func `line, signal and histogram of MACD`(course: Course) {
        let closes = course.bars(500).map(\.close)
        let lines = closes.indices.dropFirst(25).map { line(closes[...$0]) }
        let scale = closes.map { abs($0) }.max()!
        var macd = MACD()
        for (index, close) in closes.enumerated() {
            macd.add(close)
            let signal = Definition.ema(lines.prefix(max(0, index - 24)), 9)
            let expected = signal.map { _ in lines[index - 25] }
            #expect(agree(macd.line, expected, of: scale), "\(index)")
            #expect(agree(macd.signal, signal, of: scale), "\(index)")
            #expect(agree(macd.histogram, signal.map { expected! - $0 }, of: scale), "\(index)")
        }
    }

    @Test(arguments: Course.allCases)
    func `the line of MACD does not drift`(course: Course) {
        let closes = course.bars(Self.count(course)).map(\.close)
        let checked = samples(closes.count, first: 40)
        var macd = MACD()
        for (index, close) in closes.enumerated() {
            macd.add(close)
            guard checked.contains(index), index > 33 else { continue }
            let scale = closes[...index].suffix(2000).map { abs($0) }.max()!
            #expect(agree(macd.line, line(closes[...index]), of: scale), "\(index)")
        }
    }

    /// Fast minus slow EMA; the fast one does not see the first 14 closes.
    private func line(_ closes: ArraySlice<Double>) -> Double {
        Definition.ema(closes.dropFirst(14), 12)! - Definition.ema(closes, 26)!
    }
}
