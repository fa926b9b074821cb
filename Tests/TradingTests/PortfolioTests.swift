import Market
import Records
import Strategy
import Testing

@testable import Trading

/// The machine by itself, row by row; `PortfolioVenueTests` drives it at the paper venue.
@Suite struct PortfolioTests {
    static let now = Nanoseconds(1_700_000_040_000_000_000)

    /// A portfolio at a minute of 100.00.
    private func portfolio(_ change: (inout PortfolioMinute) -> Void = { _ in }) -> Portfolio {
        var minute = PortfolioMinute(time: Self.now, close: Price(10_000))
        change(&minute)
        return Portfolio(
            instrument: InstrumentID(0), book: Book(rawValue: 5), rule: 4, minute: minute)
    }

    /// Shares at 100.00 and dollars that are free.
    private func view(
        _ position: Int64, free quote: Double, _ occasion: Portfolio.Occasion = .minute,
        orders: [PortfolioView.OpenOrder] = []
    ) -> PortfolioView {
        PortfolioView(
            time: Self.now, occasion: occasion, price: Price(10_000), position: position, step: 1,
            value: Double(position) * 100, quote: quote, stepValue: 100, orders: orders)
    }

    /// An own order, sent so many seconds ago.
    private func order(
        buys isBuy: Bool = true, filled: Int64 = 0, age: Int64 = 60
    ) -> PortfolioView.OpenOrder {
        PortfolioView.OpenOrder(
            number: 1, isBuy: isBuy, filled: filled, created: Self.now - .seconds(age))
    }

    private func entry(target: Int64 = 98, age: Int64 = 0) -> Portfolio.EntrySignal {
        Portfolio.EntrySignal(
            time: Self.now - .seconds(age), price: Price(10_000), target: target, decision: 1)
    }

    private func exit(due: Int64 = 0, soldAgo: Int64? = nil) -> Portfolio.ExitSignal {
        Portfolio.ExitSignal(
            time: Self.now - .seconds(600), due: Self.now + .seconds(due), decision: 1,
            soldAt: soldAgo.map { Self.now - .seconds($0) })
    }

    /// A pass without what is said.
    private func step(_ portfolio: inout Portfolio, _ view: PortfolioView) -> [Portfolio.Order] {
        portfolio.step(view).filter { if case .say = $0 { false } else { true } }
    }

    // MARK: States

    @Test(arguments: [
        (0, 10_000.0, 0, false, PortfolioState.readyToEnter),
        (0, 0.0, 0, false, .readyToEnter),
        // An open order is not nothing.
        (0, 10_000.0, 1, false, .incompleteEntry),
        (0, 10_000.0, 1, true, .incompleteExit),
        // 95 of 100 hundreds: exactly full.
        (95, 500.0, 0, false, .readyToExit),
        (94, 600.0, 0, false, .incompleteEntry),
        (94, 600.0, 0, true, .incompleteExit),
        (95, 500.0, 1, false, .incompleteEntry),
        // 1 % of the equity: exactly no dust; half of it is.
        (1, 9_900.0, 0, false, .incompleteEntry),
        (1, 19_900.0, 0, false, .readyToEnter),
    ])
    func `the state is the first condition that holds`(
        _ position: Int, _ quote: Double, _ open: Int, _ hasExit: Bool, _ state: PortfolioState
    ) {
        var portfolio = portfolio()
        if hasExit { portfolio.exit = exit() }
        let orders = open == 0 ? [] : [order()]
        #expect(portfolio.state(view(Int64(position), free: quote, orders: orders)) == state)
    }

    @Test func `after an exit that is over incomplete_entry is ready_to_enter`() {
        var after = portfolio()
        after.lastAction = .exit
        let said = after.step(view(50, free: 5000))
        #expect(said.contains(.say(.pingPong)) && after.lastAction == nil)
        // Not while its signal goes on, and not after an entry.
        var during = portfolio()
        during.lastAction = .exit
        during.exit = exit(soldAgo: 60)
        #expect(!during.step(view(50, free: 5000)).contains(.say(.pingPong)))
        var other = portfolio()
        other.lastAction = .entry
        #expect(!other.step(view(50, free: 5000)).contains(.say(.pingPong)))
    }

    // MARK: Rows

    @Test func `ready to enter: nothing without a signal, 98 % of the money with one`() {
        var quiet = portfolio()
        #expect(step(&quiet, view(0, free: 10_000)).isEmpty)
        var entering = portfolio { $0.isEntry = true }
        #expect(
            step(&entering, view(0, free: 10_000)) == [.buy(98, signal: Self.now)])
        #expect(entering.entry?.target == 98 && entering.lastAction == .entry)
        // An event of an order is no minute: its signal was acted on already.
        var event = portfolio { $0.isEntry = true }
        #expect(step(&event, view(0, free: 10_000, .order)).isEmpty)
    }

    @Test func `incomplete entry without a current signal looks for one, as ready to enter`() {
        var quiet = portfolio()
        #expect(step(&quiet, view(50, free: 5000)).isEmpty)
        var entering = portfolio { $0.isEntry = true }
        #expect(step(&entering, view(50, free: 5000)) == [.buy(49, signal: Self.now)])
        #expect(entering.entry?.target == 99)
    }

    @Test func `incomplete entry: the rest is bought while its signal is fresh`() {
        var fresh = portfolio()
        fresh.entry = entry(age: 3600)
        #expect(
            step(&fresh, view(50, free: 5000)) == [.buy(48, signal: Self.now - .seconds(3600))])
        var working = portfolio()
        working.entry = entry()
        #expect(step(&working, view(50, free: 5000, orders: [order(filled: 50)])).isEmpty)
    }

    @Test func `incomplete entry: otherwise the order goes and the position is complete`() {
        var old = portfolio()
        old.entry = entry(age: 3601)
        #expect(step(&old, view(50, free: 5000, orders: [order(filled: 50)])) == [.cancel(1)])
        #expect(old.entry == nil)
        var dear = portfolio()
        dear.entry = entry()
        var above = view(50, free: 5000)
        above.price = Price(10_101)
        #expect(step(&dear, above).isEmpty && dear.entry == nil)
        var small = portfolio()
        small.entry = entry(target: 50)
        #expect(step(&small, view(50, free: 5000)).isEmpty && small.entry == nil)
    }

    @Test func `ready to exit: a signal waits for its time, then all is sold`() {
        var quiet = portfolio()
        #expect(step(&quiet, view(98, free: 200)).isEmpty)
        var waiting = portfolio {
            $0.isExit = true
            $0.exitTime = Self.now + .seconds(3600)
        }
        #expect(step(&waiting, view(98, free: 200)).isEmpty)
        #expect(waiting.exit?.due == Self.now + .seconds(3600))
        var due = portfolio()
        due.exit = exit()
        #expect(
            step(&due, view(98, free: 200)) == [.sell(98, signal: Self.now - .seconds(600))])
        #expect(due.lastAction == .exit && due.exit?.soldAt == Self.now)
        var falling = portfolio { $0.isFalling = true }
        falling.exit = exit(due: 3600)
        #expect(step(&falling, view(98, free: 200)).count == 1)
    }

    @Test func `incomplete exit: the rest is held with fewer than 3 divergences`() {
        var held = portfolio { $0.divergences = 2 }
        held.exit = exit(soldAgo: 60)
        let orders = held.step(view(50, free: 5000, orders: [order(buys: false, filled: 48)]))
        #expect(orders.contains(.say(.insufficientDivergences)) && orders.contains(.cancel(1)))
        #expect(held.exit != nil)
        var over = portfolio()
        over.exit = exit(soldAgo: 3601)
        #expect(over.step(view(50, free: 5000)).contains(.say(.exitDropped)) && over.exit == nil)
        var untouched = portfolio()
        untouched.exit = exit(soldAgo: 60)
        #expect(
            step(&untouched, view(98, free: 200, orders: [order(buys: false)])).isEmpty)
    }

    @Test func `incomplete exit: the rest is sold with 3`() {
        var selling = portfolio { $0.divergences = 3 }
        selling.exit = exit(soldAgo: 60)
        #expect(step(&selling, view(50, free: 5000)).count == 1)
        #expect(step(&selling, view(50, free: 5000, orders: [order(buys: false)])).isEmpty)
    }

    @Test func `an order under way, an unknown one and a halt leave everything as it is`() {
        var young = portfolio()
        young.entry = entry(age: 3601)
        #expect(step(&young, view(50, free: 5000, orders: [order(age: 29)])).isEmpty)
        #expect(young.entry != nil)
        var unknown = portfolio()
        unknown.entry = entry(age: 3601)
        var silent = view(50, free: 5000, orders: [order(age: 30)])
        silent.isAnswering = false
        #expect(step(&unknown, silent).isEmpty)
        #expect(unknown.risk.errors == 1 && unknown.entry != nil)
        var halted = portfolio {
            $0.isHalted = true
            $0.isEntry = true
        }
        #expect(halted.step(view(0, free: 10_000)).contains(.say(.haltedByPrices)))
        #expect(halted.entry == nil)
    }

    // MARK: Trades

    @Test func `two buys and a sale: 2.5 held at 102, 4 realised`() throws {
        var history = TradeHistory()
        func trade(_ number: UInt64, _ side: OrderSide, _ size: Int64, _ price: Int64) -> PastTrade
        {
            PastTrade(
                number: number, time: Self.now + .seconds(Int64(number)), side: side, size: size,
                price: Price(price))
        }
        // In tenths of a coin, out of order and one of them twice.
        history.add(trade(3, .sell, 5, 110))
        history.add(trade(1, .buy, 20, 100))
        history.add(trade(2, .buy, 10, 106))
        history.add(trade(1, .buy, 20, 100))
        let position = history.position(lot: 1)
        #expect(position.balance == 25)
        #expect(position.average == 102)
        #expect(position.realised == 5 * 8)
        // Nothing held: the average begins anew.
        history.add(trade(4, .sell, 25, 90))
        history.add(trade(5, .buy, 10, 50))
        #expect(history.position(lot: 1).average == 50)
    }

    @Test func `a sum below zero by a lot is nothing held`() {
        var history = TradeHistory()
        history.add(
            PastTrade(number: 1, time: Self.now, side: .sell, size: 1, price: Price(100)))
        #expect(history.position(lot: 1).balance == 0)
        history.add(
            PastTrade(number: 2, time: Self.now, side: .sell, size: 1, price: Price(100)))
        #expect(history.position(lot: 1).balance == -2)
    }

    @Test func `trades and balance differ by more than a lot and a thousandth`() {
        #expect(!TradeHistory.differ(99, 100, lot: 1))
        #expect(TradeHistory.differ(98, 100, lot: 1))
        #expect(!TradeHistory.differ(9990, 10_000, lot: 1))
        #expect(TradeHistory.differ(9989, 10_000, lot: 1))
    }

    // MARK: Failed requests

    @Test func `9 failures are silent, 10 are said, 50 halt, a success begins anew`() {
        let rules = PortfolioRules()
        var risk = TechnicalRisk()
        let said = (1...51).map { _ in risk.failed(at: Self.now, rules) }
        #expect(said[..<9].allSatisfy { $0 == nil })
        #expect(said[9..<49].allSatisfy { $0 == .elevatedErrors })
        #expect(said[49] == .haltedByErrors && said[50] == nil)
        #expect(risk.isHalted(rules) && risk.errors == 50)
        let due = [59, 60, 119, 120].map {
            risk.isHealthDue(at: Self.now + .seconds($0), rules)
        }
        #expect(due == [false, true, false, true])
        let healed = risk.succeeded(rules)
        let again = risk.succeeded(rules)
        #expect(healed == .healed && again == nil && risk.errors == 0)
    }
}
