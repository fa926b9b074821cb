import Market
import Records
import Strategy
import Testing

@testable import Momentum

/// What is to be traded: the trades of the log, at their prices.
@Suite struct IntentTests {
    private func burst(
        then rows: [Row], _ settings: MomentumSettings = MomentumSettings()
    ) -> Session {
        var session = Session(settings)
        session.feed("2024-01-16T09:35:00", Array(repeating: .wide, count: 30))
        session.feed("2024-01-16T09:35:30", Array(repeating: .quiet, count: 6))
        session.feed("2024-01-16T09:35:36", [.burst] + rows)
        return session
    }

    private func prices(_ intents: [TradeIntent]) -> [String] {
        func text(_ price: Price) -> String { money(Double(price.rawValue) / 10_000) }
        return intents.map { intent in
            switch intent.action {
            case .enterAt(let entry):
                "\(intent.direction.name) \(text(entry.price)) \(text(entry.stop)) "
                    + text(entry.target)
            case .leaveAt(let price, let reason): "\(reason.name) \(text(price))"
            case .enter, .leave, .minute: "?"
            }
        }
    }

    private let entry = "LONG 100.2500 100.0800 100.5500"

    @Test func `an expansion is entered at its close, its target left at the target`() {
        let session = burst(then: [
            Row(100.25, 100.40, 100.20, 100.38), Row(100.38, 100.60, 100.36, 100.58),
        ])
        #expect(prices(session.intents) == [entry, "TARGET 100.5500"])
        #expect(session.intents[0].rule == 1)
        guard case .enterAt(let stated) = session.intents[0].action else { return }
        #expect(stated.size == .whole(1))
    }

    @Test func `a stop, the time and the session's end name their price and reason`() {
        #expect(
            prices(burst(then: [Row(100.25, 100.60, 100.00, 100.50)]).intents)
                == [entry, "STOP 100.0800"])
        let losing = Row(100.24, 100.30, 100.20, 100.24)
        #expect(
            prices(burst(then: Array(repeating: losing, count: 20)).intents)
                == [entry, "TIME_EXIT 100.2400"])
        var held = burst(then: [Row(100.25, 100.30, 100.20, 100.27)])
        held.endSession()
        #expect(prices(held.intents) == [entry, "SESSION_END 100.2700"])
    }

    @Test func `slippage is in the prices, but for a target`() {
        var settings = MomentumSettings()
        settings.slippage = 0.01
        settings.quantity = 2.5
        let session = burst(then: [Row(100.25, 100.60, 100.20, 100.58)], settings)
        #expect(prices(session.intents) == ["LONG 100.2600 100.0800 100.5500", "TARGET 100.5500"])
        guard case .enterAt(let stated) = session.intents[0].action else { return }
        #expect(stated.size == .units(Size(3)))
        #expect(
            prices(burst(then: [Row(100.25, 100.60, 100.00, 100.50)], settings).intents).last
                == "STOP 100.0700")
    }

    @Test func `each follows from the evaluation that says so`() throws {
        let session = burst(then: [Row(100.25, 100.60, 100.20, 100.58)])
        #expect(session.intents[0].decision == 1)
        #expect(session.intents[1].decision == session.of("trade").first?.number)
    }

    @Test func `an expansion that is not traded wants nothing`() {
        var session = Session()
        session.feed("2024-01-16T09:35:00", Array(repeating: .wide, count: 30) + [.burst])
        #expect(session.intents.isEmpty)
    }
}
