public import CPause
public import Glibc

/// How a thread waits for a ring.
@frozen
public enum WaitPolicy: UInt8, Sendable, CaseIterable {
    /// Burn the processor: the least latency, one core each.
    case spin = 0
    /// Give the processor to any other thread that wants it.
    case yield = 1
    /// Spin for a moment, then sleep until the doorbell rings.
    case block = 2

    /// The name used in configuration: `spin`, `yield`, `block`.
    public var name: String {
        switch self {
        case .spin: "spin"
        case .yield: "yield"
        case .block: "block"
        }
    }

    /// The policy of that name, or `nil`.
    public init?(name: String) {
        guard let policy = WaitPolicy.allCases.first(where: { $0.name == name }) else { return nil }
        self = policy
    }
}

/// Tells the processor that the caller spins.
@inlinable @inline(__always)
public func cpuPause() { pitwire_cpu_pause() }

/// Keeps the calling thread on one processor, for threads that spin.
///
/// - Returns: `false` when there is no such processor or it is not allowed; the thread then runs
///   where it did.
@discardableResult
public func pinThread(to processor: Int) -> Bool {
    pitwire_pin_thread(Int32(clamping: processor)) == 1
}

/// The wait of a producer at a full ring, where no doorbell rings: one `pause` per failed try,
/// `reset` after a success.
@frozen
public struct BackOff: Sendable {
    @usableFromInline let policy: WaitPolicy
    @usableFromInline var tries: UInt32 = 0

    /// Waits by `policy`; `block` yields 64 times, then sleeps 50 us at a time.
    @inlinable
    public init(_ policy: WaitPolicy) { self.policy = policy }

    /// Waits one step.
    @inlinable
    public mutating func pause() {
        switch policy {
        case .spin: cpuPause()
        case .yield: sched_yield()
        case .block:
            if tries < 64 {
                tries += 1
                sched_yield()
            } else {
                usleep(50)
            }
        }
    }

    /// The wait is over; the next one starts gently again.
    @inlinable
    public mutating func reset() { tries = 0 }
}
