/// Why an engine can not start: what, where, and what to do.
public struct HostError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line for people.
    public var description: String

    init(_ description: String) { self.description = description }
}
