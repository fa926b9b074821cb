import Market
import Publisher
import Testing
import Wire

/// The other end of a scripted socket: encodes what it says, decodes what it hears.
final class Client {
    let id: SessionID
    let bench: Bench
    var wasAdmitted = false
    private var encoder = FrameEncoder()
    private var decoder = FrameDecoder(limit: FrameLimits.largest)
    private var taken = 0
    private var lastRequest: UInt32 = 0

    init(_ id: SessionID, _ bench: Bench) {
        self.id = id
        self.bench = bench
    }

    var link: ScriptedShell.Link { bench.shell.links[id] ?? ScriptedShell.Link() }

    var isClosed: Bool { link.closes > 0 }

    /// Frames written to it so far.
    var frames: [EncodedFrame] { link.frames }

    func nextRequest() -> UInt32 {
        lastRequest += 1
        return lastRequest
    }

    /// The bytes of a message in its frame.
    func bytes(_ message: some WireMessage) -> [UInt8] { encoder.frame(message).copied }

    func say(_ message: some WireMessage) { send(bytes(message)) }

    /// Sends bytes in one piece.
    func send(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bench.publisher.received(id, $0, now: bench.now) }
        bench.settle()
    }

    /// Everything that was written since the last time, decoded.
    func heard() throws -> [Said] {
        var said: [Said] = []
        let frames = link.frames
        while taken < frames.count {
            let frame = frames[taken]
            taken += 1
            var chunk = frame.bytes
            while let received = try decoder.next(from: &chunk) { said.append(try Said(received)) }
        }
        return said
    }

    /// The only thing that was said since the last time.
    func answer() throws -> Said {
        let said = try heard()
        try #require(said.count == 1, "said: \(said)")
        return said[0]
    }

    /// Subscribes and returns what the engine answered first.
    func subscribe(
        _ channel: Channel, _ symbol: String = "SPY",
        _ parameters: StreamParameters = StreamParameters(), policy: SlowReaderPolicy = .skip,
        queueBytes: UInt32 = 0, resume: StreamPosition? = nil
    ) throws -> (granted: Subscribed, rest: [Said]) {
        say(
            Subscribe(
                request: nextRequest(), channel: channel, symbol: symbol, parameters: parameters,
                policy: policy, queueBytes: queueBytes, resume: resume))
        let said = try heard()
        guard case .subscribed(let granted) = try #require(said.first) else {
            throw WireError(.badState, in: "subscribe", reason: "\(said)")
        }
        #expect(granted.request == lastRequest)
        return (granted, Array(said.dropFirst()))
    }

    /// Asks and returns the records of all parts of the answer.
    func ask(_ query: Query) throws -> [Told] {
        say(Request(request: nextRequest(), query: query))
        var told: [Told] = []
        var part: UInt32 = 0
        for said in try heard() {
            guard case .answer(let header, let head, let records) = said else {
                throw WireError(.badState, in: "answer", reason: "\(said)")
            }
            #expect(head.request == lastRequest && head.kind == query.kind && head.part == part)
            part += 1
            #expect(header.flags.contains(.lastPart) == (part == head.parts))
            told += records
        }
        return told
    }

    /// Stops reading: what is written waits.
    func stall() { bench.shell.links[id]?.isStuck = true }

    /// Reads everything that waits, and reads on.
    func drain() {
        bench.shell.links[id]?.isStuck = false
        bench.shell.links[id]?.isFresh = true
        bench.settle()
    }

    /// The connection breaks.
    func hangUp() { bench.publisher.closed(id, now: bench.now) }
}

extension EncodedFrame {
    /// The bytes, in an array of their own.
    var copied: [UInt8] { withExtendedLifetime(self) { Array(bytes) } }
}
