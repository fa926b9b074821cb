import Glibc

/// Cuts a text into lines in one buffer, without copying them.
///
/// After `buffer[end]` come at least `padding` zero bytes, so that words may be loaded past the
/// end of what was read.
final class LineReader {
    /// The longest line of text files, without its end.
    static let usualLine = 1 << 16
    static let padding = 64
    /// Bytes read at once: few, so that of many files each finds what it read still in the
    /// processor's cache.
    private static let chunk = 1 << 14
    private let longestLine: Int
    private let capacity: Int

    let source: ByteSource
    let buffer: UnsafeMutablePointer<UInt8>
    /// The next byte to take. Who takes whole lines by itself moves it and `lineNumber`.
    var start = 0
    /// The end of what was read.
    private(set) var end = 0
    /// The number of the line last taken, from 1.
    var lineNumber = 0
    private var isAtEnd = false

    /// - Parameter longestLine: what is longer is refused.
    init(_ source: ByteSource, longestLine: Int = LineReader.usualLine) {
        self.source = source
        self.longestLine = longestLine
        capacity = longestLine + 2 + Self.chunk
        buffer = .allocate(capacity: capacity + Self.padding)
        // The rest is written before it is read.
        buffer.initialize(repeating: 0, count: Self.padding)
    }

    deinit { buffer.deallocate() }

    /// The next line that is not blank, without its `\n` or `\r\n`; valid until the next call.
    ///
    /// - Returns: `nil` at the end.
    func next() throws(FeedError) -> UnsafeBufferPointer<UInt8>? {
        while let line = try nextEvenBlank() {
            if !line.isEmpty { return line }
        }
        return nil
    }

    private func nextEvenBlank() throws(FeedError) -> UnsafeBufferPointer<UInt8>? {
        var searched = 0
        while true {
            let found = memchr(buffer + start + searched, 0x0a, end - start - searched)
            if let found {
                let length = buffer.distance(to: found.assumingMemoryBound(to: UInt8.self)) - start
                return try take(length: length, terminator: 1)
            }
            searched = end - start
            if searched > longestLine + 1 { throw tooLong() }
            if isAtEnd { return searched == 0 ? nil : try take(length: searched, terminator: 0) }
            try fill()
        }
    }

    private func take(
        length: Int, terminator: Int
    ) throws(FeedError) -> UnsafeBufferPointer<UInt8> {
        let first = buffer + start
        let hasReturn = length > 0 && first[length - 1] == 0x0d
        let kept = hasReturn ? length - 1 : length
        if kept > longestLine { throw tooLong() }
        start += length + terminator
        lineNumber += 1
        return UnsafeBufferPointer(start: first, count: kept)
    }

    /// Moves what is left to the front and reads more behind it.
    private func fill() throws(FeedError) {
        let left = end - start
        memmove(buffer, buffer + start, left)
        start = 0
        end = left
        let room = UnsafeMutableRawBufferPointer(
            start: buffer + left, count: min(Self.chunk, capacity - left))
        let count = try source.read(into: room)
        isAtEnd = count == 0
        end += count
        memset(buffer + end, 0, Self.padding)
    }

    private func tooLong() -> FeedError {
        FeedError(
            source: source.name, place: .line(lineNumber + 1),
            expected: "a line of at most \(longestLine) bytes", found: "a longer one")
    }
}
