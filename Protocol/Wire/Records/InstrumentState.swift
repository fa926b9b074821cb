public import Bytes
public import Market

/// Where an instrument stands; open bars and VWAPs follow it as records of their own.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument | varint | |
/// | time | 8 | ns: the newest input |
/// | session | zigzag | days since 1970-01-01 |
/// | cumulative delta | volume | of the session, size units |
/// | feed | 1 | `FeedState` |
/// | facts | 1 | bit 0 simulated, bit 1 has a last tick, bit 2 has a quote |
/// | last tick | sized | `TickFields`, when facts bit 1 |
/// | quote | sized | `QuoteFields`, when facts bit 2 |
public struct InstrumentState: WireRecord, Hashable, Sendable {
    /// Its records carry this kind.
    public static let kind = RecordKind.instrumentState

    /// The instrument it is about.
    public var instrument: InstrumentID
    /// The newest input.
    public var time: Nanoseconds
    /// The session of the newest input.
    public var session: SessionDate
    /// Of the session, size units.
    public var cumulativeDelta: Volume
    /// How the feed stands.
    public var feed: FeedState
    /// Ticks are made by a simulation or from bars.
    public var isSimulated: Bool
    /// The newest tick, when there is one.
    public var lastTick: Tick?
    /// The newest quote, when there is one.
    public var quote: Quote?

    /// Puts a state together.
    public init(
        instrument: InstrumentID, time: Nanoseconds, session: SessionDate,
        cumulativeDelta: Volume, feed: FeedState, isSimulated: Bool, lastTick: Tick? = nil,
        quote: Quote? = nil
    ) {
        self.instrument = instrument
        self.time = time
        self.session = session
        self.cumulativeDelta = cumulativeDelta
        self.feed = feed
        self.isSimulated = isSimulated
        self.lastTick = lastTick
        self.quote = quote
    }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(varint: UInt64(instrument.rawValue))
        writer.append(time.rawValue)
        writer.append(date: session)
        writer.append(volume: cumulativeDelta)
        writer.append(feed.rawValue)
        writer.append(
            (isSimulated ? 1 : 0) | (lastTick != nil ? 2 : 0) | (quote != nil ? 4 : 0) as UInt8)
        if let lastTick { writer.appendSized { TickFields.encode(lastTick, into: &$0) } }
        if let quote { writer.appendSized { QuoteFields.encode(quote, into: &$0) } }
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        instrument = try reader.readInstrument()
        time = Nanoseconds(try reader.read())
        session = try reader.readDate()
        cumulativeDelta = try reader.readVolume()
        feed = try reader.read(case: FeedState.self)
        let facts = try reader.read(UInt8.self)
        guard facts < 8 else { throw reader.badValue(Int(facts), width: 1) }
        isSimulated = facts & 1 != 0
        lastTick = nil
        if facts & 2 != 0 {
            var fields = try reader.readSized()
            lastTick = try TickFields.decode(&fields)
        }
        quote = nil
        if facts & 4 != 0 {
            var fields = try reader.readSized()
            quote = try QuoteFields.decode(&fields)
        }
    }
}
