public import Market

/// Something that changed in trading: what clients are told.
public enum TradingEvent: Hashable, Sendable, Codable {
    /// An order was taken, changed or ended.
    case order(OrderRecord)
    /// A part of an order was filled.
    case fill(FillRecord)
    /// A trade ended.
    case trade(ClosedTradeRecord)
    /// A position changed.
    case position(PositionRecord)
    /// The account changed.
    case account(AccountRecord)
    /// The trading session changed.
    case session(TradingSessionRecord)

    /// Reads a record; `nil` when it is none of trading or damaged.
    public init?(_ slots: UnsafeBufferPointer<OutputSlot>) {
        let event: TradingEvent? =
            switch slots.first?.kind {
            case .order: OrderRecord(slots).map { .order($0) }
            case .fill: FillRecord(slots).map { .fill($0) }
            case .trade: ClosedTradeRecord(slots).map { .trade($0) }
            case .position: PositionRecord(slots).map { .position($0) }
            case .account: AccountRecord(slots).map { .account($0) }
            case .session: TradingSessionRecord(slots).map { .session($0) }
            default: nil
            }
        guard let event else { return nil }
        self = event
    }

    /// What it is about, or `InstrumentID.all`.
    public var instrument: InstrumentID {
        switch self {
        case .order(let record): record.order.instrument
        case .fill(let record): record.fill.instrument
        case .trade(let record): record.trade.instrument
        case .position(let record): record.position.instrument
        case .account, .session: .all
        }
    }

    /// When it happened.
    public var time: Nanoseconds {
        switch self {
        case .order(let record): record.time
        case .fill(let record): record.time
        case .trade(let record): record.time
        case .position(let record): record.time
        case .account(let record): record.time
        case .session(let record): record.time
        }
    }

    /// Its number among the reports of the account, from 1; `nil` for what is no order or fill.
    public var report: UInt64? {
        switch self {
        case .order(let record): record.report
        case .fill(let record): record.report
        case .trade, .position, .account, .session: nil
        }
    }

    /// Sequence of the input that caused it.
    public var cause: UInt64 {
        switch self {
        case .order(let record): record.cause
        case .fill(let record): record.cause
        case .trade(let record): record.cause
        case .position(let record): record.cause
        case .account(let record): record.cause
        case .session(let record): record.cause
        }
    }
}

/// What stands in trading: the fold of its events, the same in the engine and in a client.
public struct TradingBook: Hashable, Sendable, Codable {
    /// Orders that ended, fills and trades kept of each unless said otherwise.
    public static let kept = 4096

    /// Orders that are not done, by number.
    public private(set) var orders: [OrderRecord] = []
    /// The last orders that ended, oldest first.
    public private(set) var ended: [OrderRecord] = []
    /// The last fills, oldest first.
    public private(set) var fills: [FillRecord] = []
    /// The last trades that ended, oldest first.
    public private(set) var trades: [ClosedTradeRecord] = []
    /// Positions that are open, by instrument and book.
    public private(set) var positions: [PositionRecord] = []
    /// The account; `nil` before its first record.
    public private(set) var account: AccountRecord?
    /// The session; `nil` before its first record.
    public private(set) var session: TradingSessionRecord?
    private let limit: Int

    /// Nothing happened.
    ///
    /// - Parameter keeping: how many ended orders, fills and trades are kept of each.
    public init(keeping limit: Int = TradingBook.kept) {
        precondition(limit > 0, "at least 1 of each is kept, got \(limit)")
        self.limit = limit
    }

    /// Takes an event in.
    public mutating func fold(_ event: TradingEvent) {
        switch event {
        case .order(let record): fold(record)
        case .fill(let record): Self.keep(record, in: &fills, limit)
        case .trade(let record): Self.keep(record, in: &trades, limit)
        case .position(let record): fold(record)
        case .account(let record): account = record
        case .session(let record): session = record
        }
    }

    private mutating func fold(_ record: OrderRecord) {
        let number = record.order.number
        let place = place(of: number)
        if place < orders.count, orders[place].order.number == number {
            orders.remove(at: place)
        }
        if record.order.state.isDone {
            Self.keep(record, in: &ended, limit)
        } else {
            orders.insert(record, at: place)
        }
    }

    /// The place of the first order of that number or a higher one.
    private func place(of number: UInt64) -> Int {
        var (low, high) = (0, orders.count)
        while low < high {
            let middle = (low + high) / 2
            if orders[middle].order.number < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func fold(_ record: PositionRecord) {
        let key = Self.key(record.position)
        let place = positions.firstIndex { Self.key($0.position) >= key } ?? positions.count
        if place < positions.count, Self.key(positions[place].position) == key {
            positions.remove(at: place)
        }
        if !record.position.isFlat { positions.insert(record, at: place) }
    }

    private static func key(_ position: Position) -> UInt64 {
        UInt64(position.instrument.rawValue) << 8 | UInt64(position.book.rawValue)
    }

    /// Twice as many are kept for a while, so that each is moved once.
    private static func keep<Record>(_ record: Record, in list: inout [Record], _ limit: Int) {
        list.append(record)
        if list.count >= 2 * limit { list.removeFirst(list.count - limit) }
    }
}
