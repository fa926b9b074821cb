public import Bytes

/// A feed says which instruments it will send.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | request | id of the client's choice, not 0 |
/// | 4 | varint | symbols | how many follow, at most 4096 |
/// | | text each | symbol | at most 64 bytes |
public struct FeedOpen: WireMessage {
    public static let type = MessageType.feedOpen
    /// The most symbols of one feed.
    public static let symbolLimit = 4096

    public var request: UInt32
    public var symbols: [String]

    /// Puts a request together.
    public init(request: UInt32, symbols: [String]) {
        self.request = request
        self.symbols = symbols
    }

    public func encode(into writer: inout ByteWriter) {
        writer.append(request)
        writer.append(varint: UInt64(symbols.count))
        for symbol in symbols { writer.append(text: symbol) }
    }

    public init(fields reader: inout ByteReader) throws(BytesError) {
        request = try reader.read()
        let count = try reader.readCount(limit: min(Self.symbolLimit, reader.remaining))
        symbols = []
        symbols.reserveCapacity(count)
        for _ in 0..<count { symbols.append(try reader.readText(limit: 64)) }
    }
}
