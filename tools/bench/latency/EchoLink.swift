import BenchKit
import EventLoop

/// The client's end of an echo: a message out, the same message in.
final class EchoLink {
    private var connection: TCPConnection?
    private var connector: TCPConnector?
    private var missing = 0
    private let message = [UInt8](repeating: 5, count: EchoServer.messageBytes)
    private let onReply: () -> Void

    /// Connects to a port of this machine.
    ///
    /// - Parameters:
    ///   - onOpen: messages can be sent.
    ///   - onReply: all of a message came back.
    init(
        on loop: EventLoop, port: Int, onOpen: @escaping () -> Void,
        onReply: @escaping () -> Void
    ) {
        self.onReply = onReply
        connector = TCPConnector(on: loop, host: "127.0.0.1", port: port, timeout: 5_000_000_000) {
            [unowned self] result in
            guard case .success(let connection) = result else {
                Measured.fail("latencybench: no connection to the echo")
            }
            self.connection = connection
            connector = nil
            connection.onBytes = { [unowned self] in received($0.count) }
            connection.startReading()
            onOpen()
        }
    }

    /// Sends the message.
    func send() {
        missing = message.count
        message.withUnsafeBytes { connection?.write($0) }
    }

    private func received(_ bytes: Int) {
        missing -= bytes
        if missing == 0 { onReply() }
    }
}
