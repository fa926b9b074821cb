import Market
import Records
import Strategy

/// A position that a strategy builds and leaves in parts: what it remembers beside what the venue
/// says, and what it does next.
///
/// The venue is the truth: each pass looks at position, money and open orders as they are there,
/// and works out the state from them (`share` is that of the position's value in value and free
/// money, `dust` less than the smallest quantity or 1 % of both):
///
/// | state | condition, the first that holds |
/// |---|---|
/// | ready_to_enter | the position is dust, no own order is open |
/// | ready_to_exit | share >= 0.95, no own order is open |
/// | incomplete_exit | an exit signal is current |
/// | incomplete_entry | otherwise |
///
/// After an exit whose signal is over, incomplete_entry is ready_to_enter: what is left is no
/// entry. A pass comes with each closed minute and each event of an own order; one while an order
/// is under way, its status unknown, or trading halted does nothing more. Then exactly one row:
///
/// | state | condition | action | next |
/// |---|---|---|---|
/// | ready_to_enter | no entry signal | none | same |
/// | ready_to_enter | entry signal | buy 98 % of the free money | ready_to_exit, incomplete_entry |
/// | ready_to_enter | its buy was rejected, signal fresh | buy again | as above |
/// | incomplete_entry | no current entry signal | as ready_to_enter | same |
/// | incomplete_entry | current, fresh, a step or more missing | buy the rest | ready_to_exit, same |
/// | incomplete_entry | current, otherwise | cancel, accept, drop the signal | as ready_to_exit |
/// | ready_to_exit | no exit signal | none | same |
/// | ready_to_exit | exit signal | it waits for its time | same |
/// | ready_to_exit | its time came, or the price falls | sell all | ready_to_enter, incomplete_exit |
/// | incomplete_exit | fewer than 3 divergences | hold the rest, 60 min | as ready_to_exit |
/// | incomplete_exit | 3 divergences | sell the rest | ready_to_enter, same |
/// | any | an order without an end for 30 s | ask for its status | same |
///
/// A signal is fresh for 60 minutes and up to 1.01 times its price. Only minutes and fills bring
/// new orders: one that was rejected is not sent again at once.
struct Portfolio: Hashable, Sendable, Codable {
    let instrument: InstrumentID
    let book: Book
    /// The place of its rule in the strategy's schema.
    let rule: UInt8
    /// What the strategy said last.
    var minute: PortfolioMinute
    /// The decision that the last minute's signal follows from; 0 for none.
    var decision: UInt64 = 0
    var lastAction: Action?
    var entry: EntrySignal?
    var exit: ExitSignal?
    var risk = TechnicalRisk()
    /// The venue's.
    var history = TradeHistory()
    /// What happened to its orders since the last pass.
    var news: Occasion?
    /// The status of an order was asked for, and nobody answered.
    var isUnknown = false
    /// No pass before it, while halted.
    var waitsUntil = Nanoseconds(.min)
    private var nextQuery: Nanoseconds?
    /// The state of the last pass.
    private(set) var told: PortfolioState?
    private var saidDifference = false

    init(instrument: InstrumentID, book: Book, rule: UInt8, minute: PortfolioMinute) {
        self.instrument = instrument
        self.book = book
        self.rule = rule
        self.minute = minute
    }

    enum Action: UInt8, Hashable, Sendable, Codable { case entry, exit }

    /// An entry that is being bought.
    struct EntrySignal: Hashable, Sendable, Codable {
        var time: Nanoseconds
        var price: Price
        /// What is to be held, size units.
        var target: Int64
        var decision: UInt64
        /// The id of the last order for it.
        var order: CommandID?
    }

    /// An exit that waits for its time, or is being sold.
    struct ExitSignal: Hashable, Sendable, Codable {
        var time: Nanoseconds
        var due: Nanoseconds
        var decision: UInt64
        /// When it was first acted on.
        var soldAt: Nanoseconds?
    }

    /// What a pass comes with.
    enum Occasion: UInt8, Hashable, Sendable, Codable { case minute, fill, order }

    /// What a pass wants done, in order.
    enum Order: Hashable, Sendable {
        case buy(Int64, signal: Nanoseconds)
        case sell(Int64, signal: Nanoseconds)
        case cancel(UInt64)
        case say(PortfolioNote)
    }

    var rules: PortfolioRules { minute.rules }
}

extension Portfolio {
    /// The state that the venue's facts and the signals make.
    func state(_ view: PortfolioView) -> PortfolioState {
        if view.orders.isEmpty {
            if view.isDust(rules) { return .readyToEnter }
            if view.share >= rules.fullShare { return .readyToExit }
        }
        return exit == nil ? .incompleteEntry : .incompleteExit
    }

    /// A pass of the loop.
    mutating func step(_ view: PortfolioView) -> [Order] {
        var orders = ask(view)
        compare(view, &orders)
        noteExit(view)
        var state = state(view)
        if lastAction == .exit, state == .incompleteEntry {
            lastAction = nil
            state = .readyToEnter
            orders.append(.say(.pingPong))
        }
        if state != told {
            told = state
            orders.append(.say(.none))
        }
        guard view.time >= waitsUntil else { return orders }
        if let note = halt {
            waitsUntil = view.time + rules.healthInterval
            orders.append(.say(note))
            return orders
        }
        if isUnknown || view.isUnderWay(rules) { return orders }
        act(state, view, &orders)
        return orders
    }

    /// The status of an order is not known, or requests failed.
    var isAsking: Bool { isUnknown || nextQuery != nil || risk.errors > 0 }

    /// A beat of the clock: only the status of orders and the venue's health are asked for.
    mutating func beat(_ view: PortfolioView) -> [Order] { ask(view) }

    private var halt: PortfolioNote? {
        if risk.isHalted(rules) { return .haltedByErrors }
        return minute.isHalted ? .haltedByPrices : nil
    }

    /// The venue answered an order.
    mutating func wasAnswered() -> [Order] {
        risk.succeeded(rules).map { [.say($0)] } ?? []
    }

    /// Asks for the status of an order without an end, once in a while, and after health.
    private mutating func ask(_ view: PortfolioView) -> [Order] {
        var found: [Order] = []
        if risk.isHealthDue(at: view.time, rules), view.isAnswering {
            found += wasAnswered()
        }
        guard view.isOverdue(rules) else {
            isUnknown = false
            nextQuery = nil
            return found
        }
        if let next = nextQuery, view.time < next { return found }
        nextQuery = view.time + rules.orderTimeout
        let wasUnknown = isUnknown
        isUnknown = !view.isAnswering
        if isUnknown, !wasUnknown { found.append(.say(.unknownStatus)) }
        if !isUnknown {
            found += wasAnswered()
        } else if let note = risk.failed(at: view.time, rules) {
            found.append(.say(note))
        }
        return found
    }

    /// Says that trades and balance differ, once until they agree again.
    private mutating func compare(_ view: PortfolioView, _ orders: inout [Order]) {
        history.forget(before: view.time - rules.lookback)
        let sum = history.position(lot: view.step).balance
        let differs = TradeHistory.differ(sum, view.position, lot: view.step)
        if differs, !saidDifference { orders.append(.say(.balanceDiffers)) }
        saidDifference = differs
    }

    /// An exit signal is current from its minute on, where there is something to leave; a later
    /// one does not move it.
    private mutating func noteExit(_ view: PortfolioView) {
        guard view.occasion == .minute, minute.isExit, exit == nil,
            !view.isDust(rules) || !view.orders.isEmpty
        else { return }
        exit = ExitSignal(
            time: minute.time, due: minute.exitTime ?? minute.time, decision: decision)
    }
}
