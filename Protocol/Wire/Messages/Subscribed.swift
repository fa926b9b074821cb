public import Bytes

/// Confirms a subscription: the stream's number, where it starts and how it gets there.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | request | id of the subscribe |
/// | 4 | 4 | stream | `StreamID` of its frames, not 0 |
/// | 8 | 1 | channel | `Channel` |
/// | 9 | 1 | outcome | `Subscribed.Outcome` |
/// | 10 | 1 | has gap | 1 when records are missing |
/// | 11 | 1 | has instrument | 0 for the engine's own status |
/// | 12 | 12 | parameters | `StreamParameters` as granted |
/// | 24 | 8 | epoch | the stream's epoch |
/// | 32 | 8 | next sequence | of the first record that will be sent |
/// | 40 | 8 | replayed | records sent again from the window, by outcome |
/// | 48 | 8 | gap from | first missing sequence |
/// | 56 | 8 | gap to | first sequence behind the missing ones |
/// | 64 | sized | instrument | `InstrumentInfo`, when present |
public struct Subscribed: WireMessage {
    /// How the stream starts.
    public enum Outcome: UInt8, Sendable, CaseIterable {
        /// With the next record that happens.
        case live = 0
        /// Right behind the position that was resumed: nothing is missing.
        case continuing = 1
        /// With `replayed` records from the window, then live: nothing is missing.
        case replaying = 2
        /// With a snapshot, then live.
        case snapshot = 3
    }

    /// Its frames carry this type byte.
    public static let type = MessageType.subscribed

    /// The request it answers.
    public var request: UInt32
    /// The number of its frames, not 0.
    public var stream: StreamID
    /// What the stream carries.
    public var channel: Channel
    /// What the stream is about.
    public var parameters: StreamParameters
    /// The stream's epoch.
    public var epoch: UInt64
    /// The first record that will be sent.
    public var nextSequence: UInt64
    /// How the stream starts.
    public var outcome: Outcome
    /// Records that are sent again, with `.replaying`.
    public var replayed: UInt64
    /// Records that cannot be had any more.
    public var gap: Range<UInt64>?
    /// Id, symbol and scales; `nil` for the engine's own status.
    public var instrument: InstrumentInfo?

    /// Puts a confirmation together.
    public init(
        request: UInt32, stream: StreamID, channel: Channel, parameters: StreamParameters,
        epoch: UInt64, nextSequence: UInt64, outcome: Outcome, replayed: UInt64 = 0,
        gap: Range<UInt64>? = nil, instrument: InstrumentInfo?
    ) {
        self.request = request
        self.stream = stream
        self.channel = channel
        self.parameters = parameters
        self.epoch = epoch
        self.nextSequence = nextSequence
        self.outcome = outcome
        self.replayed = replayed
        self.gap = gap
        self.instrument = instrument
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(request)
        writer.append(stream.rawValue)
        writer.append(channel.rawValue)
        writer.append(outcome.rawValue)
        writer.append(flag: gap != nil)
        writer.append(flag: instrument != nil)
        parameters.encode(into: &writer)
        writer.append(epoch)
        writer.append(nextSequence)
        writer.append(replayed)
        writer.append(gap?.lowerBound ?? 0)
        writer.append(gap?.upperBound ?? 0)
        if let instrument { writer.appendSized { instrument.encode(fields: &$0) } }
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        request = try reader.read()
        stream = StreamID(try reader.read())
        channel = try reader.read(case: Channel.self)
        outcome = try reader.read(case: Outcome.self)
        let hasGap = try reader.readFlag()
        let hasInstrument = try reader.readFlag()
        parameters = try StreamParameters(fields: &reader)
        epoch = try reader.read()
        nextSequence = try reader.read()
        replayed = try reader.read()
        let from = try reader.read(UInt64.self)
        let to = try reader.read(UInt64.self)
        guard from <= to else { throw reader.badValue(Int(clamping: to), width: 8) }
        gap = hasGap ? from..<to : nil
        instrument = nil
        if hasInstrument {
            var fields = try reader.readSized()
            instrument = try InstrumentInfo(fields: &fields)
        }
    }
}
