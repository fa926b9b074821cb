import Core
import EventLoop
import Feed
import Market
import Publisher
import Records
import Ring
import Settings
import Shard
import Synchronization
import Wire

/// The server's duty, on its loop's thread: sockets to the publisher and back, the core's output
/// into the publisher, ticks sent in to the rings.
///
/// The publisher decides everything; this only moves bytes.
final class WireServer: PublisherShell {
    private let plan: HostPlan
    private let rings: HostRings
    private let state: HostState
    private var reader: OutputReader
    private var port: FeedPort
    private var connections: [SessionID: TCPConnection] = [:]
    /// Connections whose last bytes are on their way.
    private var leaving = 0
    private var listener: TCPListener?
    private var beatTimer: LoopTimer?
    private var publisher: Publisher?
    private var nextSession: UInt64 = 1
    private let clock = WallClock()
    private let meters = StageMeters()
    private let decisions: DecisionWatch
    private var commands: RingProducer<Input>
    /// How far the journal is, `nil` without one.
    var journal: JournalState?
    /// What answers questions about the past, `nil` without a journal.
    var past: PastDuties?
    private var stall: StallWatch
    private var feeders = FeedWatch()
    private var liveFeeds = LiveFeeds()
    private var lastBeat = Nanoseconds.zero
    /// The last sequence that clients know to be on disk.
    private var told: UInt64 = 0
    /// The last change of what the feeds gave that clients know of.
    private var toldFed: UInt64 = 0
    private var backedUpSince: Nanoseconds?
    private let started: Nanoseconds
    /// Ticks came in over the wire since the last look: the core's turn, when it shares the thread.
    private(set) var hasFed = false

    init(
        _ plan: HostPlan, _ rings: HostRings, _ state: HostState
    ) {
        self.plan = plan
        self.rings = rings
        self.state = state
        reader = OutputReader(rings.output)
        port = rings.port(.wire)
        commands = rings.commands.takeProducer()
        decisions = DecisionWatch(plan)
        stall = StallWatch(patience: plan.diskPatience)
        started = Nanoseconds(clock.now())
    }

    var now: Nanoseconds { Nanoseconds(clock.now()) }

    /// A publisher for this server, which has seen nothing.
    func makePublisher() -> Publisher { plan.publisher(publisherSettings, self) }

    /// What its publisher goes by.
    var publisherSettings: PublisherSettings {
        let wire = plan.settings.wire
        var settings = PublisherSettings(epoch: UInt64(started.rawValue), allows: plan.allows)
        settings.engineVersion = plan.version
        settings.isSimulated = plan.isSimulated
        settings.heartbeat = .milliseconds(Int64(wire.heartbeat))
        settings.loginTimeout = .milliseconds(Int64(wire.loginTimeout))
        settings.maxClients = wire.maxClients
        settings.maxSubscriptions = wire.maxSubscriptions
        settings.maxFrame = wire.maxFrame
        settings.clientQueue = wire.clientQueue
        settings.resumeWindow = wire.resumeWindow
        settings.viewInterval = .milliseconds(Int64(wire.viewInterval))
        settings.barsKept = plan.settings.bars.history
        settings.footprintsKept = plan.settings.footprint.history
        settings.strategies = plan.schemas
        settings.waitsForJournal = plan.settings.journal.isOn
        return settings
    }

    /// Serves a publisher's clients: listens; the address is known afterwards.
    func open(_ publisher: Publisher, on loop: EventLoop) throws(EventLoopError) -> Int {
        let wire = plan.settings.wire
        self.publisher = publisher
        let timer = LoopTimer(on: loop) { [unowned self] in beat() }
        timer.start(after: 10_000_000, every: 10_000_000)
        beatTimer = timer
        let listen = plan.settings.listen
        // The publisher refuses beyond its limit with words; the listener beyond that without.
        let listener = try TCPListener(
            on: loop, host: listen.host, port: listen.port, limit: wire.maxClients + 16
        ) { [unowned self] in accept($0) }
        self.listener = listener
        return listener.port
    }

    // MARK: The core's output

    /// Whether the core left something, or sessions have not been written to yet.
    var hasOutput: Bool { !reader.isEmpty || publisher?.hasUnwritten ?? false }

    /// Whether what the core left may go out now.
    ///
    /// A replay that is not paced waits for its readers, so that speed costs nobody a record; one
    /// that does not read at all is waited for so long, then its slow-reader rule acts.
    var mayPump: Bool {
        guard plan.source != nil, state.speed == 0, let publisher, publisher.isBackedUp else {
            backedUpSince = nil
            return true
        }
        let now = now
        let since = backedUpSince ?? now
        backedUpSince = since
        return now - since > Self.readerPatience
    }

    private static let readerPatience = Nanoseconds.seconds(10)

    /// Takes what the core left, at most `limit` slots, and sends it on.
    func pump(limit: Int = 1 << 15) {
        tellDurable()
        guard let publisher, hasOutput, mayPump else { return }
        let now = take(publisher, limit)
        publisher.flush(now: now) {
            let ready = reader.ready
            return (1...Publisher.littleSlots).contains(ready) ? take(publisher, ready) : nil
        }
    }

    /// Has the publisher take what the core left, at most `limit` slots.
    ///
    /// - Returns: The time when it did.
    private func take(_ publisher: Publisher, _ limit: Int) -> Nanoseconds {
        let now = now
        _ = reader.read(limit: limit) { slots in
            meters.note(slots, published: now)
            decisions.note(slots)
            publisher.apply(slots, now: now)
        }
        return now
    }

    /// What the journal has on disk may be told.
    private func tellDurable() {
        guard let journal, let publisher else { return }
        let durable = journal.durable.load(ordering: .acquiring)
        guard durable > told else { return }
        told = durable
        let now = now
        publisher.durable(through: durable, now: now)
        let fed = journal.fedChanges.load(ordering: .acquiring)
        guard fed != toldFed else { return }
        toldFed = fed
        publisher.fedDurable(journal.fed.withLock { $0.map(\.taken) }, now: now)
    }

    private func beat() {
        let now = now
        beatInstruments(now)
        watchJournal(now)
        if let command = feeders.command(now: now), !push(command) { feeders.retry(command) }
        publisher?.beat(now: now)
        countClients(now)
        paceReplay()
    }

    /// Hands the replay feed the speed that stands at the desk, else the one it started with.
    private func paceReplay() {
        guard plan.source != nil, let publisher else { return }
        let told = publisher.setting(SettingKey.replaySpeed).flatMap(SettingKey.thousandths)
        state.speed = told.map { Double($0) / 1000 } ?? plan.speed
    }

    /// Tells the feed how many clients listen, once none has asked for more for a moment: a client
    /// asks for its streams one after the other.
    private func countClients(_ now: Nanoseconds) {
        state.streams.store(publisher?.subscriptionCount ?? 0, ordering: .relaxed)
        guard let publisher, now - publisher.lastSubscribed > Self.settling else { return }
        state.clients.store(publisher.subscriberCount, ordering: .relaxed)
    }

    private static let settling = Nanoseconds.milliseconds(250)

    // MARK: Sockets

    private func accept(_ connection: TCPConnection) {
        guard let publisher else { return connection.close() }
        let session = SessionID(nextSession)
        nextSession += 1
        connections[session] = connection
        connection.onBytes = { [unowned self] bytes in
            publisher.received(session, bytes, now: now)
        }
        connection.onDrained = { [unowned self] in publisher.drained(session, now: now) }
        connection.onClosed = { [unowned self] _ in
            if connections.removeValue(forKey: session) != nil {
                feeders.left(session.rawValue, now: now)
                publisher.closed(session, now: now)
            }
        }
        if publisher.opened(session, now: now) {
            connection.startReading()
        }
    }

    func send(_ frames: [EncodedFrame], to session: SessionID) -> Int {
        guard let connection = connections[session] else { return 0 }
        if frames.count == 1 {
            connection.write(frames[0].bytes, of: FrameOwner(frames[0]))
        } else {
            connection.write(frames.map { SharedBytes($0.bytes, of: FrameOwner($0)) })
        }
        return connection.queuedBytes
    }

    func close(_ session: SessionID) {
        guard let connection = connections.removeValue(forKey: session) else { return }
        feeders.left(session.rawValue, now: now)
        leaving += 1
        connection.onClosed = { [unowned self] _ in leaving -= 1 }
        connection.closeWhenDrained()
    }

    func pauseReading(_ session: SessionID) { connections[session]?.pauseReading() }

    func resumeReading(_ session: SessionID) { connections[session]?.startReading() }

    // MARK: Commands

    var takesCommands: Bool { !state.isStopping.load(ordering: .relaxed) }

    func take(command: CommandInput, from session: SessionID) -> Bool {
        guard takesCommands else { return false }
        return push(command)
    }

    /// Gives the engine's own first command, before the core runs.
    func begin(_ command: CommandInput) {
        guard push(command) else { preconditionFailure("no room for the first command") }
    }

    private func push(_ command: CommandInput) -> Bool {
        let slots = command.inputs
        guard commands.free >= slots.count else { return false }
        let isTaken = slots.withUnsafeBufferPointer { commands.pushAll($0) }
        if isTaken {
            hasFed = true
            rings.coreBell.ring()
        }
        return isTaken
    }

    /// A disk that does not answer halts trading, by the engine's own command.
    private func watchJournal(_ now: Nanoseconds) {
        guard let journal else { return }
        let since = Nanoseconds(journal.busySince.load(ordering: .relaxed))
        guard let command = stall.command(busySince: since, now: now) else { return }
        if !push(command) { stall.retry() }
    }

    // MARK: Questions about the past

    func ask(_ question: PastQuestion, for session: SessionID) -> PastTaking {
        past?.take(question, for: session) ?? .none
    }

    var hasHistory: Bool { past?.history != nil }

    /// An answer about the past is there.
    func answered(_ answer: PastAnswer, for session: SessionID) {
        publisher?.answered(answer, for: session, now: now)
    }

    // MARK: Ticks sent in

    func feed(_ inputs: UnsafeBufferPointer<Input>, from session: SessionID) -> Int {
        if state.isStopping.load(ordering: .relaxed) { return 0 }
        hasFed = true
        let taken = port.offer(inputs)
        if taken > 0 {
            let last = inputs[taken - 1]
            if liveFeeds.note(last, now: now) { feeders.fed(last.instrument, by: session.rawValue) }
        }
        return taken
    }

    /// Once a second, lets the clocks of live instruments go on.
    private func beatInstruments(_ now: Nanoseconds) {
        guard now.secondStart > lastBeat else { return }
        lastBeat = now.secondStart
        for beat in liveFeeds.beats(now: now) {
            // A full ring means that ticks are waiting: they move the clock themselves.
            _ = withUnsafePointer(to: beat) {
                port.offer(UnsafeBufferPointer(start: $0, count: 1))
            }
        }
    }

    /// Tells the publisher that the rings have room again, when some were full.
    func resumeFeeds() {
        hasFed = false
        publisher?.feedResumed(now: now)
    }

    // MARK: Readings

    func readings(of instrument: InstrumentID?) -> EngineReadings {
        var readings = EngineReadings()
        readings.rings = rings.readings(of: instrument)
        guard instrument == nil else { return readings }
        readings.latencies = meters.readings
        readings.counters = [
            NamedCounter("engine.uptime_ms", (now - started).rawValue / 1_000_000),
            NamedCounter("core.inputs", Int64(state.taken.load(ordering: .relaxed))),
            NamedCounter("core.ladder_bytes", Int64(state.ladderBytes.load(ordering: .relaxed))),
            NamedCounter("feed.inputs", Int64(state.fed.load(ordering: .relaxed))),
            NamedCounter("feed.speed_milli", Int64(min(state.speed * 1000, 1e12))),
        ]
        if let bytes = ThisProcess.residentBytes {
            readings.counters.append(NamedCounter("process.resident_bytes", bytes))
        }
        readings.counters += decisions.readings
        if let journal { readings.counters += journal.readings(now: now) }
        if let past { readings.counters += past.readings }
        return readings
    }

    // MARK: The end

    /// Ends every stream and session with a reason, and the listener.
    func shutDown(_ reason: Goodbye.Reason) {
        publisher?.shutdown(reason: reason, now: now)
        listener?.close()
        beatTimer?.close()
        listener = nil
        beatTimer = nil
    }

    /// Nothing waits for the journal any more, or never will be on disk.
    var isJournalDone: Bool {
        guard let journal else { return true }
        return journal.isDone.load(ordering: .acquiring)
    }

    /// Whether every connection has sent its last bytes.
    var isQuiet: Bool { connections.isEmpty && leaving == 0 }
}

/// Keeps a frame while its bytes are on their way.
private final class FrameOwner: Sendable {
    private let frame: EncodedFrame
    init(_ frame: EncodedFrame) { self.frame = frame }
}
