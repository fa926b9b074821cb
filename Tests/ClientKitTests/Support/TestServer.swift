import ClientKit
import EventLoop

/// A scripted engine on a loopback socket: the test reads what clients say and says what to send.
final class TestServer: Sendable {
    /// Loop thread only.
    private final class Hands: @unchecked Sendable {
        var listener: TCPListener?
        var connection: TCPConnection?
        var frames = Frames()
        /// Accepted connections.
        var count = 0
    }

    private struct Inbox {
        var said: [Said] = []
        var waiter: CheckedContinuation<Void, Never>?
    }

    let port: Int
    let loop: EventLoop
    private let thread: LoopThread
    private let hands: Hands
    private let inbox: Box

    private final class Box: Sendable {
        let inbox = Locked(Inbox())

        func add(_ said: Said) {
            let waiter = inbox.withLock { inbox in
                inbox.said.append(said)
                return inbox.waiter.take()
            }
            waiter?.resume()
        }
    }

    /// A server that accepts; `port` 0 takes a free one.
    init(port: Int = 0) async throws {
        let thread = try LoopThread(name: "engine")
        let (hands, box, loop) = (Hands(), Box(), thread.loop)
        self.thread = thread
        self.loop = loop
        self.hands = hands
        inbox = box
        self.port = try await withCheckedThrowingContinuation { continuation in
            loop.post {
                do throws(EventLoopError) {
                    let listener = try TCPListener(on: loop, host: "127.0.0.1", port: port) {
                        TestServer.accept($0, hands, box)
                    }
                    hands.listener = listener
                    continuation.resume(returning: listener.port)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }

    deinit {
        thread.stop()
        thread.join()
    }

    /// A port on which nobody listens.
    static func freePort() async throws -> Int {
        let server = try await TestServer()
        return server.port
    }

    var address: String { "127.0.0.1:\(port)" }

    func configuration(
        _ change: (inout ClientConfiguration) -> Void = { _ in }
    ) throws -> ClientConfiguration {
        var configuration = try ClientConfiguration(address: address, token: "secret")
        configuration.reconnect?.first = .milliseconds(1)
        configuration.reconnect?.longest = .milliseconds(4)
        change(&configuration)
        return configuration
    }

    private static func accept(_ connection: TCPConnection, _ hands: Hands, _ box: Box) {
        hands.count += 1
        hands.connection = connection
        let decoder = DecoderBox()
        connection.onBytes = { bytes in
            var chunk = bytes
            while let frame = try? decoder.decoder.next(from: &chunk) {
                if let said = try? Said(frame.header, frame.payload), said != .heartbeat {
                    box.add(said)
                }
            }
        }
        connection.onClosed = { _ in box.add(.other(.goodbye)) }
        connection.startReading()
    }

    private final class DecoderBox {
        var decoder = FrameDecoder(limit: FrameLimits.afterLogin)
    }

    // MARK: The script

    /// Sends the frames that `make` makes to the last client that came.
    func send(_ make: @escaping @Sendable (inout Frames) -> [EncodedFrame]) {
        loop.post { [hands] in
            for frame in make(&hands.frames) {
                withExtendedLifetime(frame) { hands.connection?.write(frame.bytes) }
            }
        }
    }

    func send(_ message: some WireMessage & Sendable) { send { [$0.message(message)] } }

    /// Breaks the connection off.
    func cut() {
        loop.post { [hands] in
            hands.connection?.reset()
            hands.connection = nil
        }
    }

    /// Starts an epoch of its own from here on.
    func restart(epoch: UInt64) { loop.post { [hands] in hands.frames.epoch = epoch } }

    /// Does `work` on the server's thread and waits for it.
    func ask<Value: Sendable>(
        _ work: @escaping @Sendable (TCPConnection?) -> Value
    ) async -> Value {
        await withCheckedContinuation { continuation in
            loop.post { [hands] in continuation.resume(returning: work(hands.connection)) }
        }
    }

    /// The next thing a client says, but for heartbeats; the end of a connection is
    /// `.other(.goodbye)`.
    func heard() async -> Said {
        while true {
            let next = inbox.inbox.withLock { $0.said.isEmpty ? nil : $0.said.removeFirst() }
            if let next { return next }
            await withCheckedContinuation { continuation in
                let isReady = inbox.inbox.withLock { inbox in
                    if !inbox.said.isEmpty { return true }
                    inbox.waiter = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }

    /// The next thing said that `pick` takes; others are dropped.
    func heard<Value>(_ pick: (Said) -> Value?) async -> Value {
        while true {
            if let value = pick(await heard()) { return value }
        }
    }

    /// Answers the next hello.
    func welcome(_ welcome: Welcome = Sample.welcome()) async {
        _ = await heard { if case .hello(let hello) = $0 { hello } else { nil } }
        send(welcome)
    }

    /// The next subscription asked for.
    func subscribe() async -> Subscribe {
        await heard { if case .subscribe(let subscribe) = $0 { subscribe } else { nil } }
    }

    /// The next question.
    func request() async -> Request {
        await heard { if case .request(let request) = $0 { request } else { nil } }
    }

    /// Grants the next subscription.
    @discardableResult
    func grant(
        stream: UInt32 = 7, epoch: UInt64 = Sample.epoch, next: UInt64 = 1,
        outcome: Subscribed.Outcome = .live, gap: Range<UInt64>? = nil
    ) async -> Subscribe {
        let asked = await subscribe()
        send(
            Sample.granted(
                asked, stream: stream, epoch: epoch, next: next, outcome: outcome, gap: gap))
        return asked
    }

    /// A client that is logged in.
    func client(
        _ change: (inout ClientConfiguration) -> Void = { _ in }
    ) async throws -> PitwireClient {
        let configuration = try configuration(change)
        async let client = PitwireClient.connect(configuration)
        await welcome()
        return try await client
    }
}
