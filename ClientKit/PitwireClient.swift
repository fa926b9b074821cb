public import EventLoop
public import Wire

/// A client of an engine: connect, then ask for streams and answers.
///
///     let client = try await PitwireClient.connect(to: "127.0.0.1:7717", token: token)
///     for await bar in try await client.bars(of: "SPY", period: .minute1).records {
///         print(bar.close)
///     }
///     await client.close()
///
/// The connection lives on a thread of its own, or on a loop you give. When it is lost it is made
/// again, and every stream goes on where it was; what cannot be had any more appears in the stream
/// as a gap. All calls are for any thread and task.
public final class PitwireClient: Sendable {
    /// Where and as whom it connects.
    public let configuration: ClientConfiguration
    let home: ClientHome
    /// Connects, losses and the end, from the client's making on, for one loop. Events that nobody
    /// reads are kept up to 1024.
    public let connectionEvents: RecordStream<ConnectionEvent>
    private let latest = Locked<Welcome?>(nil)
    /// What the engine's strategies are, as last told.
    let books = Locked<StrategyBook?>(nil)
    let moments = Locked<PastMoment?>(nil)
    /// The engine's instruments, as last told.
    let instrumentTable = Locked<InstrumentTable?>(nil)
    /// Who waits for the outcome of the first attempt, or for the end.
    private let watchers = Locked(Watchers())

    private struct Watchers {
        var attempt: [Reply<Welcome>] = []
        var end: [Reply<ClientError>] = []
        var ending: ClientError?
    }

    /// A client that stands still until `start` or `run`.
    ///
    /// - Parameter loop: where it shall live, for programs whose duties share one thread; `nil`
    ///   for a thread of its own. Close the client before the loop.
    public init(
        _ configuration: ClientConfiguration, on loop: EventLoop? = nil
    ) throws(ClientError) {
        self.configuration = configuration
        if let loop {
            home = ClientHome(configuration, on: loop)
        } else {
            home = try ClientHome(configuration)
        }
        let events = StreamBuffer<ConnectionEvent>(limit: 1024, drained: {}, abandoned: {})
        connectionEvents = RecordStream(source: StreamSource(events))
        home.post { [weak self] connection in
            connection.onEvent = { event in self?.happened(event) }
        }
    }

    /// Connects and logs in.
    ///
    /// - Throws: What kept the first attempt from succeeding; later ones are made by themselves.
    public static func connect(
        to address: String, role: Role = .read, token: String = ""
    ) async throws(ClientError) -> PitwireClient {
        try await connect(ClientConfiguration(address: address, role: role, token: token))
    }

    /// Connects and logs in.
    ///
    /// - Throws: What kept the first attempt from succeeding; later ones are made by themselves.
    public static func connect(
        _ configuration: ClientConfiguration, on loop: EventLoop? = nil
    ) async throws(ClientError) -> PitwireClient {
        let client = try PitwireClient(configuration, on: loop)
        do throws(ClientError) {
            try await client.start()
            return client
        } catch {
            await client.close()
            throw error
        }
    }

    deinit {
        home.shut {}
        connectionEvents.source.buffer.end(.cancelled)
        home.joinElsewhere()
    }

    /// The loop it lives on.
    package var loop: EventLoop { home.loop }

    /// Begins to connect, and waits for the outcome of the first attempt.
    ///
    /// - Returns: What the engine said at the login.
    @discardableResult
    public func start() async throws(ClientError) -> Welcome {
        try await home.call("connect") { [weak self] connection, reply in
            if let welcome = connection.welcome {
                reply.answer(.success(welcome))
                return nil
            }
            if let ending = connection.ending {
                reply.answer(.failure(ending))
                return nil
            }
            self?.watchers.withLock { $0.attempt.append(reply) }
            connection.start()
            return nil
        }
    }

    /// Connects and stays so, through every loss, until `close` or the task's cancellation.
    ///
    /// For services that start before their engine does:
    ///
    ///     async let _ = client.run()
    ///
    /// - Throws: What makes further attempts useless: a refused login, no common version.
    public func run() async throws(ClientError) {
        let ending: ClientError
        do throws(ClientError) {
            ending = try await home.call("run") { [weak self] connection, reply in
                if let ending = connection.ending {
                    reply.answer(.success(ending))
                    return nil
                }
                self?.watchers.withLock { $0.end.append(reply) }
                connection.start()
                return nil
            }
        } catch {
            await close()
            if error.code == .closed || error.code == .cancelled { return }
            throw error
        }
        if ending.code != .closed, ending.code != .cancelled { throw ending }
    }

    /// Says goodbye, ends every stream and call, and gives everything back. A second call waits
    /// for nothing.
    public func close() async {
        await withCheckedContinuation { continuation in home.shut { continuation.resume() } }
        home.join()
        connectionEvents.source.buffer.end(.cancelled)
    }

    /// What the engine said at the last login; `nil` while not connected.
    public var welcome: Welcome? { latest.withLock { $0 } }

    /// Counters since the client was made.
    public func counters() async throws(ClientError) -> ClientCounters {
        try await home.call("counters") { connection, reply in
            reply.answer(.success(connection.readings))
            return nil
        }
    }

    /// Loop thread.
    private func happened(_ event: ConnectionEvent) {
        switch event {
        case .connected(let welcome):
            latest.withLock { $0 = welcome }
            settle(.success(welcome))
        case .disconnected(let error, _):
            latest.withLock { $0 = nil }
            settle(.failure(error))
        case .closed(let error):
            latest.withLock { $0 = nil }
            settle(.failure(error))
            let waiting = watchers.withLock { watchers in
                watchers.ending = error
                let waiting = watchers.end
                watchers.end = []
                return waiting
            }
            for reply in waiting { reply.answer(.success(error)) }
        }
        let events = connectionEvents.source.buffer
        _ = events.put { batch in
            if batch.records.count < events.limit { batch.records.append(event) }
        }
    }

    private func settle(_ outcome: Result<Welcome, ClientError>) {
        let waiting = watchers.withLock { watchers in
            let waiting = watchers.attempt
            watchers.attempt = []
            return waiting
        }
        for reply in waiting { reply.answer(outcome) }
    }
}
