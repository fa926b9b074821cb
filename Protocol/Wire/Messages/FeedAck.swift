public import Bytes
public import Market

/// The engine has taken a feed's ticks up to a sequence into its ring.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | instrument | number from the feedOpened |
/// | 4 | 8 | accepted | sequence of the last tick accepted |
public struct FeedAck: WireMessage {
    public static let type = MessageType.feedAck

    public var instrument: InstrumentID
    public var acceptedThrough: UInt64

    /// Puts an acknowledgement together.
    public init(instrument: InstrumentID, acceptedThrough: UInt64) {
        self.instrument = instrument
        self.acceptedThrough = acceptedThrough
    }

    public func encode(into writer: inout ByteWriter) {
        writer.append(instrument.rawValue)
        writer.append(acceptedThrough)
    }

    public init(fields reader: inout ByteReader) throws(BytesError) {
        instrument = InstrumentID(try reader.read())
        acceptedThrough = try reader.read()
    }
}
