public import Bytes

/// Asks for the end of a stream.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | request | id of the client's choice, not 0 |
/// | 4 | 4 | stream | `StreamID` |
public struct Unsubscribe: WireMessage {
    /// Its frames carry this type byte.
    public static let type = MessageType.unsubscribe

    /// The client's number for it, not 0.
    public var request: UInt32
    /// The stream it is about.
    public var stream: StreamID

    /// Puts a request together.
    public init(request: UInt32, stream: StreamID) {
        self.request = request
        self.stream = stream
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(request)
        writer.append(stream.rawValue)
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        request = try reader.read()
        stream = StreamID(try reader.read())
    }
}
