import Backtest
import Core
import Feed
import Market
import Records
import Testing
import Trading

/// What the end of a history leaves open.
@Suite struct OpenPositionTests {
    private let commission = Money(nanos: 250_000_000)

    /// Entries whose target and stop are out of reach: what is bought first is held to the end.
    private func setup(stays: Bool, bars: Bool = false) -> BacktestSetup {
        TestSetup.make(stop: 900, bars: bars, reward: 20, size: 3, stays: stays) {
            $0.paper.commission = commission
            $0.limits.positionSize = 10
        }
    }

    /// What the fills brought and cost, from the orders alone, with what is held at a price.
    private func worth(_ result: BacktestResult, at last: Double) -> Double {
        var (cash, held) = (0.0, 0.0)
        for order in result.orders {
            guard let average = order.average else { continue }
            let size = Double(order.side.sign * order.filled.rawValue)
            cash -= size * average / TestSetup.instrument.prices.unitsPerOne
            cash -= abs(size) * commission.real
            held += size
        }
        return result.start.real + cash + held * last
    }

    @Test func `a position that outlives its session is told with what it would bring`() throws {
        let setup = setup(stays: true)
        let text = Samples.ticks(seconds: 905)
        let result = try TestSetup.run(setup, text)
        let open = try #require(result.open.first)
        #expect(result.open.count == 1 && result.trades.isEmpty)
        #expect(open.position.quantity == 3 && result.unrealised == open.unrealised)
        // The last tick's price, though no order waited for it.
        let line = try #require(text.split(separator: "\n").last)
        let last = try #require(Double(line.split(separator: ",")[1]))
        #expect(open.last.map { TestSetup.instrument.prices.real($0) } == last)
        #expect(abs(result.worth.real - worth(result, at: last)) < 1e-9)
        // An entry was paid for: the balance holds its commission alone.
        #expect(result.balance == result.start - commission - commission - commission)
        #expect(result.unrealised != .zero)

        let report = BacktestReport(result, setup)
        let entry = try #require(open.position.average) / TestSetup.instrument.prices.unitsPerOne
        let amount = open.unrealised.text(decimals: 2)
        let sign = open.unrealised > .zero ? "+" : ""
        #expect(
            report.text().contains(
                "Still open    SPY LONG 3 of turn at \(DecimalText.text(entry)), "
                    + "last \(DecimalText.text(last)): \(sign)\(amount)\n"))
        #expect(report.json.contains(#""unrealised":\#(open.unrealised),"worth":\#(result.worth)"#))
        #expect(
            report.json.contains(
                #""last":\#(DecimalText.text(last)),"unrealised":\#(open.unrealised)}]"#))
    }

    @Test func `one that ends with its session is closed at the history's end`() throws {
        let result = try TestSetup.run(setup(stays: false), Samples.ticks(seconds: 905))
        #expect(result.open.isEmpty && result.unrealised == .zero)
        #expect(result.worth == result.balance)
        #expect(result.trades.map(\.trade.reason) == [.sessionEnd])
        #expect(result.balance == result.trades.reduce(result.start) { $0 + $1.profit })
        #expect(abs(result.worth.real - worth(result, at: 0)) < 1e-9)
    }

    @Test func `trades that ended and one that did not come to what the account is worth`() throws {
        let setup = TestSetup.make(stop: 12, size: 2, stays: true) {
            $0.paper.commission = commission
            $0.limits.positionSize = 10
        }
        // Cut where something is held.
        var found: BacktestResult?
        for seconds in 800..<840 where found == nil {
            let result = try TestSetup.run(setup, Samples.ticks(seconds: seconds))
            if !result.open.isEmpty, result.trades.count > 5 { found = result }
        }
        let result = try #require(found)
        let last = try #require(
            result.open.first?.last.map { TestSetup.instrument.prices.real($0) })
        #expect(abs(result.worth.real - worth(result, at: last)) < 1e-6)
        // What is open has cost its commissions so far, and nothing else is missing.
        let closed = result.trades.reduce(result.start) { $0 + $1.profit }
        #expect(result.balance == closed - commission - commission)
    }
}
