package import Wire

/// A subscription, over all connections.
struct StreamState {
    enum Phase: Hashable {
        /// Not asked for on this connection.
        case idle
        /// Asked for.
        case asked
        /// Granted: the engine's number of it.
        case live(StreamID)
    }

    var request: StreamRequest
    var phase = Phase.idle
    /// What is known to have come, from the first grant on.
    var position: StreamPosition?
    var instrument: InstrumentInfo?
    /// A snapshot is due or under way: live records before its end are part of it.
    var awaitsSnapshot = false
    /// The first grant was reported.
    var isGranted = false
}

/// Streams: subscribing, resuming, and what is in sequence.
extension ClientSession {
    /// Asks for a stream; `.subscribed` or `.refused` follows, then its frames.
    package mutating func subscribe(_ request: StreamRequest, at now: Instant) -> SubscriptionID {
        lastSubscription += 1
        let id = SubscriptionID(number: lastSubscription)
        streams[id] = StreamState(request: request, position: request.options.resume)
        if phase == .ready { ask(for: id, at: now) }
        return id
    }

    /// Ends a stream from this side; nothing more comes of it.
    package mutating func unsubscribe(_ id: SubscriptionID, at now: Instant) {
        guard let state = streams.removeValue(forKey: id) else { return }
        switch state.phase {
        // A grant on its way is answered by the end, as it says the stream's number.
        case .idle, .asked: break
        case .live(let number):
            byNumber[number.rawValue] = nil
            endStream(number, at: now)
        }
    }

    /// The position of a stream: what comes next.
    package func position(of id: SubscriptionID) -> StreamPosition? { streams[id]?.position }

    mutating func ask(for id: SubscriptionID, at now: Instant) {
        guard let state = streams[id] else { return }
        let number = nextRequest()
        streams[id]?.phase = .asked
        awaited[number] = .stream(id)
        let request = state.request
        send(
            Subscribe(
                request: number, channel: request.channel, symbol: request.symbol,
                parameters: request.parameters, policy: request.policy,
                queueBytes: request.options.queueBytes,
                resume: state.awaitsSnapshot ? nil : state.position), at: now)
    }

    private mutating func endStream(_ number: StreamID, at now: Instant) {
        guard phase == .ready else { return }
        let request = nextRequest()
        awaited[request] = .end
        send(Unsubscribe(request: request, stream: number), at: now)
    }

    mutating func forgetStreams() {
        for id in streams.keys { streams[id]?.phase = .idle }
    }

    // MARK: Grants

    mutating func granted(_ message: Subscribed, at now: Instant) -> SessionEvent? {
        guard case .stream(let id) = awaited.removeValue(forKey: message.request) else {
            return unfit("a subscribed for request \(message.request), which was not asked")
        }
        guard var state = streams[id] else {
            // Ended by this side meanwhile.
            endStream(message.stream, at: now)
            return nil
        }
        guard byNumber[message.stream.rawValue] == nil else {
            return unfit("stream number \(message.stream.rawValue) twice")
        }
        byNumber[message.stream.rawValue] = id
        state.phase = .live(message.stream)
        state.instrument = message.instrument
        state.awaitsSnapshot = message.outcome == .snapshot
        if !state.isGranted { queue.append(.subscribed(id, message)) }
        state.isGranted = true
        goOn(id, &state, message)
        streams[id] = state
        return nil
    }

    /// Compares where the stream starts with what is wanted next.
    private mutating func goOn(
        _ id: SubscriptionID, _ state: inout StreamState, _ message: Subscribed
    ) {
        let start = StreamPosition(epoch: message.epoch, nextSequence: message.nextSequence)
        guard let wanted = state.position else {
            state.position = start
            return
        }
        guard wanted.epoch == message.epoch else {
            state.position = start
            queue.append(
                .restarted(
                    id,
                    StreamRestart(
                        epoch: message.epoch, nextSequence: message.nextSequence,
                        instrument: message.instrument)))
            return
        }
        // A snapshot stands for what is missing before it, unless the engine says otherwise.
        let silent = state.awaitsSnapshot ? wanted.nextSequence : start.nextSequence
        let missing = message.gap?.upperBound ?? silent
        if missing > wanted.nextSequence {
            state.position?.nextSequence = missing
            queue.append(
                .gap(
                    id, StreamGap(from: wanted.nextSequence, to: missing, reason: .notKept)))
        }
    }

    mutating func refused(_ id: SubscriptionID, _ message: ErrorMessage) -> SessionEvent? {
        guard let state = streams.removeValue(forKey: id) else { return nil }
        let error = ClientError(
            message, what: "subscribe \(state.request.text)", place: configuration.address)
        return .refused(id, error)
    }

    // MARK: Frames

    mutating func data(_ frame: ReceivedFrame) -> SessionEvent? {
        let header = frame.header
        // Frames of a stream whose end is asked for are still on their way.
        guard let id = byNumber[header.stream.rawValue], let state = streams[id],
            let position = state.position
        else { return nil }
        guard header.epoch == position.epoch else {
            return unfit(
                "a frame of epoch \(header.epoch) on \(state.request.text), "
                    + "whose epoch is \(position.epoch)")
        }
        let wanted = position.nextSequence
        if header.flags.contains(.snapshot) { return snapshot(frame, id, wanted) }
        let end = header.firstSequence &+ UInt64(header.count)
        // After a resume the window may begin before what is wanted.
        guard end > wanted, header.count > 0 else {
            repeatedFrames += 1
            return nil
        }
        streams[id]?.position?.nextSequence = end
        // What stands before live records is sent before them: there was no snapshot.
        streams[id]?.awaitsSnapshot = false
        let skip = header.firstSequence < wanted ? Int(wanted - header.firstSequence) : 0
        let event = SessionEvent.data(
            StreamData(
                subscription: id, header: header, payload: frame.payload, skip: skip,
                instrument: state.instrument))
        guard header.firstSequence > wanted else { return event }
        queue.append(event)
        return .gap(
            id, StreamGap(from: wanted, to: header.firstSequence, reason: .unexplained))
    }

    /// A part of a snapshot, which is valid at its first sequence.
    private mutating func snapshot(
        _ frame: ReceivedFrame, _ id: SubscriptionID, _ wanted: UInt64
    ) -> SessionEvent {
        let isLast = frame.header.flags.contains(.lastPart)
        let first = frame.header.firstSequence
        let wasDue = streams[id]?.awaitsSnapshot ?? false
        streams[id]?.awaitsSnapshot = !isLast
        if isLast || first > wanted { streams[id]?.position?.nextSequence = first }
        let event = SessionEvent.data(
            StreamData(
                subscription: id, header: frame.header, payload: frame.payload, skip: 0,
                instrument: streams[id]?.instrument))
        guard !wasDue, first > wanted else { return event }
        queue.append(event)
        return .gap(id, StreamGap(from: wanted, to: first, reason: .conflated))
    }

    /// What the engine will send next on idle streams: a silent loss shows here.
    mutating func positions(_ message: Heartbeat) {
        for next in message.positions {
            guard let id = byNumber[next.stream.rawValue], let state = streams[id],
                !state.awaitsSnapshot, let wanted = state.position?.nextSequence,
                next.nextSequence > wanted
            else { continue }
            streams[id]?.position?.nextSequence = next.nextSequence
            queue.append(
                .gap(id, StreamGap(from: wanted, to: next.nextSequence, reason: .unexplained)))
        }
    }

    mutating func gap(_ message: Gap, at now: Instant) {
        guard let id = byNumber[message.stream.rawValue], let state = streams[id],
            let wanted = state.position?.nextSequence, message.to > wanted
        else { return }
        streams[id]?.position?.nextSequence = message.to
        let reason: StreamGap.Reason =
            switch message.reason {
            case .slowReader: .slowReader
            case .conflated: .conflated
            case .publisherBehind: .publisherBehind
            }
        if message.reason == .conflated { streams[id]?.awaitsSnapshot = true }
        queue.append(
            .gap(
                id,
                StreamGap(from: max(wanted, message.from), to: message.to, reason: reason)))
    }

    mutating func ended(_ message: StreamEnd) {
        guard let id = byNumber.removeValue(forKey: message.stream.rawValue) else { return }
        streams[id] = nil
        let reason: StreamEndReason =
            switch message.reason {
            case .endOfData: .endOfData
            case .slowReader: .slowReader
            case .instrumentRemoved: .instrumentRemoved
            case .roleMissing: .roleMissing
            }
        queue.append(.ended(id, reason))
    }

    /// The end that this side asked for.
    mutating func ended(_ message: Unsubscribed) { awaited[message.request] = nil }
}
