internal import Glibc
public import Synchronization

/// Wakes one thread that sleeps until one of its rings has something to read.
///
/// Any number of producers call `ring()` after they pushed. The sleeper announces itself, looks at
/// its rings once more, and only then sleeps. Either side writes first and reads second:
///
///     producer: push (A)      fence   read `announced` (B)
///     sleeper:  announce (B)  fence   read the rings (A)
///
/// With the two sequentially consistent fences at least one of the reads sees the other's write
/// (Dekker): the producer rings, or the sleeper sees the element and stays awake. Without the
/// fences both could miss, as a processor may let a load pass an earlier store.
public final class Doorbell: Sendable {
    /// How the sleeper waits. A bell of a policy other than `block` costs its producers nothing.
    public let policy: WaitPolicy

    /// 1 while the sleeper is going to sleep or asleep and no one has rung. Set by the sleeper;
    /// whoever turns it to 0 wakes, so one sleep is rung once.
    @usableFromInline let announced = Atomic<UInt32>(0)
    private let bed: Bed
    private let wakeElsewhere: (@Sendable () -> Void)?
    private let rungCount = Atomic<Int>(0)
    private let sleptCount = Atomic<Int>(0)

    /// Makes a bell.
    ///
    /// - Parameters:
    ///   - wake: when the sleeper does not sleep in `wait` or `sleep` but, say, in an event loop:
    ///     what wakes it. Called on the producer's thread, at most once per announced sleep.
    public init(policy: WaitPolicy, wake: (@Sendable () -> Void)? = nil) {
        self.policy = policy
        wakeElsewhere = wake
        bed = Bed()
    }

    /// Times a sleeper was woken by a producer.
    public var rung: Int { rungCount.load(ordering: .relaxed) }
    /// Times the sleeper went to sleep in `wait` or `sleep`.
    public var slept: Int { sleptCount.load(ordering: .relaxed) }

    // MARK: Producers

    /// Call after a push, once per batch: wakes the sleeper if there is one.
    ///
    /// One fence and one load while nobody sleeps; nothing at all unless the policy is `block`.
    @inlinable @inline(__always)
    public func ring() {
        guard policy == .block else { return }
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        if announced.load(ordering: .relaxed) != 0 { wakeSleeper() }
    }

    @usableFromInline @inline(never)
    func wakeSleeper() {
        guard announced.exchange(0, ordering: .acquiringAndReleasing) != 0 else { return }
        rungCount.wrappingAdd(1, ordering: .relaxed)
        if let wakeElsewhere { wakeElsewhere() } else { bed.wake() }
    }

    // MARK: The sleeper

    /// First half of a sleep: after this, look at every ring once more, then `sleep`, or
    /// `stayAwake` if there was something. A loop with a `wake` of its own waits in place of
    /// `sleep`, then calls `stayAwake`.
    public func announceSleep() {
        announced.store(1, ordering: .relaxed)
        atomicMemoryFence(ordering: .sequentiallyConsistent)
    }

    /// Ends an announced sleep, rung or not.
    public func stayAwake() { announced.store(0, ordering: .relaxed) }

    /// Second half: sleeps until rung, at most `nanoseconds`.
    ///
    /// - Returns: `false` when the time passed without a ring.
    public func sleep(atMost nanoseconds: Int64) -> Bool {
        sleptCount.wrappingAdd(1, ordering: .relaxed)
        let rung = bed.sleep(atMost: nanoseconds) { announced.load(ordering: .acquiring) == 0 }
        stayAwake()
        return rung
    }

    /// Waits one step by the policy: a pause, a yield, or after a short spin a sleep of at most
    /// `nanoseconds`. The caller looks at its rings after it and calls again.
    ///
    /// - Parameters:
    ///   - hasWork: looks at every ring of the sleeper, on the calling thread.
    public func wait(atMost nanoseconds: Int64 = 100_000_000, hasWork: () -> Bool) {
        switch policy {
        case .spin: cpuPause()
        case .yield: sched_yield()
        case .block:
            for _ in 0..<100 {
                if hasWork() { return }
                cpuPause()
            }
            announceSleep()
            if hasWork() { stayAwake() } else { _ = sleep(atMost: nanoseconds) }
        }
    }
}

/// Where a thread sleeps: a condition variable on the monotonic clock.
private struct Bed: ~Copyable, @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Sleeps until `isOver`, which a waker makes true before it calls `wake`; false on time-out.
    func sleep(atMost nanoseconds: Int64, until isOver: () -> Bool) -> Bool {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        let (end, tooFar) = Int64(deadline.tv_nsec).addingReportingOverflow(max(0, nanoseconds))
        let sum = tooFar ? Int64.max : end
        deadline.tv_sec += Int(sum / 1_000_000_000)
        deadline.tv_nsec = Int(sum % 1_000_000_000)
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !isOver() {
            if pthread_cond_timedwait(condition, mutex, &deadline) == ETIMEDOUT { return isOver() }
        }
        return true
    }

    /// The lock orders this after the sleeper's test of `isOver`: it either saw that it is over,
    /// or is already in the wait that the signal ends.
    func wake() {
        pthread_mutex_lock(mutex)
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }
}
