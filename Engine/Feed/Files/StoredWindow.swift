/// A buffer of stored bytes that a decompressor eats from the front.
struct StoredWindow: ~Copyable {
    private static let capacity = 1 << 16
    private let stored: StoredBytes
    private let buffer: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end: Int
    /// The file has no more bytes than those in the window.
    private(set) var isAtEnd = false

    init(_ stored: StoredBytes, ahead: [UInt8]) {
        self.stored = stored
        buffer = .allocate(byteCount: Self.capacity, alignment: 16)
        buffer.copyBytes(from: ahead)
        end = ahead.count
    }

    deinit { buffer.deallocate() }

    /// The file's name, for errors.
    var name: String { stored.name }

    /// Where in the file the next byte is.
    var offset: Int { stored.offset - (end - start) }

    /// The bytes not yet eaten.
    var bytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: buffer[start..<end])
    }

    /// Reads more when nothing is left; the window stays empty at the end of the file.
    mutating func fillIfEmpty() throws(FeedError) {
        guard start == end, !isAtEnd else { return }
        start = 0
        end = try stored.read(into: buffer)
        isAtEnd = end == 0
    }

    /// Takes `count` bytes off the front.
    mutating func eat(_ count: Int) {
        precondition(count <= end - start, "ate \(count) of \(end - start) bytes")
        start += count
    }

    /// An error at the next byte.
    func failure(expected: String, found: String) -> FeedError {
        FeedError(source: name, place: .byte(offset), expected: expected, found: found)
    }
}
