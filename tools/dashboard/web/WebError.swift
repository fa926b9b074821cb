/// A server that could not be started.
public struct WebError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, where, and what the system said of it.
    public let description: String

    init(_ description: String) { self.description = description }
}
