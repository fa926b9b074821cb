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
    private var decoder: Decoder

    private enum Decoder {
        /// Plain bytes; the first few were read to know that.
        case plain(ahead: [UInt8])
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
        let ahead = try Self.firstBytes(of: stored, count: 4)
        compression = Self.compression(startingWith: ahead)
        decoder =
            switch compression {
            case .gzip: .gzip(GzipDecoder(stored, ahead: ahead))
            case .zstd: .zstd(ZstdDecoder(stored, ahead: ahead))
            case .none: .plain(ahead: ahead)
            }
    }

    private static func compression(startingWith bytes: [UInt8]) -> Compression {
        if bytes.starts(with: [0x1f, 0x8b]) { return .gzip }
        let isFrame = bytes == [0x28, 0xb5, 0x2f, 0xfd]
        let isSkippable =
            bytes.count == 4 && bytes[0] & 0xf0 == 0x50 && bytes[1...] == [0x2a, 0x4d, 0x18]
        return isFrame || isSkippable ? .zstd : .none
    }

    private static func firstBytes(
        of stored: StoredBytes, count: Int
    ) throws(FeedError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer { buffer.deallocate() }
        var filled = 0
        while filled < count {
            let more = try stored.read(
                into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            if more == 0 { break }
            filled += more
        }
        return Array(buffer[..<filled])
    }

    /// Bytes read from the file so far, as stored.
    public var storedOffset: Int { stored.offset }

    /// Fills `buffer` from its start.
    ///
    /// - Returns: How many bytes; 0 at the end.
    /// - Throws: When the file cannot be read, or its compression is broken or cut short.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(FeedError) -> Int {
        precondition(buffer.count > 0, "a read needs room")
        let count =
            switch decoder {
            case .plain(let ahead): try readPlain(into: buffer, ahead: ahead)
            case .gzip(let gzip): try gzip.read(into: buffer)
            case .zstd(let zstd): try zstd.read(into: buffer)
            }
        offset += count
        return count
    }

    private func readPlain(
        into buffer: UnsafeMutableRawBufferPointer, ahead: [UInt8]
    ) throws(FeedError) -> Int {
        if ahead.isEmpty { return try stored.read(into: buffer) }
        let count = min(buffer.count, ahead.count)
        buffer.copyBytes(from: ahead[..<count])
        decoder = .plain(ahead: Array(ahead[count...]))
        return count
    }
}
