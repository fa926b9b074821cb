import Market
public import Records

/// The same history decided by two settings: what only one of them did.
public struct WhatIf: Sendable {
    /// One of the two.
    public struct Side: Sendable {
        /// What it is called: `as given`, or the settings that differ.
        public var name: String
        /// What it came to.
        public var result: BacktestResult

        /// Names a result.
        public init(_ name: String, _ result: BacktestResult) {
            self.name = name
            self.result = result
        }
    }

    /// Two trades or orders that began alike and went otherwise.
    public struct Changed<Line: Sendable>: Sendable {
        /// As the first settings had it.
        public var before: Line
        /// As the second had it.
        public var after: Line
    }

    /// The first settings.
    public let before: Side
    /// The others.
    public let after: Side
    /// Signals that only the first, only the second had.
    public let signals: (before: [SignalLine], after: [SignalLine])
    /// Orders that only the first, only the second had: entries, exits, and the legs of brackets.
    public let orders: (before: [OrderLine], after: [OrderLine])
    /// Orders that both had, with another price, size, fill, change or end. A leg is the same one
    /// when it is the same leg of the same entry.
    public let changedOrders: [Changed<OrderLine>]
    /// Trades that only the first, only the second had.
    public let trades: (before: [DatedTrade], after: [DatedTrade])
    /// Trades that both began, with another size, end or profit.
    public let changed: [Changed<DatedTrade>]
    let setup: BacktestSetup

    /// Compares two results of the same inputs.
    public init(_ before: Side, _ after: Side, _ setup: BacktestSetup) {
        self.before = before
        self.after = after
        self.setup = setup
        let (one, two) = (before.result, after.result)
        let signals = Matched(one.signals, two.signals) { SignalKey($0) }
        self.signals = (signals.before, signals.after)
        let (first, second) = (OrderKeys(one.orders), OrderKeys(two.orders))
        let orders = Matched(
            one.orders.map { (first[$0], $0) }, two.orders.map { (second[$0], $0) })
        self.orders = (orders.before, orders.after)
        changedOrders = orders.both.filter { !$0.0.went(as: $0.1) }.map {
            Changed(before: $0.0, after: $0.1)
        }
        let trades = Matched(one.trades, two.trades) { TradeKey($0.trade) }
        self.trades = (trades.before, trades.after)
        changed = trades.both.filter { Self.differ($0.0, $0.1) }.map {
            Changed(before: $0.0, after: $0.1)
        }
    }

    private static func differ(_ one: DatedTrade, _ other: DatedTrade) -> Bool {
        one.trade.exitTime != other.trade.exitTime || one.profit != other.profit
            || one.trade.quantity != other.trade.quantity
            || one.trade.reason != other.trade.reason
    }

    /// Nothing differs.
    public var isEmpty: Bool {
        signals.before.isEmpty && signals.after.isEmpty && orders.before.isEmpty
            && orders.after.isEmpty && changedOrders.isEmpty && trades.before.isEmpty
            && trades.after.isEmpty && changed.isEmpty
    }
}

/// Lines of two lists, the first of a key in one with the first of it in the other.
private struct Matched<Line> {
    /// What has no partner.
    private(set) var before: [Line] = []
    private(set) var after: [Line] = []
    /// What both have, in the order of the first list.
    private(set) var both: [(Line, Line)] = []

    init<Key: Hashable>(_ before: [Line], _ after: [Line], _ key: (Line) -> Key) {
        self.init(before.map { (key($0), $0) }, after.map { (key($0), $0) })
    }

    init<Key: Hashable>(_ before: [(Key, Line)], _ after: [(Key, Line)]) {
        var partners: [Key: [Int]] = [:]
        for place in after.indices.reversed() {
            partners[after[place].0, default: []].append(place)
        }
        var isTaken = Array(repeating: false, count: after.count)
        for (key, line) in before {
            guard let place = partners[key]?.popLast() else {
                self.before.append(line)
                continue
            }
            isTaken[place] = true
            both.append((line, after[place].1))
        }
        self.after = after.indices.filter { !isTaken[$0] }.map { after[$0].1 }
    }
}

private struct SignalKey: Hashable {
    var time: Nanoseconds
    var instrument: InstrumentID
    var book: Book
    var rule: UInt8
    var key: UInt16
    var direction: Direction

    init(_ line: SignalLine) {
        (time, instrument, book) = (line.time, line.instrument, line.book)
        (rule, key, direction) = (line.rule, line.key, line.direction)
    }
}

/// Which order it is, whatever became of it: its number is another one in another run.
private struct OrderKey: Hashable {
    /// When it was taken; of a leg, when its entry was.
    var created: Nanoseconds
    var instrument: InstrumentID
    var book: Book
    var leg: OrderLeg
    var side: OrderSide
    /// What the entry of a leg was.
    var entry: OrderLeg?
}

/// The keys of a list of orders.
private struct OrderKeys {
    private var entries: [UInt64: OrderLine] = [:]

    init(_ orders: [OrderLine]) {
        let parents = Set(orders.lazy.map(\.parent))
        for order in orders where parents.contains(order.number) { entries[order.number] = order }
    }

    subscript(_ line: OrderLine) -> OrderKey {
        let entry = entries[line.parent]
        return OrderKey(
            created: entry?.created ?? line.created, instrument: line.instrument, book: line.book,
            leg: line.leg, side: line.side, entry: entry?.leg)
    }
}

extension OrderLine {
    /// The same became of both.
    fileprivate func went(as other: OrderLine) -> Bool {
        terms == other.terms && changes == other.changes && filled == other.filled
            && average == other.average && state == other.state && text == other.text
    }
}

private struct TradeKey: Hashable {
    var entryTime: Nanoseconds
    var instrument: InstrumentID
    var book: Book
    var direction: Direction

    init(_ trade: ClosedTrade) {
        (entryTime, instrument) = (trade.entryTime, trade.instrument)
        (book, direction) = (trade.book, trade.direction)
    }
}
