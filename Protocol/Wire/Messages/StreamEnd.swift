public import Bytes

/// The engine ends a stream; the session goes on.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | stream | `StreamID` |
/// | 4 | 1 | reason | `StreamEnd.Reason` |
/// | 5 | 3 | reserved | 0 |
/// | 8 | 8 | next sequence | behind its last record |
public struct StreamEnd: WireMessage {
    /// Why a stream ends.
    public enum Reason: UInt8, Sendable, CaseIterable {
        /// Its data has been served to the end.
        case endOfData = 0
        /// Its reader was slow and its policy is disconnect.
        case slowReader = 1
        /// The instrument is no longer offered.
        case instrumentRemoved = 2
        /// The session's role no longer allows it.
        case roleMissing = 3
    }

    /// Its frames carry this type byte.
    public static let type = MessageType.streamEnd

    /// The stream it is about.
    public var stream: StreamID
    /// Why the stream ends.
    public var reason: Reason
    /// The sequence behind its last record.
    public var nextSequence: UInt64

    /// Puts an end together.
    public init(stream: StreamID, reason: Reason, nextSequence: UInt64) {
        self.stream = stream
        self.reason = reason
        self.nextSequence = nextSequence
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(stream.rawValue)
        writer.append(UInt32(reason.rawValue))
        writer.append(nextSequence)
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        stream = StreamID(try reader.read())
        reason = try reader.read(case: Reason.self)
        _ = try reader.readBytes(3)
        nextSequence = try reader.read()
    }
}
