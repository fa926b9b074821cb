import Feed

/// A batch that cannot be done: what, where, the limit and the value.
public struct BatchError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line.
    public var description: String

    /// Puts an error together.
    public init(_ description: String) { self.description = description }

    init(_ error: FeedError) { description = error.description }
}
