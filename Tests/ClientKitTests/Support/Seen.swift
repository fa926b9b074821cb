import ClientKit

/// A session's event as a value of its own.
enum Seen: Equatable {
    case welcome
    case subscribed
    case refused(WireErrorCode?)
    case data(first: UInt64, count: Int, skip: Int)
    case snapshot(at: UInt64)
    case gap(UInt64, UInt64, StreamGap.Reason)
    case restarted(UInt64, next: UInt64)
    case ended(StreamEndReason)
    case answered(bytes: Int)
    case failed(ClientError.Code)
    case commandAnswered(CommandAnswer)
    case commandFailed(ClientError.Code)
    case feedOpened
    case feedRefused(WireErrorCode?)
    case feedAcknowledged
    case lost(ClientError.Code)

    init(_ event: SessionEvent) {
        switch event {
        case .welcome: self = .welcome
        case .subscribed: self = .subscribed
        case .refused(_, let error): self = .refused(error.wireCode)
        case .data(let data):
            self =
                data.header.flags.contains(.snapshot)
                ? .snapshot(at: data.header.firstSequence)
                : .data(
                    first: data.header.firstSequence, count: Int(data.header.count),
                    skip: data.skip)
        case .gap(_, let gap): self = .gap(gap.from, gap.to, gap.reason)
        case .restarted(_, let restart):
            self = .restarted(restart.epoch, next: restart.nextSequence)
        case .ended(_, let reason): self = .ended(reason)
        case .answered(_, let answer): self = .answered(bytes: answer.records.count)
        case .failed(_, let error): self = .failed(error.code)
        case .commandAnswered(_, let answer): self = .commandAnswered(answer)
        case .commandFailed(_, let error): self = .commandFailed(error.code)
        case .feedOpened: self = .feedOpened
        case .feedRefused(_, let error): self = .feedRefused(error.wireCode)
        case .feedAcknowledged: self = .feedAcknowledged
        case .lost(let error): self = .lost(error.code)
        }
    }
}

/// What a client says, decoded.
enum Said: Equatable, Sendable {
    case hello(Hello)
    case heartbeat
    case goodbye
    case subscribe(Subscribe)
    case unsubscribe(Unsubscribe)
    case request(Request)
    case command(CommandRequest)
    case feedOpen(FeedOpen)
    case feedTicks(FeedTicks, prices: [Int64])
    case other(MessageType)

    init(_ header: FrameHeader, _ payload: UnsafeRawBufferPointer) throws {
        switch header.type {
        case .hello: self = .hello(try Hello(decoding: payload))
        case .heartbeat: self = .heartbeat
        case .goodbye: self = .goodbye
        case .subscribe: self = .subscribe(try Subscribe(decoding: payload))
        case .unsubscribe: self = .unsubscribe(try Unsubscribe(decoding: payload))
        case .request: self = .request(try Request(decoding: payload))
        case .command: self = .command(try CommandRequest(decoding: payload))
        case .feedOpen: self = .feedOpen(try FeedOpen(decoding: payload))
        case .feedTicks:
            let (head, rest) = try FeedTicks.split(payload)
            var inputs: [Input] = []
            try RawTicks.decode(
                rest, count: Int(head.count), instrument: head.instrument, received: .zero,
                appendingTo: &inputs)
            self = .feedTicks(head, prices: inputs.map(\.price))
        default: self = .other(header.type)
        }
    }
}

/// A session and the engine's side of it, without a socket.
struct Bench: ~Copyable {
    var session: ClientSession
    var frames = Frames()
    var time: Int64 = 1_000_000_000
    /// Bytes handed over at a time.
    var chunk = Int.max

    init(_ change: (inout ClientConfiguration) -> Void = { _ in }) throws {
        var configuration = try ClientConfiguration(address: "127.0.0.1:7717", token: "secret")
        change(&configuration)
        session = ClientSession(configuration)
    }

    var now: Instant { Instant(monotonic: time) }
    var isIdle: Bool { session.isIdle }

    /// The engine's frames go in; what the session sees in them comes out.
    mutating func receive(_ frames: [EncodedFrame]) -> [Seen] {
        var bytes: [UInt8] = []
        for frame in frames { bytes.append(contentsOf: frame.bytes) }
        var seen: [Seen] = []
        bytes.withUnsafeBytes { all in
            var start = 0
            repeat {
                let end = min(all.count, start + min(chunk, all.count))
                var part = UnsafeRawBufferPointer(rebasing: all[start..<end])
                while let event = session.next(from: &part, at: now) { seen.append(Seen(event)) }
                start = end
            } while start < all.count
        }
        return seen
    }

    mutating func receive(_ message: some WireMessage) -> [Seen] {
        let frame = frames.message(message)
        return receive([frame])
    }

    /// What the session wants written, decoded.
    mutating func sent() throws -> [Said] {
        var decoder = FrameDecoder(limit: FrameLimits.afterLogin)
        var said: [Said] = []
        for frame in session.outgoing {
            var bytes = frame.bytes
            while let received = try decoder.next(from: &bytes) {
                said.append(try Said(received.header, received.payload))
            }
        }
        session.outgoing.removeAll()
        return said
    }

    /// A connection, a login, and nothing left to write.
    mutating func login(heartbeat: UInt32 = 60_000, epoch: UInt64 = Sample.epoch) throws {
        session.opened(at: now)
        _ = try sent()
        frames.epoch = epoch
        _ = receive(Sample.welcome(heartbeat: heartbeat, epoch: epoch))
    }

    /// A stream that is asked for and granted.
    mutating func stream(
        _ channel: Channel = .ticks, next: UInt64 = 1, outcome: Subscribed.Outcome = .live
    ) throws -> SubscriptionID {
        let id = session.subscribe(StreamRequest(channel: channel, symbol: "SPY"), at: now)
        _ = receive(Sample.granted(try asked(), next: next, outcome: outcome))
        return id
    }

    /// The subscription that the session just asked for.
    mutating func asked() throws -> Subscribe {
        let said = try sent()
        for case .subscribe(let subscribe) in said { return subscribe }
        throw Missing(what: "a subscribe in \(said)")
    }
}

/// Something a test counted on is not there.
struct Missing: Error {
    var what: String
}
