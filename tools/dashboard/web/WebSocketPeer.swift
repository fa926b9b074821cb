import EventLoop

/// A page's WebSocket. Every call is for any thread; nothing happens after it is closed.
public final class WebSocketPeer: Sendable {
    /// The request it was opened with.
    public let request: WebRequest
    /// Text messages of the page, in order; ends when the socket is closed. For one reader. More
    /// than `WebPlan.maxInbox` that nobody read close the socket with 1008.
    public let messages: AsyncStream<String>

    private let inbox: AsyncStream<String>.Continuation
    private let plan: WebPlan
    private let state = Locked(State())
    private let loop: EventLoop
    /// Asks the loop's thread to look at this peer.
    private let wake: @Sendable (WebSocketPeer) -> Void
    private let count: @Sendable ((inout WebCounters) -> Void) -> Void

    fileprivate struct State {
        var queue = SendQueue()
        var ending: Ending?
        var isGone = false
        /// The loop's thread has been asked and has not looked yet.
        var isWoken = false
    }

    /// How a socket is to be closed.
    struct Ending: Sendable {
        let code: UInt16
        let reason: String
    }

    /// What the loop's thread does next.
    enum Next {
        case send(WebBody)
        case end(Ending)
        case nothing
    }

    init(
        _ request: WebRequest, _ plan: WebPlan, _ loop: EventLoop,
        count: @escaping @Sendable ((inout WebCounters) -> Void) -> Void,
        wake: @escaping @Sendable (WebSocketPeer) -> Void
    ) {
        self.request = request
        self.plan = plan
        self.loop = loop
        self.count = count
        self.wake = wake
        (messages, inbox) = AsyncStream.makeStream(
            of: String.self, bufferingPolicy: .bufferingOldest(plan.maxInbox))
    }

    /// Messages that wait to be sent.
    public var queued: Int { state.withLock { $0.queue.count } }

    /// Sends `text`, after all that waits; it is never dropped, but with more than
    /// `WebPlan.maxQueued` waiting the page is closed with 1013 and gets none of them.
    public func send(_ text: WebBody) {
        put { queue in
            queue.append(text)
            return false
        }
    }

    /// Sends `text`, in place of the message of the same slot if that one still waits.
    public func send(_ text: WebBody, latest slot: String) {
        put { queue in queue.append(text, latest: slot) }
    }

    /// Closes: messages that wait are not sent. `reason` is cut at 120 bytes.
    public func close(_ code: UInt16, _ reason: String) {
        end(Ending(code: code, reason: reason))
    }

    private func put(_ add: (inout SendQueue) -> Bool) {
        var wasReplaced = false
        let (isSlow, wakes) = state.withLock { state in
            guard !state.isGone, state.ending == nil else { return (false, false) }
            wasReplaced = add(&state.queue)
            let isSlow =
                state.queue.count > plan.maxQueued || state.queue.bytes > plan.maxQueuedBytes
            if isSlow {
                state.ending = Ending(code: 1013, reason: "the page does not read")
                state.queue.removeAll()
            }
            return (isSlow, state.wake())
        }
        if wasReplaced { count { $0.messagesConflated += 1 } }
        if isSlow { count { $0.slowPages += 1 } }
        if wakes { wakeLoop() }
    }

    private func end(_ ending: Ending) {
        let wakes = state.withLock { state in
            guard !state.isGone, state.ending == nil else { return false }
            state.ending = ending
            state.queue.removeAll()
            return state.wake()
        }
        if wakes { wakeLoop() }
    }

    private func wakeLoop() { loop.post { [self] in wake(self) } }

    // MARK: The loop's side

    /// The loop's thread looks now; what comes later wakes it again.
    func looked() { state.withLock { $0.isWoken = false } }

    /// It is to be closed.
    var ending: Ending? { state.withLock { $0.ending } }

    /// Something is to be sent or done.
    var hasWork: Bool { state.withLock { $0.queue.count > 0 || $0.ending != nil } }

    func next() -> Next {
        state.withLock { state in
            if let ending = state.ending { return .end(ending) }
            return state.queue.removeFirst().map { .send($0) } ?? .nothing
        }
    }

    /// A whole message of the page.
    func received(_ text: String) {
        count { $0.messagesReceived += 1 }
        if case .dropped = inbox.yield(text) {
            close(1008, "more than \(plan.maxInbox) messages wait to be read")
        }
    }

    /// The socket is no more.
    func gone() {
        state.withLock { state in
            state.isGone = true
            state.queue.removeAll()
        }
        inbox.finish()
    }
}

extension WebSocketPeer.State {
    /// - Returns: whether the loop's thread has to be asked.
    fileprivate mutating func wake() -> Bool {
        defer { isWoken = true }
        return !isWoken
    }
}
