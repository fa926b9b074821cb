import Market
import Records
import Strategy
import Testing

@testable import Trading

/// What strategies want, at the paper venue.
@Suite struct IntentTests {
    /// 1 share at 100.00, stop 99.00, target 101.50.
    private let stated = StatedEntry(
        size: .whole(1), price: Price(10_000), stop: Price(9_900), target: Price(10_150))

    private func plan(
        _ size: EntrySize = .whole(2), stop: Int64 = 9_990, target: Int64? = nil,
        risk: ClosedRange<Int64>? = 4...40
    ) -> EntryPlan {
        EntryPlan(
            size: size, price: Price(10_000), stop: Price(stop), target: target.map { Price($0) },
            riskTicks: risk)
    }

    private func legs(_ bench: PortfolioBench) -> [Int64?] {
        bench.orders.filter { !$0.state.isDone }.map { ($0.terms.stop ?? $0.terms.limit)?.rawValue }
    }

    // MARK: Stated fills

    @Test func `a stated trade has the strategy's prices, times and reason`() throws {
        var bench = try PortfolioBench { $0.paper.slippage = 1 }
        bench.want(.enterAt(stated))
        #expect(bench.held == 1 && bench.fills.first?.price == Price(10_000))
        #expect(bench.trading.positions.first?.stop == Price(9_900))
        bench.tick(10_100)
        bench.want(.leaveAt(Price(10_150), .target), decision: 8)
        let trade = try #require(bench.trades.first)
        #expect(trade.entry == 10_000 && trade.exit == 10_150 && trade.reason == .target)
        #expect(trade.gross == Money(nanos: 1_500_000_000))
        #expect(trade.decision == 7 && trade.rule == 4 && trade.key == 2 && trade.regime == 1)
        #expect(trade.stop == Price(9_900) && trade.target == Price(10_150))
    }

    @Test func `what was not entered is not left`() throws {
        var bench = try PortfolioBench()
        bench.want(.leaveAt(Price(10_000), .stop))
        #expect(bench.orders.isEmpty)
        bench.command(.stopSession)
        bench.want(.enterAt(stated))
        bench.want(.leaveAt(Price(10_150), .target))
        #expect(bench.orders.map(\.text) == ["not_running"] && bench.fills.isEmpty)
    }

    @Test func `an entry that the venue has not filled by the trade's end is taken back`() throws {
        var bench = try PortfolioBench()
        bench.temper(.stingy)
        bench.want(.enterAt(stated))
        #expect(bench.lives == ["buy 1 filled 0 working"])
        bench.want(.leaveAt(Price(10_150), .target))
        bench.temper(.fair)
        bench.tick()
        #expect(bench.lives == ["buy 1 filled 0 cancelled"] && bench.held == 0)
    }

    @Test func `with latency a stated trade is traded like any other`() throws {
        var bench = try PortfolioBench { $0.paper.latency = .seconds(2) }
        bench.want(.enterAt(stated))
        #expect(bench.lives == ["buy 1 filled 0 pending"])
        bench.tick(10_001)
        bench.tick(10_002)
        bench.tick(10_003)
        #expect(bench.fills.first?.price ?? Price(0) > Price(10_000))
        bench.want(.leaveAt(Price(10_150), .target))
        bench.tick(10_004)
        bench.tick(10_005)
        bench.tick(10_006)
        #expect(bench.held == 0 && bench.trades.count == 1)
    }

    // MARK: Brackets

    @Test func `the stop is 4 to 40 ticks from the fill, the target 1.5 times as far`() throws {
        // Stop asked for, fill, stop and target that work.
        for (asked, fill, stop, target) in [
            (9_990, 10_000, 9_990, 10_015), (9_999, 10_000, 9_996, 10_006),
            (9_900, 10_000, 9_960, 10_060), (9_995, 10_000, 9_995, 10_008),
        ] as [(Int64, Int64, Int64, Int64)] {
            var bench = try PortfolioBench()
            bench.want(.enter(plan(stop: asked)))
            bench.tick(fill)
            #expect(legs(bench) == [stop, target])
        }
    }

    @Test func `a short is the mirror, half ticks go up`() throws {
        var bench = try PortfolioBench()
        bench.want(.enter(plan(stop: 10_005)), .short)
        bench.tick(10_000)
        // 10,000 - 7.5 is 9,992.5 and rounds to 9,993.
        #expect(legs(bench) == [10_005, 9_993])
    }

    @Test func `a target that is given stays, whatever the fill`() throws {
        var bench = try PortfolioBench()
        bench.want(.enter(plan(stop: 9_900, target: 10_200, risk: nil)))
        bench.tick(10_050)
        #expect(legs(bench) == [9_900, 10_200])
        bench.tick(10_201)
        #expect(bench.trades.first?.reason == .target && bench.trades.first?.exit == 10_200)
    }

    @Test func `whole quantities keep to the account's limit, sizes by risk do not`() throws {
        var bench = try PortfolioBench()
        bench.want(.enter(plan(.whole(5))))
        #expect(bench.orders.last?.terms.quantity == Size(2))
        bench.command(.cancelAll)
        bench.want(.enter(plan(.units(Size(21)))), decision: 8)
        #expect(bench.orders.last?.terms.quantity == Size(21))
    }

    @Test func `in a position another signal is refused, whichever way`() throws {
        var bench = try PortfolioBench()
        bench.want(.enter(plan()))
        bench.want(.enter(plan()), decision: 8)
        bench.tick()
        bench.want(.enter(plan(stop: 10_010)), .short, decision: 9)
        #expect(
            bench.orders.filter { $0.state == .rejected }.map(\.text) == [
                "in_position", "in_position",
            ])
        #expect(bench.held == 2)
    }

    // MARK: Leaving

    @Test func `a decision's trade is left at the market, another's is not`() throws {
        var bench = try PortfolioBench()
        bench.want(.enter(plan()))
        bench.tick()
        bench.want(.leave(decision: 6, .horizon), decision: 6)
        #expect(legs(bench).count == 2)
        bench.want(.leave(decision: 7, .horizon))
        bench.tick(10_002)
        let trade = try #require(bench.trades.first)
        #expect(trade.reason == .horizon && trade.exit == 10_002)
        #expect(legs(bench).isEmpty)
        // It is over: nothing is left twice.
        let orders = bench.orders.count
        bench.want(.leave(decision: 7, .horizon))
        #expect(bench.orders.count == orders)
    }

    /// Out of the long of decision 7, and into a short, at one close.
    private var turn: [(action: TradeIntent.Action, direction: Direction, decision: UInt64)] {
        [
            (.leave(decision: 7, .horizon), .long, 7),
            (.enter(plan(stop: 10_020)), .short, 8),
        ]
    }

    @Test func `who leaves and enters at one close is closed by the next trade, then filled`()
        throws
    {
        for latency in [0, 2] {
            var bench = try PortfolioBench { $0.paper.latency = .seconds(Int64(latency)) }
            bench.want(.enter(plan()))
            for _ in 0...latency { bench.tick() }
            #expect(bench.held == 2)
            bench.want(turn)
            #expect(bench.orders.allSatisfy { $0.state != .rejected })
            #expect(bench.held == 2 && bench.trades.isEmpty)
            for _ in 0...latency { bench.tick(10_003) }
            #expect(bench.held == -2)
            let trade = try #require(bench.trades.first)
            #expect(bench.trades.count == 1 && trade.reason == .horizon && trade.exit == 10_003)
            let entered = try #require(bench.trading.positions.first)
            #expect(entered.decision == 8 && entered.average == 10_003)
            #expect(entered.stop == Price(10_020) && legs(bench).count == 2)
            // The short ends by itself, once.
            for _ in 0...latency { bench.tick(10_021) }
            #expect(bench.held == 0 && bench.trades.count == 2 && legs(bench).isEmpty)
        }
    }

    @Test func `on bars both happen at the close they were decided at`() throws {
        var bench = try PortfolioBench { $0.paper.slippage = 1 }
        bench.bar(9_990, 10_005, 9_985, 10_000)
        bench.want(.enter(plan(stop: 9_960)))
        #expect(bench.held == 2)
        bench.bar(10_000, 10_010, 9_990, 10_000)
        bench.want(turn)
        #expect(bench.held == -2)
        let trade = try #require(bench.trades.first)
        #expect(trade.exit == 9_999 && trade.reason == .horizon)
        #expect(bench.trading.positions.first?.average == 9_999)
        #expect(bench.orders.allSatisfy { $0.state != .rejected })
    }

    @Test func `behind an exit that may be filled in parts nothing enters`() throws {
        var bench = try PortfolioBench()
        bench.want(.enter(plan()))
        bench.tick()
        bench.temper(.partial)
        bench.want(turn)
        #expect(bench.orders.filter { $0.state == .rejected }.map(\.text) == ["in_position"])
        bench.tick(size: 1)
        bench.tick(size: 1)
        #expect(bench.held == 0)
    }

    @Test func `an exit of before is no leave: its position is there until it is filled`() throws {
        var bench = try PortfolioBench()
        bench.want(.enter(plan()))
        bench.tick()
        bench.want(.leave(decision: 7, .horizon))
        bench.want(.enter(plan(stop: 10_020)), .short, decision: 8)
        #expect(bench.orders.filter { $0.state == .rejected }.map(\.text) == ["in_position"])
        // Another decision's leave closes nothing.
        var other = try PortfolioBench()
        other.want(.enter(plan()))
        other.tick()
        other.want([(.leave(decision: 6, .horizon), .long, 6), turn[1]])
        #expect(other.orders.filter { $0.state == .rejected }.map(\.text) == ["in_position"])
        #expect(other.held == 2)
    }

    @Test func `a session's end closes a position, but not one that is to go on`() throws {
        var bench = try PortfolioBench()
        bench.want(.enter(plan()))
        bench.tick()
        bench.endSession()
        #expect(bench.held == 0 && bench.trades.first?.reason == .sessionEnd)
        var longer = plan()
        longer.endsWithSession = false
        var other = try PortfolioBench()
        other.want(.enter(longer))
        other.endSession()
        other.tick()
        #expect(other.held == 2 && legs(other).count == 2)
        other.endSession()
        #expect(other.held == 2 && legs(other).count == 2)
        other.tick(9_990)
        #expect(other.held == 0 && other.trades.first?.reason == .stop)
    }
}
