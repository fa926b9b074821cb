import Market

/// The waits between attempts to connect.
package struct Backoff: Sendable {
    let policy: ReconnectPolicy
    private var wait: Int64

    package init(_ policy: ReconnectPolicy) {
        self.policy = policy
        wait = policy.first.rawValue
    }

    /// The next wait, ns: doubled each time, shortened at random by up to its jitter's share.
    package mutating func next(using generator: inout some RandomNumberGenerator) -> Int64 {
        let whole = min(wait, policy.longest.rawValue)
        wait = min(whole &* 2, policy.longest.rawValue)
        let share = min(max(policy.jitter, 0), 1)
        let random = Double(generator.next() >> 11) * 0x1p-53
        return whole - Int64(Double(whole) * share * random)
    }

    /// A connection came about: the next wait is the first again.
    package mutating func reset() { wait = policy.first.rawValue }
}
