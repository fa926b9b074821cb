import Market
import Records
import Settings
import Strategy
import Testing

@testable import SEF

@Suite struct IntentTests {
    private let levels = ["vwap_daily": 100.4]

    /// The worked short: 103.2, target 100.4, stop 105.5.
    private func short(_ desk: inout Desk, stopATR: Double = 0.5) -> UInt64 {
        desk.warmUp(around: 101)
        _ = desk.close(101, 103, 101, 102.5, levels)
        _ = desk.close(102.5, 104, 102, 103.5, levels)
        return desk.close(103, 104.5, 102.5, 103.2, levels).of("setup").first?.number ?? 0
    }

    @Test func `a setup is wanted with stop and target, sized by its risk`() throws {
        var desk = Desk()
        let number = short(&desk)
        let intent = try #require(desk.sheet.intents.first)
        #expect(desk.sheet.intents.count == 1)
        #expect(intent.decision == number && intent.direction == .short)
        guard case .enter(let plan) = intent.action else {
            Issue.record("\(intent.action)")
            return
        }
        // 0.5 % of $10,000 over a risk of 2.30: 21 shares.
        #expect(plan.size == .units(Size(21)))
        #expect(plan.price == Price(10_320) && plan.stop == Price(10_550))
        #expect(plan.target == Price(10_040) && plan.riskTicks == nil && !plan.endsWithSession)
    }

    @Test func `a fixed quantity goes before the risk`() throws {
        var desk = Desk(["quantity": .number(3)])
        _ = short(&desk)
        guard case .enter(let plan) = try #require(desk.sheet.intents.first).action else {
            return
        }
        #expect(plan.size == .units(Size(3)))
    }

    @Test func `a risk that leaves no quantity wants nothing`() {
        var poor = Desk(["balance": .number(400)])
        #expect(short(&poor) > 0 && poor.sheet.intents.isEmpty)
        var bold = Desk(["risk_percent": .number(2)])
        #expect(short(&bold) > 0 && bold.sheet.intents.isEmpty)
        var allowed = Desk(["risk_percent": .number(2), "risk_override": .flag(true)])
        #expect(short(&allowed) > 0 && allowed.sheet.intents.count == 1)
    }

    @Test func `after four more candles it wants out, of that decision`() throws {
        var desk = Desk()
        let number = short(&desk)
        // Candles that close at their high are no rejections.
        for _ in 0..<3 { _ = desk.close(103, 104, 103, 104, levels) }
        #expect(desk.sheet.intents.count == 1)
        _ = desk.close(103, 104, 103, 104, levels)
        let intent = try #require(desk.sheet.intents.last)
        #expect(intent.action == .leave(decision: number, .horizon))
    }

    @Test func `a setup on the candle whose close ends the trade before is traded`() throws {
        var desk = Desk()
        let number = short(&desk)
        for _ in 0..<3 { _ = desk.close(103, 104, 103, 104, levels) }
        // The fourth candle after the entry is a rejection itself.
        let found = desk.close(103, 104.5, 102.5, 103.2, levels)
        let next = try #require(found.of("setup").first { $0.verdict == .approved })
        let wanted = desk.sheet.intents.suffix(2)
        #expect(wanted.first?.action == .leave(decision: number, .horizon))
        guard case .enter = try #require(wanted.last).action else {
            Issue.record("\(wanted)")
            return
        }
        #expect(wanted.last?.decision == next.number && next.number != number)
        #expect(desk.system.state.trade?.number == next.number)
    }

    @Test func `what ended at its target or stop is not left again`() {
        var desk = Desk()
        _ = short(&desk)
        _ = desk.close(103, 103, 100, 101, levels)
        for _ in 0..<5 { _ = desk.close(101, 101, 100, 100.5, levels) }
        #expect(desk.sheet.intents.count == 1)
    }
}
