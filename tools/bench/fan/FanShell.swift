import EventLoop
import Market
import Publisher
import Records
import Wire

/// The publisher's sockets, as the engine has them.
final class FanShell: PublisherShell {
    unowned var publisher: Publisher?
    private var connections: [SessionID: TCPConnection] = [:]
    private var listener: TCPListener?
    private var nextSession: UInt64 = 1

    /// Listens on any free port.
    func listen(on loop: EventLoop) throws(EventLoopError) -> Int {
        let listener = try TCPListener(on: loop, host: "127.0.0.1", port: 0) { [unowned self] in
            accept($0)
        }
        self.listener = listener
        return listener.port
    }

    static var now: Nanoseconds { Nanoseconds(MonotonicClock().now()) }

    private func accept(_ connection: TCPConnection) {
        guard let publisher else { return }
        let session = SessionID(nextSession)
        nextSession += 1
        connections[session] = connection
        connection.onBytes = { publisher.received(session, $0, now: Self.now) }
        connection.onDrained = { publisher.drained(session, now: Self.now) }
        connection.onClosed = { [unowned self] _ in
            if connections.removeValue(forKey: session) != nil {
                publisher.closed(session, now: Self.now)
            }
        }
        if publisher.opened(session, now: Self.now) { connection.startReading() }
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
        connections.removeValue(forKey: session)?.closeWhenDrained()
    }

    func pauseReading(_ session: SessionID) { connections[session]?.pauseReading() }

    func resumeReading(_ session: SessionID) { connections[session]?.startReading() }

    func feed(_ inputs: UnsafeBufferPointer<Input>, from session: SessionID) -> Int { 0 }

    func readings(of instrument: InstrumentID?) -> EngineReadings { EngineReadings() }
}

/// Keeps a frame while its bytes are on their way.
private final class FrameOwner: Sendable {
    private let frame: EncodedFrame
    init(_ frame: EncodedFrame) { self.frame = frame }
}
