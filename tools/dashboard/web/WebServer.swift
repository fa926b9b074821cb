import EventLoop
import Glibc

/// An HTTP and WebSocket server on a thread of its own.
///
/// It bounds whatever a client can make it hold, answers what needs no knowledge of the program,
/// tokens, foreign pages, malformed requests, and asks its handler for the rest. `stop` it before
/// it is let go of.
public final class WebServer: Sendable {
    /// The port it listens on.
    public let port: Int
    private let thread: LoopThread
    private let server: Unsent<ServerLoop>
    private let box: CounterBox
    private let hasStopped = Locked(false)

    /// Listens from now on.
    ///
    /// Throws when the address cannot be listened on, or when it is no loopback one and there is no
    /// token.
    public init(_ plan: WebPlan, handler: any WebHandler) throws(WebError) {
        if plan.token?.isEmpty ?? !plan.isLoopback {
            throw WebError(
                "listen \(plan.host):\(plan.port): an address that others can reach needs a token")
        }
        let box = CounterBox()
        let outcome = Outcome()
        do throws(EventLoopError) {
            thread = try LoopThread(name: "web") { loop in
                let server = ServerLoop(plan, handler, on: loop, box)
                do throws(WebError) {
                    try server.open()
                    outcome.set(.success(Unsent(server)))
                } catch {
                    server.stop { outcome.set(.failure(error)) }
                }
            }
        } catch {
            throw WebError("\(error)")
        }
        switch outcome.get() {
        case .success(let server):
            self.server = server
            self.box = box
            port = server.value.port
        case .failure(let error):
            thread.stop()
            thread.join()
            throw error
        }
    }

    /// What it has done so far.
    public var counters: WebCounters { box.now }

    /// Closes every connection, pages with 1001, and ends the thread; a second call does nothing.
    /// Answers still being made are dropped.
    public func stop() async {
        let isFirst = hasStopped.withLock { hasStopped in
            defer { hasStopped = true }
            return !hasStopped
        }
        guard isFirst else { return }
        await withCheckedContinuation { continuation in
            let (thread, server) = (thread, server)
            thread.loop.post {
                server.value.stop {
                    thread.stop()
                    continuation.resume()
                }
            }
        }
        thread.join()
    }

    deinit {
        precondition(hasStopped.withLock { $0 }, "a web server is stopped before it is let go of")
    }
}

/// What the new thread has to say to the one that started it.
private final class Outcome: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    /// Written before the semaphore is posted, read after.
    private var result: Result<Unsent<ServerLoop>, WebError>?

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func set(_ result: Result<Unsent<ServerLoop>, WebError>) {
        self.result = result
        sem_post(semaphore)
    }

    func get() -> Result<Unsent<ServerLoop>, WebError> {
        while sem_wait(semaphore) != 0 {}
        return result!
    }
}
