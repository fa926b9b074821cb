import Market
import Records
import Settings
import Strategy
import Testing

@testable import Auction

@Suite struct IntentTests {
    @Test func `the worked trend trade is wanted at its stop and target`() throws {
        let sheet = WorkedTradeTests.trend(["account": .number(50_000)])
        let intent = try #require(sheet.sheet.intents.first)
        #expect(sheet.sheet.intents.count == 1)
        let setup = try #require(sheet.found.of("setup").last)
        #expect(intent.decision == setup.number && intent.direction == .long && intent.key == 0)
        guard case .enter(let plan) = intent.action else {
            Issue.record("\(intent.action)")
            return
        }
        #expect(plan.price == Price(10_275) && plan.stop == Price(10_175))
        // 250 / (1.00 x 50) = 5 contracts.
        #expect(plan.target == Price(10_450) && plan.size == .units(Size(5)))
        #expect(plan.endsWithSession)
    }

    @Test func `the worked reversion trade is sold`() throws {
        let sheet = WorkedTradeTests.reversion()
        let intent = try #require(sheet.sheet.intents.first)
        #expect(intent.direction == .short && intent.key == 1)
        guard case .enter(let plan) = intent.action else { return }
        #expect(plan.stop == Price(10_175) && plan.target == Price(9_700))
        #expect(plan.size == .whole(1))
    }

    @Test func `a size that is refused wants nothing, and says so where signals are followed`() {
        let sheet = WorkedTradeTests.trend([
            "account": .number(1000), "track_open": .flag(true),
        ])
        #expect(sheet.sheet.intents.isEmpty)
        #expect(sheet.found.of("signal").compactMap { $0.word("status") } == ["NEW", "REJECTED"])
    }

    @Test func `a refused setup wants nothing`() {
        let sheet = WorkedTradeTests.trend(["min_reward": .number(2)])
        #expect(sheet.sheet.intents.isEmpty)
    }
}
