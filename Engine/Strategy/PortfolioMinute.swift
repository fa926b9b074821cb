public import Market

/// A closed minute of a strategy that builds its position in parts: what its rules say then.
public struct PortfolioMinute: Hashable, Sendable, Codable {
    /// The minute's end.
    public var time: Nanoseconds
    /// Its close.
    public var close: Price
    /// An entry signal arose at it.
    public var isEntry = false
    /// An exit signal arose at it.
    public var isExit = false
    /// When that exit is due; `nil` without one.
    public var exitTime: Nanoseconds?
    /// The price falls: an exit that waits is due at once.
    public var isFalling = false
    /// Active divergences.
    public var divergences = 0
    /// Prices are bad: no trading.
    public var isHalted = false
    /// By which rules the position is built and left.
    public var rules = PortfolioRules()

    /// A minute at which nothing is said.
    public init(time: Nanoseconds, close: Price) {
        self.time = time
        self.close = close
    }
}

/// How a position is built and left in parts.
public struct PortfolioRules: Hashable, Sendable, Codable {
    /// The share of the quote balance that an entry spends.
    public var entryFraction = 0.98
    /// How long the rest of an entry is bought after its signal.
    public var remainderAge = Nanoseconds.seconds(3600)
    /// The rest is bought up to so many times the signal's price.
    public var remainderPrice = 1.01
    /// How long an exit signal goes on after it was acted on.
    public var exitAge = Nanoseconds.seconds(3600)
    /// Divergences with which the rest of an exit is sold.
    public var leastDivergences = 3
    /// From this share of the equity on a position is complete.
    public var fullShare = 0.95
    /// Below this share of the equity a position is none.
    public var dustShare = 0.01
    /// An order without an end for so long is asked about, and again after as long.
    public var orderTimeout = Nanoseconds.seconds(30)
    /// How far back the trades reach that the position is rebuilt from.
    public var lookback = Nanoseconds.seconds(600 * 3600)
    /// Failed requests in a row from which on it is said.
    public var cautionErrors = 10
    /// Failed requests in a row that halt trading.
    public var maxErrors = 50
    /// Time between passes, and between health requests, while halted.
    public var healthInterval = Nanoseconds.seconds(60)

    /// The usual rules.
    public init() {}
}
