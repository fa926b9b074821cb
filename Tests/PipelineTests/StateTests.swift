import Chance
import Market
import Measures
import Records
import StateCoding
import Testing

@testable import Bars
@testable import Intake

@Suite struct StateTests {
    private func bytes(_ body: (inout StateWriter) -> Void) -> [UInt8] {
        var writer = StateWriter()
        body(&writer)
        return writer.finish()
    }

    private let scale = PriceScale(decimals: 2, tick: 1)

    /// An input of any kind: repeated ids, old times, wild prices, quotes in between.
    private func input(_ dice: inout SplitMix64, _ time: inout Int64) -> Input {
        time += dice.below(700_000_000)
        let isLate = dice.once(in: 20)
        return .tick(
            InstrumentID(3), time: Nanoseconds(isLate ? time - 3_000_000_000 : time),
            price: Price(dice.once(in: 90) ? 1 << 40 : 5000 + dice.below(40)),
            size: Size(dice.below(50)), side: Aggressor(rawValue: UInt8(dice.below(3)))!,
            quote: dice.once(in: 3) ? (bid: Price(5019), ask: Price(5021)) : nil,
            tradeID: dice.once(in: 4) ? nil : UInt64(dice.below(3000)))
    }

    private func take(_ intake: inout Intake, _ input: Input) -> String {
        guard let found = intake.take(input) else { return "dropped" }
        return "\(found.level.rawValue) \(found.aggressor) \(found.rule) "
            + "\(intake.isInRange(found.level))"
    }

    @Test(arguments: [0, 1, 40, 900, 5000])
    func `intake goes on the same wherever it was saved`(count: Int) throws {
        let settings = IntakeSettings(span: 1000, tradeIDWindow: 500)
        var intake = Intake(instrument: InstrumentID(3), scale: scale, settings: settings)
        var dice = SplitMix64(UInt64(count) + 9)
        var time: Int64 = 1_700_000_000_000_000_000
        intake.centre(on: Level(5020))
        for _ in 0..<count { _ = take(&intake, input(&dice, &time)) }
        intake.take(
            quote: Quote(
                time: Nanoseconds(time), bid: Price(5010), ask: Price(5012), bidSize: Size(1),
                askSize: Size(2)))
        let saved = bytes { intake.save(into: &$0) }
        #expect(bytes { intake.save(into: &$0) } == saved)
        var other = Intake(instrument: InstrumentID(3), scale: scale, settings: settings)
        var reader = StateReader(saved)
        try other.restore(from: &reader)
        try reader.end()
        #expect(bytes { other.save(into: &$0) } == saved)
        var found: Set<String> = []
        for _ in 0..<3000 {
            let input = input(&dice, &time)
            let said = take(&intake, input)
            #expect(take(&other, input) == said)
            found.insert(said)
        }
        #expect(found.count > 100 && found.contains("dropped"))
        #expect(other.counters == intake.counters && intake.counters.duplicate > 0)
        #expect(bytes { other.save(into: &$0) } == bytes { intake.save(into: &$0) })
    }

    @Test func `trade ids that can not be a window's are refused`() {
        for (window, steps) in [(2, [1, 1, 1]), (4, [1, 1, -1]), (1, [5, 0])] as [(Int, [Int64])] {
            let state = bytes { $0.put(steps) }
            #expect(throws: StateError.self) {
                var reader = StateReader(state)
                _ = try TradeIDWindow(window: window, from: &reader).count
            }
        }
    }

    /// Sums and bars of some ticks and some bars.
    private func sums() -> (FlowTotals, OpenBar, Extremes) {
        var dice = SplitMix64(5)
        var totals = FlowTotals()
        var bar = OpenBar()
        var extremes = Extremes()
        bar.open(BarSpan(start: .seconds(60), end: .seconds(120)), at: 5000)
        for _ in 0..<500 {
            let price: Int64 = 5000 + dice.below(1 << 40)
            totals.add(
                price, dice.below(1 << 40) + 1, Aggressor(rawValue: UInt8(dice.below(3)))!,
                SideRule(rawValue: UInt8(dice.below(5)))!)
            extremes.add(price, runningDelta: totals.delta)
            bar.add(extremes, close: price)
        }
        totals.bars.count = 3
        for _ in 0..<9 {
            totals.bars.volume.add(Double(dice.below(1000)) / 7)
            totals.bars.buy.add(Double(dice.below(1000)) / 7)
            totals.bars.sell.add(Double(dice.below(1000)) / 7)
            totals.bars.weighted.add(Double(dice.below(1000)) / 7, times: 1.1)
        }
        return (totals, bar, extremes)
    }

    @Test func `sums and open bars come back to the last bit`() throws {
        let (totals, bar, extremes) = sums()
        var base = BarBase()
        base.session = SessionDate(rawValue: 19_000)
        base.totals = totals
        base.drops = DropCounts(late: 1, lost: 2, outOfRange: 3, feedGaps: 4)
        let saved = bytes {
            $0.put(base)
            $0.put(bar)
            $0.put(extremes)
        }
        var reader = StateReader(saved)
        let again = (
            try reader.take(BarBase.self), try reader.take(OpenBar.self),
            try reader.take(Extremes.self)
        )
        try reader.end()
        // Every word, also those that no other reading shows.
        #expect("\(again.0)" == "\(base)")
        #expect(
            again.0.totals.inferred.indices.map { again.0.totals.inferred[$0] }.contains { $0 != 0 }
        )
        #expect("\(again.1)" == "\(bar)" && "\(again.2)" == "\(extremes)")
        #expect(
            bytes {
                $0.put(again.0)
                $0.put(again.1)
                $0.put(again.2)
            } == saved)
    }

    @Test func `every field has its key`() {
        func fields(_ value: Any) -> Set<String> {
            Set(Mirror(reflecting: value).children.compactMap(\.label))
        }
        let (totals, bar, extremes) = sums()
        #expect(fields(totals) == ["ticks", "inferred", "bars"])
        #expect(
            fields(totals.ticks) == [
                "count", "volume", "buy", "sell", "origin", "weighted", "squared",
            ])
        #expect(fields(totals.ticks.squared) == ["high", "low"])
        #expect(fields(totals.bars) == ["count", "volume", "buy", "sell", "weighted"])
        #expect(fields(totals.bars.buy) == ["high", "low"])
        #expect(fields(BarBase()) == ["session", "totals", "drops"])
        #expect(fields(DropCounts()) == ["late", "lost", "outOfRange", "feedGaps"])
        #expect(
            fields(bar) == [
                "end", "start", "open", "high", "low", "close", "maxDelta", "minDelta",
            ])
        #expect(fields(extremes) == ["high", "low", "maxDelta", "minDelta"])
    }
}
