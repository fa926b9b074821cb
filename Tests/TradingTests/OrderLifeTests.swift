import Market
import Records
import Testing

@testable import Trading

/// Each row of the table of `OrderState`.
@Suite struct OrderLifeTests {
    @Test func `a market order works at once and is filled by the next trade, a tick worse`() throws
    {
        var bench = try TradingBench()
        let number = bench.buy(2).subject
        #expect(bench.life(number) == "working")
        #expect(bench.fills == [])
        bench.tick(500_100)
        #expect(bench.life(number) == "working filled")
        #expect(bench.fills == ["500125x2"])
        #expect(bench.quantity() == 2)
    }

    @Test func `with latency an order is pending until the venue has it`() throws {
        var bench = try TradingBench { $0.paper.latency = Nanoseconds(50_000_000) }
        let number = bench.buy().subject
        bench.tick(500_000, after: 49_999_999)
        #expect(bench.life(number) == "pending")
        bench.tick(500_000, after: 1)
        #expect(bench.life(number) == "pending working filled")
    }

    @Test func `in a market that stands still the clock brings an order to the venue`() throws {
        var bench = try TradingBench { $0.paper.latency = Nanoseconds(50_000_000) }
        let number = bench.buy(limit: 499_000).subject
        bench.beat(after: 49_999_999)
        #expect(bench.life(number) == "pending")
        bench.beat(after: 1)
        #expect(bench.life(number) == "pending working")
        bench.cancel(number)
        bench.beat(after: 49_999_999)
        #expect(bench.life(number) == "pending working cancelling")
        bench.beat(after: 1)
        #expect(bench.life(number) == "pending working cancelling cancelled")
        #expect(bench.trading.orders.isEmpty)
    }

    @Test func `a cancel that is on its way can come too late`() throws {
        var bench = try TradingBench { $0.paper.latency = Nanoseconds(50_000_000) }
        let number = bench.buy(limit: 499_900).subject
        bench.tick(500_000, after: 60_000_000)
        #expect(bench.cancel(number).outcome == .accepted)
        #expect(bench.cancel(number).text == "its cancel is on the way already")
        bench.tick(499_900, after: 49_000_000)
        #expect(bench.life(number) == "pending working cancelling filled")
        #expect(bench.quantity() == 1)
        #expect(bench.cancel(number).outcome == .orderDone)
    }

    @Test func `a change of terms is true once the venue has it`() throws {
        var bench = try TradingBench { $0.paper.latency = Nanoseconds(50_000_000) }
        let number = bench.buy(limit: 499_900).subject
        bench.tick(500_000, after: 60_000_000)
        let change = OrderChange(limit: Price(499_800))
        #expect(bench.send(.replace(.number(number), change)).outcome == .accepted)
        #expect(bench.order(number)?.terms.limit == Price(499_900))
        bench.beat(after: 50_000_000)
        #expect(bench.order(number)?.terms.limit == Price(499_800))
        bench.tick(499_900)
        #expect(bench.quantity() == 0)
        bench.tick(499_800)
        #expect(bench.fills == ["499800x1"])
    }

    @Test func `a part is filled and it works on, then the rest`() throws {
        var bench = try TradingBench { $0.paper.temper = .partial }
        let number = bench.buy(2, limit: 499_900).subject
        bench.tick(499_900, size: 1)
        #expect(bench.life(number) == "working working")
        #expect(bench.order(number)?.open == Size(1))
        bench.tick(499_900, size: 5)
        #expect(bench.life(number) == "working working filled")
        #expect(bench.fills == ["499900x1", "499900x1"])
    }

    @Test func `a part that was filled stays when the rest is taken back`() throws {
        var bench = try TradingBench { $0.paper.temper = .partial }
        let number = bench.buy(2, limit: 499_900).subject
        bench.tick(499_900, size: 1)
        bench.cancel(number)
        #expect(bench.life(number) == "working working cancelled")
        #expect(bench.order(number)?.filled == Size(1))
        #expect(bench.quantity() == 1)
    }

    @Test func `legs are held until their entry is filled`() throws {
        var bench = try TradingBench()
        let entry = bench.buy(2, bracket: (499_850, 500_225)).subject
        let (stop, target) = (entry + 1, entry + 2)
        #expect(bench.life(stop) == "held" && bench.life(target) == "held")
        #expect(bench.order(stop)?.partner == target && bench.order(target)?.partner == stop)
        #expect(bench.order(stop)?.id.text == "c2:s" && bench.order(target)?.parent == entry)
        bench.tick(500_000)
        #expect(bench.life(stop) == "held working" && bench.life(target) == "held working")
        bench.tick(500_225)
        #expect(bench.life(target) == "held working filled")
        #expect(bench.life(stop) == "held working cancelled")
    }

    @Test func `legs end with an entry that nothing was filled of`() throws {
        var bench = try TradingBench()
        let entry = bench.buy(limit: 499_900, bracket: (499_850, 500_225)).subject
        bench.cancel(entry)
        #expect(bench.life(entry + 1) == "held cancelled")
        #expect(bench.life(entry + 2) == "held cancelled")
        #expect(bench.trading.orders.isEmpty)
    }

    @Test func `a venue that refuses leaves nothing behind`() throws {
        var bench = try TradingBench { $0.paper.temper = .rejecting }
        let entry = bench.buy(bracket: (499_850, 500_225)).subject
        #expect(bench.life(entry) == "rejected")
        #expect(bench.lives.count == 1)
        bench.change { $0.latency = Nanoseconds(1_000_000) }
        let late = bench.buy(bracket: (499_850, 500_225)).subject
        #expect(bench.life(late) == "pending")
        bench.tick(500_000, after: 2_000_000)
        #expect(bench.life(late) == "pending rejected")
        #expect(bench.life(late + 1) == "held cancelled")
        #expect(bench.trading.orders.isEmpty)
        #expect(bench.order(late)?.text == "the paper venue was told to refuse")
    }

    @Test func `day orders expire with their session, the others stay`() throws {
        var bench = try TradingBench()
        let day = bench.buy(limit: 499_000).subject
        let kept = bench.buy(limit: 499_100, force: .untilCancelled).subject
        bench.endSession()
        #expect(bench.life(day) == "working expired")
        #expect(bench.life(kept) == "working")
    }

    @Test func `one partner goes when the other is filled`() throws {
        var bench = try TradingBench()
        let high = bench.buy(stop: 500_500, id: "high").subject
        let low = bench.buy(limit: 499_500, partner: "high", id: "low").subject
        #expect(bench.order(high)?.partner == low && bench.order(low)?.partner == high)
        bench.tick(499_500)
        #expect(bench.life(low) == "working filled")
        #expect(bench.life(high) == "working working cancelled")
        #expect(bench.quantity() == 1)
    }

    @Test func `a silent venue answers nothing until it speaks again`() throws {
        var bench = try TradingBench()
        let resting = bench.buy(limit: 499_900).subject
        bench.change { $0.temper = .silent }
        let asked = bench.buy(limit: 499_800).subject
        bench.cancel(resting)
        bench.tick(499_000)
        #expect(bench.life(resting) == "working cancelling")
        #expect(bench.life(asked) == "pending")
        bench.change { $0.temper = .fair }
        bench.tick(500_000)
        #expect(bench.life(resting) == "working cancelling cancelled")
        #expect(bench.life(asked) == "pending working")
    }

    @Test func `a stingy venue takes orders and fills none`() throws {
        var bench = try TradingBench { $0.paper.temper = .stingy }
        let number = bench.buy().subject
        bench.tick(500_000)
        bench.tick(499_000)
        #expect(bench.life(number) == "working")
        #expect(bench.cancel(number).outcome == .accepted)
        #expect(bench.life(number) == "working cancelled")
    }
}
