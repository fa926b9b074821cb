public import Bytes

/// What happens when a subscriber does not read in time.
public enum SlowReaderPolicy: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    /// What is queued is dropped and the current snapshot sent.
    case conflate = 0
    /// What is queued is dropped and a gap record sent.
    case skip = 1
    /// The session ends with an error.
    case disconnect = 2
}

/// Where a reader left a stream.
public struct StreamPosition: Hashable, Sendable {
    /// The epoch it was read in.
    public var epoch: UInt64
    /// The first record it does not have.
    public var nextSequence: UInt64

    /// Puts a position together.
    public init(epoch: UInt64, nextSequence: UInt64) {
        self.epoch = epoch
        self.nextSequence = nextSequence
    }
}

/// Asks for a stream.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | request | id of the client's choice, not 0 |
/// | 4 | 1 | channel | `Channel` |
/// | 5 | 1 | policy | `SlowReaderPolicy` |
/// | 6 | 2 | reserved | 0 |
/// | 8 | 12 | parameters | `StreamParameters` |
/// | 20 | text | symbol | at most 64 bytes; empty for the engine's own status |
/// | tail | 4 | queue bytes | most bytes queued for it; default 0, the engine's choice |
/// | tail | 1 | has resume | 1 when a position follows; default 0 |
/// | | 8 | epoch | of the position, when present |
/// | | 8 | next sequence | of the position, when present |
public struct Subscribe: WireMessage {
    /// Its frames carry this type byte.
    public static let type = MessageType.subscribe

    /// The client's number for it, not 0.
    public var request: UInt32
    /// What the stream carries.
    public var channel: Channel
    /// What happens when it is not read in time.
    public var policy: SlowReaderPolicy
    /// What the stream is about.
    public var parameters: StreamParameters
    /// The instrument's symbol; empty for the engine's own status.
    public var symbol: String
    /// The most bytes queued for the stream, 0 for the engine's choice.
    public var queueBytes: UInt32
    /// Where to go on, when the stream was read before.
    public var resume: StreamPosition?

    /// Puts a subscription together.
    public init(
        request: UInt32, channel: Channel, symbol: String,
        parameters: StreamParameters = StreamParameters(), policy: SlowReaderPolicy = .skip,
        queueBytes: UInt32 = 0, resume: StreamPosition? = nil
    ) {
        self.request = request
        self.channel = channel
        self.symbol = symbol
        self.parameters = parameters
        self.policy = policy
        self.queueBytes = queueBytes
        self.resume = resume
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(request)
        writer.append(channel.rawValue)
        writer.append(policy.rawValue)
        writer.append(UInt16(0))
        parameters.encode(into: &writer)
        writer.append(text: symbol)
        writer.append(queueBytes)
        writer.append(flag: resume != nil)
        if let resume {
            writer.append(resume.epoch)
            writer.append(resume.nextSequence)
        }
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        request = try reader.read()
        channel = try reader.read(case: Channel.self)
        policy = try reader.read(case: SlowReaderPolicy.self)
        _ = try reader.read(UInt16.self)
        parameters = try StreamParameters(fields: &reader)
        symbol = try reader.readText(limit: 64)
        queueBytes = reader.isAtEnd ? 0 : try reader.read()
        resume = nil
        if !reader.isAtEnd, try reader.readFlag() {
            let epoch = try reader.read(UInt64.self)
            resume = StreamPosition(epoch: epoch, nextSequence: try reader.read())
        }
    }
}
