internal import Glibc
internal import Synchronization

/// Something that tells the time in nanoseconds; logic takes one as a value, so that a test owns it.
public protocol NanosecondClock: Sendable {
    /// The time now, ns.
    func now() -> Int64
}

/// Time since some start of the machine, ns: never set back, for durations and deadlines.
public struct MonotonicClock: NanosecondClock {
    /// The system's monotonic clock.
    public init() {}

    /// The time now, ns.
    public func now() -> Int64 { read(CLOCK_MONOTONIC) }
}

/// Time since 1970-01-01T00:00:00Z, ns: what a person calls the time; it may be set back.
public struct WallClock: NanosecondClock {
    /// The system's real-time clock.
    public init() {}

    /// The time now, ns.
    public func now() -> Int64 { read(CLOCK_REALTIME) }
}

/// A clock that stands still until it is moved; any thread may read or move it.
public final class ManualClock: NanosecondClock {
    private let time: Atomic<Int64>

    /// A clock that shows `start`, ns.
    public init(_ start: Int64 = 0) { time = Atomic(start) }

    /// The time it shows, ns.
    public func now() -> Int64 { time.load(ordering: .acquiring) }

    /// Moves it by `nanoseconds`; traps when the sum leaves 64 bits.
    public func advance(by nanoseconds: Int64) {
        time.add(nanoseconds, ordering: .acquiringAndReleasing)
    }

    /// Sets it to `nanoseconds`.
    public func set(_ nanoseconds: Int64) { time.store(nanoseconds, ordering: .releasing) }
}

private func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
