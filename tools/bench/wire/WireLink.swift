import BenchKit
public import EventLoop
public import Wire

/// A session without comforts: frames in, messages out, on the loop's thread.
///
/// Logs in by itself; whatever goes wrong ends the process with its words.
public final class WireLink {
    private var connection: TCPConnection?
    private var connector: TCPConnector?
    private var decoder = FrameDecoder(limit: FrameLimits.afterLogin)
    private var encoder = FrameEncoder(packs: false)
    private let onWelcome: (WireLink) -> Void
    private let onFrame: (WireLink, borrowing ReceivedFrame) -> Void

    /// Connects to a port of this machine and logs in.
    ///
    /// - Parameters:
    ///   - onWelcome: the session stands.
    ///   - onFrame: every frame after that, but heartbeats.
    public init(
        on loop: EventLoop, port: Int, role: Role, onWelcome: @escaping (WireLink) -> Void,
        onFrame: @escaping (WireLink, borrowing ReceivedFrame) -> Void
    ) {
        self.onWelcome = onWelcome
        self.onFrame = onFrame
        connector = TCPConnector(on: loop, host: "127.0.0.1", port: port, timeout: 5_000_000_000) {
            [unowned self] result in
            switch result {
            case .success(let connection): opened(connection, role)
            case .failure(let error): Measured.fail("\(error)")
            }
        }
    }

    private func opened(_ connection: TCPConnection, _ role: Role) {
        self.connection = connection
        connector = nil
        connection.onBytes = { [unowned self] in received($0) }
        connection.onClosed = { error in
            if let error { Measured.fail("connection lost: \(error)") }
        }
        connection.startReading()
        send(Hello(role: role, heartbeat: 60_000, clientName: "bench", token: "bench"))
    }

    private func received(_ bytes: UnsafeRawBufferPointer) {
        var chunk = bytes
        do throws(WireError) {
            while let frame = try decoder.next(from: &chunk) {
                switch frame.header.type {
                case .welcome: onWelcome(self)
                case .heartbeat: break
                case .error:
                    Measured.fail("refused: \(try ErrorMessage(decoding: frame.payload))")
                default: onFrame(self, frame)
                }
            }
        } catch {
            Measured.fail("\(error)")
        }
    }

    /// Sends a message.
    public func send(_ message: some WireMessage) { send(encoder.frame(message)) }

    /// Sends a frame.
    public func send(_ frame: EncodedFrame) {
        withExtendedLifetime(frame) { connection?.write(frame.bytes) }
    }

    /// Ends the session.
    public func close() { connection?.close() }
}
