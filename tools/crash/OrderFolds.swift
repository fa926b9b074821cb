import ClientKit
import Market
import Records

/// Orders, fills and money as the records say, folded into sums that have to agree.
struct OrderFolds {
    private struct Place: Hashable {
        var instrument: InstrumentID
        var book: Book
    }

    /// What fills add up to.
    private struct Sum {
        var quantity: Int64 = 0
        /// Price units times size units, below zero for what was bought.
        var cash: Int128 = 0
    }

    private let facts: [Instrument]
    private var sums: [Place: Sum] = [:]
    private var positions: [Place: Position] = [:]
    /// Orders by hand by the id of the command that sent them; the legs of brackets left out.
    private var orders: [CommandID: UInt64] = [:]
    private var filled: [UInt64: Int64] = [:]
    private var commission = Money.zero
    private var account = Account()
    private var reports: UInt64 = 0
    private(set) var fills: UInt64 = 0
    private var fault: String?

    var orderCount: Int { orders.count }

    init(_ facts: [Instrument]) { self.facts = facts }

    /// Takes whole records.
    mutating func take(_ slots: UnsafeBufferPointer<OutputSlot>) {
        var index = 0
        while index < slots.count {
            let size = max(1, slots[index].slots)
            let record = UnsafeBufferPointer(rebasing: slots[index..<index + size])
            if let event = TradingEvent(record) { take(event) }
            index += size
        }
    }

    private mutating func take(_ event: TradingEvent) {
        switch event {
        case .order(let record): take(record)
        case .fill(let record): take(record)
        case .position(let record):
            let position = record.position
            positions[Place(instrument: position.instrument, book: position.book)] = position
        case .account(let record): account = record.account
        case .trade, .session: break
        }
    }

    private mutating func take(_ record: OrderRecord) {
        count(record.report)
        let order = record.order
        if order.filled.rawValue != filled[order.number, default: 0] {
            note(
                "order \(order.number) has \(order.filled.rawValue) filled, its fills are "
                    + "\(filled[order.number, default: 0])")
        }
        guard order.book == .manual, order.leg == .single || order.leg == .entry else { return }
        if let other = orders.updateValue(order.number, forKey: order.id), other != order.number {
            note("orders \(other) and \(order.number) have the id \(order.id)")
        }
    }

    private mutating func take(_ record: FillRecord) {
        count(record.report)
        fills += 1
        let fill = record.fill
        if fill.number != fills { note("fill \(fill.number) is the \(fills)th") }
        let place = Place(instrument: fill.instrument, book: fill.book)
        let signed = fill.side.sign * fill.size.rawValue
        sums[place, default: Sum()].quantity += signed
        sums[place, default: Sum()].cash -= Int128(fill.price.rawValue) * Int128(signed)
        filled[fill.order, default: 0] += fill.size.rawValue
        commission += fill.commission
        if fill.position != sums[place]?.quantity {
            note(
                "fill \(fill.number) says \(fill.position) are held, all fills say "
                    + "\(sums[place]?.quantity ?? 0)")
        }
    }

    private mutating func count(_ report: UInt64) {
        reports += 1
        if report != reports { note("report \(report) is the \(reports)th") }
    }

    private mutating func note(_ text: String) { fault = fault ?? text }

    /// Compares with the answers that clients had: of each accepted order there is one, and no
    /// other; positions and cash are the sums of the fills.
    func check(_ done: [(ask: Ask, answer: CommandAnswer)]) throws(Violation) {
        if let fault { throw Violation(fault) }
        var answered = 0
        for (ask, answer) in done {
            guard case .submit = ask.command else { continue }
            answered += 1
            guard orders[ask.id] == answer.subject else {
                throw Violation(
                    "\(ask.id) was answered with order \(answer.subject), the records have "
                        + "\(orders[ask.id].map { "\($0)" } ?? "none")")
            }
        }
        guard answered == orders.count else {
            throw Violation("\(orders.count) orders, \(answered) accepted commands")
        }
        var realised = Money.zero
        for (place, sum) in sums {
            let position = positions[place]
            guard position?.quantity == sum.quantity else {
                throw Violation(
                    "position \(position?.quantity ?? 0) of \(place.instrument.rawValue), fills "
                        + "\(sum.quantity)")
            }
            let cost = position.map { $0.quantity > 0 ? $0.cost : -$0.cost } ?? 0
            realised += facts[Int(place.instrument.rawValue)].worth(product: sum.cash + cost)
        }
        guard account.realised == realised, account.commission == commission else {
            throw Violation(
                "the account realised \(account.realised) and paid \(account.commission), the "
                    + "fills make \(realised) and \(commission)")
        }
    }
}
