public import Market
public import Records

/// A point of the equity curve: the balance once a trade ended.
public struct EquityPoint: Hashable, Sendable {
    /// Event time of the trade's last fill.
    public var time: Nanoseconds
    /// The trade's number.
    public var trade: UInt64
    /// What the account held with nothing else open.
    public var equity: Money
    /// How far that is below the highest so far, not below zero.
    public var drawdown: Money
}

/// The balance after each trade, the money at the start being the first peak.
public enum EquityCurve {
    /// A point for each trade, in their order.
    public static func of(_ trades: [DatedTrade], start: Money) -> [EquityPoint] {
        var (equity, peak) = (start, start)
        return trades.map { one in
            equity += one.profit
            peak = max(peak, equity)
            return EquityPoint(
                time: one.trade.exitTime, trade: one.trade.number, equity: equity,
                drawdown: peak - equity)
        }
    }
}
