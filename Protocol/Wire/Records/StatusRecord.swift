public import Bytes
public import Market
public import Records

/// How a feed stands.
public enum FeedState: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    /// No feed owns the instrument.
    case none = 0
    /// A feed is being connected.
    case connecting = 1
    /// Ticks come in.
    case live = 2
    /// Nothing has come for longer than expected.
    case stale = 3
    /// The feed was lost.
    case lost = 4
    /// The file or replay has been read to its end.
    case ended = 5
}

/// How an instrument, or the engine as a whole, is doing.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | time | 8 | wall clock, ns |
/// | feed | 1 | `FeedState` |
/// | facts | 1 | bit 0 simulated, bit 1 has counters |
/// | counters | sized | `CountersRecord` fields, when facts bit 1 |
/// | rings | list | sized `RingReading` |
/// | latencies | list | sized `LatencyReading` |
public struct StatusRecord: WireRecord, Hashable, Sendable {
    /// Its records carry this kind.
    public static let kind = RecordKind.status

    /// Wall clock.
    public var time: Nanoseconds
    /// How the feed stands.
    public var feed: FeedState
    /// Ticks are made by a simulation or from bars: sides are no observation.
    public var isSimulated: Bool
    /// The instrument's intake; `nil` for the engine as a whole.
    public var counters: CountersRecord?
    /// The rings it has.
    public var rings: [RingReading]
    /// The hops it measures.
    public var latencies: [LatencyReading]

    /// Puts a status together.
    public init(
        time: Nanoseconds, feed: FeedState, isSimulated: Bool, counters: CountersRecord? = nil,
        rings: [RingReading] = [], latencies: [LatencyReading] = []
    ) {
        self.time = time
        self.feed = feed
        self.isSimulated = isSimulated
        self.counters = counters
        self.rings = rings
        self.latencies = latencies
    }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(time.rawValue)
        writer.append(feed.rawValue)
        writer.append((isSimulated ? 1 : 0) | (counters != nil ? 2 : 0) as UInt8)
        if let counters { writer.appendSized { counters.encode(fields: &$0) } }
        writer.append(list: rings) { $0.encode(into: &$1) }
        writer.append(list: latencies) { $0.encode(into: &$1) }
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        time = Nanoseconds(try reader.read())
        feed = try reader.read(case: FeedState.self)
        let facts = try reader.read(UInt8.self)
        guard facts < 4 else { throw reader.badValue(Int(facts), width: 1) }
        isSimulated = facts & 1 != 0
        counters = nil
        if facts & 2 != 0 {
            var fields = try reader.readSized()
            counters = try CountersRecord(fields: &fields)
        }
        rings = try reader.readList { (entry) throws(BytesError) in
            try RingReading(fields: &entry)
        }
        latencies = try reader.readList { (entry) throws(BytesError) in
            try LatencyReading(fields: &entry)
        }
    }
}
