import Market
import Records
import Strategy
import Testing

@testable import OrderFlow

/// What the strategy writes, driven bar by bar.
@Suite struct StrategyTests {
    let footprint = [
        Row(100.00, 12, 20), Row(100.25, 10, 40), Row(100.50, 8, 36), Row(100.75, 5, 30),
        Row(101.00, 0, 6),
    ]

    /// A driver after a steady rise of 36 bars: a trend up, at 11:30 or later.
    func risen(by step: Double = 0.25) -> Driver {
        var driver = Driver()
        for bar in SeriesTests.bars(36, { 100 + step * Double($0 - 36) }) {
            _ = driver.close(bar, [Row(bar.close, 1, 0), Row(bar.high, 0, 1)])
        }
        return driver
    }

    func time(_ bar: Int) -> Nanoseconds { Sample.open + .seconds(300 * Int64(bar)) }

    @Test func `a bar without warm-up writes the regime and rejected patterns`() {
        var driver = Driver()
        let written = driver.close(Sample.bar(footprint), footprint)
        #expect(
            written.map(\.ruleName) == [
                "regime", "buy_imbalance", "buy_imbalance", "buy_imbalance",
                "stacked_buy_imbalance", "unfinished_business", "level",
            ])
        #expect(written[0].verdict == .study)
        #expect(written[0].reasonName == "warmup")
        #expect(written[0].number == 0)
        for pattern in written[1...5] {
            #expect(pattern.verdict == .rejected)
            #expect(pattern.reasonName == "no_trade")
            #expect(pattern.value("size_multiplier") == 0)
            #expect(pattern.value("quantity") == 0)
            #expect(pattern.value("close") == 101)
            #expect(pattern.value("volume") == 167)
            #expect(pattern.value("delta") == 97)
        }
        #expect(written.dropFirst().map(\.number) == [1, 2, 3, 4, 5, 6])
        #expect(written[1].value("price") == 100.25)
        #expect(written[1].value("ask_volume") == 40)
        #expect(written[1].value("opposite_volume") == 12)
        #expect(written[1].value("opposite_price") == 100)
        #expect(written[4].value("stack_high") == 100.75)
    }

    @Test func `in a trend the stack is the trade, with its bracket`() {
        var driver = risen()
        let bar = Sample.bar(footprint, start: time(36))
        let written = driver.close(bar, footprint)
        #expect(written[0].value("regime") == 0)
        let approved = written.filter { $0.verdict == .approved }
        #expect(approved.map(\.ruleName) == ["stacked_buy_imbalance", "choice"])
        #expect(
            written.filter { $0.ruleName == "buy_imbalance" }.map(\.reasonName)
                == ["too_weak", "too_weak", "too_weak"])
        #expect(
            written.filter { $0.ruleName == "unfinished_business" }.map(\.reasonName)
                == ["against_trend"])
        // A rejected one has no size, though the regime has.
        for rejected in written where rejected.verdict == .rejected {
            #expect(rejected.value("size_multiplier") == 0)
            #expect(rejected.value("quantity") == 0)
            #expect(rejected.value("confidence") == 1)
        }
        let choice = approved[1]
        #expect(choice.direction == .long)
        #expect(choice.value("pattern") == 2)
        #expect(choice.value("price") == 100.25)
        #expect(choice.value("strength") == 0.5)
        // Entry 101.00, stop one tick below 100.00: 5 ticks; target 7.5 ticks up is rounded to 8.
        #expect(choice.value("entry") == 101)
        #expect(choice.value("stop") == 99.75)
        #expect(choice.value("risk") == 1.25)
        #expect(choice.value("risk_ticks") == 5)
        #expect(choice.value("target") == 103)
        #expect(choice.value("quantity") == 2)
        #expect(approved[0].value("quantity") == 2)
        #expect(approved[0].value("size_multiplier") == 1)
        #expect(choice.start == bar.start)
        #expect(choice.time == bar.end)
        #expect(choice.sideQuality == .exchange)
    }

    @Test func `another timeframe begins without earlier bars, and keeps the open levels`() {
        var turned = risen()
        _ = turned.close(Sample.bar(footprint, start: time(36)), footprint)
        let levels = turned.strategy.levels
        #expect(!levels.levels.isEmpty)
        turned.strategy.turn(to: .minute1)
        let (needs, kept) = (turned.strategy.needs, turned.strategy.levels)
        #expect(needs.periods == [.minute1] && needs.rowsPeriod == .minute1)
        #expect(kept == levels)
        var settings = OrderFlowSettings()
        settings.period = .minute1
        var fresh = Driver(settings)
        for (place, bar) in SeriesTests.bars(40, { 100 + 0.5 * Double($0 % 9) }).enumerated() {
            var bar = bar
            let none = turned.close(bar, footprint)
            #expect(none.isEmpty, "a bar of five minutes is not its")
            bar.period = .minute1
            let found = turned.close(bar, footprint).filter { $0.ruleName != "level" }
            let expected = fresh.close(bar, footprint).filter { $0.ruleName != "level" }
            #expect(found.map(\.ruleName) == expected.map(\.ruleName))
            #expect(found.map(\.reasonName) == expected.map(\.reasonName))
            #expect(found.map(\.values) == expected.map(\.values))
            #expect((found[0].reasonName == "warmup") == (place < 33))
        }
    }

    @Test func `opposite signals of a volatile bar cancel`() {
        // Wide bars that go nowhere: ATR doubles, ADX stays low.
        var driver = Driver()
        for index in 0..<40 {
            let half = index < 36 ? 0.5 : 3.0
            let bar = Sample.bar(
                high: 100 + half, low: 100 - half, close: 100 + (index % 2 == 0 ? 0.25 : -0.25),
                start: time(index))
            _ = driver.close(bar, [Row(bar.low, 1, 0), Row(bar.high, 0, 1)])
        }
        // A sell stack of four below and a buy stack of four above.
        let rows = [
            Row(99, 40, 0), Row(99.25, 40, 5), Row(99.5, 40, 5), Row(99.75, 40, 5), Row(100, 0, 5),
            Row(100.25, 5, 0), Row(100.5, 5, 40), Row(100.75, 5, 40), Row(101, 5, 40),
            Row(101.25, 0, 40),
        ]
        let written = driver.close(Sample.bar(rows, start: time(40)), rows)
        #expect(written[0].value("regime") == 3)
        let stacks = written.filter { $0.ruleName.hasPrefix("stacked") }
        #expect(stacks.map(\.verdict) == [.approved, .approved])
        let choice = written.first { $0.ruleName == "choice" }
        #expect(choice?.verdict == .rejected)
        #expect(choice?.reasonName == "conflict")
        #expect(choice?.direction == Direction.none)
        #expect(choice?.value("longs") == 1)
        #expect(choice?.value("shorts") == 1)
        #expect(choice?.value("one_direction") == 0)
        #expect(choice?.value("stop") == nil)
        // Half of the multiplier, and a contract all the same.
        #expect(stacks[0].value("quantity") == 1)
    }

    @Test func `a range is that of the last 20 bars, the one at hand included`() {
        // Bars that go nowhere between 99.50 and 100.50; the one of index 20 went further.
        func range(after count: Int) -> [Evaluation] {
            var driver = Driver()
            for index in 0..<count {
                let half = index == 20 ? 4 : 0.5
                let bar = Sample.bar(
                    high: 100 + half, low: 100 - half, close: 100, start: time(index))
                _ = driver.close(bar, [Row(bar.low, 1, 0), Row(bar.high, 0, 1)])
            }
            // A new low on buying, close 99.50.
            let rows = [Row(99.25, 1, 5), Row(99.5, 0, 60), Row(99.75, 0, 60)]
            return driver.close(Sample.bar(rows, close: 99.5, start: time(count)), rows)
        }
        for (count, low, high, limit, reason) in [
            (39, 96, 104, 98.0, "not_at_extreme"), (40, 99.25, 100.5, 99.5625, "ok"),
        ] {
            let written = range(after: count)
            #expect(written[0].value("regime") == 2)
            let divergence = written.first { $0.ruleName == "delta_divergence" }
            #expect(divergence?.value("range_low") == low)
            #expect(divergence?.value("range_high") == high)
            #expect(divergence?.value("extreme_limit") == limit)
            #expect(divergence?.reasonName == reason)
        }
    }

    @Test func `bars of a provider have a regime, and it is said once that patterns need ticks`() {
        var driver = Driver()
        let bars = SeriesTests.bars(36, { 100 + 0.25 * Double($0) })
        let first = driver.close(bars[0], nil)
        #expect(first.map(\.verdict) == [.study, .blocked])
        #expect(first[1].reasonName == "needs_ticks")
        #expect(first[1].ruleName == "choice")
        #expect(first[1].values.allSatisfy { $0 == nil })
        for bar in bars[1...] { #expect(driver.close(bar, nil).map(\.verdict) == [.study]) }
        // Their extremes are known to the patterns of the first bar with rows.
        let rows = [Row(109.5, 60, 30), Row(109.75, 40, 30), Row(110, 20, 20)]
        let written = driver.close(Sample.bar(rows, start: time(36)), rows)
        #expect(written[0].value("regime") == 0)
        #expect(written.contains { $0.ruleName == "delta_divergence" })
    }

    @Test func `bars of another period are not its own`() {
        var driver = Driver()
        var bar = Sample.bar(footprint)
        bar.period = .minute1
        #expect(driver.close(bar, footprint).isEmpty)
    }

    @Test func `a session without VWAP stays in warm-up`() {
        var driver = Driver()
        for bar in SeriesTests.bars(40, { 100 + Double($0) }) {
            #expect(driver.close(bar, nil, vwap: nil)[0].reasonName == "warmup")
        }
    }

    @Test func `what it needs follows from its settings`() {
        var settings = OrderFlowSettings()
        (settings.period, settings.rowHeight) = (.minute15, .auto)
        let needs = OrderFlowStrategy(settings, Sample.instrument).needs
        #expect(needs.periods == [.minute15])
        #expect(needs.rowsPeriod == .minute15)
        #expect(needs.rowHeight == .auto)
        #expect(needs.vwaps == [.daily])
        #expect(!needs.needsTicks)
    }
}
