import Chance
import Market
import Records
import Strategy
import Testing

@testable import OrderFlow

/// Levels of unfinished business, event by event.
@Suite struct OpenLevelTests {
    /// Unfinished at 100.00 and 101.00.
    let rows = [Row(100, 12, 20), Row(100.5, 5, 5), Row(101, 4, 6)]
    let level = Sample.instrument.level

    func events(_ written: [Evaluation]) -> [String] {
        written.filter { $0.ruleName == "level" }.map {
            "\($0.reasonName) \($0.direction.name) \($0.value("price")!) "
                + "age \($0.value("age_s")!) open \($0.value("open_levels")!)"
        }
    }

    @Test func `levels open at the close and the quiet band lies between them`() {
        var driver = Driver()
        #expect(driver.strategy.quietBand == .all)
        let bar = Sample.bar(rows, close: 100.5)
        let written = driver.close(bar, rows)
        #expect(
            events(written) == [
                "opened SHORT 100.0 age 0.0 open 1.0", "opened LONG 101.0 age 0.0 open 2.0",
            ])
        let opened = written.last!
        #expect(opened.verdict == .event)
        #expect(opened.value("opened") == Double(bar.end.rawValue / 1_000_000))
        #expect(driver.strategy.quietBand == QuietBand(below: 400, above: 404))
    }

    @Test func `a tick at the level or beyond reaches it, once`() {
        var driver = Driver()
        let bar = Sample.bar(rows, close: 100.5)
        _ = driver.close(bar, rows)
        #expect(events(driver.trade(100.75, at: bar.end)) == [])
        #expect(
            events(driver.trade(101.25, at: bar.end + .milliseconds(90_500))) == [
                "reached LONG 101.0 age 90.5 open 1.0"
            ])
        #expect(driver.strategy.quietBand == QuietBand(below: 400, above: .max))
        #expect(events(driver.trade(101.25, at: bar.end + .seconds(100))) == [])
        // A late tick may be of the second before the close.
        #expect(
            events(driver.trade(100, at: bar.end - .milliseconds(10))) == [
                "reached SHORT 100.0 age 0.0 open 0.0"
            ])
        #expect(driver.strategy.quietBand == .all)
    }

    @Test func `one tick may reach several, the oldest first`() {
        var driver = Driver()
        _ = driver.close(Sample.bar(rows, close: 100.5), rows)
        let lower = [Row(100.25, 3, 0), Row(100.75, 2, 5)]
        let second = Sample.bar(
            lower, close: 100.25, start: Sample.open + .seconds(300))
        _ = driver.close(second, lower)
        #expect(driver.strategy.quietBand == QuietBand(below: 400, above: 403))
        #expect(
            events(driver.trade(102, at: second.end)) == [
                "reached LONG 101.0 age 300.0 open 2.0", "reached LONG 100.75 age 0.0 open 1.0",
            ])
    }

    @Test func `the session's end drops what is left`() {
        var driver = Driver()
        let bar = Sample.bar(rows, close: 100.5)
        _ = driver.close(bar, rows)
        #expect(
            events(driver.endSession(at: bar.end + .seconds(60))) == [
                "session_end SHORT 100.0 age 60.0 open 1.0",
                "session_end LONG 101.0 age 60.0 open 0.0",
            ])
        #expect(driver.strategy.quietBand == .all)
        #expect(driver.endSession(at: bar.end).isEmpty)
    }

    @Test func `past the limit the oldest gives way and is counted`() {
        var settings = OrderFlowSettings()
        settings.openLevels = 2
        var driver = Driver(settings)
        _ = driver.close(Sample.bar(rows, close: 100.5), rows)
        let inner = [Row(100.25, 3, 3), Row(100.75, 0, 5)]
        let second = Sample.bar(inner, close: 100.5, start: Sample.open + .seconds(300))
        let written = driver.close(second, inner)
        #expect(
            events(written) == [
                "crowded_out SHORT 100.0 age 300.0 open 1.0",
                "opened SHORT 100.25 age 0.0 open 2.0",
            ])
        #expect(written.last?.value("crowded_out") == 1)
        #expect(driver.strategy.quietBand == QuietBand(below: 401, above: 404))
    }

    @Test func `rows of several ticks are reached at any of their ticks`() {
        var levels = OpenLevels(limit: 4)
        let low = OpenLevel(
            level: Level(400), edge: Level(403), isHigh: false, opened: .zero)
        let high = OpenLevel(level: Level(408), edge: Level(408), isHigh: true, opened: .zero)
        levels.open(low)
        levels.open(high)
        #expect(levels.quietBand == QuietBand(below: 403, above: 408))
        #expect(levels.takeReached(by: Level(404)) == nil)
        #expect(levels.takeReached(by: Level(403)) == low)
        #expect(levels.takeReached(by: Level(408)) == high)
        #expect(levels.takeOldest() == nil)
    }

    /// The quiet band must be exact: a tick strictly within reaches nothing, one on it something.
    @Test func `the quiet band tells exactly which ticks matter`() {
        var dice = SplitMix64(11)
        for _ in 0..<300 {
            var levels = OpenLevels(limit: 8)
            for _ in 0..<dice.below(9) {
                let isHigh = dice.once(in: 2)
                let level = Level(Int64(isHigh ? 410 + dice.below(20) : 390 - dice.below(20)))
                levels.open(
                    OpenLevel(level: level, edge: level, isHigh: isHigh, opened: .zero))
            }
            for tick in Int64(360)...440 {
                var copy = levels
                let isQuiet = tick > levels.quietBand.below && tick < levels.quietBand.above
                #expect((copy.takeReached(by: Level(tick)) == nil) == isQuiet)
            }
        }
    }
}
