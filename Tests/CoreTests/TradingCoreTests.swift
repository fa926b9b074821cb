import Chance
import Desk
import Glibc
import Market
import Records
import Testing
import Trading

@testable import Core

/// Orders through the core: which ticks trading is told of, ids, limits, checkpoints.
@Suite struct TradingCoreTests {
    private static func count(_ all: Int) -> Int {
        getenv("PITWIRE_LONG") == nil ? all / 50 : all
    }

    private func started(_ change: (inout TradingSettings) -> Void = { _ in }) throws
        -> TradingCore
    {
        var bench = try TradingCore(change)
        _ = bench.trade(0, TradingCore.es, after: 1)
        _ = bench.trade(0, TradingCore.spy, after: 1)
        _ = bench.send(.startSession, .all)
        return bench
    }

    private func market(_ side: OrderSide, _ size: Int64 = 1) -> Command {
        .submit(OrderTerms(side: side, type: .market, quantity: Size(size)))
    }

    @Test func `a limit that one instrument reaches closes another at its next trade`() throws {
        var bench = try started {
            $0.limits.lossLimit = Money(nanos: -300_000_000_000)
            $0.paper.slippage = 0
        }
        _ = bench.send(market(.buy, 2), TradingCore.es)
        _ = bench.send(market(.buy), TradingCore.spy)
        _ = bench.trade(0, TradingCore.es, after: 1000)
        _ = bench.trade(0, TradingCore.spy, after: 1000)
        #expect(bench.core.trading.positions.count == 2)
        // 13 ticks of 12.50 for two contracts.
        #expect(bench.trade(-13, TradingCore.es, after: 1000).isSame)
        #expect(bench.core.trading.session.state == .halted)
        #expect(bench.core.trading.session.reason == "loss_limit")
        #expect(bench.trade(1, TradingCore.spy, after: 1000).isSame)
        #expect(bench.trade(0, TradingCore.es, after: 1000).isSame)
        #expect(bench.core.trading.positions.isEmpty)
        _ = bench.send(.resume(.person), .all)
        #expect(bench.results.last?.outcome == .needsForce)
        _ = bench.send(.resume(nil), .all)
        #expect(bench.core.trading.session.state == .running)
        _ = bench.trade(0, TradingCore.es, after: 1000)
        #expect(bench.core.trading.session.state == .running, "the whole way is ahead again")
    }

    @Test func `a limit ends with the next day`() throws {
        var bench = try started { $0.limits.lossLimit = Money(nanos: -100_000_000_000) }
        _ = bench.send(market(.buy, 2), TradingCore.es)
        _ = bench.trade(0, TradingCore.es, after: 1000)
        _ = bench.trade(-8, TradingCore.es, after: 1000)
        _ = bench.trade(0, TradingCore.es, after: 1000)
        #expect(bench.core.trading.session.needsForce)
        _ = bench.beat(after: 86_400_000_000_000)
        #expect(bench.core.trading.session.state == .running)
        #expect(bench.core.desk.halts.isEmpty)
        #expect(bench.core.trading.account.dayProfit == .zero)
    }

    @Test func `an order that is cancelled by a command about another instrument is not filled`()
        throws
    {
        var bench = try started { $0.paper.latency = Nanoseconds(1_000_000) }
        let terms = OrderTerms(
            side: .buy, type: .limit, quantity: Size(1),
            limit: Price(bench.last[1].rawValue - 100 * bench.ticks[1]))
        _ = bench.send(.submit(terms), TradingCore.spy)
        _ = bench.trade(0, TradingCore.spy, after: 2_000_000)
        let order = try #require(bench.core.trading.orders.first)
        #expect(order.state == .working)
        _ = bench.send(.cancel(.number(order.number)), TradingCore.es)
        #expect(bench.trade(0, TradingCore.spy, after: 2_000_000).isSame)
        #expect(bench.core.trading.orders.isEmpty, "the next trade brings the cancel to the venue")
    }

    @Test func `the clock brings orders to the venue`() throws {
        var bench = try started { $0.paper.latency = Nanoseconds(500_000_000) }
        _ = bench.send(market(.buy), TradingCore.es)
        #expect(bench.core.trading.orders.first?.state == .pending)
        #expect(bench.beat(after: 2_000_000_000).isSame)
        #expect(bench.core.trading.orders.first?.state == .working)
    }

    @Test func `latency counts from the last tick, not from its second`() throws {
        var bench = try started { $0.paper.latency = Nanoseconds(50_000_000) }
        _ = bench.trade(0, TradingCore.es, after: 900_000_000)
        _ = bench.send(market(.buy), TradingCore.es)
        _ = bench.trade(0, TradingCore.es, after: 49_000_000)
        #expect(bench.core.trading.orders.first?.state == .pending)
        _ = bench.trade(0, TradingCore.es, after: 1_000_000)
        #expect(bench.core.trading.positions.count == 1)
    }

    @Test func `orders are checked against the last price, however quiet it was`() throws {
        var bench = try started { $0.orders.bandBasisPoints = 10 }
        for _ in 0..<100 { _ = bench.trade(10, TradingCore.es, after: 1_000_000) }
        let terms = OrderTerms(
            side: .buy, type: .limit, quantity: Size(1),
            limit: Price(bench.last[0].rawValue - 4 * bench.ticks[0]))
        _ = bench.send(.submit(terms), TradingCore.es)
        #expect(bench.results.last?.outcome == .accepted)
    }

    @Test(arguments: [1, 2, 3])
    func `the core tells trading of every tick that concerns it, and no limit is passed`(
        seed: UInt64
    ) throws {
        var bench = try started {
            $0.limits.lossLimit = Money(nanos: -2_000_000_000_000)
            $0.limits.profitTarget = Money(nanos: 2_000_000_000_000)
            $0.orders.open = 20
        }
        var random = SplitMix64(seed)
        var most = 0
        for step in 0..<Self.count(330_000) {
            let outcome = try act(&bench, &random)
            try #require(outcome.isSame, "step \(step)")
            for position in bench.core.trading.positions {
                most = max(most, Int(abs(position.quantity)))
            }
            try #require(most <= 2 && bench.core.trading.orders.count <= 20, "step \(step)")
            if random.once(in: 500) { try bench.restart() }
        }
        #expect(most == 2)
        #expect(bench.core.trading.account.trades > 20)
    }

    private func act(
        _ bench: inout TradingCore, _ random: inout SplitMix64
    ) throws -> TradingCore.Outcome {
        let place = random.below(2)
        let instrument = InstrumentID(UInt32(place))
        let session = UInt64(random.below(3))
        switch random.below(100) {
        case 0..<70:
            return bench.trade(
                Int64(random.below(7) - 3), instrument, after: Int64(random.below(30_000_000)))
        case 70..<75: return bench.beat(after: 1_000_000_000)
        case 75..<88:
            let type = OrderType.allCases[random.below(4)]
            let at = { (bench: borrowing TradingCore, random: inout SplitMix64) in
                Price(
                    bench.last[place].rawValue
                        + Int64(random.below(17) - 8) * bench.ticks[place])
            }
            var terms = OrderTerms(
                side: random.once(in: 2) ? .buy : .sell, type: type,
                quantity: Size(Int64(1 + random.below(2))))
            if type.hasLimit { terms.limit = at(bench, &random) }
            if type.hasStop { terms.stop = at(bench, &random) }
            let entry = terms.limit ?? terms.stop ?? bench.last[place]
            if random.once(in: 2) {
                let way = terms.side.sign * bench.ticks[place]
                terms.bracket = Bracket(
                    stop: Price(entry.rawValue - 4 * way), target: Price(entry.rawValue + 6 * way))
            }
            return bench.send(.submit(terms), instrument, session: session)
        case 88..<94:
            let number = UInt64(
                max(1, Int(bench.core.trading.orders.last?.number ?? 1) - random.below(4)))
            return bench.send(.cancel(.number(number)), instrument, session: session)
        case 94: return bench.send(.flatten, random.once(in: 2) ? .all : instrument)
        case 95: return bench.send(.halt(.person, reason: "look"), instrument)
        case 96: return bench.send(.resume(nil), random.once(in: 2) ? .all : instrument)
        case 97:
            let latency = random.below(2) * random.below(40)
            return bench.send(.set(key: "paper.latency_ms", value: "\(latency)"), .all)
        case 98:
            let word = ["fair", "fair", "partial", "stingy", "rejecting", "silent"]
            return bench.send(.set(key: "paper.fills", value: random.pick(word)), .all)
        default: return bench.send(.startSession, .all)
        }
    }

    @Test func `an order that is sent up to five times is one order with one answer`() throws {
        var bench = try started {
            $0.orders.rate = 1_000_000
            $0.paper.slippage = 0
        }
        var random = SplitMix64(99)
        var waiting: [(input: CommandInput, left: Int, first: CommandResult)] = []
        var orders: [CommandID: UInt64] = [:]
        let all = Self.count(100_000)
        var sent = 0
        while sent < all || !waiting.isEmpty {
            if sent < all, waiting.count < 40 {
                sent += 1
                let side: OrderSide = sent % 2 == 0 ? .buy : .sell
                let terms = OrderTerms(side: side, type: .market, quantity: Size(1))
                let input = CommandInput(
                    time: Nanoseconds(TradingCore.start + Int64(sent) * 1_000_000),
                    instrument: TradingCore.es, id: CommandID("order-\(sent)")!,
                    sender: CommandInput.Sender(role: 2, session: 1, name: "ann"),
                    command: .submit(terms))
                _ = bench.send(input)
                let first = try #require(bench.results.last)
                try #require(first.outcome == .accepted && !first.isRepeat, "\(first)")
                orders[input.id] = first.subject
                _ = bench.trade(0, TradingCore.es, after: 1000)
                waiting.append((input, random.below(5), first))
            }
            let place = random.below(waiting.count)
            if waiting[place].left == 0 {
                waiting.swapAt(place, waiting.count - 1)
                waiting.removeLast()
                continue
            }
            waiting[place].left -= 1
            _ = bench.send(waiting[place].input)
            let again = try #require(bench.results.last)
            let first = waiting[place].first
            try #require(again.isRepeat && again.subject == first.subject, "\(again)")
            try #require(again.outcome == first.outcome && again.first == first.cause)
            if sent % max(1, all / 20) == 0 { try bench.restart() }
            bench.results.removeAll(keepingCapacity: true)
        }
        #expect(Set(orders.values).count == all)
        #expect(bench.core.desk.repeatCount > all)
        let other = CommandInput(
            time: bench.time, instrument: TradingCore.es, id: CommandID("order-\(all)")!,
            sender: CommandInput.Sender(role: 2, session: 1, name: "ann"), command: .flatten)
        _ = bench.send(other)
        #expect(bench.results.last?.outcome == .idTaken)
        #expect(bench.core.trading.positions.map(\.quantity).reduce(0, +) == 0)
    }
}
