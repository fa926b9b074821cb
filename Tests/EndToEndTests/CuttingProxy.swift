import EventLoop
import Synchronization

/// Forwards a port to another, and cuts its first connections after a number of bytes towards the
/// client; later ones pass untouched.
final class CuttingProxy: @unchecked Sendable {
    private let loop: EventLoop
    private let thread: LoopThread
    private let target: Int
    private let limit: Int
    private let times: Int
    private var listener: TCPListener?
    /// Connections cut so far.
    let cuts = Atomic(0)

    /// - Parameter times: connections that are cut.
    init(to target: Int, cutAfter limit: Int, times: Int = 1) throws {
        self.target = target
        self.limit = limit
        self.times = times
        thread = try LoopThread(name: "proxy")
        loop = thread.loop
    }

    /// Listens, and returns the port.
    func start() async throws -> Int {
        try await withCheckedThrowingContinuation { continuation in
            loop.post {
                do {
                    let listener = try TCPListener(on: self.loop, host: "127.0.0.1", port: 0) {
                        self.forward($0)
                    }
                    self.listener = listener
                    continuation.resume(returning: listener.port)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }

    func stop() {
        thread.stop()
        thread.join()
    }

    private func forward(_ client: TCPConnection) {
        TCPConnector(on: loop, host: "127.0.0.1", port: target, timeout: 5_000_000_000) {
            [self] result in
            guard case .success(let engine) = result else { return client.reset() }
            var passed = 0
            var mayCut = cuts.load(ordering: .relaxed) < times
            client.onBytes = { engine.write($0) }
            client.onClosed = { _ in engine.close() }
            engine.onBytes = { [self] bytes in
                passed += bytes.count
                if mayCut, passed > limit, cuts.load(ordering: .relaxed) < times {
                    mayCut = false
                    cuts.add(1, ordering: .relaxed)
                    client.reset()
                } else {
                    client.write(bytes)
                }
            }
            engine.onClosed = { _ in client.closeWhenDrained() }
            client.startReading()
            engine.startReading()
        }
    }
}
