import Market
import Records

@testable import Trading

/// Positions and money as a plain list of cash flows, exact: what fills say and nothing else.
struct ReferenceModel {
    /// What was bought and sold of one instrument since the start and since it was flat.
    struct Flow {
        var quantity: Int64 = 0
        /// Money that flowed, price units times size units, below zero for what was bought.
        var cash: Int128 = 0
        var sinceFlat: Int128 = 0
        var largest: Int64 = 0
        var commission = Money.zero
        var fills = 0
    }

    let facts: [Instrument]
    var flows: [Flow]
    var commission = Money.zero
    var ended = 0
    /// Differences found, in words.
    var faults: [String] = []

    init(_ instruments: [Instrument]) {
        facts = instruments
        flows = Array(repeating: Flow(), count: instruments.count)
    }

    mutating func take(_ event: TradingEvent) {
        switch event {
        case .fill(let record): take(record.fill)
        case .trade(let record): compare(record.trade)
        case .position(let record): compare(record.position)
        default: break
        }
    }

    private mutating func take(_ fill: Fill) {
        let place = Int(fill.instrument.rawValue)
        let signed = fill.side.sign * fill.size.rawValue
        let product = Int128(fill.price.rawValue) * Int128(signed)
        let before = flows[place].quantity
        let after = before + signed
        if before == 0 { flows[place].sinceFlat = 0 }
        flows[place].quantity = after
        flows[place].cash -= product
        commission += fill.commission
        // A fill that turns a position round closes one trade and begins another.
        if before != 0, after != 0, (before > 0) != (after > 0) {
            endOfTrade = flows[place].sinceFlat + Int128(fill.price.rawValue) * Int128(before)
            flows[place].sinceFlat = -Int128(fill.price.rawValue) * Int128(after)
        } else {
            flows[place].sinceFlat -= product
            endOfTrade = flows[place].sinceFlat
        }
        check(
            fill.position == after, "fill \(fill.number): position \(fill.position), sum \(after)")
    }

    /// What flowed in the trade that the last fill may have ended.
    private var endOfTrade: Int128 = 0

    private mutating func compare(_ trade: ClosedTrade) {
        ended += 1
        let place = Int(trade.instrument.rawValue)
        let money = facts[place].worth(product: endOfTrade)
        // Sums are rounded to nano-dollars as a whole, not each by itself.
        let difference = (trade.gross - money).nanos.magnitude
        check(difference <= 1, "trade \(trade.number): \(trade.gross), fills \(money)")
        check(trade.number == UInt64(ended), "trade \(trade.number) is the \(ended)th")
    }

    private mutating func compare(_ position: Position) {
        let flow = flows[Int(position.instrument.rawValue)]
        check(
            position.quantity == flow.quantity,
            "position \(position.quantity), fills \(flow.quantity)")
        check(position.cost >= 0, "cost \(position.cost)")
    }

    /// Money and positions add up: start and flows are the balance and what is open.
    mutating func compare(_ account: Account, _ positions: [Position]) {
        check(account.commission == commission, "commission \(account.commission)")
        var realised = Money.zero
        for place in facts.indices {
            let open = positions.first { Int($0.instrument.rawValue) == place }
            check(
                open?.quantity ?? 0 == flows[place].quantity,
                "\(open?.quantity ?? 0) open of \(place), fills \(flows[place].quantity)")
            // Cash and what the open part cost are what closing brought.
            let cost = open.map { $0.quantity > 0 ? $0.cost : -$0.cost } ?? 0
            realised += facts[place].worth(product: flows[place].cash + cost)
        }
        check(account.realised == realised, "realised \(account.realised), fills \(realised)")
        let balance = account.start + realised - commission
        check(account.balance == balance, "balance \(account.balance), flows \(balance)")
    }

    private mutating func check(_ holds: Bool, _ text: String) {
        if !holds, faults.count < 10 { faults.append(text) }
    }
}

/// The life of each order, and what a client folds, against what the engine has.
struct OrderLives {
    private var orders: [UInt64: Order] = [:]
    private var ids: [CommandID: UInt64] = [:]
    private var report: UInt64 = 0
    var faults: [String] = []

    /// The rows of the table of `OrderState`.
    static let next: [OrderState: Set<OrderState>] = [
        .held: [.held, .pending, .working, .cancelled, .rejected],
        .pending: [.pending, .working, .rejected, .cancelling, .cancelled, .expired],
        .working: [.working, .filled, .cancelling, .cancelled, .expired],
        .cancelling: [.cancelling, .filled, .cancelled, .expired],
    ]
    static let first: Set<OrderState> = [.held, .pending, .working, .rejected]

    mutating func take(_ event: TradingEvent) {
        switch event {
        case .order(let record):
            report += 1
            check(record.report == report, "report \(record.report), expected \(report)")
            take(record.order)
        case .fill(let record):
            report += 1
            check(record.report == report, "report \(record.report), expected \(report)")
        default: break
        }
    }

    private mutating func take(_ order: Order) {
        let (filled, quantity) = (order.filled.rawValue, order.terms.quantity.rawValue)
        check(filled >= 0 && filled <= quantity, "order \(order.number): \(filled) of \(quantity)")
        check(
            (order.state == .filled) == (filled == quantity),
            "order \(order.number) is \(order.state), \(filled) of \(quantity)")
        if let before = orders[order.number] {
            let isRow = Self.next[before.state]?.contains(order.state) == true
            check(isRow, "order \(order.number): \(before.state) to \(order.state)")
            check(order.filled >= before.filled, "order \(order.number) lost a fill")
        } else {
            check(Self.first.contains(order.state), "order \(order.number) began \(order.state)")
        }
        orders[order.number] = order.state.isDone ? nil : order
    }

    /// What a client folds is what the engine has.
    mutating func compare(_ bench: TradingBench) {
        check(bench.book.orders.map(\.order) == bench.trading.orders, "the orders folded")
        let positions = Set(bench.book.positions.map(\.position))
        check(positions == Set(bench.trading.positions), "the positions folded")
        check(
            bench.book.session?.session == bench.trading.session, "the session folded")
        for order in bench.trading.orders where order.leg != .single && order.leg != .entry {
            let isHeld = order.state == .held
            let isOpen = bench.trading.positions.contains {
                $0.instrument == order.instrument && $0.book == order.book
                    && ($0.quantity > 0) == (order.terms.side == .sell)
            }
            check(isHeld || isOpen, "order \(order.number) closes nothing")
        }
    }

    private mutating func check(_ holds: Bool, _ text: String) {
        if !holds, faults.count < 10 { faults.append(text) }
    }
}
