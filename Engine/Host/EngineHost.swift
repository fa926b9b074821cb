public import EventLoop
import Feed
import Market
import Settings
import Synchronization
import Wire

/// A running engine: feeds, core and server on the threads its configuration names.
///
/// `start` returns once clients can connect; `stop` drains: feeds end, what they gave is worked
/// off and published, every stream is closed with a reason, and `join` returns.
public final class EngineHost: @unchecked Sendable {
    private let plan: HostPlan
    private let loop: EventLoop
    private let state = HostState()
    private let rings: HostRings
    private let server: WireServer
    private let turn: LoopTurn
    private var threads: [DutyThread] = []

    /// Takes everything ready to start, and listens.
    ///
    /// - Throws: When the address can not be listened on, naming it.
    public init(_ plan: HostPlan) throws(EventLoopError) {
        self.plan = plan
        let loop = try EventLoop()
        self.loop = loop
        // The publisher's bell is rung after every flush of the core; the loop coalesces.
        let wake = WakeupBox()
        rings = HostRings(plan) { wake.send() }
        let server = WireServer(plan, rings, state)
        self.server = server
        turn = LoopTurn(plan, server, rings, state, loop)
        let turn = turn
        wake.wakeup = try Wakeup(on: loop) {}
        port = try server.open(on: loop)
        turn.open()
    }

    /// The port clients connect to; the real one when 0 was configured.
    public let port: Int

    /// Starts the threads.
    public func start() {
        if plan.source == nil { state.isFeedDone.store(true, ordering: .releasing) }
        if plan.settings.engine.threads == .duties {
            startDuty("core-0", CoreBox(CoreDuty(plan, rings, state))) { $0.core.run() }
            if let source = plan.source {
                startDuty("feed", FeedBox(FeedDuty(plan, source, rings, state))) { $0.feed.run() }
            }
        } else {
            turn.core = CoreBox(CoreDuty(plan, rings, state))
            turn.feed = plan.source.map { FeedBox(FeedDuty(plan, $0, rings, state)) }
        }
        let loop = loop
        let turn = turn
        threads.append(
            DutyThread("publish") {
                loop.run()
                turn.close()
                loop.close()
            })
    }

    private func startDuty<Box: AnyObject>(
        _ name: String, _ box: Box, _ run: @escaping @Sendable (Box) -> Void
    ) {
        let handed = Handed(box)
        threads.append(DutyThread(name) { run(handed.value) })
    }

    /// Asks the engine to end; any thread, any number of times.
    public func stop() {
        state.isStopping.store(true, ordering: .releasing)
        loop.post {}
    }

    /// Calls `stop` when one of the signals comes.
    public func stops(on signals: [Int32]) throws(EventLoopError) {
        for signal in signals {
            _ = try SignalWatcher(on: loop, signal) { [unowned self] in stop() }
        }
    }

    /// Waits until everything has ended.
    public func join() {
        for thread in threads { thread.join() }
        threads = []
    }

    /// Why the replay feed ended before its end, in words that name file and place.
    public var feedFault: String? { state.feedFault.withLock { $0 } }

    /// Whether the replay feed has been read to its end and all of it was decided.
    public var isCoreDone: Bool { state.isCoreDone.load(ordering: .acquiring) }
}

/// Hands a box to a thread that alone will use it.
private struct Handed<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}

/// Where the publisher's wake-up is found by the core, once it exists.
private final class WakeupBox: @unchecked Sendable {
    var wakeup: Wakeup?
    func send() { wakeup?.send() }
}
