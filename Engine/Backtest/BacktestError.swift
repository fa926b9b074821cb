public import Feed

/// A backtest that can not be done: what, where, the limit and the value.
public struct BacktestError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line.
    public var description: String

    /// Puts an error together.
    public init(_ description: String) { self.description = description }

    /// What a source says.
    public init(_ error: FeedError) { description = error.description }
}
