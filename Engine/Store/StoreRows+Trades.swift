public import Market
public import Records

/// A closed trade: from flat to flat.
public struct TradeRow: Hashable, Sendable {
    /// The account it belongs to.
    public var account: String
    /// What was traded.
    public var instrument: InstrumentID
    /// Its number in the account and instrument, from 1.
    public var number: UInt64
    /// Long bought first, short sold first.
    public var side: Direction
    /// The largest position, size units.
    public var quantity: Size
    /// First fill.
    public var opened: Nanoseconds
    /// Last fill.
    public var closed: Nanoseconds
    /// Mean price of the entries, real price.
    public var entry: Double
    /// Mean price of the exits, real price.
    public var exit: Double
    /// Before fees, 1e-9 USD.
    public var profitNanos: Int64
    /// Fees, 1e-9 USD.
    public var feeNanos: Int64
    /// What ended it: `target`, `stop`, `session` and so on.
    public var reason: String
    /// Number of the decision it follows from, where there is one.
    public var decision: UInt64?
    /// Sequence of the input that ended it.
    public var cause: UInt64

    /// Puts a row together.
    public init(
        account: String, instrument: InstrumentID, number: UInt64, side: Direction,
        quantity: Size, opened: Nanoseconds, closed: Nanoseconds, entry: Double, exit: Double,
        profitNanos: Int64, feeNanos: Int64, reason: String = "", decision: UInt64? = nil,
        cause: UInt64
    ) {
        self.account = account
        self.instrument = instrument
        self.number = number
        self.side = side
        self.quantity = quantity
        self.opened = opened
        self.closed = closed
        self.entry = entry
        self.exit = exit
        self.profitNanos = profitNanos
        self.feeNanos = feeNanos
        self.reason = reason
        self.decision = decision
        self.cause = cause
    }
}

/// A position as it stands: the row is replaced with each change, never by an older one.
public struct PositionRow: Hashable, Sendable {
    /// The account it belongs to.
    public var account: String
    /// What is held.
    public var instrument: InstrumentID
    /// When it last changed.
    public var time: Nanoseconds
    /// Size units, below zero when short, zero when flat.
    public var quantity: Size
    /// Mean price of what is open, real price; `nil` when flat.
    public var entry: Double?
    /// Realized before fees since the account's start, 1e-9 USD.
    public var realizedNanos: Int64
    /// Sequence of the input that changed it last.
    public var cause: UInt64

    /// Puts a row together.
    public init(
        account: String, instrument: InstrumentID, time: Nanoseconds, quantity: Size,
        entry: Double?, realizedNanos: Int64, cause: UInt64
    ) {
        self.account = account
        self.instrument = instrument
        self.time = time
        self.quantity = quantity
        self.entry = entry
        self.realizedNanos = realizedNanos
        self.cause = cause
    }
}

/// A row that no record of the log holds as such, given one by one.
public enum StoreRow: Hashable, Sendable {
    case setting(SettingRow)
    case event(EventRow)
    case digest(DigestRow)
    case order(OrderRow)
    case fill(FillRow)
    case trade(TradeRow)
    case position(PositionRow)
}
