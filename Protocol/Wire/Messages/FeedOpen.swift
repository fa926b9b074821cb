public import Bytes

/// A feed says which instruments it will send.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | request | id of the client's choice, not 0 |
/// | 4 | varint | symbols | how many follow, at most 4096 |
/// | | text each | symbol | at most 64 bytes |
public struct FeedOpen: WireMessage {
    /// Its frames carry this type byte.
    public static let type = MessageType.feedOpen
    /// The most symbols of one feed.
    public static let symbolLimit = 4096

    /// The client's number for it, not 0.
    public var request: UInt32
    /// The instruments it will send, at most 4096.
    public var symbols: [String]

    /// Puts a request together.
    public init(request: UInt32, symbols: [String]) {
        self.request = request
        self.symbols = symbols
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(request)
        writer.append(varint: UInt64(symbols.count))
        for symbol in symbols { writer.append(text: symbol) }
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        request = try reader.read()
        let count = try reader.readCount(limit: min(Self.symbolLimit, reader.remaining))
        symbols = []
        symbols.reserveCapacity(count)
        for _ in 0..<count { symbols.append(try reader.readText(limit: 64)) }
    }
}
