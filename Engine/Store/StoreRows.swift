public import Market
public import Records

/// One setting as somebody gave it: who asks `value` of `key` gets the row with the largest cause.
public struct SettingRow: Hashable, Sendable {
    /// Sequence of the input that gave it; with scope and key it names the row.
    public var cause: UInt64
    /// What it holds for: `engine`, a strategy's name, `SPY`, `SPY.sef`.
    public var scope: String
    /// The setting's name, as in the configuration.
    public var key: String
    /// Its value, as written.
    public var value: String
    /// When it was given.
    public var time: Nanoseconds
    /// Who gave it; may be empty.
    public var by: String
    /// It was taken back: the value is the one that holds instead.
    public var isDefault: Bool

    /// Puts a row together.
    public init(
        cause: UInt64, scope: String, key: String, value: String, time: Nanoseconds,
        by: String = "", isDefault: Bool = false
    ) {
        self.by = by
        self.isDefault = isDefault
        self.cause = cause
        self.scope = scope
        self.key = key
        self.value = value
        self.time = time
    }
}

/// Something that happened: an alert, a halt, a feed gap, a naked POC.
public struct EventRow: Hashable, Sendable {
    /// Sequence of the input that caused it; with kind, instrument and subject it names the row.
    public var cause: UInt64
    /// What kind of event: one word or more joined by `_`.
    public var kind: String
    /// The instrument it is about; `nil` for the engine as a whole.
    public var instrument: InstrumentID?
    /// Which of several: a date, an alert's id; may be empty.
    public var subject: String
    /// Event time.
    public var time: Nanoseconds
    /// More about it, as a JSON object; may be empty.
    public var detail: String

    /// Puts a row together.
    public init(
        cause: UInt64, kind: String, instrument: InstrumentID?, subject: String = "",
        time: Nanoseconds, detail: String = ""
    ) {
        self.cause = cause
        self.kind = kind
        self.instrument = instrument
        self.subject = subject
        self.time = time
        self.detail = detail
    }
}

/// A digest of a stream of records as it stood before an input.
public struct DigestRow: Hashable, Sendable {
    /// The instrument; `nil` for the engine as a whole.
    public var instrument: InstrumentID?
    /// The stream's number, as in `DigestRecord`; 0 for all together.
    public var stream: UInt8
    /// Sequence of the input.
    public var cause: UInt64
    /// The digest.
    public var digest: UInt64
    /// Event time.
    public var time: Nanoseconds

    /// Puts a row together.
    public init(
        instrument: InstrumentID?, stream: UInt8, cause: UInt64, digest: UInt64,
        time: Nanoseconds
    ) {
        self.instrument = instrument
        self.stream = stream
        self.cause = cause
        self.digest = digest
        self.time = time
    }
}

/// An order as it stands: the row is replaced with each change, never by an older one.
public struct OrderRow: Hashable, Sendable {
    /// The client's id of it, unique for ever.
    public var id: String
    /// The account it trades for.
    public var account: String
    /// What it trades.
    public var instrument: InstrumentID
    /// Long buys, short sells.
    public var side: Direction
    /// `market`, `limit`, `stop` and so on.
    public var kind: String
    /// Ordered, size units.
    public var quantity: Size
    /// Filled so far, size units.
    public var filled: Size
    /// The limit, price units, where it has one.
    public var limit: Price?
    /// The stop, price units, where it has one.
    public var stop: Price?
    /// `working`, `filled`, `cancelled`, `refused` and so on.
    public var state: String
    /// Why it is in that state; may be empty.
    public var reason: String
    /// Number of the decision it follows from, where there is one.
    public var decision: UInt64?
    /// When it was given.
    public var created: Nanoseconds
    /// When it last changed.
    public var changed: Nanoseconds
    /// Sequence of the input that changed it last.
    public var cause: UInt64

    /// Puts a row together.
    public init(
        id: String, account: String, instrument: InstrumentID, side: Direction, kind: String,
        quantity: Size, filled: Size, limit: Price? = nil, stop: Price? = nil, state: String,
        reason: String = "", decision: UInt64? = nil, created: Nanoseconds, changed: Nanoseconds,
        cause: UInt64
    ) {
        self.id = id
        self.account = account
        self.instrument = instrument
        self.side = side
        self.kind = kind
        self.quantity = quantity
        self.filled = filled
        self.limit = limit
        self.stop = stop
        self.state = state
        self.reason = reason
        self.decision = decision
        self.created = created
        self.changed = changed
        self.cause = cause
    }
}

/// One fill of an order.
public struct FillRow: Hashable, Sendable {
    /// The venue's id of it, unique for ever.
    public var id: String
    /// The order's id.
    public var order: String
    /// The account it belongs to.
    public var account: String
    /// What was traded.
    public var instrument: InstrumentID
    /// Event time.
    public var time: Nanoseconds
    /// Long bought, short sold.
    public var side: Direction
    /// Price units.
    public var price: Price
    /// Size units.
    public var quantity: Size
    /// Fees, 1e-9 USD.
    public var feeNanos: Int64
    /// Sequence of the input that caused it.
    public var cause: UInt64

    /// Puts a row together.
    public init(
        id: String, order: String, account: String, instrument: InstrumentID, time: Nanoseconds,
        side: Direction, price: Price, quantity: Size, feeNanos: Int64, cause: UInt64
    ) {
        self.id = id
        self.order = order
        self.account = account
        self.instrument = instrument
        self.time = time
        self.side = side
        self.price = price
        self.quantity = quantity
        self.feeNanos = feeNanos
        self.cause = cause
    }
}
