import EventLoop
import Feed
import Market
import Ring
import Synchronization
import Wire

/// Holds the core where a thread, or the loop, can reach it.
final class CoreBox {
    var core: CoreDuty
    init(_ core: consuming CoreDuty) { self.core = core }
}

/// Holds the feed where a thread, or the loop, can reach it.
final class FeedBox {
    var feed: FeedDuty
    init(_ feed: consuming FeedDuty) { self.feed = feed }
}

/// What the server's loop does on every turn, beside its sockets.
///
/// With a thread for each duty: publish what the core left. With all duties on one thread: feed,
/// decide, publish. It also sees the end, and ends the loop.
final class LoopTurn: @unchecked Sendable {
    private let plan: HostPlan
    private let server: WireServer
    private let rings: HostRings
    private let state: HostState
    private let loop: EventLoop
    /// Set when all duties share this thread.
    var core: CoreBox?
    var feed: FeedBox?
    var journal: JournalBox?
    private var hook: SleepHook?
    private var feedTimer: LoopTimer?
    private var patience: LoopTimer?
    private var feedWaits = false
    private var isShutDown = false

    /// How long the last bytes of the sessions may take.
    private static let lastBytes: Int64 = 2_000_000_000

    init(
        _ plan: HostPlan, _ server: WireServer, _ rings: HostRings, _ state: HostState,
        _ loop: EventLoop
    ) {
        self.plan = plan
        self.server = server
        self.rings = rings
        self.state = state
        self.loop = loop
    }

    func open() {
        feedTimer = LoopTimer(on: loop) { [unowned self] in feedWaits = false }
        patience = LoopTimer(on: loop) { [unowned self] in loop.stop() }
        hook = SleepHook(
            on: loop, beforeSleep: { [unowned self] in hasWork() },
            afterSleep: { [unowned self] in
                rings.outputBell.stayAwake()
                turn()
            })
    }

    func close() {
        hook?.close()
        feedTimer?.close()
        patience?.close()
    }

    /// Announces the sleep, then looks at everything once more.
    private func hasWork() -> Bool {
        rings.outputBell.announceSleep()
        if server.hasOutput { return server.mayPump }
        guard let core else { return false }
        return core.core.hasWork || (feed != nil && !feedWaits)
            || (journal.map { $0.journal.hasWork } ?? false)
    }

    private func turn() {
        if isShutDown {
            if server.isQuiet { loop.stop() }
            return
        }
        if let core { work(core, journal) }
        server.pump()
        if server.hasFed { server.resumeFeeds() }
        endIfDone()
    }

    /// Feeds, decides and records, with all duties on this thread.
    private func work(_ core: CoreBox, _ journal: JournalBox?) {
        stepFeed()
        var hasStepped = false
        while core.core.step() {
            hasStepped = true
            if let journal { _ = journal.journal.step() }
            server.pump()
        }
        // What time asks of the journal was looked at with the last step of the core.
        guard let journal, !hasStepped || journal.journal.hasWork else { return }
        while journal.journal.step() {}
    }

    /// A step of the feed that shares this thread.
    private func stepFeed() {
        guard let feed, !feedWaits || state.isStopping.load(ordering: .relaxed) else { return }
        switch feed.feed.step() {
        case .progress, .blocked: break
        case .wait(let until):
            feedWaits = true
            feedTimer?.start(after: max(0, until.rawValue - WallClock().now()))
        case .ended: self.feed = nil
        }
    }

    private func endIfDone() {
        let stopping = state.isStopping.load(ordering: .acquiring)
        let feedDone = state.isFeedDone.load(ordering: .acquiring)
        // Nothing ends before the wire has.
        guard stopping || (plan.stopsAtEnd && feedDone) else { return }
        // Nothing is taken in over the wire from here on; the core may end.
        state.isWireDone.store(true, ordering: .releasing)
        rings.coreBell.ring()
        if let core { _ = core.core.finishIfDone() }
        if let journal { _ = journal.journal.finishIfDone() }
        guard state.isCoreDone.load(ordering: .acquiring), !server.hasOutput, server.isJournalDone
        else { return }
        server.pump()
        isShutDown = true
        server.shutDown(stopping ? .shuttingDown : .endOfData)
        patience?.start(after: Self.lastBytes)
        if server.isQuiet { loop.stop() }
    }
}
