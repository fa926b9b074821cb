import Bytes
public import Market

/// Who writes a journal: what a segment must say so that it can be read alone.
public struct JournalIdentity: Hashable, Sendable {
    /// The engine's start, ns since the epoch.
    public var epoch: UInt64
    /// The build that decides, at most 255 bytes.
    public var build: String
    /// A digest of everything that shapes decisions: two runs with the same one agree.
    public var rulesDigest: UInt64
    /// The instruments, in the order of their numbers.
    public var instruments: [Instrument]

    /// Puts an identity together.
    public init(epoch: UInt64, build: String, rulesDigest: UInt64, instruments: [Instrument]) {
        self.epoch = epoch
        self.build = build
        self.rulesDigest = rulesDigest
        self.instruments = instruments
    }
}

/// The beginning of a segment; little-endian.
///
/// | offset | size | field |
/// |-------:|-----:|-------|
/// | 0 | 8 | magic `PWJOURNL` |
/// | 8 | 1 | version 1 |
/// | 9 | 1 | kind: 1 inputs, 2 outputs |
/// | 10 | 2 | zero |
/// | 12 | 4 | length of the header, checksum included |
/// | 16 | 8 | first sequence |
/// | 24 | 8 | last cause of the log before this segment, 0 when there is none |
/// | 32 | 8 | wall time, ns |
/// | 40 | 8 | epoch, ns |
/// | 48 | 8 | rules digest |
/// | 56 | 4 | chain: header checksum of the last block before this segment, 0 without one |
/// | 60 | 4 | number of instruments |
/// | 64 | | build: a length byte and so many bytes of UTF-8 |
/// | | | per instrument: class, price decimals, size decimals, a byte each; tick, lot in units, tick value in 1e-9 USD, 8 bytes each; symbol: a length byte and so many bytes of UTF-8 |
/// | | 4 | checksum of everything before |
public struct SegmentHeader: Hashable, Sendable {
    /// Which log.
    public var kind: JournalKind
    /// Sequence of its first input, or place of its first slot in the output log.
    public var first: UInt64
    /// The last cause of the log before it.
    public var lastCauseBefore: UInt64
    /// Wall time of its making.
    public var wall: Nanoseconds
    /// Who wrote it.
    public var identity: JournalIdentity
    /// Header checksum of the last block before it, 0 without one.
    public var chain: UInt32
    /// Bytes in the file, 0 before it was written.
    public internal(set) var length = 0
    /// Its checksum, as read or written.
    public internal(set) var checksum: UInt32 = 0

    static let fixedLength = 64

    init(
        kind: JournalKind, first: UInt64, lastCauseBefore: UInt64, wall: Nanoseconds,
        identity: JournalIdentity, chain: UInt32
    ) {
        self.kind = kind
        self.first = first
        self.lastCauseBefore = lastCauseBefore
        self.wall = wall
        self.identity = identity
        self.chain = chain
    }

    /// Writes the header; sets its length and checksum.
    mutating func write(to writer: inout ByteWriter) {
        let start = writer.count
        writer.append(JournalFormat.segmentMagic)
        writer.append(JournalFormat.version)
        writer.append(kind.rawValue)
        writer.append(UInt16(0))
        writer.append(UInt32(0))
        writer.append(first)
        writer.append(lastCauseBefore)
        writer.append(wall.rawValue)
        writer.append(identity.epoch)
        writer.append(identity.rulesDigest)
        writer.append(chain)
        writer.append(UInt32(identity.instruments.count))
        Self.append(identity.build, to: &writer)
        for instrument in identity.instruments { Self.append(instrument, to: &writer) }
        length = writer.count - start + 4
        precondition(
            length <= JournalFormat.largestSegmentHeader,
            "a segment's header has \(JournalFormat.largestSegmentHeader) bytes, needs \(length)")
        writer.overwrite(UInt32(length), at: start + 12)
        checksum = CRC32C.checksum(UnsafeRawBufferPointer(rebasing: writer.bytes[start...]))
        writer.append(checksum)
    }

    private static func append(_ instrument: Instrument, to writer: inout ByteWriter) {
        writer.append(instrument.assetClass.rawValue)
        writer.append(instrument.prices.decimals)
        writer.append(instrument.sizes.decimals)
        writer.append(instrument.prices.tick)
        writer.append(instrument.sizes.lot)
        writer.append(instrument.tickValueNanos)
        append(instrument.symbol, to: &writer)
    }

    private static func append(_ text: String, to writer: inout ByteWriter) {
        let bytes = Array(text.utf8)
        precondition(bytes.count <= 255, "a text of a header has 255 bytes, got \(bytes.count)")
        writer.append(UInt8(bytes.count))
        bytes.withUnsafeBytes { writer.append($0) }
    }
}
