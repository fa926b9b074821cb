import EventLoop
import Glibc
import Synchronization
import Testing

@testable import Web

/// Answers with what it was asked, and keeps sockets and slow answers for the test.
final class TestHandler: WebHandler {
    let gate = Gate()
    let sockets = Inbox<WebSocketPeer>()
    let big = WebBody(String(repeating: "0123456789abcdef", count: 65536))
    /// More than the system takes off the server's hands.
    static let huge = WebBody(
        SharedBytes(count: 32 << 20) { memset($0.baseAddress!, 1, $0.count) })
    private let calls = Mutex([String]())
    /// Requests it was given.
    var asked: Int { calls.withLock { $0.count } }
    /// What they were for.
    var paths: [String] { calls.withLock { $0 } }

    func answer(_ request: WebRequest) async -> WebResponse {
        calls.withLock { $0.append(request.path) }
        switch request.path {
        case "/slow":
            await gate.wait()
            return WebResponse(status: 200, contentType: "text/plain", body: WebBody("at last"))
        case "/big": return WebResponse(status: 200, contentType: "text/plain", body: big)
        case "/huge": return WebResponse(status: 200, body: TestHandler.huge)
        case "/none": return WebResponse(status: 204)
        case "/evil":
            return WebResponse(
                status: 200, headers: [("X-A", "1\r\nX-Injected: 1"), ("X B", "2"), ("X-C", "3")])
        default:
            let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "|")
            let headers = request.headers.keys.sorted().map { "\($0)=\(request.headers[$0]!)" }
            return WebResponse(
                status: 200, contentType: "text/plain",
                body: WebBody(
                    "\(request.method) \(request.path)?\(query)\n"
                        + "\(String(decoding: request.body, as: UTF8.self))\n"
                        + headers.joined(separator: "\n")))
        }
    }

    func accept(_ request: WebRequest) -> WebResponse? {
        request.query.contains { $0.name == "engine" && $0.value == "none" }
            ? .refusal(404, "not_found", "no such engine") : nil
    }

    func opened(_ socket: WebSocketPeer) {
        sockets.put(socket)
        guard socket.request.query.isEmpty else { return }
        Task { for await text in socket.messages { socket.send(WebBody(text)) } }
    }
}

/// Holds tasks until it is opened.
final class Gate: Sendable {
    private let state = Mutex((isOpen: false, waiting: [CheckedContinuation<Void, Never>]()))
    let arrived = Inbox<Int>()

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            arrived.put(1)
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            defer { state = (true, []) }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// Values from one thread to another that waits for them.
final class Inbox<Value: Sendable>: Sendable {
    private let values = Mutex([Value]())
    private let count: UInt

    init() {
        let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
        count = UInt(bitPattern: semaphore)
    }

    private var semaphore: UnsafeMutablePointer<sem_t> {
        UnsafeMutablePointer(bitPattern: count)!
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func put(_ value: Value) {
        values.withLock { $0.append(value) }
        sem_post(semaphore)
    }

    /// The next one; a minute at most.
    func take() throws -> Value {
        var until = timespec()
        clock_gettime(CLOCK_REALTIME, &until)
        until.tv_sec += 60
        guard sem_timedwait(semaphore, &until) == 0 else {
            throw Client.Failure(description: "nothing came for a minute")
        }
        return values.withLock { $0.removeFirst() }
    }
}

/// Runs `body` against a server on a thread of its own: it blocks, and tasks need their threads.
func serving(
    _ change: (inout WebPlan) -> Void = { _ in },
    _ body: @escaping @Sendable (WebServer, TestHandler) throws -> Void
) async throws {
    var plan = WebPlan()
    // Machines that test are busy: what is not about time has plenty.
    plan.requestTimeout = 120
    plan.pingInterval = 120
    plan.idleTimeout = 120
    change(&plan)
    let handler = TestHandler()
    let server = try WebServer(plan, handler: handler)
    let result: Result<Void, any Error> = await onThread {
        Result { try body(server, handler) }
    }
    handler.gate.open()
    await server.stop()
    try result.get()
}

func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        let start = Unmanaged.passRetained(Start { continuation.resume(returning: body()) })
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, start.toOpaque())
        pthread_detach(thread)
    }
}

private final class Start: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Waits for what another thread will make true; a minute at most.
func eventually(_ condition: () -> Bool) -> Bool {
    let deadline = MonotonicClock().now() + 60_000_000_000
    while !condition() {
        guard MonotonicClock().now() < deadline else { return condition() }
        sched_yield()
    }
    return true
}
