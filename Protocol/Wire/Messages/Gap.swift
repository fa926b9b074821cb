public import Bytes

/// Records of a stream that will not come; what follows begins at `to`.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | stream | `StreamID` |
/// | 4 | 1 | reason | `Gap.Reason` |
/// | 5 | 3 | reserved | 0 |
/// | 8 | 8 | from | first missing sequence |
/// | 16 | 8 | to | first sequence behind the missing ones |
public struct Gap: WireMessage {
    /// Why records are missing.
    public enum Reason: UInt8, Sendable, CaseIterable {
        /// The reader was slow and its policy is skip.
        case slowReader = 0
        /// The reader was slow and its policy is conflate: a snapshot follows.
        case conflated = 1
        /// The publisher itself missed records of the core.
        case publisherBehind = 2
    }

    /// Its frames carry this type byte.
    public static let type = MessageType.gap

    /// The stream it is about.
    public var stream: StreamID
    /// Why records are missing.
    public var reason: Reason
    /// The first missing sequence.
    public var from: UInt64
    /// The first sequence behind the missing ones.
    public var to: UInt64

    /// Puts a gap together.
    public init(stream: StreamID, from: UInt64, to: UInt64, reason: Reason) {
        self.stream = stream
        self.from = from
        self.to = to
        self.reason = reason
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(stream.rawValue)
        writer.append(UInt32(reason.rawValue))
        writer.append(from)
        writer.append(to)
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        stream = StreamID(try reader.read())
        reason = try reader.read(case: Reason.self)
        _ = try reader.readBytes(3)
        from = try reader.read()
        to = try reader.read()
        guard from <= to else { throw reader.badValue(Int(clamping: to), width: 8) }
    }
}
