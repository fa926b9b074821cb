import Market
import Records
import Testing

@testable import Trading

/// Each row of the table of the trading session.
@Suite struct SessionTests {
    private func sessions(_ bench: TradingBench) -> String {
        let session = bench.trading.session
        return "\(session.state.name) \(session.reason)"
            + (session.needsForce ? " force" : "")
    }

    @Test func `a start runs, with the day's date and a told session`() throws {
        var bench = try TradingBench(isStarted: false)
        #expect(sessions(bench) == "STOPPED ")
        let answer = bench.send(.startSession, .all)
        #expect(answer.outcome == .accepted && answer.text == "session 2023-11-14")
        #expect(sessions(bench) == "RUNNING ")
        #expect(bench.book.session?.session == bench.trading.session)
        #expect(bench.trading.session.started == TradingBench.start)
    }

    @Test func `a start while it runs or is halted is refused`() throws {
        var bench = try TradingBench()
        bench.see()
        let before = bench.trading.state
        #expect(bench.send(.startSession, .all).outcome == .alreadyRunning)
        #expect(bench.trading.state == before)
        bench.halt("look")
        let halted = bench.trading.state
        let answer = bench.send(.startSession, .all)
        #expect(answer.outcome == .alreadyRunning)
        #expect(answer.text == "the session is HALTED already")
        #expect(bench.trading.state == halted)
    }

    @Test func `a stop flattens; a stop while stopped is refused`() throws {
        var bench = try TradingBench()
        bench.buy(2, bracket: (499_850, 500_225))
        bench.tick(500_000)
        #expect(bench.send(.stopSession, .all).text == "1 positions to close")
        #expect(sessions(bench) == "STOPPED ")
        bench.tick(500_100)
        #expect(bench.lastTrade.hasPrefix("FLATTEN"))
        #expect(bench.trading.orders.isEmpty && bench.trading.positions.isEmpty)
        let before = bench.trading.state
        #expect(bench.send(.stopSession, .all).outcome == .notRunning)
        #expect(bench.trading.state == before)
    }

    @Test func `a halted session stops, too`() throws {
        var bench = try TradingBench()
        bench.halt("look")
        #expect(bench.send(.stopSession, .all).outcome == .accepted)
        #expect(sessions(bench) == "STOPPED ")
    }

    @Test func `an entry that waits goes with a stop and with a halt`() throws {
        for isStop in [true, false] {
            var bench = try TradingBench()
            let entry = bench.buy(bracket: (499_850, 500_225)).subject
            if isStop { bench.send(.stopSession, .all) } else { bench.halt("look") }
            #expect(bench.life(entry) == "working cancelled")
            #expect(bench.life(entry + 1) == "held cancelled")
            bench.tick(500_000)
            #expect(bench.quantity() == 0)
        }
    }

    @Test func `in a halt an open bracket works on`() throws {
        var bench = try TradingBench()
        bench.buy(2, bracket: (499_850, 500_225))
        bench.tick(500_000)
        bench.halt("feed_lost")
        #expect(sessions(bench) == "HALTED feed_lost")
        #expect(bench.buy().outcome == .halted)
        bench.tick(500_225)
        #expect(bench.lastTrade.hasPrefix("TARGET"))
    }

    @Test func `in a halt orders that only close what is open work on, others go`() throws {
        var bench = try TradingBench()
        bench.buy(2)
        bench.tick(500_000)
        let more = bench.buy(limit: 499_000).subject
        #expect(more == 0, "the position is at its limit")
        let stop = bench.sell(2, stop: 499_500, id: "stop").subject
        let target = bench.sell(2, limit: 500_500, partner: "stop").subject
        let other = bench.buy(limit: 1_790_000, of: TradingBench.nq).subject
        bench.halt("look", of: TradingBench.mes)
        #expect(bench.trading.orders.map(\.number) == [stop, target, other])
        #expect(sessions(bench) == "RUNNING ")
        bench.halt("look")
        #expect(bench.trading.orders.map(\.number) == [stop, target])
        bench.tick(499_500)
        #expect(bench.quantity() == 0 && bench.trading.orders.isEmpty)
    }

    @Test func `a resume runs again; what stands of halts is the reason`() throws {
        var bench = try TradingBench()
        bench.halt("first")
        bench.halt("second")
        #expect(sessions(bench) == "HALTED second")
        bench.halt(nil)
        #expect(sessions(bench) == "RUNNING ")
        #expect(bench.book.session?.session == bench.trading.session)
    }

    @Test func `a session that starts under a halt is halted by it`() throws {
        var bench = try TradingBench(isStarted: false)
        bench.halt("disk")
        #expect(sessions(bench) == "STOPPED ")
        bench.send(.startSession, .all)
        #expect(sessions(bench) == "HALTED disk")
        bench.halt(nil)
        #expect(sessions(bench) == "RUNNING ")
    }

    @Test func `the day's money begins anew with a new date, not with another start`() throws {
        var bench = try TradingBench()
        bench.buy(2)
        bench.tick(500_000)
        bench.send(.flatten)
        bench.tick(499_000)
        let lost = bench.trading.account.dayProfit
        #expect(lost < .zero && bench.trading.account.dayTrades == 1)
        bench.send(.stopSession, .all)
        bench.send(.startSession, .all)
        #expect(bench.trading.account.dayProfit == lost)
        bench.send(.stopSession, .all)
        bench.beat(after: 86_400_000_000_000)
        #expect(bench.trading.account.dayProfit == lost, "nothing begins while it is stopped")
        bench.send(.startSession, .all)
        #expect(bench.trading.account.dayProfit == .zero && bench.trading.account.dayTrades == 0)
        #expect(bench.trading.account.realised == lost)
        #expect(bench.trading.takeWishes().endsLimits)
    }

    @Test func `a beat in the next day begins it`() throws {
        var bench = try TradingBench()
        _ = bench.trading.takeWishes()
        let date = try #require(bench.trading.session.date)
        bench.beat(after: 3_600_000_000_000)
        #expect(bench.trading.session.date == date)
        bench.beat(after: 3_600_000_000_000)
        #expect(bench.trading.session.date?.rawValue == date.rawValue + 1)
        #expect(bench.trading.takeWishes() == TradingWishes(limit: nil, endsLimits: true))
    }
}

/// The bounds of the day.
@Suite struct DayLimitTests {
    /// Two contracts of NQ, long from 18000.00: a point is 40 dollars.
    private func long() throws -> TradingBench {
        var bench = try TradingBench { $0.paper.slippage = 0 }
        bench.buy(2, of: TradingBench.nq)
        bench.buy(1, bracket: (498_000, 502_000))
        bench.tick(1_800_000, TradingBench.nq)
        bench.tick(500_000)
        bench.send(.flatten)
        bench.tick(500_000)
        _ = bench.trading.takeWishes()
        try #require(bench.trading.positions.count == 1)
        return bench
    }

    @Test func `a profit of the target flattens everything and halts`() throws {
        var bench = try long()
        bench.tick(1_801_225, TradingBench.nq)
        #expect(bench.trading.takeWishes().limit == nil, "12.25 points are 490")
        bench.tick(1_801_250, TradingBench.nq)
        #expect(bench.trading.takeWishes().limit == "profit_target")
        #expect(bench.trading.orders.map(\.leg) == [.exit])
        bench.tick(1_801_250, TradingBench.nq)
        #expect(bench.lastTrade == "DAILY_LIMIT 500.00")
    }

    @Test func `a loss of the limit does, too, before it is realised`() throws {
        var bench = try long()
        bench.tick(1_799_275, TradingBench.nq)
        #expect(bench.trading.takeWishes().limit == nil, "7.25 points are 290")
        bench.tick(1_799_250, TradingBench.nq)
        #expect(bench.trading.takeWishes().limit == "loss_limit")
        bench.tick(1_799_250, TradingBench.nq)
        #expect(bench.lastTrade == "DAILY_LIMIT -300.00")
    }

    @Test func `with positions in two instruments every trade of both counts`() throws {
        var bench = try long()
        bench.buy(2)
        bench.tick(500_000)
        bench.tick(1_799_275, TradingBench.nq)
        #expect(bench.trading.takeWishes().limit == nil)
        bench.tick(499_925)
        #expect(bench.trading.takeWishes().limit == nil, "297.50 are lost")
        bench.tick(499_900)
        #expect(bench.trading.takeWishes().limit == "loss_limit")
        bench.tick(499_900)
        bench.tick(1_799_275, TradingBench.nq)
        #expect(bench.trading.positions.isEmpty)
    }

    @Test func `no trade between the bounds is looked at`() throws {
        let bench = try long()
        let band = bench.trading.band(of: TradingBench.nq)
        #expect((1_799_250...1_799_274).contains(band.below.rawValue))
        #expect((1_801_226...1_801_250).contains(band.above.rawValue))
    }

    @Test func `only force goes on, and then the whole way is ahead again`() throws {
        var bench = try long()
        bench.tick(1_799_250, TradingBench.nq)
        bench.halt("loss_limit", needsForce: true)
        #expect(bench.trading.session.needsForce)
        bench.tick(1_799_000, TradingBench.nq)
        #expect(bench.trading.account.dayProfit == (try Money("-400")))
        _ = bench.trading.takeWishes()
        bench.halt(nil)
        #expect(bench.trading.session.state == .running)
        bench.buy(2, of: TradingBench.nq)
        bench.tick(1_799_000, TradingBench.nq)
        bench.tick(1_798_275, TradingBench.nq)
        #expect(bench.trading.takeWishes().limit == nil)
        bench.tick(1_798_250, TradingBench.nq)
        #expect(bench.trading.takeWishes().limit == "loss_limit")
    }

    @Test func `a limit's halt that ends under another one is over`() throws {
        var bench = try long()
        bench.tick(1_799_250, TradingBench.nq)
        bench.halt("loss_limit", needsForce: true)
        bench.tick(1_799_250, TradingBench.nq)
        _ = bench.trading.takeWishes()
        bench.halt("look")
        bench.halt(nil)
        bench.buy(1)
        bench.tick(500_000)
        #expect(bench.trading.takeWishes().limit == nil)
        #expect(bench.trading.session.state == .running)
    }

    @Test func `a limit that is reached in a halt counts`() throws {
        var bench = try long()
        bench.halt("look")
        bench.tick(1_799_250, TradingBench.nq)
        #expect(bench.trading.takeWishes().limit == "loss_limit")
    }

    @Test func `a limit that is narrowed below what is lost ends the day at once`() throws {
        var bench = try long()
        bench.tick(1_799_500, TradingBench.nq)
        var limits = bench.trading.session.limits
        limits.lossLimit = try Money("-150")
        bench.see()
        bench.set(.limits(limits))
        #expect(bench.trading.takeWishes().limit == "loss_limit")
    }

    @Test func `an order by the venue's commission alone can reach a limit`() throws {
        var bench = try TradingBench { $0.paper.commission = Money(nanos: 160_000_000_000) }
        bench.buy(2)
        bench.tick(500_000)
        #expect(bench.trading.takeWishes().limit == "loss_limit")
    }
}

/// Settings that change while it runs.
@Suite struct RunningSettingTests {
    private func changes(_ values: [String: String]) throws -> [TradingChange] {
        try TradingBench().trading.changes { values[$0] }
    }

    @Test func `a positive loss limit is a loss`() throws {
        for text in ["250", "-250"] {
            var limits = TradingLimits()
            limits.lossLimit = try Money("-250")
            #expect(try changes(["trading.loss_limit": text]) == [.limits(limits)])
        }
    }

    @Test func `what is set is what changes, and nothing else`() throws {
        #expect(try changes([:]) == [])
        #expect(try changes(["trading.symbol": "NQ"]) == [.only(TradingBench.nq)])
        #expect(try changes(["trading.loss_limit": "-300"]) == [], "as it is")
        var paper = PaperSettings()
        paper.temper = .partial
        paper.model = .queue
        paper.latency = Nanoseconds(7_000_000)
        #expect(
            try changes([
                "paper.fills": "partial", "paper.model": "queue", "paper.latency_ms": "7",
            ]) == [.paper(paper)])
    }

    @Test func `another symbol flattens the others and takes their orders back`() throws {
        var bench = try TradingBench()
        bench.buy(1)
        bench.tick(500_000)
        let waiting = bench.buy(limit: 2_900_000, of: TradingBench.coin).subject
        let order = bench.sell(limit: 1_810_000, of: TradingBench.nq).subject
        bench.set(.only(TradingBench.coin))
        #expect(bench.life(order) == "working cancelled")
        #expect(bench.life(waiting) == "working")
        bench.tick(500_100)
        #expect(bench.lastTrade.hasPrefix("FLATTEN"))
        let refused = bench.buy()
        #expect(refused.outcome == .halted && refused.text == "only BTC-USD is traded, got MES")
        bench.set(.only(nil))
        #expect(bench.buy().outcome == .accepted)
    }
}
