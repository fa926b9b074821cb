public import Market
public import Records

/// When a resting limit order is filled at the paper venue.
@frozen
public enum FillModel: UInt8, Sendable, CaseIterable, Codable {
    /// By the first trade at its limit or beyond.
    case touch = 0
    /// By the first trade beyond its limit.
    case through = 1
    /// Once what was quoted at its limit before it has traded, or by a trade beyond it; where no
    /// quotes are known, as `through`.
    case queue = 2

    /// The name used in the configuration.
    public var name: String { "\(self)" }
}

/// How the paper venue treats orders, to rehearse a bad day.
@frozen
public enum VenueTemper: UInt8, Sendable, CaseIterable, Codable {
    /// It fills what its fill model says.
    case fair = 0
    /// It fills at most the size of the trade that fills.
    case partial = 1
    /// It takes orders and fills none.
    case stingy = 2
    /// It refuses new orders.
    case rejecting = 3
    /// It answers nothing: orders and cancels stay on their way.
    case silent = 4

    /// The name used in the configuration: the case's.
    public var name: String { "\(self)" }
}

/// How the paper venue fills.
public struct PaperSettings: Hashable, Sendable, Codable {
    /// When resting limit orders are filled.
    public var model = FillModel.touch
    /// How it treats orders.
    public var temper = VenueTemper.fair
    /// From the order to the venue, and from the cancel.
    public var latency = Nanoseconds.zero
    /// How much worse than the trade market and stop orders are filled, ticks.
    public var slippage: Int64 = 1
    /// How much worse than their limit targets are filled, ticks.
    public var targetSlippage: Int64 = 0
    /// For each side, and each whole contract, share or coin.
    public var commission = Money.zero

    /// A fair venue without latency or commission, one tick of slippage.
    public init() {}
}

/// What no order may pass.
public struct OrderLimits: Hashable, Sendable, Codable {
    /// The largest quantity of an order, whole contracts, shares or coins.
    public var size: Int64 = 1000
    /// The largest worth of an order.
    public var notional = Money(nanos: 10_000_000 * 1_000_000_000)
    /// The most orders by hand within a second of their commands' time.
    public var rate = 100
    /// The most open orders of the account.
    public var open = 1000
    /// The greatest distance of a price from the last one, in hundredths of a percent of it.
    public var bandBasisPoints: Int64 = 1000

    /// The standard limits.
    public init() {}
}

/// What trades, and how.
public struct TradingSettings: Hashable, Sendable, Codable {
    /// What the account begins with.
    public var balance = Money(nanos: 10_000 * 1_000_000_000)
    /// The bounds of a session before a setting changes them.
    public var limits = TradingLimits()
    /// What no order may pass.
    public var orders = OrderLimits()
    /// The paper venue.
    public var paper = PaperSettings()
    /// The hours by which the account's sessions are counted.
    public var mode = SessionMode.rth

    /// The standard settings.
    public init() {}
}

/// An instrument that is traded.
public struct TradedInstrument: Sendable {
    /// Its facts.
    public var facts: Instrument
    /// The hours of orders by hand.
    public var mode: SessionMode
    /// The strategies that trade it, and their hours.
    public var books: [Book: SessionMode]

    /// Puts it together.
    public init(facts: Instrument, mode: SessionMode, books: [Book: SessionMode] = [:]) {
        self.facts = facts
        self.mode = mode
        self.books = books
    }

    /// The hours of a book.
    func mode(of book: Book) -> SessionMode { books[book] ?? mode }

    /// Size units of one contract, share or coin.
    var unit: Int64 { Int64(facts.sizes.unitsPerOne) }

    /// The step of an order's quantity, size units: whole contracts and shares, lots of coins.
    var step: Int64 {
        facts.assetClass == .crypto ? facts.sizes.lot : max(facts.sizes.lot, unit)
    }
}
