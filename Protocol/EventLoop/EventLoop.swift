internal import CLibuv
internal import Glibc
internal import Synchronization

/// A libuv loop: one thread that waits for sockets, timers, signals and wake-ups and calls back.
///
/// A loop belongs to the thread that made it until `run` or `runOnce` is called on another one.
/// Everything made on a loop is used on its thread only; `stop`, `post` and `Wakeup.send` are for
/// any thread. A loop is also an executor: actors and tasks can live on its thread.
public final class EventLoop: @unchecked Sendable {
    let raw: UnsafeMutablePointer<uv_loop_t>
    /// Wakes the loop for jobs and for `stop`; it also keeps `run` going when nothing else is open.
    private let wake: UnsafeMutablePointer<uv_async_t>
    private let owner: Atomic<UInt>
    private let isRunning = Atomic(false)
    private let stopAsked = Atomic(false)
    private let shared = Locked(Shared())
    /// Jobs taken from `shared`, in the middle of being run. Loop thread only.
    private var taken: [Job] = []
    private var isSingleTurn = false
    /// Nothing can be opened any more. Loop thread only.
    private(set) var isGone = false
    /// Where every socket of this loop reads to; lent to the read callback for its call.
    let readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 64)

    /// Timers, sockets, signals and wake-ups that are open or on their way to be closed.
    public internal(set) var openHandles = 0

    private struct Shared {
        var jobs: [Job] = []
        var isClosed = false
        /// Jobs are being run; whoever runs them looks here again before it ends.
        var isDraining = false
    }

    enum Job: Sendable {
        case task(UnownedJob)
        case work(@Sendable () -> Void)
    }

    /// How long one turn of `runOnce` may wait for something to happen.
    public enum Turn: Sendable {
        /// Not at all.
        case noWait
        /// Until something happens.
        case once
    }

    /// Makes a loop, owned by the calling thread.
    public init() throws(EventLoopError) {
        raw = .allocate(capacity: 1)
        wake = .allocate(capacity: 1)
        owner = Atomic(UInt(pthread_self()))
        blockBrokenPipeSignals()
        var status = uv_loop_init(raw)
        if status == 0 {
            status = uv_async_init(raw, wake) { handle in
                Unmanaged<EventLoop>.fromOpaque(handle!.pointee.data).takeUnretainedValue().woken()
            }
            if status != 0 { uv_loop_close(raw) }
        }
        if status != 0 {
            // Nothing to close: `deinit` must only free.
            shared.withLock { $0.isClosed = true }
        }
        try check(status, "loop")
        wake.pointee.data = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit {
        close()
        wake.deallocate()
        raw.deallocate()
        readBuffer.deallocate()
    }

    /// Runs until `stop`. A stop asked for before is obeyed at once.
    public func run() {
        enter()
        repeat {
            uv_run(raw, UV_RUN_DEFAULT)
        } while !stopAsked.exchange(
            false, ordering: .acquiringAndReleasing)
        leave()
    }

    /// Runs one turn: what is due, and what came in; a turn that did something does not wait.
    public func runOnce(_ turn: Turn) {
        enter()
        isSingleTurn = true
        uv_run(raw, turn == .once ? UV_RUN_ONCE : UV_RUN_NOWAIT)
        isSingleTurn = false
        leave()
    }

    /// libuv before 1.45 runs timers and then waits in the same turn, for a next event that may
    /// never come; a wake-up sent by the timer ends that wait at once.
    func timerFired() {
        if isSingleTurn { uv_async_send(wake) }
    }

    /// Ends `run` after its present turn. Any thread.
    public func stop() {
        stopAsked.store(true, ordering: .releasing)
        shared.withLock { if !$0.isClosed { uv_async_send(wake) } }
    }

    /// Monotonic time now, ns.
    public var now: Int64 { MonotonicClock().now() }

    /// The caller is on the loop's thread.
    public var isOnLoop: Bool { owner.load(ordering: .acquiring) == UInt(pthread_self()) }

    /// Closes all that is open on the loop, runs the close callbacks and frees the loop's own
    /// resources. Not while it runs; a second call does nothing. `deinit` calls it, but what is
    /// open keeps the loop alive, so a loop with open handles needs this call.
    public func close() {
        if shared.withLock({ $0.isClosed }) { return }
        enter()
        drain()
        shared.withLock { $0.isClosed = true }
        uv_close(UnsafeMutableRawPointer(wake).assumingMemoryBound(to: uv_handle_t.self), nil)
        // Again and again, as a close callback may open something new.
        while uv_loop_alive(raw) != 0 {
            uv_walk(
                raw,
                { handle, _ in
                    if uv_is_closing(handle) == 0 { LoopHandle.of(handle!).close() }
                }, nil)
            uv_run(raw, UV_RUN_ONCE)
        }
        let status = uv_loop_close(raw)
        precondition(status == 0, "a closed loop still has \(openHandles) open handles")
        isGone = true
        leave()
    }

    func requireOnLoop(_ what: StaticString) {
        precondition(isOnLoop, "\(what) is for the loop's own thread")
    }

    /// Makes the calling thread the owner, to set up a loop that another thread made.
    func adopt() {
        let caller = UInt(pthread_self())
        if owner.exchange(caller, ordering: .acquiringAndReleasing) != caller {
            blockBrokenPipeSignals()
        }
    }

    private func enter() {
        let was = isRunning.exchange(true, ordering: .acquiringAndReleasing)
        precondition(!was, "a loop runs on one thread and not inside its own callbacks")
        adopt()
    }

    private func leave() { isRunning.store(false, ordering: .releasing) }

    // MARK: Jobs

    /// Runs `work` on the loop's thread, in the order of the calls; any thread.
    ///
    /// - Returns: `false` when the loop is closed, and the work dropped.
    @discardableResult
    public func post(_ work: @escaping @Sendable () -> Void) -> Bool { add(.work(work)) }

    func add(_ job: Job) -> Bool {
        shared.withLock { shared in
            if shared.isClosed { return false }
            shared.jobs.append(job)
            // A drain under way looks again before it ends.
            if shared.jobs.count == 1 && !shared.isDraining { uv_async_send(wake) }
            return true
        }
    }

    private func woken() {
        drain()
        if stopAsked.load(ordering: .acquiring) { uv_stop(raw) }
    }

    /// Runs the jobs there are and those they add, for 64 rounds at most: sockets wait meanwhile.
    private func drain() {
        for _ in 0..<64 {
            let isEmpty = shared.withLock { shared in
                swap(&shared.jobs, &taken)
                shared.isDraining = !taken.isEmpty
                return taken.isEmpty
            }
            if isEmpty { return }
            for job in taken {
                switch job {
                case .task(let task): runTask(task)
                case .work(let work): work()
                }
            }
            taken.removeAll(keepingCapacity: true)
        }
        shared.withLock { shared in
            shared.isDraining = false
            uv_async_send(wake)
        }
    }
}

/// Makes a write to a socket that the peer has closed a failed write on the calling thread, as libuv
/// writes without `MSG_NOSIGNAL`; the signal goes to the writing thread, so no other one is touched.
private func blockBrokenPipeSignals() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
}
