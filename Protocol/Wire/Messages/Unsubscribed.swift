public import Bytes

/// Confirms the end of a stream; none of its frames follows.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | request | id of the unsubscribe |
/// | 4 | 4 | stream | `StreamID`, free for another stream from now on |
/// | 8 | 8 | next sequence | where a later resume would begin |
public struct Unsubscribed: WireMessage {
    /// Its frames carry this type byte.
    public static let type = MessageType.unsubscribed

    /// The request it answers.
    public var request: UInt32
    /// The stream it is about.
    public var stream: StreamID
    /// Where a later resume would begin.
    public var nextSequence: UInt64

    /// Puts a confirmation together.
    public init(request: UInt32, stream: StreamID, nextSequence: UInt64) {
        self.request = request
        self.stream = stream
        self.nextSequence = nextSequence
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(request)
        writer.append(stream.rawValue)
        writer.append(nextSequence)
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        request = try reader.read()
        stream = StreamID(try reader.read())
        nextSequence = try reader.read()
    }
}
