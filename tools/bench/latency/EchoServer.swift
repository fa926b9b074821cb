import BenchKit
import EventLoop
import Glibc

/// The least that an acknowledged message costs: libuv sends it back, after a block was appended to a
/// file and synced where acknowledgements wait for the disk.
enum EchoServer {
    /// Bytes of a message, either way.
    static let messageBytes = 64
    /// Bytes of the block that a command becomes in a journal.
    private static let blockBytes = 256

    /// Prints the port and serves until it is ended.
    ///
    /// - Parameter folder: where the file is; `nil` for an echo alone.
    static func serve(_ folder: String?) {
        let file = folder.map { open("\($0)/peer", O_WRONLY | O_CREAT | O_APPEND, 0o600) }
        if let file, file < 0 { Measured.fail("latencybench: no file for the peer") }
        var connections: [TCPConnection] = []
        do throws(EventLoopError) {
            let loop = try EventLoop()
            let listener = try TCPListener(on: loop, host: "127.0.0.1", port: 0) { connection in
                connections.append(connection)
                var waiting: [UInt8] = []
                connection.onBytes = { bytes in
                    waiting += bytes
                    guard waiting.count >= messageBytes else { return }
                    if let file, !append(to: file) {
                        Measured.fail("latencybench: can not write the peer's file")
                    }
                    waiting.withUnsafeBytes { connection.write($0) }
                    waiting.removeAll(keepingCapacity: true)
                }
                connection.startReading()
            }
            Measured.put("\(listener.port)\n")
            loop.run()
        } catch {
            Measured.fail("latencybench: \(error)")
        }
    }

    /// Appends a block and syncs it.
    static func append(to file: Int32) -> Bool {
        let bytes = [UInt8](repeating: 7, count: blockBytes)
        return write(file, bytes, bytes.count) == bytes.count && fdatasync(file) == 0
    }
}
