public import Bytes
public import Market

/// The head of raw ticks from a feed; `RawTicks` follow it to the end of the payload.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 2 | head length | bytes of the head behind this field: 14 in version 1 |
/// | 2 | 4 | instrument | number from the feedOpened |
/// | 6 | 8 | first sequence | feed sequence of the first tick; from 1, without holes |
/// | 14 | 2 | count | ticks that follow |
/// | 16 | | ticks | `RawTicks` |
public struct FeedTicks: WireMessage {
    /// Its frames carry this type byte.
    public static let type = MessageType.feedTicks

    /// The instrument it is about.
    public var instrument: InstrumentID
    /// The feed sequence of the first tick; from 1, without holes.
    public var firstSequence: UInt64
    /// How many ticks follow.
    public var count: UInt16

    /// Puts a head together.
    public init(instrument: InstrumentID, firstSequence: UInt64, count: UInt16) {
        self.instrument = instrument
        self.firstSequence = firstSequence
        self.count = count
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(UInt16(14))
        writer.append(instrument.rawValue)
        writer.append(firstSequence)
        writer.append(count)
    }

    /// Reads the head and leaves the reader at the first tick.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let length = try reader.read(UInt16.self)
        var head = ByteReader(try reader.readBytes(Int(length)))
        instrument = InstrumentID(try head.read())
        firstSequence = try head.read()
        count = try head.read()
    }
}
