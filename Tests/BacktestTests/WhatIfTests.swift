import Backtest
import Core
import Market
import Records
import Strategy
import Testing
import Trading

@Suite struct WhatIfTests {
    private func compare(_ one: BacktestSetup, _ two: BacktestSetup) throws -> WhatIf {
        let text = Samples.ticks(seconds: 900)
        return WhatIf(
            WhatIf.Side("as given", try TestSetup.run(one, text)),
            WhatIf.Side("changed", try TestSetup.run(two, text)), one)
    }

    @Test func `the same settings differ in nothing`() throws {
        let difference = try compare(TestSetup.make(), TestSetup.make())
        #expect(difference.isEmpty)
        #expect(difference.text().hasSuffix("Nothing differs.\n"))
    }

    @Test func `other costs change what trades bring, not the signals`() throws {
        let difference = try compare(
            TestSetup.make(),
            TestSetup.make { $0.paper.commission = Money(nanos: 10_000_000) })
        #expect(difference.signals.before.isEmpty && difference.signals.after.isEmpty)
        #expect(difference.orders.before.isEmpty && difference.orders.after.isEmpty)
        #expect(difference.changedOrders.isEmpty)
        #expect(difference.trades.before.isEmpty && difference.trades.after.isEmpty)
        #expect(difference.changed.count == difference.before.result.trades.count)
        #expect(difference.changed.count > 10)
        for change in difference.changed {
            #expect(change.after.profit == change.before.profit - Money(nanos: 20_000_000))
        }
    }

    @Test func `another stop changes orders and trades`() throws {
        let difference = try compare(TestSetup.make(stop: 10), TestSetup.make(stop: 40))
        #expect(difference.signals.before.isEmpty)
        #expect(!difference.trades.before.isEmpty)
        #expect(!difference.orders.after.isEmpty || !difference.orders.before.isEmpty)
        // What only one had, and what both had, is all there was.
        let both = difference.before.result.trades.count - difference.trades.before.count
        #expect(both == difference.after.result.trades.count - difference.trades.after.count)
        let text = difference.text()
        #expect(text.contains("Trades only as given, \(difference.trades.before.count)\n"))
    }

    @Test func `a leg is told with the leg of the same entry, whatever its price`() throws {
        let difference = try compare(TestSetup.make(stop: 10), TestSetup.make(stop: 12))
        let (one, two) = (difference.before.result, difference.after.result)
        let entries = { (result: BacktestResult, leg: OrderLine) -> OrderLine? in
            result.orders.first { $0.number == leg.parent }
        }
        let legs = difference.changedOrders.filter { $0.before.leg.isOfBracket }
        #expect(legs.count > 20)
        for change in legs {
            let (was, now) = (change.before, change.after)
            #expect(was.leg == now.leg)
            #expect(entries(one, was)?.created == entries(two, now)?.created)
            #expect(was.terms != now.terms)
        }
        // Every leg is matched, or told as one that only one of both had.
        for (result, only, mine) in [
            (one, difference.orders.before, legs.map(\.before.number)),
            (two, difference.orders.after, legs.map(\.after.number)),
        ] {
            let all = result.orders.filter(\.leg.isOfBracket).map(\.number)
            let lone = only.filter(\.leg.isOfBracket).map(\.number)
            // The stop and the target of every entry that both took are elsewhere.
            #expect((lone + mine).sorted() == all)
        }
    }

    @Test func `where legs alone differ they are what differs`() throws {
        // A target so far away that it is never met: the stop decides in both.
        let difference = try compare(TestSetup.make(reward: 200), TestSetup.make(reward: 300))
        #expect(difference.orders.before.isEmpty && difference.orders.after.isEmpty)
        #expect(difference.changed.isEmpty && !difference.isEmpty)
        #expect(difference.changedOrders.allSatisfy { $0.before.leg == .target })
        #expect(difference.changedOrders.count == difference.before.result.trades.count)
        let first = try #require(difference.changedOrders.first)
        #expect(first.before.terms.limit != first.after.terms.limit)
        let text = difference.text()
        #expect(text.contains("Orders that went otherwise, \(difference.changedOrders.count)\n"))
        #expect(text.contains("turn target sell 1 limit "))
        #expect(difference.json.contains(#""orders_changed":[{"before":"2024-03-08"#))
        #expect(difference.json.contains(", then 1 limit") == false)
    }

    @Test func `what becomes of an order is told with its changes`() throws {
        // Entries are filled in parts: the legs grow with them.
        let parts: (Int) -> BacktestSetup = { size in
            TestSetup.make(size: size) {
                $0.paper.temper = .partial
                $0.limits.positionSize = 1000
            }
        }
        let difference = try compare(parts(250), parts(260))
        let orders = difference.before.result.orders
        let grown = orders.filter { $0.leg.isOfBracket && !$0.changes.isEmpty }
        try #require(!grown.isEmpty)
        for order in grown {
            #expect(order.terms != order.changes[0].terms)
            #expect(order.changes.allSatisfy { $0.time >= order.created })
            #expect(order.current == order.changes.last?.terms)
        }
        let text = difference.text()
        let again = try compare(parts(250), parts(260))
        #expect(again.text() == text && again.json == difference.json)
    }
}

extension OrderLeg {
    fileprivate var isOfBracket: Bool { self == .stop || self == .target }
}
