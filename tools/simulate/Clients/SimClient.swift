import Chance
import ClientKit
import Core
import Market
import Wire

/// A client over all its connections: what `ClientConnection` does, on a simulated network.
class SimClient {
    unowned let world: World
    let name: String
    var session: ClientSession
    private(set) var connection: Connection?
    private var backoff = Backoff(ReconnectPolicy())
    private var random: SplitMix64
    private var isConnecting = false
    private var dueAt = Int64.max
    /// Not on the processor: bytes and time pass by.
    private(set) var isStopped = false
    /// Counts its processes: what was planned by one before is void.
    private(set) var life = 0
    private(set) var isGone = false

    init(_ world: World, _ name: String, _ role: Role, seed: UInt64) {
        self.world = world
        self.name = name
        random = SplitMix64(world.plan.seed, for: seed)
        session = ClientSession(Self.configuration(name, role))
        self.role = role
    }

    private let role: Role

    static func configuration(_ name: String, _ role: Role) -> ClientConfiguration {
        do {
            var configuration = try ClientConfiguration(address: "simulated:1", role: role)
            configuration.clientName = name
            configuration.requestTimeout = .seconds(3)
            return configuration
        } catch {
            preconditionFailure("\(error)")
        }
    }

    // MARK: What each kind does

    func start() { connect() }
    func welcomed() {}
    func handle(_ event: SessionEvent) {}
    func interrupted() {}
    func engineStarted(_ positions: [FeedPosition]) {}
    /// Everything it waits for has come.
    var isSettled: Bool { true }
    /// What it waits for, in words.
    var state: String { name }
    /// Its process was started anew: nothing is remembered.
    func forgetAll() {}

    // MARK: The connection

    var isConnected: Bool { connection != nil }
    var now: Instant { Instant(monotonic: world.schedule.now, wall: world.wall) }

    private func connect() {
        guard connection == nil, !isConnecting, !isGone else { return }
        isConnecting = true
        let life = life
        world.connect { [weak self] connection in
            guard let self, self.life == life, !isGone else {
                connection?.closeByClient()
                return
            }
            isConnecting = false
            guard let connection else { return retry("nobody listens") }
            opened(connection)
        }
    }

    private func opened(_ connection: Connection) {
        self.connection = connection
        connection.toClient.isPaused = isStopped
        connection.toClient.onBytes = { [weak self] bytes in self?.received(bytes) }
        connection.onClientClosed = { [weak self] why in self?.lost(why) }
        session.opened(at: now)
        flush()
        arrange()
    }

    private func received(_ bytes: UnsafeRawBufferPointer) {
        world.log.fold(UInt64(bytes.count) << 32)
        var chunk = bytes
        while let event = session.next(from: &chunk, at: now) {
            take(event)
            if connection == nil { return }
        }
        flush()
        arrange()
    }

    private func take(_ event: SessionEvent) {
        switch event {
        case .welcome:
            backoff.reset()
            welcomed()
        case .lost(let error):
            // What only a broken engine could have sent.
            world.check(
                error.code != .protocolViolation && error.code != .loginRefused,
                "\(name): \(error)")
            lost("\(error.code): \(error.detail)")
        default: handle(event)
        }
    }

    private func lost(_ why: String) {
        drop()
        retry(why)
    }

    private func retry(_ why: String) {
        let wait = backoff.next(using: &random)
        world.log.note(world.schedule.now, "\(name) not connected: \(why)")
        let life = life
        world.schedule.after(wait) { [weak self] in
            guard let self, self.life == life else { return }
            connect()
        }
    }

    private func drop() {
        connection?.closeByClient()
        connection = nil
        session.closed()
        interrupted()
    }

    /// Writes what the session has to say.
    func flush() {
        guard !session.outgoing.isEmpty else { return }
        for frame in session.outgoing {
            withExtendedLifetime(frame) { connection?.toEngine.write(frame.bytes) }
        }
        session.outgoing.removeAll(keepingCapacity: true)
        world.check(
            (connection?.toEngine.waiting ?? 0) < 64 << 20, "\(name) has 64 MiB to send")
    }

    /// Writes, and sees to its timer, after something was asked of the session.
    func asked() {
        flush()
        arrange()
    }

    // MARK: Time

    private func arrange() {
        guard session.nextDue < dueAt else { return }
        dueAt = session.nextDue
        let (due, life) = (dueAt, life)
        world.schedule.after(due - world.schedule.now) { [weak self] in
            guard let self, self.life == life, dueAt == due else { return }
            dueAt = .max
            fire()
        }
    }

    private func fire() {
        guard !isStopped, !isGone else { return }
        while let event = session.advance(to: now) { take(event) }
        flush()
        arrange()
    }

    // MARK: Misfortunes

    /// Stops, as by SIGSTOP, or goes on.
    func setStopped(_ isStopped: Bool) {
        self.isStopped = isStopped
        connection?.toClient.isPaused = isStopped
        if !isStopped { fire() }
    }

    /// Its process ends and another begins.
    func restart() {
        life += 1
        connection?.closeByClient()
        connection = nil
        session = ClientSession(Self.configuration(name, role))
        isConnecting = false
        dueAt = .max
        forgetAll()
        start()
    }

    /// Leaves for good.
    func leave() {
        isGone = true
        session.leave(at: now)
        flush()
        connection?.closeByClient()
        connection = nil
    }

    /// A number of its own generator.
    func number(_ range: ClosedRange<Int64>) -> Int64 { random.number(range) }
    func int(_ range: ClosedRange<Int>) -> Int { random.int(range) }
    func chance(_ perMille: UInt64) -> Bool { random.chance(perMille) }
}
