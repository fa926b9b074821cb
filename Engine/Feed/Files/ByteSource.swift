/// The bytes a file holds, decompressed when it is gzip or zstd, in order and with bounded memory.
///
/// The compression is known by the first bytes, whatever the name: `1F 8B` gzip, `28 B5 2F FD`
/// (or a skippable frame) zstd. Several gzip members or zstd frames in a row read as one.
public final class ByteSource {
    /// How the bytes are stored.
    public enum Compression: Sendable {
        case none
        case gzip
        case zstd
    }

    /// The file, `-` for standard input, or what else the source is called.
    public let name: String
    /// How the bytes are stored.
    public let compression: Compression
    /// Bytes handed out so far, decompressed.
    public private(set) var offset = 0
    private let stored: StoredBytes
    private let decoder: Decoder
    /// Bytes read ahead to see what they are.
    private var ahead: ArraySlice<UInt8> = []

    private enum Decoder {
        case plain
        case gzip(GzipDecoder)
        case zstd(ZstdDecoder)
    }

    /// Opens a file; `-` is standard input.
    public convenience init(path: String) throws(FeedError) {
        try self.init(StoredBytes(path: path))
    }

    /// Serves bytes of memory, at most `step` stored bytes at once.
    public convenience init(
        bytes: [UInt8], name: String = "memory", step: Int = Int.max
    ) throws(FeedError) {
        try self.init(StoredBytes(memory: bytes, name: name, step: step))
    }

    private init(_ stored: StoredBytes) throws(FeedError) {
        self.stored = stored
        name = stored.name
        let first = try Self.firstBytes(12) { buffer throws(FeedError) in
            try stored.read(into: buffer)
        }
        compression = Self.compression(startingWith: first)
        switch compression {
        case .gzip: decoder = .gzip(GzipDecoder(stored, ahead: first))
        case .zstd: decoder = .zstd(ZstdDecoder(stored, ahead: first))
        case .none:
            decoder = .plain
            ahead = first[...]
        }
        // DBZ keeps its metadata in a skippable frame, which would vanish unread.
        if compression == .zstd, first.count >= 11, first[8..<11].elementsEqual("DBZ".utf8) {
            throw FeedError(
                source: name, place: .byte(8), expected: "DBN, gzip, zstd or text",
                found: "DBZ, an older format")
        }
    }

    private static func compression(startingWith bytes: [UInt8]) -> Compression {
        if bytes.starts(with: [0x1f, 0x8b]) { return .gzip }
        let isFrame = bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd])
        let isSkippable =
            bytes.count >= 4 && bytes[0] & 0xf0 == 0x50 && bytes[1..<4] == [0x2a, 0x4d, 0x18]
        return isFrame || isSkippable ? .zstd : .none
    }

    /// The first bytes that `read` brings, fewer at the end.
    private static func firstBytes(
        _ count: Int, _ read: (UnsafeMutableRawBufferPointer) throws(FeedError) -> Int
    ) throws(FeedError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer { buffer.deallocate() }
        var filled = 0
        while filled < count {
            let more = try read(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            if more == 0 { break }
            filled += more
        }
        return Array(buffer[..<filled])
    }

    /// Whether what is inside begins with `text`; to be asked before anything is read.
    func startsWith(_ text: String) throws(FeedError) -> Bool {
        precondition(offset == 0, "already \(offset) bytes were read")
        let count = text.utf8.count
        if ahead.count < count {
            let missing = count - ahead.count
            ahead += try Self.firstBytes(missing) { buffer throws(FeedError) in
                try decode(into: buffer)
            }
        }
        return ahead.starts(with: text.utf8)
    }

    /// Bytes read from the file so far, as stored.
    public var storedOffset: Int { stored.offset }

    /// Fills `buffer` from its start.
    ///
    /// - Returns: How many bytes; 0 at the end.
    /// - Throws: When the file cannot be read, or its compression is broken or cut short.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(FeedError) -> Int {
        precondition(buffer.count > 0, "a read needs room")
        let count = ahead.isEmpty ? try decode(into: buffer) : takeAhead(into: buffer)
        offset += count
        return count
    }

    private func decode(into buffer: UnsafeMutableRawBufferPointer) throws(FeedError) -> Int {
        switch decoder {
        case .plain: try stored.read(into: buffer)
        case .gzip(let gzip): try gzip.read(into: buffer)
        case .zstd(let zstd): try zstd.read(into: buffer)
        }
    }

    private func takeAhead(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, ahead.count)
        buffer.copyBytes(from: ahead.prefix(count))
        ahead = ahead.dropFirst(count)
        return count
    }
}
