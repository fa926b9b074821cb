import Feed
import Market
import Publisher
import Records
import Ring
import Wire

/// The publisher's side with sockets and rings, where the sockets are simulated.
final class EngineShell: PublisherShell {
    private unowned let world: World
    private var port: FeedPort
    private var commands: RingProducer<Input>
    private(set) var connections: [SessionID: Connection] = [:]
    private var nextSession: UInt64 = 1
    /// Something went into the rings: the core's turn.
    var onFed: () -> Void = {}
    /// Event time of the last input of each instrument.
    private(set) var fedTime: [InstrumentID: Nanoseconds] = [:]
    /// Ends are coming: nothing is taken any more.
    var isStopping = false

    init(_ world: World, _ rings: EngineRings) {
        self.world = world
        port = rings.port()
        commands = rings.commands.takeProducer()
    }

    // MARK: Connections

    func accept(_ connection: Connection, _ publisher: Publisher) {
        let session = SessionID(nextSession)
        nextSession += 1
        connections[session] = connection
        connection.toEngine.onBytes = { [weak self, weak publisher] bytes in
            guard let self else { return }
            world.log.fold(UInt64(bytes.count))
            publisher?.received(session, bytes, now: world.wall)
        }
        connection.toClient.onDrained = { [weak self, weak publisher] in
            guard let self else { return }
            publisher?.drained(session, now: world.wall)
        }
        connection.onEngineClosed = { [weak self, weak publisher] in
            guard let self else { return }
            if connections.removeValue(forKey: session) != nil {
                publisher?.closed(session, now: world.wall)
            }
        }
        _ = publisher.opened(session, now: world.wall)
    }

    /// The process is gone.
    func abandon(isHeard: Bool) {
        let all = connections.sorted { $0.key.rawValue < $1.key.rawValue }
        connections.removeAll()
        for (_, connection) in all {
            if isHeard { connection.engineGone() } else { connection.vanish() }
        }
    }

    func send(_ frames: [EncodedFrame], to session: SessionID) -> Int {
        guard let connection = connections[session] else { return 0 }
        for frame in frames {
            withExtendedLifetime(frame) { connection.toClient.write(frame.bytes) }
        }
        let waiting = connection.toClient.waiting
        world.checkSocketQueue(waiting, session)
        return waiting
    }

    func close(_ session: SessionID) {
        connections.removeValue(forKey: session)?.closeByEngine()
    }

    func pauseReading(_ session: SessionID) { connections[session]?.toEngine.isPaused = true }

    func resumeReading(_ session: SessionID) { connections[session]?.toEngine.isPaused = false }

    // MARK: Inputs

    func feed(_ inputs: UnsafeBufferPointer<Input>, from session: SessionID) -> Int {
        if isStopping { return 0 }
        let taken = port.offer(inputs)
        if taken > 0 {
            for input in inputs[..<taken] { fedTime[input.instrument] = input.time }
            onFed()
        }
        return taken
    }

    /// Lets the clocks of instruments that are fed go on.
    func beatInstruments() {
        for (instrument, time) in fedTime.sorted(by: { $0.key < $1.key }) {
            let beat = Input(kind: .beat, instrument: instrument, time: time.secondStart)
            withUnsafePointer(to: beat) {
                if port.offer(UnsafeBufferPointer(start: $0, count: 1)) > 0 { onFed() }
            }
        }
    }

    var takesCommands: Bool { !isStopping }

    func take(command: CommandInput, from session: SessionID) -> Bool {
        guard !isStopping else { return false }
        let slots = command.inputs
        guard commands.free >= slots.count else { return false }
        let isTaken = slots.withUnsafeBufferPointer { commands.pushAll($0) }
        if isTaken { onFed() }
        return isTaken
    }

    func readings(of instrument: InstrumentID?) -> EngineReadings { EngineReadings() }
}
