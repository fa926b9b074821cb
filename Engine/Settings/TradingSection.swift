public import Market

/// What the account trades with, and within which bounds; on paper, there is no broker.
public struct TradingSection: Sendable, Hashable {
    /// The trading session starts with the engine.
    public var startsItself = true
    /// What the account begins with.
    public var balance = Money(nanos: 10_000 * 1_000_000_000)
    /// Profit of a day that ends trading.
    public var profitTarget = Money(nanos: 500 * 1_000_000_000)
    /// Loss of a day that ends trading; written with or without its sign.
    public var lossLimit = Money(nanos: -300 * 1_000_000_000)
    /// The largest position of a book in an instrument, contracts, shares or coins.
    public var positionSize = 2
    /// The hours of the account's days; `nil` follows the first instrument's.
    public var session: SessionMode?
    /// The largest quantity of an order, contracts, shares or coins.
    public var maxOrder = 1000
    /// The largest worth of an order.
    public var maxNotional = Money(nanos: 10_000_000 * 1_000_000_000)
    /// The most orders by hand within a second.
    public var maxRate = 100
    /// The most open orders.
    public var maxOrders = 1000
    /// The greatest distance of an order's price from the last one, percent.
    public var priceBand = 10.0
    /// When a resting limit order is filled: `touch`, `through`, `queue`.
    public var fills = FillChoice.touch
    /// Milliseconds to the paper venue and back.
    public var latency = 0
    /// Ticks that market and stop orders lose.
    public var slippage = 1
    /// Ticks that targets lose.
    public var targetSlippage = 0
    /// For each side, and each contract, share or coin.
    public var commission = Money.zero

    /// The documented defaults.
    public init() {}

    /// When the paper venue fills a resting limit order.
    public enum FillChoice: String, Sendable, Hashable, CaseIterable {
        case touch, through, queue
    }
}
