import Bytes
public import Market

/// The 64 bytes before every payload; little-endian, version 1.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 2 | magic | 0x5750, the letters `PW` |
/// | 2 | 1 | version | 1 |
/// | 3 | 1 | type | `MessageType` |
/// | 4 | 1 | flags | `FrameFlags` |
/// | 5 | 1 | channel | `Channel`, 0 outside streams |
/// | 6 | 2 | count | records in the payload |
/// | 8 | 4 | stream | `StreamID`, 0 for the session |
/// | 12 | 4 | payload length | bytes that follow |
/// | 16 | 4 | raw length | bytes after unpacking; the payload length when not packed |
/// | 20 | 4 | payload checksum | CRC-32C of the payload as sent |
/// | 24 | 8 | first sequence | sequence of the first record; of a snapshot, the next live one |
/// | 32 | 8 | epoch | the engine's start, ns since 1970 |
/// | 40 | 8 | publish time | wall clock, ns since 1970 |
/// | 48 | 4 | published after | ns from the decision on the last record to publishing, saturating |
/// | 52 | 4 | decided after | ns from the feed's reception of it to that decision, saturating |
/// | 56 | 4 | digest | low half of the stream's digest behind the last record; 0 outside streams |
/// | 60 | 4 | header checksum | CRC-32C of bytes 0 to 59 |
@frozen
public struct FrameHeader: Hashable, Sendable, BitwiseCopyable {
    /// Bytes of a header.
    public static let size = 64
    /// `PW` as a little-endian number.
    public static let magic: UInt16 = 0x5750
    /// The version this code speaks.
    public static let version: UInt8 = 1

    /// What the payload is.
    public var type: MessageType
    /// Marks on the frame.
    public var flags: FrameFlags
    /// `nil` outside streams.
    public var channel: Channel?
    /// Records in the payload.
    public var count: UInt16
    /// The stream it is about.
    public var stream: StreamID
    /// Bytes on the wire behind the header; set by the encoder.
    public var payloadLength: UInt32
    /// Bytes after unpacking; set by the encoder.
    public var rawLength: UInt32
    /// CRC-32C of the payload as sent; set by the encoder.
    public var payloadChecksum: UInt32
    /// Sequence of the first record; of a snapshot, the sequence of the next live record.
    public var firstSequence: UInt64
    /// The engine's start, ns since 1970.
    public var epoch: UInt64
    /// Wall clock at publishing.
    public var publishTime: Nanoseconds
    /// Nanoseconds from the core's decision on the last record to publishing, saturating.
    public var publishedAfter: UInt32
    /// Nanoseconds from the feed's reception of that record to its decision, saturating.
    public var decidedAfter: UInt32
    /// Low half of the digest over the stream's records behind the last one here, as the core made
    /// them, from the engine's first; 0 where a stream has none.
    public var digest: UInt32 = 0

    /// A header whose lengths and checksum the encoder fills in.
    public init(
        type: MessageType, flags: FrameFlags = [], channel: Channel? = nil, count: UInt16 = 0,
        stream: StreamID = .session, firstSequence: UInt64 = 0, epoch: UInt64 = 0,
        publishTime: Nanoseconds = .zero, publishedAfter: UInt32 = 0, decidedAfter: UInt32 = 0
    ) {
        self.type = type
        self.flags = flags
        self.channel = channel
        self.count = count
        self.stream = stream
        payloadLength = 0
        rawLength = 0
        payloadChecksum = 0
        self.firstSequence = firstSequence
        self.epoch = epoch
        self.publishTime = publishTime
        self.publishedAfter = publishedAfter
        self.decidedAfter = decidedAfter
    }

    /// The sequence behind the frame's last record.
    @inlinable
    public var nextSequence: UInt64 {
        flags.contains(.snapshot) ? firstSequence : firstSequence &+ UInt64(count)
    }

    /// Bytes a receiver holds for the frame: header, payload and, when packed, what it unpacks to.
    @inlinable
    public var heldBytes: Int {
        Self.size + Int(payloadLength) + (flags.contains(.lz4) ? Int(rawLength) : 0)
    }

    /// Writes the 64 bytes, with their checksum.
    public func write(to bytes: UnsafeMutableRawPointer) {
        func put<Integer: FixedWidthInteger & BitwiseCopyable>(_ value: Integer, _ offset: Int) {
            bytes.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Integer.self)
        }
        put(Self.magic, 0)
        put(Self.version, 2)
        put(type.rawValue, 3)
        put(flags.rawValue, 4)
        put(channel?.rawValue ?? 0, 5)
        put(count, 6)
        put(stream.rawValue, 8)
        put(payloadLength, 12)
        put(rawLength, 16)
        put(payloadChecksum, 20)
        put(firstSequence, 24)
        put(epoch, 32)
        put(publishTime.rawValue, 40)
        put(publishedAfter, 48)
        put(decidedAfter, 52)
        put(digest, 56)
        put(CRC32C.checksum(UnsafeRawBufferPointer(start: bytes, count: 60)), 60)
    }
}
