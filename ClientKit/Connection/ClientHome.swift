internal import EventLoop
internal import Glibc

/// The loop a client lives on, and the way there from any thread.
final class ClientHome: @unchecked Sendable {
    let loop: EventLoop
    /// Made and used on the loop's thread only.
    private var connection: ClientConnection?
    private let thread: Locked<LoopThread?>
    /// Closed for work. Held while work is posted, so that the closing job comes last.
    private let isShut = Locked(false)
    private let configuration: ClientConfiguration

    /// A home on the caller's loop.
    init(_ configuration: ClientConfiguration, on loop: EventLoop) {
        self.configuration = configuration
        self.loop = loop
        thread = Locked(nil)
        loop.post { self.connection = ClientConnection(configuration, on: loop) }
    }

    /// A home on a thread of its own.
    init(_ configuration: ClientConfiguration) throws(ClientError) {
        self.configuration = configuration
        do throws(EventLoopError) {
            let thread = try LoopThread(name: "client")
            self.thread = Locked(thread)
            loop = thread.loop
        } catch {
            throw ClientError(
                .system, what: "start the client's thread", detail: "\(error.reason)")
        }
        loop.post { [self] in connection = ClientConnection(configuration, on: loop) }
    }

    /// Runs `work` on the loop; `false` when the client is closed.
    @discardableResult
    func post(_ work: @escaping @Sendable (ClientConnection) -> Void) -> Bool {
        isShut.withLock { isShut in
            if isShut { return false }
            return loop.post { if let connection = self.connection { work(connection) } }
        }
    }

    /// Closes the connection and ends the thread; `done` is called when no more comes.
    func shut(_ done: @escaping @Sendable () -> Void) {
        let isFirst = isShut.withLock { isShut in
            if isShut { return false }
            isShut = true
            return true
        }
        guard isFirst else { return done() }
        // Held here: whoever joins takes it away, maybe before the loop comes to its end.
        let thread = thread.withLock { $0 }
        let wasTaken = loop.post { [self] in
            guard let connection else {
                thread?.stop()
                return done()
            }
            self.connection = nil
            connection.close {
                thread?.stop()
                done()
                // The connection lives to the end of its own closing.
                withExtendedLifetime(connection) {}
            }
        }
        if !wasTaken { done() }
    }

    /// Waits for the thread's end, after `shut`. Not on the loop.
    func join() { thread.withLock { $0.take() }?.join() }

    /// Has the thread's end waited for, after `shut`, by a thread that does nothing else: the
    /// caller may be the thread itself, or one of the few that run all tasks.
    func joinElsewhere() {
        guard let thread = thread.withLock({ $0.take() }) else { return }
        let argument = Unmanaged.passRetained(thread)
        var reaper = pthread_t()
        let status = pthread_create(
            &reaper, nil,
            { argument in
                Unmanaged<LoopThread>.fromOpaque(argument!).takeRetainedValue().join()
                return nil
            }, argument.toOpaque())
        if status == 0 { pthread_detach(reaper) } else { argument.release() }
    }

    /// The error of every call after the end.
    func closedError(_ what: String) -> ClientError {
        ClientError(
            .closed, what: what, place: configuration.address, detail: "the client is closed")
    }

    /// Calls something on the loop that answers later.
    ///
    /// - Parameters:
    ///   - start: begins it and returns what undoes it when the task is cancelled, if anything;
    ///     what undoes it answers.
    func call<Value: Sendable>(
        _ what: String,
        _ start: @escaping @Sendable (ClientConnection, Reply<Value>) -> (() -> Void)?
    ) async throws(ClientError) -> Value {
        let reply = Reply<Value>()
        let cancelled = ClientError(
            .cancelled, what: what, place: configuration.address, detail: "the task was cancelled")
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                reply.wait(continuation)
                let isPosted = post { connection in
                    if reply.isCancelled {
                        reply.answer(.failure(cancelled))
                    } else {
                        reply.undo = start(connection, reply)
                    }
                }
                if !isPosted { reply.answer(.failure(self.closedError(what))) }
            }
        } onCancel: {
            reply.cancel()
            self.post { _ in
                guard reply.isWaiting else { return }
                let undo = reply.undo
                reply.undo = nil
                undo?()
                reply.answer(.failure(cancelled))
            }
        }
        return try result.get()
    }
}

/// The answer to one call: given once, further ones are dropped.
final class Reply<Value: Sendable>: @unchecked Sendable {
    private struct State {
        var continuation: CheckedContinuation<Result<Value, ClientError>, Never>?
        var isCancelled = false
    }

    private let state = Locked(State())
    /// Loop thread only.
    var undo: (() -> Void)?

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    func wait(_ continuation: CheckedContinuation<Result<Value, ClientError>, Never>) {
        state.withLock { $0.continuation = continuation }
    }

    /// The call was begun and has no answer yet.
    var isWaiting: Bool { state.withLock { $0.continuation != nil } }

    func cancel() { state.withLock { $0.isCancelled = true } }

    /// Answers; `false` when the call was answered before.
    @discardableResult
    func answer(_ result: Result<Value, ClientError>) -> Bool {
        guard let continuation = state.withLock({ $0.continuation.take() }) else { return false }
        continuation.resume(returning: result)
        return true
    }
}
