/// A growing run of bytes, written from the front; integers are little-endian.
///
/// Emptying keeps the room, so one writer serves a thread for ever without allocating again.
@frozen
public struct ByteWriter: ~Copyable {
    @usableFromInline
    var base: UnsafeMutableRawPointer
    @usableFromInline
    var used = 0
    @usableFromInline
    var room: Int

    /// A writer with room for `capacity` bytes before the first growth.
    @inlinable
    public init(capacity: Int = 1024) {
        precondition(capacity >= 0, "room is 0 bytes or more, got \(capacity)")
        room = capacity
        base = .allocate(byteCount: room, alignment: 16)
    }

    @inlinable
    deinit { base.deallocate() }

    /// Bytes written so far.
    @inlinable
    public var count: Int { used }

    /// Bytes that fit without another allocation.
    @inlinable
    public var capacity: Int { room }

    /// The bytes written so far; valid until the next change of the writer.
    @inlinable
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: used) }

    /// Forgets the bytes, keeps the room.
    @inlinable
    public mutating func removeAll() { used = 0 }

    /// Forgets the bytes from `count` on.
    @inlinable
    public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= used, "cut at \(count) of \(used) bytes")
        used = count
    }

    /// Makes room for `more` bytes.
    @inlinable
    public mutating func reserve(_ more: Int) {
        if room &- used < more { grow(by: more) }
    }

    @inline(never)
    @usableFromInline
    mutating func grow(by more: Int) {
        room = max(room * 2, used + more, 64)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 16)
        moved.copyMemory(from: base, byteCount: used)
        base.deallocate()
        base = moved
    }

    /// Adds an integer, little-endian.
    @inlinable
    public mutating func append<Integer: FixedWidthInteger & BitwiseCopyable>(_ value: Integer) {
        reserve(MemoryLayout<Integer>.size)
        base.storeBytes(of: value.littleEndian, toByteOffset: used, as: Integer.self)
        used &+= MemoryLayout<Integer>.size
    }

    /// Adds a double as its eight bytes; traps unless it is finite.
    @inlinable
    public mutating func append(_ value: Double) {
        precondition(value.isFinite, "only finite numbers are written, got \(value)")
        append(value.bitPattern)
    }

    /// Adds bytes as they are.
    @inlinable
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        (base + used).copyMemory(from: start, byteCount: bytes.count)
        used &+= bytes.count
    }

    /// Adds a number in seven-bit groups, lowest first: one byte below 128, ten at most.
    @inlinable
    public mutating func append(varint value: UInt64) {
        reserve(Varint.maximumLength)
        used &+= Varint.store(value, at: base + used)
    }

    /// Adds a signed number as a varint of its zigzag form: small either way is short.
    @inlinable
    public mutating func append(zigzag value: Int64) { append(varint: ZigZag.encode(value)) }

    /// Adds a text as a varint length and its UTF-8 bytes.
    @inlinable
    public mutating func append(text: String) {
        var text = text
        text.withUTF8 { utf8 in
            append(varint: UInt64(utf8.count))
            append(UnsafeRawBufferPointer(utf8))
        }
    }

    /// Writes an integer over bytes written before.
    @inlinable
    public mutating func overwrite<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ value: Integer, at offset: Int
    ) {
        precondition(
            offset >= 0 && offset <= used - MemoryLayout<Integer>.size,
            "\(MemoryLayout<Integer>.size) bytes at \(offset) of \(used)")
        base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Integer.self)
    }

    /// Lets `body` write up to `limit` bytes at the end; it returns how many it wrote.
    @inlinable
    public mutating func append(
        upTo limit: Int, _ body: (UnsafeMutableRawPointer) -> Int
    ) {
        reserve(limit)
        let written = body(base + used)
        precondition(written >= 0 && written <= limit, "wrote \(written) of \(limit) bytes")
        used &+= written
    }

    /// Puts the varint length of what `body` writes before it.
    @inlinable
    public mutating func appendSized(_ body: (inout ByteWriter) -> Void) {
        let start = used
        append(UInt8(0))
        body(&self)
        let length = used - start - 1
        guard length >= 0x80 else {
            base.storeBytes(of: UInt8(length), toByteOffset: start, as: UInt8.self)
            return
        }
        let extra = (Int.bitWidth - length.leadingZeroBitCount + 6) / 7 - 1
        reserve(extra)
        (base + start + 1 + extra).copyMemory(from: base + start + 1, byteCount: length)
        used = start + length + Varint.storeExactly(UInt64(length), at: base + start)
    }
}
