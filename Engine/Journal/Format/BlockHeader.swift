import Bytes
public import Market

/// The 88 bytes before a block's body; little-endian.
///
/// | offset | size | field |
/// |-------:|-----:|-------|
/// | 0 | 4 | magic `PWBK` |
/// | 4 | 1 | version 1 |
/// | 5 | 1 | kind: 1 inputs, 2 outputs |
/// | 6 | 1 | flags: bit 0 the body is an LZ4 block; others zero |
/// | 7 | 1 | zero |
/// | 8 | 4 | count: inputs, or slots |
/// | 12 | 4 | raw length: bytes of the body when unpacked |
/// | 16 | 4 | stored length: bytes of the body as they follow |
/// | 20 | 4 | chain: header checksum of the block before; of the segment's header in its first |
/// | 24 | 8 | first sequence: of the first input, or the first slot's place in the output log |
/// | 32 | 8 | last cause: sequence of the last input, or the cause of the last record |
/// | 40 | 8 | least event time, ns |
/// | 48 | 8 | largest event time, ns |
/// | 56 | 8 | wall time of the write, ns |
/// | 64 | 8 | instruments, a bit each of 64 by hash |
/// | 72 | 4 | synced: bytes of this segment known to be on disk when the block was made |
/// | 76 | 4 | place: this header's own byte in the segment |
/// | 80 | 4 | body checksum, of the bytes as stored |
/// | 84 | 4 | header checksum, of bytes 0 to 83 |
public struct BlockHeader: Hashable, Sendable {
    /// Bytes of a header.
    public static let length = 88

    /// Which log.
    public var kind: JournalKind
    /// The body is an LZ4 block.
    public var isPacked = false
    /// Inputs, or slots.
    public var count = 0
    /// Bytes of the body when unpacked.
    public var rawLength = 0
    /// Bytes of the body in the file.
    public var storedLength = 0
    /// Header checksum of the block before, or of the segment's header.
    public var chain: UInt32 = 0
    /// Sequence of the first input, or place of the first slot in the output log, from 1.
    public var first: UInt64 = 0
    /// Sequence of the last input, or cause of the last record.
    public var lastCause: UInt64 = 0
    /// The least event time in the block.
    public var earliest = Nanoseconds.zero
    /// The largest event time in the block.
    public var latest = Nanoseconds.zero
    /// Wall time of the write.
    public var wall = Nanoseconds.zero
    /// Which instruments, a bit each by `bit(of:)`.
    public var instruments: UInt64 = 0
    /// Bytes of the segment known to be on disk when the block was made.
    public var synced = 0
    /// The header's own byte in the segment.
    public var place = 0
    /// Checksum of the stored body.
    public var bodyChecksum: UInt32 = 0
    /// Checksum of the header, as read or written.
    public var checksum: UInt32 = 0

    /// An empty header.
    public init(_ kind: JournalKind) { self.kind = kind }

    /// The byte behind the block.
    public var end: Int { place + Self.length + storedLength }

    /// The sequence behind the block's last item.
    public var next: UInt64 { first &+ UInt64(count) }

    /// The bit that stands for an instrument among 64.
    @inlinable
    public static func bit(of instrument: InstrumentID) -> UInt64 {
        1 &<< ((UInt64(instrument.rawValue) &* 0x9E37_79B9_7F4A_7C15) &>> 58)
    }

    /// Whether the block may hold something of an instrument; `false` is certain.
    public func mayHold(_ instrument: InstrumentID) -> Bool {
        instruments & Self.bit(of: instrument) != 0
    }

    /// Writes the header and sets its checksum; 88 bytes.
    mutating func write(to place: UnsafeMutableRawPointer) {
        func put<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value, _ offset: Int) {
            place.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self)
        }
        put(JournalFormat.blockMagic, 0)
        put(JournalFormat.version, 4)
        put(kind.rawValue, 5)
        put(UInt8(isPacked ? 1 : 0), 6)
        put(UInt8(0), 7)
        put(UInt32(count), 8)
        put(UInt32(rawLength), 12)
        put(UInt32(storedLength), 16)
        put(chain, 20)
        put(first, 24)
        put(lastCause, 32)
        put(earliest.rawValue, 40)
        put(latest.rawValue, 48)
        put(wall.rawValue, 56)
        put(instruments, 64)
        put(UInt32(synced), 72)
        put(UInt32(self.place), 76)
        put(bodyChecksum, 80)
        checksum = CRC32C.checksum(UnsafeRawBufferPointer(start: place, count: 84))
        put(checksum, 84)
    }
}
