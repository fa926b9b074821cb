package import Records
import Wire

/// The client's own number of a feed; it stays the same over reconnects.
package struct FeedID: Hashable, Sendable {
    let number: Int
}

/// A line of a feed, as the engine's instrument numbers name it.
struct FeedLine {
    var feed: FeedID
    var line: Int
}

/// A feed over all connections: its instruments, and what is not acknowledged yet.
struct OpenFeed {
    enum Phase: Hashable {
        case idle
        case asked
        case open
        /// Refused after a reconnect, as the engine still knows the session before; asked again
        /// at this instant.
        case waiting(Int64)
    }

    let symbols: [String]
    var phase = Phase.idle
    var lines: [UnsentTicks] = []
    /// The numbers of the instruments of this connection, in the order of `symbols`.
    var numbers: [InstrumentID] = []
    var isGranted = false
    /// Until when a taken instrument may be asked for again.
    var patience: Int64?

    var unacknowledged: Int { lines.reduce(0) { $0 + $1.count } }
}

/// The ticks of one instrument that the engine has not acknowledged, oldest first.
struct UnsentTicks {
    private var inputs: [Input] = []
    private var head = 0
    /// Feed sequence of the oldest.
    private(set) var firstSequence: UInt64 = 1
    /// How many of them were sent on this connection.
    private(set) var sent = 0
    private var epoch: UInt64?

    /// How many there are.
    var count: Int { inputs.count - head }

    /// The sequence behind the last one.
    var nextSequence: UInt64 { firstSequence + UInt64(count) }

    /// Adds ticks behind the others.
    mutating func append(_ more: ArraySlice<Input>) { inputs.append(contentsOf: more) }

    /// The engine has taken everything up to a sequence.
    mutating func acknowledge(through sequence: UInt64) {
        guard sequence >= firstSequence else { return }
        let done = min(count, Int(clamping: sequence - firstSequence + 1))
        firstSequence += UInt64(done)
        sent = max(0, sent - done)
        head += done
        if head == inputs.count {
            inputs.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 1024, head * 2 >= inputs.count {
            inputs.removeFirst(head)
            head = 0
        }
    }

    /// A connection was made: what was taken is dropped. An engine that was started since, and
    /// has a journal, knows as much; one that does not know what it acknowledged knows nothing of
    /// this feed, and what is left is numbered anew.
    mutating func reopen(epoch: UInt64, acceptedThrough: UInt64) {
        let isKnown =
            self.epoch == epoch
            || self.epoch != nil && acceptedThrough + 1 >= firstSequence
                && acceptedThrough < nextSequence
        if isKnown { acknowledge(through: acceptedThrough) }
        if !isKnown || count == 0 { firstSequence = acceptedThrough + 1 }
        self.epoch = epoch
        sent = 0
    }

    /// The next unsent ticks, at most `limit`, and the sequence of the first.
    mutating func takeUnsent(limit: Int) -> (first: UInt64, inputs: ArraySlice<Input>)? {
        guard sent < count else { return nil }
        let start = head + sent
        let taken = inputs[start..<min(start + limit, inputs.count)]
        let first = firstSequence + UInt64(sent)
        sent += taken.count
        return (first, taken)
    }

    mutating func forgetConnection() { sent = 0 }
}

/// Feeds: sending ticks in, and again what was not acknowledged.
extension ClientSession {
    /// How long an instrument that the engine still counts to the lost connection is asked for.
    private var patience: Int64 { 30_000_000_000 }
    private var retryInterval: Int64 { 250_000_000 }
    /// The most bytes of one tick in `RawTicks`.
    private var largestTick: Int { 64 }

    /// Asks to send ticks of these instruments; `.feedOpened` or `.feedRefused` follows.
    package mutating func openFeed(_ symbols: [String], at now: Instant) -> FeedID {
        lastFeed += 1
        let id = FeedID(number: lastFeed)
        feeds[id] = OpenFeed(symbols: symbols)
        if phase == .ready { ask(feed: id, at: now) }
        return id
    }

    /// Sends nothing more and forgets what is not acknowledged.
    package mutating func closeFeed(_ id: FeedID) {
        feeds[id] = nil
        feedLines = feedLines.filter { $0.value.feed != id }
    }

    /// Sends ticks of line `line`, or keeps them until a connection is there.
    package mutating func feed(
        _ id: FeedID, line: Int, _ inputs: ArraySlice<Input>, at now: Instant
    ) {
        feeds[id]?.lines[line].append(inputs)
        transmit(id, line, at: now)
    }

    /// Ticks of a feed that the engine has not acknowledged; `nil` when there is no such feed.
    package func unacknowledged(_ id: FeedID) -> Int? { feeds[id]?.unacknowledged }

    /// The sequence of the last acknowledged tick of a line.
    package func acknowledged(_ id: FeedID, line: Int) -> UInt64? {
        feeds[id].map { $0.lines[line].firstSequence - 1 }
    }

    mutating func ask(feed id: FeedID, at now: Instant) {
        guard let feed = feeds[id] else { return }
        let request = nextRequest()
        feeds[id]?.phase = .asked
        awaited[request] = .feed(id)
        send(FeedOpen(request: request, symbols: feed.symbols), at: now)
    }

    mutating func forgetFeeds() {
        for id in Array(feeds.keys) {
            feeds[id]?.phase = .idle
            feeds[id]?.patience = nil
            let count = feeds[id]?.lines.count ?? 0
            for line in 0..<count { feeds[id]?.lines[line].forgetConnection() }
        }
    }

    mutating func feedOpened(_ message: FeedOpened, at now: Instant) -> SessionEvent? {
        guard case .feed(let id) = awaited.removeValue(forKey: message.request) else {
            return unfit("a feedOpened for request \(message.request), which was not asked")
        }
        guard var feed = feeds[id] else { return nil }
        guard message.lines.count == feed.symbols.count else {
            return unfit(
                "a feed of \(message.lines.count) instruments for \(feed.symbols.count) symbols")
        }
        let epoch = welcome?.epoch ?? 0
        if feed.lines.isEmpty {
            feed.lines = message.lines.map { _ in UnsentTicks() }
        }
        feed.numbers = message.lines.map(\.instrument.id)
        for (index, line) in message.lines.enumerated() {
            feed.lines[index].reopen(epoch: epoch, acceptedThrough: line.acceptedThrough)
            feedLines[line.instrument.id.rawValue] = FeedLine(feed: id, line: index)
        }
        feed.phase = .open
        feed.patience = nil
        feed.isGranted = true
        feeds[id] = feed
        for index in message.lines.indices { transmit(id, index, at: now) }
        return .feedOpened(id, message.lines)
    }

    mutating func feedRefused(
        _ id: FeedID, _ message: ErrorMessage, at now: Instant
    ) -> SessionEvent? {
        guard let feed = feeds[id] else { return nil }
        // After a reconnect the engine may still count the instruments to the connection before.
        if feed.isGranted, message.knownCode == .instrumentTaken {
            let end = feed.patience ?? now.monotonic &+ patience
            if now.monotonic < end {
                feeds[id]?.patience = end
                let next = now.monotonic &+ retryInterval
                feeds[id]?.phase = .waiting(next)
                return nil
            }
        }
        feeds[id] = nil
        let what = "feed \(feed.symbols.joined(separator: " "))"
        return .feedRefused(
            id, ClientError(message, what: what, place: configuration.address))
    }

    mutating func acknowledged(_ message: FeedAck) -> SessionEvent? {
        guard let found = feedLines[message.instrument.rawValue] else { return nil }
        let sent = feeds[found.feed].map { feed in
            feed.lines[found.line].firstSequence + UInt64(feed.lines[found.line].sent)
        }
        guard let sent, message.acceptedThrough < sent else {
            return unfit(
                "an acknowledgement of tick \(message.acceptedThrough), sent are those before "
                    + "\(sent ?? 0)")
        }
        feeds[found.feed]?.lines[found.line].acknowledge(through: message.acceptedThrough)
        return .feedAcknowledged(found.feed)
    }

    mutating func overdueFeed(at now: Instant) -> SessionEvent? {
        for (id, feed) in feeds {
            if case .waiting(let due) = feed.phase, due <= now.monotonic { ask(feed: id, at: now) }
        }
        return nil
    }

    var nextFeedDue: Int64 {
        var due = Int64.max
        for feed in feeds.values {
            if case .waiting(let instant) = feed.phase { due = min(due, instant) }
        }
        return due
    }

    private mutating func transmit(_ id: FeedID, _ line: Int, at now: Instant) {
        guard phase == .ready, feeds[id]?.phase == .open, let number = feeds[id]?.numbers[line]
        else { return }
        let frameLimit = Int(welcome?.frameLimit ?? UInt32(FrameLimits.beforeLogin))
        let limit = max(1, min(1024, (frameLimit - FrameHeader.size - 16) / largestTick))
        while let (first, inputs) = feeds[id]?.lines[line].takeUnsent(limit: limit) {
            let head = FeedTicks(
                instrument: number, firstSequence: first, count: UInt16(inputs.count))
            let header = FrameHeader(
                type: .feedTicks, count: UInt16(inputs.count), publishTime: now.wall)
            let frame = encoder.frame(header, packing: false) { writer in
                head.encode(into: &writer)
                inputs.withUnsafeBufferPointer { RawTicks.encode($0, into: &writer) }
            }
            send(frame, at: now)
        }
    }
}
