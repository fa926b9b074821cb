public import Market
public import Records

/// What a strategy wants to be traded because of what it just decided.
///
/// It is a wish: whether and how much is traded is for the execution core to say, by its session,
/// its limits and what is open already.
public struct TradeIntent: Hashable, Sendable {
    /// What is wanted.
    public enum Action: Hashable, Sendable {
        /// Enter at the market, with a bracket round the fill.
        case enter(EntryPlan)
        /// Enter at a stated price; the strategy says itself when and at what price it leaves.
        case enterAt(StatedEntry)
        /// Leave what `enterAt` entered, at a stated price.
        case leaveAt(Price, ExitReason)
        /// Leave what an earlier decision entered, at the market; nothing when that is over.
        case leave(decision: UInt64, ExitReason)
        /// A minute of a strategy that builds a position in parts.
        case minute(PortfolioMinute)
    }

    /// The number of the evaluation it follows from; 0 where none was written.
    public var decision: UInt64
    /// The rule's place in the schema.
    public var rule: UInt8
    /// What of several the rule was applied to, such as a pattern.
    public var key: UInt16 = 0
    /// What the market was like, as the strategy numbers it; 255 for not said.
    public var regime: UInt8 = 255
    /// Which way.
    public var direction: Direction
    /// What is wanted.
    public var action: Action

    /// Puts an intent together.
    public init(
        decision: UInt64, rule: UInt8, key: UInt16 = 0, regime: UInt8 = 255,
        direction: Direction, action: Action
    ) {
        self.decision = decision
        self.rule = rule
        self.key = key
        self.regime = regime
        self.direction = direction
        self.action = action
    }
}

/// How much an entry is to buy or sell.
@frozen
public enum EntrySize: Hashable, Sendable {
    /// So many whole contracts, shares or coins.
    case whole(Int64)
    /// So many size units.
    case units(Size)
}

/// An entry at the market and what closes it.
public struct EntryPlan: Hashable, Sendable {
    /// How much.
    public var size: EntrySize
    /// Where the loss ends.
    public var stop: Price
    /// Where the profit is taken; `nil` where `reward` says it.
    public var target: Price?
    /// The target's distance from the fill in distances of the stop, rounded to the tick; for
    /// plans without `target`.
    public var reward = 1.5
    /// The least and the greatest distance of the stop from the fill, ticks; the stop is moved
    /// there. `nil` leaves it where it is.
    public var riskTicks: ClosedRange<Int64>?
    /// It is closed with its session; otherwise it goes on, stop and target too.
    public var endsWithSession = true
    /// The price at which the decision was made, where a fill is stated rather than traded.
    public var price: Price

    /// Puts a plan together.
    public init(
        size: EntrySize, price: Price, stop: Price, target: Price? = nil, reward: Double = 1.5,
        riskTicks: ClosedRange<Int64>? = nil
    ) {
        self.size = size
        self.price = price
        self.stop = stop
        self.target = target
        self.reward = reward
        self.riskTicks = riskTicks
    }
}

/// An entry whose fills the strategy states.
public struct StatedEntry: Hashable, Sendable {
    /// How much.
    public var size: EntrySize
    /// The price of the fill.
    public var price: Price
    /// Where the strategy will say it was stopped.
    public var stop: Price
    /// Where the strategy will say it took its profit.
    public var target: Price

    /// Puts an entry together.
    public init(size: EntrySize, price: Price, stop: Price, target: Price) {
        self.size = size
        self.price = price
        self.stop = stop
        self.target = target
    }
}

/// Where strategies put their intents: emptied by whoever drives them.
public struct IntentList: Sendable {
    /// The most intents of one call; more are a fault of the strategy.
    public static let limit = 16

    /// The intents, in the order in which they were wanted.
    public private(set) var items: [TradeIntent] = []

    /// No intents.
    public init() { items.reserveCapacity(Self.limit) }

    /// Adds one.
    public mutating func add(_ intent: TradeIntent) {
        precondition(items.count < Self.limit, "\(Self.limit) intents of one call at most")
        items.append(intent)
    }

    /// Forgets them.
    public mutating func removeAll() { items.removeAll(keepingCapacity: true) }
}
