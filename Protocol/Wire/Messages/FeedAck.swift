public import Bytes
public import Market

/// The engine has taken a feed's ticks up to a sequence into its ring.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | instrument | number from the feedOpened |
/// | 4 | 8 | accepted | sequence of the last tick accepted |
public struct FeedAck: WireMessage {
    /// Its frames carry this type byte.
    public static let type = MessageType.feedAck

    /// The instrument it is about.
    public var instrument: InstrumentID
    /// The sequence of the last tick accepted.
    public var acceptedThrough: UInt64

    /// Puts an acknowledgement together.
    public init(instrument: InstrumentID, acceptedThrough: UInt64) {
        self.instrument = instrument
        self.acceptedThrough = acceptedThrough
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(instrument.rawValue)
        writer.append(acceptedThrough)
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        instrument = InstrumentID(try reader.read())
        acceptedThrough = try reader.read()
    }
}
