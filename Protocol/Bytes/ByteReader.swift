/// A cursor over bytes it does not own; every read is checked against the end.
///
/// The bytes must outlive the reader. Integers are little-endian.
@frozen
public struct ByteReader {
    @usableFromInline
    let base: UnsafeRawPointer
    @usableFromInline
    var position = 0
    /// How many bytes there are in all.
    public let count: Int

    /// A reader at the start of `bytes`.
    @inlinable
    public init(_ bytes: UnsafeRawBufferPointer) {
        count = bytes.count
        base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
    }

    /// The next byte to be read.
    @inlinable
    public var offset: Int { position }

    /// Bytes left.
    @inlinable
    public var remaining: Int { count &- offset }

    /// All bytes are read.
    @inlinable
    public var isAtEnd: Bool { offset == count }

    /// The bytes left, unread.
    @inlinable
    public var rest: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + offset, count: remaining)
    }

    @inlinable
    mutating func take(_ length: Int) throws(BytesError) -> Int {
        guard remaining >= length else {
            throw BytesError(.short, offset: offset, needed: length, got: remaining)
        }
        let start = position
        position &+= length
        return start
    }

    /// The next integer.
    @inlinable
    public mutating func read<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ type: Integer.Type = Integer.self
    ) throws(BytesError) -> Integer {
        let start = try take(MemoryLayout<Integer>.size)
        return Integer(littleEndian: base.loadUnaligned(fromByteOffset: start, as: Integer.self))
    }

    /// The next double; refuses NaN and infinities.
    @inlinable
    public mutating func readDouble() throws(BytesError) -> Double {
        let value = Double(bitPattern: try read(UInt64.self))
        guard value.isFinite else { throw BytesError(.notFinite, offset: offset - 8) }
        return value
    }

    /// The next `length` bytes.
    @inlinable
    public mutating func readBytes(_ length: Int) throws(BytesError) -> UnsafeRawBufferPointer {
        guard length >= 0 else { throw BytesError(.badValue, offset: offset, got: length) }
        let start = try take(length)
        return UnsafeRawBufferPointer(start: base + start, count: length)
    }

    /// The next varint; refuses one that is longer than its value needs or than 64 bits.
    @inlinable
    public mutating func readVarint() throws(BytesError) -> UInt64 {
        let (value, length) = Varint.load(at: base + position, available: remaining)
        guard length > 0 else {
            throw length == 0
                ? BytesError(.short, offset: position, needed: remaining + 1, got: remaining)
                : BytesError(.badVarint, offset: position)
        }
        position &+= length
        return value
    }

    /// The next zigzag varint.
    @inlinable
    public mutating func readZigzag() throws(BytesError) -> Int64 {
        ZigZag.decode(try readVarint())
    }

    /// The next varint as a count, at most `limit`.
    @inlinable
    public mutating func readCount(limit: Int) throws(BytesError) -> Int {
        let start = offset
        let value = try readVarint()
        guard value <= UInt64(limit) else {
            throw BytesError(
                .tooLong, offset: start, needed: limit, got: Int(clamping: value))
        }
        return Int(value)
    }

    /// The next text: a varint length of at most `limit` bytes, and UTF-8.
    public mutating func readText(limit: Int = 1024) throws(BytesError) -> String {
        let length = try readCount(limit: limit)
        let start = offset
        let bytes = try readBytes(length)
        // Most texts are ASCII, which is seen at a glance.
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw BytesError(.badText, offset: start)
        }
        return text
    }

    /// A reader over the next varint-sized run of bytes; this one goes on behind it.
    @inlinable
    public mutating func readSized() throws(BytesError) -> ByteReader {
        let start = offset
        let length = try readVarint()
        guard length <= UInt64(remaining) else {
            throw BytesError(
                .short, offset: start, needed: Int(clamping: length), got: remaining)
        }
        return ByteReader(try readBytes(Int(length)))
    }

    /// An error about the value of `width` bytes just read.
    @inlinable
    public func badValue(_ got: Int, width: Int = 0) -> BytesError {
        BytesError(.badValue, offset: offset - width, got: got)
    }
}
