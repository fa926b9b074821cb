public import Market

/// A trade that ended, and the session in which it did.
public struct DatedTrade: Hashable, Sendable {
    /// The trade.
    public var trade: ClosedTrade
    /// The place of its session in the list of sessions, the one that was begun last when it
    /// ended; 0 for a trade that ended before the first began.
    public var session: Int

    /// Puts the two together.
    public init(_ trade: ClosedTrade, session: Int = 0) {
        self.trade = trade
        self.session = session
    }

    /// What it brought after commissions.
    public var profit: Money { trade.profit }
}
