package import ClientKit
import EventLoop
package import PitctlViews
import Web

/// One engine as the gateway sees it: its connection, its account, and the instruments that pages
/// watch. Each instrument and period is subscribed to once, however many pages watch it.
package actor EngineLink {
    /// How the connection stands.
    package enum State: String, Sendable {
        /// Connected; requests are answered.
        case live
        /// Not connected; it is tried again all the time.
        case away
        /// The engine does not let the gateway in; it is tried again, since tokens change.
        case refused
    }

    /// The connection, for those who only look.
    package struct Reading: Sendable {
        /// How it stands.
        package var state = State.away
        /// Since when, by the wall clock.
        package var since: Nanoseconds
        /// Why it is not live.
        package var reason = "not connected yet"
        /// What the engine is; kept while it is away.
        package var facts: EngineFacts?
        /// Ticks are made by a simulation or from bars; `nil` while not known.
        package var isSimulated: Bool?
    }

    /// The name that pages and requests use.
    package nonisolated let name: String
    /// Where it is.
    package nonisolated let address: String
    /// The most instruments and periods that are subscribed to at a time.
    package static let feedLimit = 64
    /// How long an instrument stays subscribed to behind its last page.
    package static let linger = Duration.seconds(30)
    static let beat = Duration.milliseconds(100)
    static let retry = Duration.seconds(1)

    let configuration: ClientConfiguration
    nonisolated let counters: LinkCounters
    private nonisolated let shared: Locked<Reading>
    nonisolated let current = Locked<PitwireClient?>(nil)

    var account = AccountState()
    var feeds: [String: SymbolFeed] = [:]
    var pages: [ObjectIdentifier: PageSeat] = [:]
    /// Prices of instruments with open positions, whose pages nobody watches.
    var prices: [InstrumentID: Price] = [:]
    /// Reads the account; of the present client.
    var accountTasks: [Task<Void, Never>] = []
    private var loader: Task<Void, Never>?
    private var work: [Task<Void, Never>] = []
    /// The last positions and figures that were told.
    var told = (positions: "", stats: "")
    var positionsDue = ContinuousClock.now

    /// An engine that is not connected to yet.
    package init(name: String, _ configuration: ClientConfiguration, now: Nanoseconds) {
        self.name = name
        self.configuration = configuration
        address = configuration.address
        counters = LinkCounters()
        shared = Locked(Reading(since: now))
    }

    /// How the connection stands.
    package nonisolated var reading: Reading { shared.withLock { $0 } }

    /// The client of a live connection.
    package nonisolated func client() throws(APIError) -> PitwireClient {
        let reading = reading
        guard reading.state == .live, let client = current.withLock({ $0 }) else {
            throw APIError(
                .engineAway,
                "\(name) at \(address) is \(reading.state.rawValue) since "
                    + "\(InstantText.utc(reading.since)): \(reading.reason)")
        }
        return client
    }

    /// `{"name", "address", ...}`
    package nonisolated var json: JSONValue {
        let reading = reading
        let symbols = reading.facts?.instruments.map(\.instrument.symbol) ?? []
        return .page([
            ("name", .string(name)), ("address", .string(address)),
            ("state", .string(reading.state.rawValue)), ("since_ns", .time(reading.since)),
            ("reason", reading.state == .live ? .null : .string(reading.reason)),
            ("simulated", reading.isSimulated.map { .bool($0) } ?? .null),
            ("symbols", .list(symbols.map { .string($0) })),
        ])
    }

    // MARK: Connection

    /// Connects, and stays so through every loss until `stop`.
    package func start() {
        guard work.isEmpty else { return }
        work = [
            Task { [weak self] in
                while let self, !Task.isCancelled {
                    await self.connect()
                    // An engine that does not let this in is not asked all the time.
                    let isRefused = self.reading.state == .refused
                    try? await Task.sleep(for: isRefused ? Self.retry * 5 : Self.retry)
                }
            },
            Task { [weak self] in
                while let self, !Task.isCancelled {
                    await self.beat()
                    try? await Task.sleep(for: Self.beat)
                }
            },
            Task { [weak self] in
                while let self, !Task.isCancelled {
                    await self.poll()
                    try? await Task.sleep(for: .milliseconds(500))
                }
            },
        ]
    }

    /// Ends everything: pages keep their sockets, and are told nothing more.
    package func stop() async {
        for task in work { task.cancel() }
        loader?.cancel()
        pages = [:]
        let client = current.withLock { current in
            let client = current
            current = nil
            return client
        }
        await client?.close()
        for task in work { await task.value }
        work = []
        for feed in feeds.values { await end(feed) }
        feeds = [:]
        for task in accountTasks { await task.value }
    }

    /// One client's life.
    private func connect() async {
        let client: PitwireClient
        do throws(ClientError) {
            client = try PitwireClient(configuration)
        } catch {
            return lost(error, refused: false)
        }
        current.withLock { $0 = client }
        let run = Task { try? await client.run() }
        events: for await event in client.connectionEvents {
            switch event {
            case .connected(let welcome):
                counters.connects.add()
                loader?.cancel()
                loader = Task { await load(client, welcome) }
            case .disconnected(let error, _): lost(error, refused: false)
            case .closed(let error):
                lost(error, refused: error.code == .loginRefused || error.code == .badVersion)
                break events
            }
        }
        loader?.cancel()
        await client.close()
        await run.value
        await endAccount()
        // Another client knows nothing of the streams of this one.
        for feed in feeds.values { await end(feed) }
        shared.withLock { $0.facts?.epoch = 0 }
    }

    private func lost(_ error: ClientError, refused: Bool) {
        loader?.cancel()
        let wasLive = reading.state == .live
        let state: State = refused ? .refused : .away
        guard wasLive || reading.state != state || reading.reason != error.detail else { return }
        let time = Self.now
        shared.withLock { reading in
            if wasLive || reading.state != state { reading.since = time }
            reading.state = state
            reading.reason = error.detail
        }
        if wasLive { counters.losses.add() }
        tellEngine()
        if wasLive { log(.error, "the connection to \(name) is lost: \(error.detail)") }
    }

    /// What an engine is and how it stands, then all that pages watch.
    private func load(_ client: PitwireClient, _ welcome: Welcome) async {
        let isSame = reading.facts?.epoch == welcome.epoch
        while reading.facts?.epoch != welcome.epoch {
            do throws(ClientError) {
                try await learn(client, welcome)
            } catch {
                guard !Task.isCancelled, !error.isFinal else { return }
                log(.warning, "\(name) does not say what it is: \(error.detail)")
                try? await Task.sleep(for: Self.retry)
            }
            guard !Task.isCancelled else { return }
        }
        let time = Self.now
        shared.withLock { reading in
            if reading.state != .live { reading.since = time }
            reading.state = .live
            reading.reason = ""
        }
        tellEngine()
        log(.info, "connected to \(name) at \(address)")
        if !isSame { await reload(reason: "the engine was started anew") }
        await seatWaiting()
    }

    /// What an engine is, and its account.
    private func learn(_ client: PitwireClient, _ welcome: Welcome) async throws(ClientError) {
        let facts = try await EngineFacts.ask(client, epoch: welcome.epoch)
        let simulated = try await client.status(of: facts)
        guard !Task.isCancelled else { return }
        await endAccount()
        try await loadAccount(client, facts)
        shared.withLock { reading in
            reading.facts = facts
            reading.isSimulated = simulated
        }
    }

    /// The engine is something else than before.
    func learned(_ facts: EngineFacts) { shared.withLock { $0.facts = facts } }

    /// Begins all that is watched from the beginning.
    func reload(reason: String) async {
        for feed in Array(feeds.values) {
            await end(feed)
            let wasTold = unseat(feed.symbol)
            if wasTold { gap(feed.symbol, "all", 0, reason) }
            feeds[feed.symbol] = nil
        }
        await seatWaiting()
    }

    static var now: Nanoseconds { Nanoseconds(WallClock().now()) }
}

extension PitwireClient {
    /// Whether the engine's ticks are made by a simulation; `nil` without an instrument.
    fileprivate func status(of facts: EngineFacts) async throws(ClientError) -> Bool? {
        guard let first = facts.instruments.first else { return nil }
        return try await state(of: first.instrument.symbol).state.isSimulated
    }
}
