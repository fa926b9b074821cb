import Market
package import Wire

/// The client's side of the protocol: bytes and time in, events and frames out.
///
/// No socket, no clock, no thread: whoever owns it hands it what was read and writes what it
/// leaves in `outgoing`. It outlives connections: subscriptions, queries and feeds stay, and are
/// asked for again by `opened`.
package struct ClientSession: ~Copyable {
    /// Where the connection stands.
    package enum Phase: Hashable, Sendable {
        case offline
        /// The hello is sent.
        case greeting
        case ready
    }

    package private(set) var phase = Phase.offline
    /// Frames to be written, oldest first.
    package var outgoing: [EncodedFrame] = []
    /// What the engine said at the login.
    package private(set) var welcome: Welcome?
    /// Frames that brought nothing new, after a resume.
    package internal(set) var repeatedFrames = 0

    let configuration: ClientConfiguration
    var encoder = FrameEncoder(packs: false)
    private var decoder = FrameDecoder()
    var queue: [SessionEvent] = []
    private var queueHead = 0
    private var lastRequest: UInt32 = 0

    var streams: [SubscriptionID: StreamState] = [:]
    /// Subscriptions by the engine's stream numbers.
    var byNumber: [UInt32: SubscriptionID] = [:]
    /// What an answer or error to a request of this connection is about.
    var awaited: [UInt32: Awaited] = [:]
    var queries: [UInt32: PendingQuery] = [:]
    var commands: [UInt32: PendingCommand] = [:]
    var feeds: [FeedID: OpenFeed] = [:]
    /// The feed and line of the engine's instrument numbers.
    var feedLines: [UInt32: FeedLine] = [:]
    var lastSubscription = 0
    var lastFeed = 0

    private var lastHeard: Int64 = 0
    private var lastSent: Int64 = 0
    private var loginDeadline: Int64 = 0
    /// Nothing is read: the engine's silence says nothing.
    private var isPaused = false

    /// What a request was for.
    enum Awaited {
        case stream(SubscriptionID)
        case end
        case query
        case command
        case feed(FeedID)
    }

    package init(_ configuration: ClientConfiguration) { self.configuration = configuration }

    /// Nothing is asked for.
    package var isIdle: Bool {
        streams.isEmpty && queries.isEmpty && commands.isEmpty && feeds.isEmpty
    }

    // MARK: The connection

    /// A connection was made: says hello.
    package mutating func opened(at now: Instant) {
        precondition(phase == .offline, "a session has one connection at a time, is \(phase)")
        phase = .greeting
        decoder = FrameDecoder(limit: FrameLimits.beforeLogin)
        encoder.packs = false
        isPaused = false
        lastHeard = now.monotonic
        loginDeadline = now.monotonic &+ configuration.loginTimeout.rawValue
        let hello = Hello(
            role: configuration.role, heartbeat: milliseconds(configuration.heartbeat),
            clientName: configuration.clientName, token: configuration.token,
            time: now.wall.rawValue, options: configuration.session)
        send(hello, at: now)
    }

    /// The connection is gone; what is asked for stays and is asked for again.
    package mutating func closed() {
        phase = .offline
        welcome = nil
        outgoing.removeAll()
        queue.removeAll()
        queueHead = 0
        awaited.removeAll()
        byNumber.removeAll()
        feedLines.removeAll()
        forgetStreams()
        forgetFeeds()
        for id in queries.keys { queries[id]?.restart() }
    }

    /// Asks on a new connection for everything there is to ask for, oldest first.
    private mutating func askAgain(at now: Instant) {
        for id in streams.keys.sorted(by: { $0.number < $1.number }) { ask(for: id, at: now) }
        for id in queries.keys.sorted() { ask(query: id, at: now) }
        for id in commands.keys.sorted() { send(command: id, at: now) }
        for id in feeds.keys.sorted(by: { $0.number < $1.number }) { ask(feed: id, at: now) }
    }

    /// The login was accepted: asks for everything there is to ask for.
    private mutating func accept(_ welcome: Welcome, at now: Instant) -> SessionEvent? {
        guard phase == .greeting else { return unfit("a second welcome") }
        guard welcome.version == FrameHeader.version else {
            return .lost(
                error(
                    .badVersion, "log in",
                    "speaks version \(FrameHeader.version), the engine chose \(welcome.version)"))
        }
        guard !configuration.session.isTied || welcome.features.contains(.trading) else {
            return .lost(
                error(
                    .badVersion, "log in",
                    "\(welcome.engineName) \(welcome.engineVersion) cannot cancel the orders of a "
                        + "session that ends"))
        }
        phase = .ready
        self.welcome = welcome
        decoder.limit = min(
            FrameLimits.largest, max(FrameLimits.beforeLogin, Int(welcome.frameLimit)))
        encoder.packs = welcome.features.contains(.lz4)
        askAgain(at: now)
        return .welcome(welcome)
    }

    /// The interval of heartbeats, ns; 0 before the login.
    private var heartbeat: Int64 { Int64(welcome?.heartbeat ?? 0) &* 1_000_000 }

    // MARK: Bytes in

    /// The next event in the engine's bytes, taken from the front of `chunk`; `nil` once it is
    /// used up. Call until `nil`.
    package mutating func next(
        from chunk: inout UnsafeRawBufferPointer, at now: Instant
    ) -> SessionEvent? {
        while true {
            if let event = queued() { return event }
            guard phase != .offline else {
                chunk = UnsafeRawBufferPointer(rebasing: chunk[chunk.count...])
                return nil
            }
            do throws(WireError) {
                guard let frame = try decoder.next(from: &chunk) else { return nil }
                lastHeard = now.monotonic
                if let event = try take(frame, at: now) { return event }
            } catch {
                return .lost(ClientError(error, place: configuration.address))
            }
        }
    }

    private mutating func queued() -> SessionEvent? {
        guard queueHead < queue.count else { return nil }
        defer {
            queueHead += 1
            if queueHead == queue.count {
                queue.removeAll(keepingCapacity: true)
                queueHead = 0
            }
        }
        return queue[queueHead]
    }

    /// One frame; at most one event, further ones in the queue.
    private mutating func take(
        _ frame: ReceivedFrame, at now: Instant
    ) throws(WireError) -> SessionEvent? {
        let payload = frame.payload
        switch frame.header.type {
        case .data, .ticks: return data(frame)
        case .heartbeat: positions(try Heartbeat(decoding: payload))
        case .welcome: return accept(try Welcome(decoding: payload), at: now)
        case .error: return refusal(try ErrorMessage(decoding: payload), at: now)
        case .goodbye: return goodbye(try Goodbye(decoding: payload))
        case .subscribed: return granted(try Subscribed(decoding: payload), at: now)
        case .unsubscribed: ended(try Unsubscribed(decoding: payload))
        case .gap: gap(try Gap(decoding: payload), at: now)
        case .streamEnd: ended(try StreamEnd(decoding: payload))
        case .answer: return answer(frame.header, try Answer.split(payload))
        case .commandAnswer: return answered(try CommandAnswer(decoding: payload))
        case .feedOpened: return feedOpened(try FeedOpened(decoding: payload), at: now)
        case .feedAck: return acknowledged(try FeedAck(decoding: payload))
        case .hello, .subscribe, .unsubscribe, .request, .command, .feedOpen, .feedTicks:
            return unfit("a \(frame.header.type) frame, which clients do not take")
        }
        return nil
    }

    private func goodbye(_ message: Goodbye) -> SessionEvent {
        let text = message.text.isEmpty ? "\(message.reason)" : message.text
        return .lost(
            error(
                message.reason == .endOfData ? .endOfData : .disconnected, "session",
                "the engine said goodbye: \(text)"))
    }

    private mutating func refusal(_ message: ErrorMessage, at now: Instant) -> SessionEvent? {
        let subject = awaited.removeValue(forKey: message.request)
        if phase == .greeting { return .lost(loginRefused(message)) }
        if message.closes {
            return .lost(ClientError(message, what: "session", place: configuration.address))
        }
        switch subject {
        case .stream(let id): return refused(id, message)
        case .query: return queryRefused(message)
        case .command: return commandRefused(message)
        case .feed(let id): return feedRefused(id, message, at: now)
        case .end, nil: break
        }
        // A feed's ticks do not follow each other: the next connection finds out where they go on.
        if message.knownCode == .sequenceGap {
            return .lost(ClientError(message, what: "feed", place: configuration.address))
        }
        return nil
    }

    private func loginRefused(_ message: ErrorMessage) -> ClientError {
        var error = ClientError(
            message, what: "log in as \(configuration.role)", place: configuration.address)
        switch message.knownCode {
        case .roleMissing: error.code = .loginRefused
        // The hello was on its way for too long: another may be quicker.
        case .loginRequired: error.code = .timedOut
        default: break
        }
        return error
    }

    // MARK: Time

    /// What time brings; call until `nil` when `nextDue` has come.
    package mutating func advance(to now: Instant) -> SessionEvent? {
        if let event = overdueQuery(at: now.monotonic) { return event }
        if let event = overdueCommand(at: now.monotonic) { return event }
        if let event = overdueFeed(at: now) { return event }
        switch phase {
        case .offline: return nil
        case .greeting:
            guard now.monotonic >= loginDeadline else { return nil }
            return .lost(
                error(
                    .timedOut, "log in",
                    "no welcome within \(configuration.loginTimeout.rawValue / 1_000_000) ms"))
        case .ready:
            guard heartbeat > 0 else { return nil }
            if now.monotonic >= lastSent &+ heartbeat { send(Heartbeat(time: now.wall), at: now) }
            guard !isPaused, now.monotonic >= lastHeard &+ 3 &* heartbeat else { return nil }
            return .lost(
                error(
                    .peerSilent, "session",
                    "nothing heard for \((now.monotonic - lastHeard) / 1_000_000) ms, "
                        + "3 heartbeats of \(heartbeat / 1_000_000) ms are the limit"))
        }
    }

    /// When `advance` is due next, monotonic ns; `Int64.max` for never.
    package var nextDue: Int64 {
        var due = min(nextQueryDeadline, nextCommandDeadline, nextFeedDue)
        switch phase {
        case .offline: break
        case .greeting: due = min(due, loginDeadline)
        case .ready where heartbeat > 0:
            due = min(due, lastSent &+ heartbeat)
            if !isPaused { due = min(due, lastHeard &+ 3 &* heartbeat) }
        case .ready: break
        }
        return due
    }

    /// Reading was stopped because a stream is full, or goes on.
    package mutating func setPaused(_ isPaused: Bool, at now: Instant) {
        if self.isPaused, !isPaused { lastHeard = now.monotonic }
        self.isPaused = isPaused
    }

    // MARK: Bytes out

    mutating func send(_ message: some WireMessage, at now: Instant) {
        outgoing.append(encoder.frame(message, publishTime: now.wall))
        lastSent = now.monotonic
    }

    mutating func send(_ frame: EncodedFrame, at now: Instant) {
        outgoing.append(frame)
        lastSent = now.monotonic
    }

    /// Says goodbye; nothing may follow.
    package mutating func leave(at now: Instant) {
        if phase == .ready { send(Goodbye(reason: .done), at: now) }
    }

    mutating func nextRequest() -> UInt32 {
        lastRequest = lastRequest == .max ? 1 : lastRequest + 1
        return lastRequest
    }

    /// The engine sent what it may not.
    func unfit(_ what: String) -> SessionEvent {
        .lost(error(.protocolViolation, "read", "the engine sent \(what)"))
    }

    func error(_ code: ClientError.Code, _ what: String, _ detail: String) -> ClientError {
        ClientError(code, what: what, place: configuration.address, detail: detail)
    }

    private func milliseconds(_ span: Nanoseconds) -> UInt32 {
        UInt32(clamping: span.rawValue / 1_000_000)
    }
}
