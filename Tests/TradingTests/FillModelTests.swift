import Market
import Records
import Testing

@testable import Trading

/// What fills an order, and at which price.
@Suite struct FillModelTests {
    private func bench(_ model: FillModel) throws -> TradingBench {
        try TradingBench { $0.paper.model = model }
    }

    private func quote(
        _ bench: inout TradingBench, _ bid: Int64, _ bidSize: Int64, _ ask: Int64
    ) {
        bench.trading.quoted(
            Quote(
                time: bench.time, bid: Price(bid), ask: Price(ask), bidSize: Size(bidSize),
                askSize: Size(10)), of: TradingBench.mes)
    }

    @Test func `touch fills at the limit by the first trade there`() throws {
        var bench = try bench(.touch)
        bench.buy(limit: 499_900)
        bench.tick(499_925)
        #expect(bench.fills == [])
        bench.tick(499_900)
        #expect(bench.fills == ["499900x1"])
    }

    @Test func `through fills by the first trade beyond`() throws {
        var bench = try bench(.through)
        bench.buy(limit: 499_900)
        bench.tick(499_900)
        #expect(bench.fills == [])
        bench.tick(499_875)
        #expect(bench.fills == ["499900x1"])
    }

    @Test func `queue fills once what stood before it has traded`() throws {
        var bench = try bench(.queue)
        quote(&bench, 499_900, 12, 499_925)
        bench.buy(limit: 499_900)
        bench.tick(499_900, size: 7)
        bench.tick(499_900, size: 5)
        #expect(bench.fills == [], "12 stood before it")
        bench.tick(499_900, size: 1)
        #expect(bench.fills == ["499900x1"])
    }

    @Test func `in the queue a trade beyond fills, and a change of the limit goes to its end`()
        throws
    {
        var bench = try bench(.queue)
        quote(&bench, 499_900, 3, 499_925)
        let number = bench.buy(limit: 499_900).subject
        bench.tick(499_900, size: 3)
        quote(&bench, 499_900, 5, 499_925)
        bench.send(.replace(.number(number), OrderChange(limit: Price(499_900))))
        bench.tick(499_900, size: 5)
        #expect(bench.fills == [])
        bench.tick(499_875)
        #expect(bench.fills == ["499900x1"])
    }

    @Test func `where nothing is quoted the queue is as through`() throws {
        var bench = try bench(.queue)
        bench.buy(limit: 499_900)
        bench.tick(499_900, size: 1000)
        #expect(bench.fills == [])
        bench.tick(499_875)
        #expect(bench.fills == ["499900x1"])
    }

    @Test func `an order deeper in the book queues once the best price comes to it`() throws {
        var bench = try bench(.queue)
        quote(&bench, 499_950, 4, 499_975)
        bench.buy(limit: 499_900)
        quote(&bench, 499_900, 6, 499_925)
        bench.tick(499_900, size: 6)
        #expect(bench.fills == [])
        bench.tick(499_900, size: 1)
        #expect(bench.fills == ["499900x1"])
    }

    @Test func `a limit through the market takes the price that trades, at most its own`() throws {
        var bench = try bench(.touch)
        bench.buy(limit: 500_100)
        bench.tick(500_025)
        #expect(bench.fills == ["500050x1"])
        bench.sell(limit: 500_000)
        bench.tick(500_000)
        #expect(bench.fills.last == "500000x1")
    }

    @Test func `a stop becomes a market order`() throws {
        var bench = try bench(.touch)
        bench.buy(stop: 500_500)
        bench.tick(500_475)
        #expect(bench.fills == [])
        bench.tick(500_600)
        #expect(bench.fills == ["500625x1"])
    }

    @Test func `a stop-limit takes what trades, but rests where that is beyond its limit`() throws {
        var bench = try bench(.touch)
        bench.buy(limit: 500_525, stop: 500_500)
        bench.tick(500_500)
        #expect(bench.fills == ["500525x1"])
        bench.sell(limit: 499_500, stop: 499_500)
        bench.tick(499_000)
        #expect(bench.quantity() == 1)
        bench.tick(499_600)
        #expect(bench.fills.last == "499500x1", "it rests at its limit")
    }

    @Test func `a partial fill is as large as the trade, in whole lots`() throws {
        var bench = try TradingBench { $0.paper.temper = .partial }
        bench.send(
            .submit(OrderTerms(side: .buy, type: .market, quantity: Size(1_500_000))),
            TradingBench.coin)
        bench.tick(3_000_000, TradingBench.coin, size: 1_000_000)
        bench.tick(3_000_000, TradingBench.coin, size: 1_000_000)
        #expect(bench.fills == ["3000001x1000000", "3000001x500000"])
    }

    @Test func `commissions are for whole contracts, each side`() throws {
        var bench = try TradingBench { $0.paper.commission = Money(nanos: 620_000_000) }
        bench.buy(2)
        bench.tick(500_000)
        bench.sell(2)
        bench.tick(500_050)
        #expect(bench.lastTrade == "ORDER -2.48")
        #expect(bench.trading.account.commission == (try Money("2.48")))
    }

    // MARK: Bars

    @Test func `a bar that reaches stop and target ends at the stop`() throws {
        var bench = try TradingBench()
        bench.buy(2, bracket: (499_850, 500_225))
        bench.bar(499_975, 500_225, 499_850, 500_000)
        #expect(bench.fills == ["500000x2"], "legs are looked at from the next bar on")
        bench.bar(500_000, 500_300, 499_800, 500_000)
        #expect(bench.lastTrade == "STOP -17.50")
    }

    @Test func `a bar that opens beyond the stop fills at its open`() throws {
        var bench = try TradingBench { $0.paper.slippage = 0 }
        bench.buy(2, bracket: (499_850, 500_225))
        bench.bar(500_000, 500_000, 500_000, 500_000)
        bench.bar(499_800, 499_825, 499_700, 499_800)
        #expect(bench.fills.last == "499800x2")
    }

    @Test func `a bar that opens beyond the target fills at its open, which is better`() throws {
        var bench = try TradingBench()
        bench.buy(2, bracket: (499_850, 500_225))
        bench.bar(499_975, 500_000, 499_975, 500_000)
        bench.bar(500_300, 500_400, 500_250, 500_300)
        #expect(bench.fills.last == "500300x2")
        #expect(bench.lastTrade == "TARGET 30.00")
    }
}
