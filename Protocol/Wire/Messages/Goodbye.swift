public import Bytes

/// Either side ends the session on purpose; nothing follows it.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 1 | reason | `Goodbye.Reason` |
/// | 1 | text | text | at most 256 bytes |
public struct Goodbye: WireMessage {
    /// Why a session ends.
    public enum Reason: UInt8, Sendable, CaseIterable {
        /// The client is done.
        case done = 0
        /// The engine is ending.
        case shuttingDown = 1
        /// An operator ended the session.
        case closedByOperator = 2
        /// A replay or file has been served to its end.
        case endOfData = 3
    }

    /// Its frames carry this type byte.
    public static let type = MessageType.goodbye

    /// Why the session ends.
    public var reason: Reason
    /// In words, for people.
    public var text: String

    /// Puts a goodbye together.
    public init(reason: Reason, text: String = "") {
        self.reason = reason
        self.text = text
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(reason.rawValue)
        writer.append(text: text.cut(to: 256))
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        reason = try reader.read(case: Reason.self)
        text = try reader.readText(limit: 256)
    }
}
