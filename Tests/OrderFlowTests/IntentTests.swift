import Market
import Records
import Strategy
import Testing

@testable import OrderFlow

@Suite struct IntentTests {
    private let footprint = StrategyTests().footprint

    @Test func `the trade of a bar is wanted with its bracket, pattern and regime`() throws {
        var driver = StrategyTests().risen()
        let bar = Sample.bar(footprint, start: StrategyTests().time(36))
        let written = driver.close(bar, footprint)
        #expect(driver.sheet.intents.count == 1)
        let intent = try #require(driver.sheet.intents.first)
        let choice = try #require(written.first { $0.ruleName == "choice" })
        #expect(intent.decision == choice.number && intent.direction == .long)
        #expect(intent.key == 2 && intent.regime == 0 && intent.rule == choice.rule)
        guard case .enter(let plan) = intent.action else {
            Issue.record("\(intent.action)")
            return
        }
        // Low 100.00, a tick below it.
        #expect(plan.stop == Sample.price(99.75) && plan.price == Sample.price(101))
        #expect(plan.target == nil && plan.reward == 1.5 && plan.riskTicks == 4...40)
        #expect(plan.size == .whole(2) && plan.endsWithSession)
    }

    @Test func `a fraction of a coin is wanted in size units`() throws {
        var settings = OrderFlowSettings()
        settings.quantity.positionSize = 0.5
        settings.quantity.step = 0.25
        var driver = Driver(settings)
        for bar in SeriesTests.bars(36, { 100 + 0.25 * Double($0 - 36) }) {
            _ = driver.close(bar, [Row(bar.close, 1, 0), Row(bar.high, 0, 1)])
        }
        let bar = Sample.bar(footprint, start: StrategyTests().time(36))
        _ = driver.close(bar, footprint)
        guard case .enter(let plan) = try #require(driver.sheet.intents.first).action else {
            return
        }
        let unit = Sample.instrument.facts.sizes.unitsPerOne
        #expect(plan.size == .units(Size(Int64((0.5 * unit).rounded()))))
    }

    @Test func `rejected patterns and opposite ones want nothing`() {
        var driver = Driver()
        _ = driver.close(Sample.bar(footprint), footprint)
        #expect(driver.sheet.intents.isEmpty)
        for index in 0..<40 {
            let half = index < 36 ? 0.5 : 3.0
            let bar = Sample.bar(
                high: 100 + half, low: 100 - half, close: 100 + (index % 2 == 0 ? 0.25 : -0.25),
                start: StrategyTests().time(index + 1))
            _ = driver.close(bar, [Row(bar.low, 1, 0), Row(bar.high, 0, 1)])
        }
        let rows = [
            Row(99, 40, 0), Row(99.25, 40, 5), Row(99.5, 40, 5), Row(99.75, 40, 5), Row(100, 0, 5),
            Row(100.25, 5, 0), Row(100.5, 5, 40), Row(100.75, 5, 40), Row(101, 5, 40),
            Row(101.25, 0, 40),
        ]
        let written = driver.close(
            Sample.bar(rows, start: StrategyTests().time(41)), rows)
        #expect(written.contains { $0.ruleName == "choice" && $0.reasonName == "conflict" })
        #expect(driver.sheet.intents.isEmpty)
    }
}
