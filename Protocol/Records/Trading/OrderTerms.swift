public import Market

/// Which way an order goes.
@frozen
public enum OrderSide: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    case buy = 0
    case sell = 1

    /// The name used in commands and output: `buy`, `sell`.
    public var name: String { self == .buy ? "buy" : "sell" }

    /// What a fill adds to a position: 1 or -1.
    @inlinable public var sign: Int64 { self == .buy ? 1 : -1 }

    /// The other side.
    @inlinable public var opposite: OrderSide { self == .buy ? .sell : .buy }
}

/// When an order may be filled, and at which price.
@frozen
public enum OrderType: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// At the next trade.
    case market = 0
    /// At its limit or better.
    case limit = 1
    /// A market order once its stop is traded at or beyond.
    case stop = 2
    /// A limit order once its stop is traded at or beyond.
    case stopLimit = 3

    /// The name used in commands and output: `market`, `limit`, `stop`, `stop-limit`.
    public var name: String {
        switch self {
        case .market: "market"
        case .limit: "limit"
        case .stop: "stop"
        case .stopLimit: "stop-limit"
        }
    }

    /// It names a limit.
    @inlinable public var hasLimit: Bool { self == .limit || self == .stopLimit }

    /// It names a stop.
    @inlinable public var hasStop: Bool { self == .stop || self == .stopLimit }
}

/// How long an order stands.
@frozen
public enum TimeInForce: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// Until its session ends.
    case day = 0
    /// Until it is filled or cancelled.
    case untilCancelled = 1

    /// The name used in commands and output: `day`, `gtc`.
    public var name: String { self == .day ? "day" : "gtc" }
}

/// The two orders that close what an entry opened; the fill of one cancels the other.
public struct Bracket: Hashable, Sendable, Codable, BitwiseCopyable {
    /// Where the loss ends: a stop order, whole ticks.
    public var stop: Price
    /// Where the profit is taken: a limit order, whole ticks.
    public var target: Price

    /// Puts a bracket together.
    public init(stop: Price, target: Price) {
        self.stop = stop
        self.target = target
    }
}

/// What somebody asks to be bought or sold, and how.
public struct OrderTerms: Hashable, Sendable, Codable {
    /// Which way.
    public var side: OrderSide
    /// When it may be filled.
    public var type: OrderType
    /// How much, size units above zero.
    public var quantity: Size
    /// The worst price of a limit or stop-limit order, whole ticks.
    public var limit: Price?
    /// The price that wakes a stop or stop-limit order, whole ticks.
    public var stop: Price?
    /// How long it stands.
    public var force = TimeInForce.day
    /// The orders that are to work once it is filled.
    public var bracket: Bracket?
    /// The id of an order that goes when this one is filled, and the other way round.
    public var partner: CommandID?

    /// Puts terms together; nothing is checked.
    public init(
        side: OrderSide, type: OrderType, quantity: Size, limit: Price? = nil,
        stop: Price? = nil, force: TimeInForce = .day, bracket: Bracket? = nil,
        partner: CommandID? = nil
    ) {
        self.side = side
        self.type = type
        self.quantity = quantity
        self.limit = limit
        self.stop = stop
        self.force = force
        self.bracket = bracket
        self.partner = partner
    }

    /// What is missing or too much, whatever the instrument; `nil` for terms of the right shape.
    public var fault: String? {
        if type.hasLimit != (limit != nil) {
            return "a \(type.name) order \(type.hasLimit ? "needs a" : "has no") limit price"
        }
        if type.hasStop != (stop != nil) {
            return "a \(type.name) order \(type.hasStop ? "needs a" : "has no") stop price"
        }
        if bracket != nil, partner != nil { return "a bracket has no other partner" }
        return nil
    }
}

/// What of an order's terms is to be others; `nil` leaves a term as it is.
public struct OrderChange: Hashable, Sendable, Codable {
    /// The whole quantity, what is filled included.
    public var quantity: Size?
    /// The limit.
    public var limit: Price?
    /// The stop.
    public var stop: Price?

    /// Puts a change together.
    public init(quantity: Size? = nil, limit: Price? = nil, stop: Price? = nil) {
        self.quantity = quantity
        self.limit = limit
        self.stop = stop
    }
}

/// How an order is named: by the number the engine gave it, or by the id of the command that
/// sent it.
public enum OrderName: Hashable, Sendable {
    case number(UInt64)
    case id(CommandID)
}
