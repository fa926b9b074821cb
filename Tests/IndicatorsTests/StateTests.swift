import Chance
import Indicators
import StateCoding
import Testing

/// An indicator saved and restored at any bar goes on as if nothing had happened.
@Suite struct StateTests {
    /// Runs one indicator through, and at some bars puts a restored one beside it.
    private func check<Indicator: Codable & Equatable>(
        _ fresh: Indicator, _ bars: [PlainBar], at cuts: [Int],
        _ add: (inout Indicator, PlainBar) -> Void, _ readings: (Indicator) -> [Double?]
    ) throws {
        var kept = fresh
        var restored: [Indicator] = []
        for (index, bar) in bars.enumerated() {
            if cuts.contains(index) {
                let bytes = encoded(kept)
                #expect(encoded(kept) == bytes)
                var reader = StateReader(bytes)
                let again = try reader.take(Indicator.self)
                try reader.end()
                #expect(again == kept && encoded(again) == bytes)
                restored.append(again)
            }
            add(&kept, bar)
            let wanted = bits(readings(kept))
            for place in restored.indices {
                add(&restored[place], bar)
                #expect(bits(readings(restored[place])) == wanted, "bar \(index)")
            }
            // A dozen bars beside it are enough of each: the last ones go on to the end.
            if restored.count > 12 { restored.removeFirst() }
        }
        #expect(restored.allSatisfy { encoded($0) == encoded(kept) })
        #expect(!restored.isEmpty && readings(kept).contains { $0 != nil })
    }

    private func encoded(_ value: some Encodable) -> [UInt8] {
        var writer = StateWriter()
        writer.put(value)
        return writer.finish()
    }

    private func bits(_ values: [Double?]) -> [UInt64?] { values.map { $0?.bitPattern } }

    /// Every bar of a short run, or some of a long one.
    private static let runs: [(bars: Int, cuts: [Int])] = {
        var random = SplitMix64(11)
        return [
            (120, Array(0..<120)),
            (1500, (0..<10).map { _ in Int(random.next() % 1400) }),
        ]
    }()

    private func checkAll(_ bars: [PlainBar], _ cuts: [Int]) throws {
        try check(SMA(20), bars, at: cuts, { $0.add($1.close) }, { [$0.value] })
        try check(EMA(9), bars, at: cuts, { $0.add($1.close) }, { [$0.value] })
        try check(RSI(14), bars, at: cuts, { $0.add($1.close) }, { [$0.value] })
        try check(WilderAverage(14), bars, at: cuts, { $0.add($1.close) }, { [$0.value] })
        try check(
            ATR(14), bars, at: cuts, { $0.add(high: $1.high, low: $1.low, close: $1.close) },
            { [$0.value] })
        try check(
            TrueRange(), bars, at: cuts, { $0.add(high: $1.high, low: $1.low, close: $1.close) },
            { [$0.value] })
        try check(
            DMI(14), bars, at: cuts, { $0.add(high: $1.high, low: $1.low, close: $1.close) },
            { [$0.adx, $0.plusDI, $0.minusDI] })
        try check(
            Bollinger(20), bars, at: cuts, { $0.add($1.close) },
            { [$0.lower, $0.middle, $0.upper, $0.width] })
        try check(
            Stochastic(14), bars, at: cuts,
            { $0.add(high: $1.high, low: $1.low, close: $1.close) }, { [$0.slowK, $0.d] })
        try check(
            MACD(), bars, at: cuts, { $0.add($1.close) }, { [$0.line, $0.signal, $0.histogram] })
        try check(
            RollingExtremes(20), bars, at: cuts, { $0.add(high: $1.high, low: $1.low) },
            { [$0.minimum, $0.maximum] })
        try check(RollingSum(7), bars, at: cuts, { $0.add($1.volume) }, { [$0.value] })
        try checkStructure(bars, cuts)
    }

    private func checkStructure(_ bars: [PlainBar], _ cuts: [Int]) throws {
        try check(
            Window(20), bars, at: cuts, { $0.push($1.close) },
            { window in (0..<window.count).map { window[$0] } })
        try check(
            PivotDetector(.low), bars, at: cuts, { $0.add($1.low) },
            { [$0.last?.value, $0.previous?.value, $0.last.map { Double($0.index) }] })
        try check(
            SwingStructure(), bars, at: cuts, { $0.add(high: $1.high, low: $1.low) },
            { [$0.high.map { Double($0.rawValue) }, $0.low.map { Double($0.rawValue) }] })
        try check(
            StructureCounts(5), bars, at: cuts, { $0.add(high: $1.high, low: $1.low) },
            { [Double($0.hh), Double($0.lh), Double($0.hl), Double($0.ll)] })
    }

    @Test(arguments: [Course.walk, .huge, .tiny, .throughZero])
    func `every indicator goes on at every bar of a short run and some of a long one`(
        course: Course
    ) throws {
        for run in Self.runs { try checkAll(course.bars(run.bars), run.cuts) }
    }

    @Test func `a sum is not read as a minimum`() {
        var writer = StateWriter()
        writer.put(RollingSum(3))
        let bytes = writer.finish()
        #expect(throws: StateError.self) {
            var reader = StateReader(bytes)
            _ = try reader.take(RollingMinimum.self)
        }
    }
}
