import Bytes
import Market

extension FrameHeader {
    /// Reads and checks a header by itself: nothing it states is believed before its checksum is
    /// right, and no length above `limit`.
    ///
    /// - Parameters:
    ///   - bytes: at least 64 bytes; only the first 64 are read.
    ///   - limit: the most bytes to be held for a frame, header included.
    public init(
        decoding bytes: UnsafeRawBufferPointer, limit: Int
    ) throws(WireError) {
        guard bytes.count >= Self.size else {
            throw WireError(
                .malformed, in: "header", limit: Int64(Self.size), value: Int64(bytes.count),
                reason: "byte 0: needs \(Self.size) bytes, got \(bytes.count)")
        }
        func get<Integer: FixedWidthInteger & BitwiseCopyable>(
            _ offset: Int, _ type: Integer.Type = Integer.self
        ) -> Integer {
            Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Integer.self))
        }
        guard get(0, UInt16.self) == Self.magic else { throw Self.badMagic(get(0, UInt16.self)) }
        guard get(2, UInt8.self) == Self.version else { throw Self.badVersion(get(2, UInt8.self)) }
        let computed = CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[0..<60]))
        guard computed == get(60, UInt32.self) else {
            throw WireError(
                .badHeaderChecksum, in: "header", offset: 60, limit: Int64(computed),
                value: Int64(get(60, UInt32.self)),
                reason: "byte 60: checksum is \(computed), the frame states \(get(60, UInt32.self))"
            )
        }
        guard let type = MessageType(rawValue: get(3)) else {
            throw Self.bad(.badType, "message type", at: 3, Int64(get(3, UInt8.self)))
        }
        let flags = FrameFlags(rawValue: get(4))
        guard flags.isSubset(of: .known) else {
            throw Self.bad(.malformed, "flags", at: 4, Int64(flags.rawValue))
        }
        let channel = Channel(rawValue: get(5))
        guard channel != nil || get(5, UInt8.self) == 0 else {
            throw Self.bad(.malformed, "channel", at: 5, Int64(get(5, UInt8.self)))
        }
        self.init(
            type: type, flags: flags, channel: channel, count: get(6),
            stream: StreamID(get(8)), firstSequence: get(24), epoch: get(32),
            publishTime: Nanoseconds(get(40)), publishedAfter: get(48), decidedAfter: get(52))
        payloadLength = get(12)
        rawLength = get(16)
        payloadChecksum = get(20)
        digest = get(56)
        try checkLengths(limit: limit)
    }

    private func checkLengths(limit: Int) throws(WireError) {
        guard heldBytes <= limit else {
            throw WireError(
                .tooLong, in: "header", offset: 12, limit: Int64(limit), value: Int64(heldBytes),
                reason: "byte 12: a frame may hold \(limit) bytes, this one states \(heldBytes)")
        }
        // A packed payload is smaller than what it unpacks to, and LZ4 cannot shrink below 1:255.
        let isPlausible =
            flags.contains(.lz4)
            ? rawLength > payloadLength && UInt64(rawLength) <= UInt64(payloadLength) * 255
            : rawLength == payloadLength
        guard isPlausible else {
            throw WireError(
                .malformed, in: "header", offset: 16, limit: Int64(payloadLength),
                value: Int64(rawLength),
                reason: "byte 16: raw length \(rawLength) for a payload of \(payloadLength) bytes")
        }
    }

    static func badMagic(_ value: UInt16) -> WireError {
        WireError(
            .badMagic, in: "header", limit: Int64(magic), value: Int64(value),
            reason: "byte 0: frames begin with \(magic), got \(value)")
    }

    static func badVersion(_ value: UInt8) -> WireError {
        WireError(
            .badVersion, in: "header", offset: 2, limit: Int64(version), value: Int64(value),
            reason: "byte 2: version \(version) is spoken, got \(value)")
    }

    static func bad(
        _ code: WireErrorCode, _ what: String, at offset: Int, _ value: Int64
    ) -> WireError {
        WireError(
            code, in: "header", offset: offset, value: value,
            reason: "byte \(offset): \(what) \(value) is unknown")
    }
}
