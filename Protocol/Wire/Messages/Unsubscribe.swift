public import Bytes

/// Asks for the end of a stream.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | request | id of the client's choice, not 0 |
/// | 4 | 4 | stream | `StreamID` |
public struct Unsubscribe: WireMessage {
    public static let type = MessageType.unsubscribe

    public var request: UInt32
    public var stream: StreamID

    /// Puts a request together.
    public init(request: UInt32, stream: StreamID) {
        self.request = request
        self.stream = stream
    }

    public func encode(into writer: inout ByteWriter) {
        writer.append(request)
        writer.append(stream.rawValue)
    }

    public init(fields reader: inout ByteReader) throws(BytesError) {
        request = try reader.read()
        stream = StreamID(try reader.read())
    }
}
