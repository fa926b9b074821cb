import Market
import Records
import Strategy
import Testing

@testable import Trading

/// A position and what closes it.
@Suite struct BracketTests {
    /// Two contracts of MES, long from 5000.00.
    private func long() throws -> TradingBench {
        var bench = try TradingBench { $0.paper.slippage = 1 }
        bench.buy(2, bracket: (499_850, 500_225))
        bench.tick(499_975)
        try #require(bench.fills == ["500000x2"])
        return bench
    }

    @Test func `the target of the worked example brings 22.50`() throws {
        var bench = try long()
        bench.tick(500_200)
        #expect(bench.quantity() == 2)
        bench.tick(500_250)
        #expect(bench.fills.last == "500225x2", "at the target, however far beyond the trade is")
        #expect(bench.lastTrade == "TARGET 22.50")
        #expect(bench.trading.account.balance == (try Money("10022.50")))
    }

    @Test func `the stop of the worked example costs 17.50`() throws {
        var bench = try long()
        bench.tick(499_875)
        #expect(bench.quantity() == 2)
        bench.tick(499_850)
        #expect(bench.fills.last == "499825x2")
        #expect(bench.lastTrade == "STOP -17.50")
    }

    @Test func `ten points of NQ are 200 dollars`() throws {
        var bench = try TradingBench()
        bench.buy(of: TradingBench.nq)
        bench.tick(1_799_975, TradingBench.nq)
        bench.sell(limit: 1_801_000, of: TradingBench.nq)
        bench.tick(1_801_000, TradingBench.nq)
        #expect(bench.lastTrade == "ORDER 200.00")
    }

    @Test func `a gap fills the stop where it trades`() throws {
        var bench = try long()
        bench.tick(499_000)
        #expect(bench.fills.last == "498975x2")
    }

    @Test func `the trade that fills the entry does not reach its legs`() throws {
        var bench = try TradingBench()
        let entry = bench.buy(bracket: (499_850, 500_225)).subject
        bench.tick(499_700)
        #expect(bench.fills == ["499725x1"])
        #expect(bench.life(entry + 1) == "held working")
        bench.tick(499_700)
        #expect(bench.lastTrade == "STOP -2.50")
        #expect(bench.quantity() == 0)
    }

    @Test func `the position tells its bracket, its changes and its end`() throws {
        var bench = try long()
        #expect(bench.book.positions.first?.position.stop == Price(499_850))
        #expect(bench.book.positions.first?.position.target == Price(500_225))
        let stop = try #require(bench.trading.orders.first { $0.leg == .stop }?.number)
        bench.send(.replace(.number(stop), OrderChange(stop: Price(499_900))))
        #expect(bench.book.positions.first?.position.stop == Price(499_900))
        bench.cancel(stop)
        #expect(bench.book.positions.first?.position.stop == nil)
        #expect(bench.book.positions.first?.position.target == Price(500_225))
        bench.tick(500_225)
        let trade = try #require(bench.book.trades.last?.trade)
        #expect(trade.stop == Price(499_850), "a trade keeps its first stop")
        #expect(trade.risk == (try Money("15")))
    }

    @Test func `legs grow with an entry that is filled in parts`() throws {
        var bench = try TradingBench { $0.paper.temper = .partial }
        let entry = bench.buy(2, limit: 500_000, bracket: (499_850, 500_225)).subject
        bench.tick(500_000)
        #expect(bench.order(entry + 1)?.terms.quantity == Size(1))
        bench.tick(500_000)
        #expect(bench.order(entry + 1)?.open == Size(2))
        #expect(bench.order(entry + 2)?.open == Size(2))
        bench.tick(500_225, size: 1)
        #expect(bench.order(entry + 1)?.open == Size(1), "what the target took, the stop does not")
        bench.tick(499_850, size: 9)
        #expect(bench.quantity() == 0)
        #expect(bench.life(entry + 2).hasSuffix("cancelled"))
        #expect(bench.trading.orders.isEmpty)
    }

    @Test func `the rest of an entry goes with the bracket of its first part`() throws {
        var bench = try TradingBench { $0.paper.temper = .partial }
        let entry = bench.buy(2, limit: 500_000, bracket: (499_850, 500_225)).subject
        bench.tick(500_000)
        bench.tick(500_225)
        #expect(bench.life(entry).hasSuffix("cancelled"))
        #expect(bench.trading.orders.isEmpty)
        #expect(bench.quantity() == 0)
    }

    @Test func `a rest that is filled while its cancel travels has a bracket of its own`() throws {
        var bench = try TradingBench {
            $0.paper.temper = .partial
            $0.paper.latency = Nanoseconds(1_000_000)
        }
        bench.buy(2, limit: 500_000, bracket: (499_850, 500_225))
        bench.tick(500_000, after: 2_000_000)
        bench.tick(500_225, after: 2_000_000)
        #expect(bench.quantity() == 0)
        bench.tick(500_000, after: 1)
        #expect(bench.quantity() == 1)
        #expect(bench.trading.orders.map(\.leg) == [.stop, .target])
        #expect(bench.trading.orders.allSatisfy { $0.open == Size(1) })
        bench.tick(499_850, after: 2_000_000)
        #expect(bench.quantity() == 0 && bench.trading.orders.isEmpty)
    }

    @Test func `what a leg would close and is not there any more is not sold again`() throws {
        var bench = try long()
        bench.sell(1)
        bench.tick(500_000)
        #expect(bench.quantity() == 1)
        bench.tick(499_850)
        #expect(bench.quantity() == 0)
        #expect(bench.trading.orders.isEmpty)
    }

    @Test func `a position that is turned round leaves no legs behind`() throws {
        var bench = try TradingBench { $0.limits.positionSize = 4 }
        bench.buy(1, bracket: (499_850, 500_225))
        bench.tick(500_000)
        bench.sell(3)
        bench.tick(500_000)
        #expect(bench.quantity() == -2)
        #expect(bench.trading.orders.isEmpty)
    }

    @Test func `an entry that only closes has no bracket`() throws {
        var bench = try TradingBench()
        bench.sell(2)
        bench.tick(500_000)
        let entry = bench.buy(2, bracket: (499_850, 500_225)).subject
        bench.tick(500_000)
        #expect(bench.quantity() == 0)
        #expect(bench.life(entry + 1) == "held cancelled")
        #expect(bench.trading.orders.isEmpty)
    }

    @Test func `flatten takes the legs back and leaves at the market`() throws {
        var bench = try long()
        #expect(bench.send(.flatten).text == "1 positions to close")
        #expect(bench.trading.orders.map(\.leg) == [.exit])
        #expect(bench.send(.flatten).text == "1 positions to close")
        #expect(bench.trading.orders.count == 1, "once")
        #expect(bench.cancel(bench.trading.orders[0].number).outcome == .orderTerms)
        bench.send(.cancelAll, .all)
        bench.tick(500_100)
        #expect(bench.lastTrade == "FLATTEN 7.50")
        #expect(bench.trading.orders.isEmpty)
    }

    @Test func `a session that ends closes at its last price`() throws {
        var bench = try long()
        bench.tick(500_100)
        bench.endSession()
        #expect(bench.lastTrade == "SESSION_END 7.50")
        #expect(bench.trading.orders.isEmpty && bench.trading.positions.isEmpty)
    }

    @Test func `an entry that stays over the session keeps its legs, one with a part open goes`()
        throws
    {
        var bench = try TradingBench { $0.paper.temper = .partial }
        bench.buy(
            2, limit: 499_000, bracket: (498_850, 500_225), force: .untilCancelled)
        bench.endSession()
        #expect(bench.trading.orders.map(\.state) == [.working, .held, .held])
        bench.tick(499_000, size: 1)
        #expect(bench.quantity() == 1)
        bench.endSession()
        #expect(bench.trading.orders.isEmpty && bench.trading.positions.isEmpty)
    }

    @Test(arguments: [TimeInForce.day, .untilCancelled])
    func `a session's end closes even where the venue is silent or refuses`(force: TimeInForce)
        throws
    {
        for temper in [VenueTemper.silent, .rejecting, .stingy] {
            var bench = try long()
            bench.change { $0.temper = temper }
            bench.send(.flatten)
            bench.endSession()
            #expect(bench.trading.positions.isEmpty, "\(temper)")
            #expect(bench.trading.orders.isEmpty, "\(temper)")
        }
    }
}

/// Brackets that are worked out from a strategy's plan.
@Suite struct BracketDistanceTests {
    /// Ticks from the fill at 5000.00: stop and target.
    private func distances(
        stopTicks: Int64, direction: Direction = .long, reward: Double = 1.5
    ) throws -> (stop: Int64, target: Int64) {
        var bench = try TradingBench { $0.paper.slippage = 0 }
        let way: Int64 = direction == .long ? 1 : -1
        var plan = EntryPlan(
            size: .whole(1), price: Price(500_000), stop: Price(500_000 - way * stopTicks * 25),
            reward: reward, riskTicks: 4...40)
        plan.reward = reward
        let intent = TradeIntent(
            decision: 9, rule: 1, direction: direction, action: .enter(plan))
        var out = OutputBuffer(capacity: 16)
        bench.trading.intends(
            [intent], system: 2, of: TradingBench.mes, at: bench.time, cause: 99, into: &out)
        bench.tick(500_000)
        let position = try #require(bench.position(TradingBench.mes, Book(rawValue: 2)))
        #expect(position.decision == 9)
        let stop = try #require(position.stop).rawValue
        let target = try #require(position.target).rawValue
        return ((500_000 - stop) * way / 25, (target - 500_000) * way / 25)
    }

    @Test(arguments: [Direction.long, .short])
    func `a stop is 4 to 40 ticks away, the target half as far again`(direction: Direction) throws {
        let cases: [(Int64, Int64, Int64)] = [
            (-3, 4, 6), (1, 4, 6), (4, 4, 6), (5, 5, 8), (6, 6, 9), (7, 7, 11), (40, 40, 60),
            (41, 40, 60), (1000, 40, 60),
        ]
        for (asked, stop, far) in cases {
            // Half a tick rounds up in price, which is nearer for a short.
            let target = direction == .short && 3 * stop % 2 == 1 ? far - 1 : far
            let found = try distances(stopTicks: asked, direction: direction)
            #expect(found == (stop, target), "a stop \(asked) ticks away")
        }
    }
}
