public import EventLoop
internal import Market
public import Wire

/// A connection to an engine on a loop of the caller's: the client without any `async`.
///
/// For programs whose duties share one thread: everything is called, and calls back, on the
/// loop's thread, and ticks go from the socket to the callback without a hand-over.
///
///     let connection = ClientConnection(configuration, on: loop)
///     connection.onEvent = { event in … }
///     connection.onTicks(of: "SPY") { ticks, stamps in … }
///     connection.start()
///
/// It connects again by itself, resumes every stream where it was left, and lives until `close`.
public final class ClientConnection {
    /// The loop it lives on.
    public let loop: EventLoop
    /// Where and as whom it connects.
    public let configuration: ClientConfiguration
    /// Told of every connect, disconnect and the end.
    public var onEvent: ((ConnectionEvent) -> Void)?
    /// Why there is no further attempt, once there is none.
    public private(set) var ending: ClientError?

    var session: ClientSession
    var sinks: [SubscriptionID: StreamSink] = [:]
    var grants: [SubscriptionID: (Result<InstrumentInfo?, ClientError>) -> Void] = [:]
    var grantDeadlines: [SubscriptionID: Int64] = [:]
    var answers: [UInt32: (Result<GatheredAnswer, ClientError>) -> Void] = [:]
    var commandAnswers: [UInt32: (Result<CommandAnswer, ClientError>) -> Void] = [:]
    var feeds: [FeedID: FeedEnd] = [:]
    var counters = ClientCounters()
    var waitNumber = 0

    private var socket: TCPConnection?
    private var connector: TCPConnector?
    private var timer: LoopTimer?
    private var retryTimer: LoopTimer?
    private var timerDue = Int64.max
    private var backoff: Backoff?
    private var generator: any RandomNumberGenerator
    /// Streams whose reader is behind: nothing is read until all of them have room.
    private var full: Set<SubscriptionID> = []
    private let wallClock = WallClock()
    private var isStarted = false

    /// A connection that stands still until `start`. Loop thread only, as everything here.
    ///
    /// - Parameter generator: makes the random part of the waits between attempts.
    public init(
        _ configuration: ClientConfiguration, on loop: EventLoop,
        generator: any RandomNumberGenerator = SystemRandomNumberGenerator()
    ) {
        self.configuration = configuration
        self.loop = loop
        self.generator = generator
        session = ClientSession(configuration)
        backoff = configuration.reconnect.map { Backoff($0) }
        timer = LoopTimer(on: loop) { [weak self] in self?.timerFired() }
        retryTimer = LoopTimer(on: loop) { [weak self] in self?.connect() }
    }

    deinit {
        precondition(ending != nil, "a connection is closed before its last reference goes")
    }

    /// Connects; the outcome comes by `onEvent`.
    public func start() {
        guard !isStarted, ending == nil else { return }
        isStarted = true
        connect()
    }

    /// What the engine said at the login; `nil` while not connected.
    public var welcome: Welcome? { session.welcome }

    /// Counters since it was made.
    public var readings: ClientCounters {
        var readings = counters
        readings.repeatedFrames = session.repeatedFrames
        if let socket {
            readings.bytesRead += socket.bytesRead
            readings.bytesWritten += socket.bytesWritten
        }
        return readings
    }

    /// Says goodbye and ends everything: streams, queries, feeds, the connection. `done` is
    /// called from the loop when nothing of it is left.
    public func close(_ done: (() -> Void)? = nil) {
        finish(
            ClientError(
                .closed, what: "client", place: configuration.address,
                detail: "was closed by its user"), done)
    }

    // MARK: Connecting

    private func connect() {
        guard ending == nil, socket == nil, connector == nil else { return }
        connector = TCPConnector(
            on: loop, host: configuration.host, port: configuration.port,
            timeout: configuration.connectTimeout.rawValue
        ) { [weak self] outcome in
            guard let self else {
                if case .success(let connection) = outcome { connection.close() }
                return
            }
            self.connector = nil
            switch outcome {
            case .success(let connection): self.connected(connection)
            case .failure(let error):
                self.disconnected(
                    ClientError(
                        .connectFailed, what: "connect", place: self.configuration.address,
                        detail: "\(error.reason) (\(error.code))"))
            }
        }
    }

    private func connected(_ connection: TCPConnection) {
        guard ending == nil else { return connection.close() }
        socket = connection
        full.removeAll()
        connection.onBytes = { [weak self, weak connection] bytes in
            guard let self, let connection, self.socket === connection else { return }
            self.received(bytes)
        }
        connection.onClosed = { [weak self, weak connection] error in
            guard let self, let connection, self.socket === connection else { return }
            let detail = error.map { "\($0.reason) (\($0.code))" } ?? "the engine hung up"
            self.disconnected(
                ClientError(
                    .disconnected, what: "session", place: self.configuration.address,
                    detail: detail))
        }
        session.opened(at: now())
        flush()
        connection.startReading()
        schedule()
    }

    /// The connection is gone: another one follows, unless `error` is final.
    private func disconnected(_ error: ClientError) {
        guard ending == nil else { return }
        drop()
        counters.disconnects += 1
        guard !error.isFinal, backoff != nil else { return finish(error) }
        let wait = backoff?.next(using: &generator) ?? 0
        retryTimer?.start(after: wait)
        schedule()
        onEvent?(.disconnected(error, retryIn: Nanoseconds(wait)))
    }

    /// Lets go of the socket.
    private func drop() {
        if let socket {
            counters.bytesRead += socket.bytesRead
            counters.bytesWritten += socket.bytesWritten
            socket.close()
        }
        socket = nil
        full.removeAll()
        session.closed()
        for sink in sinks.values { sink.interrupted() }
    }

    private func finish(_ error: ClientError, _ done: (() -> Void)? = nil) {
        guard ending == nil else {
            done?()
            return
        }
        ending = error
        session.leave(at: now())
        flush()
        connector?.cancel()
        connector = nil
        drop()
        endEverything(error)
        retryTimer?.close()
        retryTimer = nil
        let timer = timer
        self.timer = nil
        let onEvent = onEvent
        self.onEvent = nil
        onEvent?(.closed(error))
        timer?.close(done)
    }

    private func endEverything(_ error: ClientError) {
        let reason = error.code == .endOfData ? StreamEndReason.endOfData : .failed(error)
        let (sinks, grants, answers, feeds) = (sinks, grants, answers, feeds)
        let commandAnswers = commandAnswers
        self.sinks = [:]
        self.grants = [:]
        self.grantDeadlines = [:]
        self.answers = [:]
        self.commandAnswers = [:]
        self.feeds = [:]
        for sink in sinks.values { sink.ended(reason) }
        for grant in grants.values { grant(.failure(error)) }
        for answer in answers.values { answer(.failure(error)) }
        for answer in commandAnswers.values { answer(.failure(error)) }
        for feed in feeds.values { feed.ended(error) }
    }

    // MARK: Bytes

    private func received(_ bytes: UnsafeRawBufferPointer) {
        let now = now()
        var chunk = bytes
        while let event = session.next(from: &chunk, at: now) {
            handle(event, now)
            if socket == nil { return }
        }
        flush()
        schedule()
    }

    private func handle(_ event: SessionEvent, _ now: Instant) {
        switch event {
        case .data(let data): deliver(data, now)
        case .welcome(let welcome):
            counters.connects += 1
            backoff?.reset()
            onEvent?(.connected(welcome))
        case .subscribed(let id, let grant):
            grantDeadlines[id] = nil
            grants.removeValue(forKey: id)?(.success(grant.instrument))
        case .refused(let id, let error): refuse(id, error)
        case .gap(let id, let gap): settle(id, sinks[id]?.gap(gap))
        case .restarted(let id, let restart): settle(id, sinks[id]?.restarted(restart))
        case .ended(let id, let reason):
            full.remove(id)
            sinks.removeValue(forKey: id)?.ended(reason)
        case .answered(let id, let answer):
            answers.removeValue(forKey: id)?(.success(answer))
        case .failed(let id, let error): answers.removeValue(forKey: id)?(.failure(error))
        case .commandAnswered(let id, let answer):
            commandAnswers.removeValue(forKey: id)?(.success(answer))
        case .commandFailed(let id, let error):
            commandAnswers.removeValue(forKey: id)?(.failure(error))
        case .feedOpened(let id, let lines):
            feeds[id]?.opened(lines)
            passWaiting(id)
        case .feedRefused(let id, let error):
            // One that was open is kept, to tell its user why it is no more.
            let feed = feeds[id]
            if feed?.isPending == true { feeds[id] = nil }
            feed?.ended(error)
        case .feedAcknowledged(let id): passWaiting(id)
        case .lost(let error): disconnected(error)
        }
    }

    private func refuse(_ id: SubscriptionID, _ error: ClientError) {
        full.remove(id)
        grantDeadlines[id] = nil
        let sink = sinks.removeValue(forKey: id)
        if let grant = grants.removeValue(forKey: id) { grant(.failure(error)) }
        sink?.ended(.failed(error))
    }

    private func deliver(_ data: StreamData, _ now: Instant) {
        guard let sink = sinks[data.subscription] else { return }
        do throws(WireError) {
            settle(data.subscription, try sink.take(data, arrived: now.wall))
        } catch {
            disconnected(ClientError(error, place: configuration.address))
        }
    }

    /// A stream without room stops reading; `resume` goes on with it.
    private func settle(_ id: SubscriptionID, _ hasRoom: Bool?) {
        guard hasRoom == false, let socket, full.insert(id).inserted else { return }
        guard full.count == 1 else { return }
        counters.pauses += 1
        socket.pauseReading()
        session.setPaused(true, at: now())
    }

    /// The reader of a full stream took what waited.
    func resume(_ id: SubscriptionID) {
        guard full.remove(id) != nil, full.isEmpty, let socket else { return }
        session.setPaused(false, at: now())
        socket.startReading()
        schedule()
    }

    /// Writes what the session has to say.
    func flush() {
        guard !session.outgoing.isEmpty else { return }
        for frame in session.outgoing {
            // Its bytes are only as alive as the frame, and nothing behind the call mentions it.
            withExtendedLifetime(frame) { socket?.write(frame.bytes) }
        }
        session.outgoing.removeAll(keepingCapacity: true)
    }

    /// Writes, and sees to the timer, after something was asked of the session.
    func asked() {
        flush()
        schedule()
    }

    // MARK: Time

    func now() -> Instant {
        Instant(monotonic: loop.now, wall: Nanoseconds(wallClock.now()))
    }

    private func timerFired() {
        timerDue = .max
        let now = now()
        while ending == nil, let event = session.advance(to: now) { handle(event, now) }
        if ending == nil { refuseOverdue(now.monotonic) }
        flush()
        schedule()
    }

    private func refuseOverdue(_ now: Int64) {
        for (id, deadline) in grantDeadlines where deadline <= now {
            session.unsubscribe(id, at: self.now())
            let state = session.phase == .ready ? "" : ", not connected"
            refuse(
                id,
                ClientError(
                    .timedOut, what: "subscribe", place: configuration.address,
                    detail: "no answer within "
                        + "\(configuration.requestTimeout.rawValue / 1_000_000) ms\(state)"))
        }
    }

    /// Sees to it that the timer fires when the session is due.
    private func schedule() {
        guard let timer else { return }
        let due = min(session.nextDue, grantDeadlines.values.min() ?? .max)
        guard due < timerDue else { return }
        timerDue = due
        timer.start(after: due &- loop.now)
    }
}
