import Synchronization

/// A count that any thread adds to.
package final class Count: Sendable {
    private let value = Atomic<Int>(0)

    /// One more.
    func add() { value.add(1, ordering: .relaxed) }

    /// How many.
    package var read: Int { value.load(ordering: .relaxed) }
}

/// What a link has done so far.
package struct LinkCounters: Sendable {
    /// Logins that were accepted.
    package let connects = Count()
    /// Live connections that were lost.
    package let losses = Count()
    /// Subscriptions and questions that were tried again.
    package let retries = Count()
    /// Messages made, however many pages got each.
    package let messages = Count()
    /// Snapshots sent.
    package let snapshots = Count()
    /// Gaps told.
    package let gaps = Count()
    /// Pages that asked for one instrument too many.
    package let feedsRefused = Count()
    /// Commands sent, and those of them that the engine refused.
    package let commands = Count()
    /// See `commands`.
    package let commandsRefused = Count()
}
