import Core
public import EventLoop
import Feed
import Market
import Publisher
import Records
public import Recovery
import Ring
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
    private let state: HostState
    private let rings: HostRings
    private let server: WireServer
    private let turn: LoopTurn
    private var threads: [DutyThread] = []
    private let core: CoreBox
    private let journalState: JournalState?
    private var keeper: JournalKeeper?
    /// What answers questions about the past.
    private var past: PastDuties?
    /// How far each feed was taken by earlier engines.
    private let recovered: [FeedPosition]

    /// Takes everything ready to start, brings back what the journal holds, and listens.
    ///
    /// - Throws: When the address can not be listened on, or the journal can not be gone on with,
    ///   naming it.
    public init(_ plan: HostPlan) throws(HostError) {
        self.plan = plan
        state = HostState(speed: plan.speed)
        do throws(EventLoopError) {
            loop = try EventLoop()
        } catch {
            throw HostError("\(error)")
        }
        // The publisher's bell is rung after every flush of the core; the loop coalesces.
        let wake = WakeupBox()
        rings = HostRings(plan) { wake.send() }
        let server = WireServer(plan, rings, state)
        self.server = server
        var core = plan.core()
        var publisher = server.makePublisher()
        if plan.settings.journal.isOn {
            let journal = try HostJournal(
                plan, core: &core, publisher: &publisher, now: server.now,
                remakePublisher: server.makePublisher)
            recovery = journal.report
            server.journal = journal.state
            journalState = journal.state
            keeper = JournalKeeper(journal, plan, server.publisherSettings, rings, state)
            publisher.olderThrough = core.sequence
            past = try PastDuties(plan, server.publisherSettings, recovered: core.sequence)
        } else {
            recovery = nil
            journalState = nil
            keeper = nil
            past = nil
        }
        server.past = past
        recovered = plan.instruments.indices.map { core.feed(at: $0) }
        state.taken.store(core.sequence, ordering: .relaxed)
        self.core = CoreBox(CoreDuty(core, plan, rings, state))
        turn = LoopTurn(plan, server, rings, state, loop)
        let turn = turn
        let loop = loop
        do throws(EventLoopError) {
            wake.wakeup = try Wakeup(on: loop) {}
            port = try server.open(publisher, on: loop)
        } catch {
            throw HostError("\(error)")
        }
        turn.open()
        // Before any thread runs: it is the first input, at no time of the wall's.
        if plan.startsTrading, state.taken.load(ordering: .relaxed) == 0 {
            server.begin(Self.startOfTrading)
        }
    }

    private static var startOfTrading: CommandInput {
        guard let id = CommandID("engine-start") else { preconditionFailure("no id") }
        return CommandInput(
            time: .zero, instrument: .all, id: id, sender: .engine, command: .startSession)
    }

    /// What the journal brought back; `nil` without a journal.
    public let recovery: RecoveryReport?

    /// The port clients connect to; the real one when 0 was configured.
    public let port: Int

    /// Starts the threads.
    public func start() {
        if plan.source == nil { state.isFeedDone.store(true, ordering: .releasing) }
        if plan.settings.engine.threads == .duties {
            startDuty("core-0", core) { $0.core.run() }
            if let box = keeper?.journal { startDuty("journal", box) { $0.journal.run() } }
            if let source = plan.source {
                startDuty("feed", FeedBox(feed(source))) { $0.feed.run() }
            }
        } else {
            turn.core = core
            turn.journal = keeper?.journal
            turn.feed = plan.source.map { FeedBox(feed($0)) }
        }
        if let archive = keeper?.archive { startDuty("archive", archive) { $0.run() } }
        let loop = loop
        let turn = turn
        let past = past
        let server = Handed(server)
        past?.start { answer, session in
            let answered = Handed((answer, session))
            loop.post { server.value.answered(answered.value.0, for: answered.value.1) }
        }
        threads.append(
            DutyThread("publish") {
                loop.run()
                past?.end()
                turn.close()
                loop.close()
            })
    }

    private func feed(_ source: MergedSource) -> FeedDuty {
        FeedDuty(plan, source, rings, state, recovered)
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
        // The journal's folder is free for the next engine.
        turn.journal = nil
        keeper = nil
        server.past = nil
        past = nil
    }

    /// Why the replay feed ended before its end, in words that name file and place.
    public var feedFault: String? { state.feedFault.withLock { $0 } }

    /// What ended the journal, or holds it up, in words.
    public var journalFault: String? { journalState?.fault.withLock { $0 } }

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
