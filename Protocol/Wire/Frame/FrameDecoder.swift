import Bytes

/// A received frame whose checksums are right; the payload is borrowed.
public struct ReceivedFrame {
    /// The header, checked.
    public let header: FrameHeader
    /// The payload, unpacked. Valid until the next call of the decoder and as long as the chunk.
    public let payload: UnsafeRawBufferPointer
}

/// Finds frames in a stream of bytes that arrives in any chunks.
///
/// A pure state machine: no socket, no clock. It holds at most `limit` bytes for the frame in hand
/// (header, payload and what a packed payload unpacks to); a frame that states more is refused
/// before anything is allocated for it. After an error it refuses everything: the stream has lost its
/// frames' boundaries, and the connection is to be closed.
public struct FrameDecoder: ~Copyable {
    /// The most bytes held for one frame; raised after the login.
    public var limit: Int
    /// Frames handed out so far.
    public private(set) var frames: UInt64 = 0
    private var held = ByteWriter(capacity: 0)
    private var unpacked = ByteWriter(capacity: 0)
    private var header: FrameHeader?
    private var isHandedOut = false
    private var failure: WireError?

    /// A decoder at the start of a stream.
    public init(limit: Int = FrameLimits.beforeLogin) {
        precondition(
            (FrameHeader.size...FrameLimits.largest).contains(limit),
            "a frame limit is \(FrameHeader.size) to \(FrameLimits.largest) bytes, got \(limit)")
        self.limit = limit
    }

    /// Bytes allocated at present.
    public var allocatedBytes: Int { held.capacity + unpacked.capacity }

    /// Bytes of an unfinished frame.
    public var pendingBytes: Int { isHandedOut ? 0 : held.count }

    /// Takes what it needs from the front of `chunk`.
    ///
    /// - Returns: The next frame, or `nil` once the chunk is used up. Call again until `nil`.
    public mutating func next(
        from chunk: inout UnsafeRawBufferPointer
    ) throws(WireError) -> ReceivedFrame? {
        if let failure { throw failure }
        do {
            return try advance(&chunk)
        } catch {
            failure = error
            held = ByteWriter(capacity: 0)
            unpacked = ByteWriter(capacity: 0)
            throw error
        }
    }

    private mutating func advance(
        _ chunk: inout UnsafeRawBufferPointer
    ) throws(WireError) -> ReceivedFrame? {
        if isHandedOut {
            isHandedOut = false
            header = nil
            held.removeAll()
        }
        if held.count == 0, let frame = try wholeFrame(in: &chunk) { return frame }
        return try assemble(&chunk)
    }

    /// The usual case: the chunk holds the whole frame, and nothing is copied.
    private mutating func wholeFrame(
        in chunk: inout UnsafeRawBufferPointer
    ) throws(WireError) -> ReceivedFrame? {
        guard chunk.count >= FrameHeader.size else { return nil }
        let header = try FrameHeader(decoding: chunk, limit: limit)
        let end = FrameHeader.size + Int(header.payloadLength)
        guard chunk.count >= end else { return nil }
        let payload = UnsafeRawBufferPointer(rebasing: chunk[FrameHeader.size..<end])
        chunk = UnsafeRawBufferPointer(rebasing: chunk[end...])
        return try finish(header, payload)
    }

    /// Gathers a frame that came in pieces.
    private mutating func assemble(
        _ chunk: inout UnsafeRawBufferPointer
    ) throws(WireError) -> ReceivedFrame? {
        guard chunk.count > 0 else { return nil }
        if header == nil {
            hold(&chunk, upTo: FrameHeader.size)
            let bytes = held.bytes
            guard bytes.count == FrameHeader.size else { return nil }
            let found = try FrameHeader(decoding: bytes, limit: limit)
            makeRoom(for: found)
            header = found
        }
        guard let header else { return nil }
        let end = FrameHeader.size + Int(header.payloadLength)
        hold(&chunk, upTo: end)
        let bytes = held.bytes
        guard bytes.count == end else { return nil }
        let frame = try finish(
            header, UnsafeRawBufferPointer(rebasing: bytes[FrameHeader.size..<end]))
        isHandedOut = true
        return frame
    }

    private mutating func hold(_ chunk: inout UnsafeRawBufferPointer, upTo end: Int) {
        if held.capacity < FrameHeader.size { held = ByteWriter(capacity: FrameHeader.size) }
        let taken = min(end - held.count, chunk.count)
        guard taken > 0 else { return }
        held.append(UnsafeRawBufferPointer(rebasing: chunk[0..<taken]))
        chunk = UnsafeRawBufferPointer(rebasing: chunk[taken...])
    }

    /// Makes room for the rest of a frame whose header is held, without passing the limit: what
    /// an earlier frame left behind is given up first.
    private mutating func makeRoom(for header: FrameHeader) {
        let end = FrameHeader.size + Int(header.payloadLength)
        let capacity = held.capacity
        if capacity < end || capacity + header.heldBytes - end > limit {
            held = ByteWriter(capacity: 0)
            held = ByteWriter(capacity: end)
            held.append(upTo: FrameHeader.size) { start in
                header.write(to: start)
                return FrameHeader.size
            }
        }
        if allocatedBytes > limit { unpacked = ByteWriter(capacity: 0) }
    }

    private mutating func finish(
        _ header: FrameHeader, _ payload: UnsafeRawBufferPointer
    ) throws(WireError) -> ReceivedFrame {
        let computed = CRC32C.checksum(payload)
        guard computed == header.payloadChecksum else {
            throw WireError(
                .badChecksum, in: "payload", limit: Int64(computed),
                value: Int64(header.payloadChecksum),
                reason: "checksum is \(computed), the header states \(header.payloadChecksum)")
        }
        frames &+= 1
        guard header.flags.contains(.lz4) else {
            return ReceivedFrame(header: header, payload: payload)
        }
        return ReceivedFrame(header: header, payload: try unpack(payload, Int(header.rawLength)))
    }

    private mutating func unpack(
        _ payload: UnsafeRawBufferPointer, _ rawLength: Int
    ) throws(WireError) -> UnsafeRawBufferPointer {
        if unpacked.capacity < rawLength {
            unpacked = ByteWriter(capacity: 0)
            if held.count == 0, held.capacity + rawLength > limit { held = ByteWriter(capacity: 0) }
            unpacked = ByteWriter(capacity: rawLength)
        }
        unpacked.removeAll()
        var failure: BytesError?
        unpacked.append(upTo: rawLength) { start in
            do throws(BytesError) {
                try LZ4.decompress(
                    payload, rawLength: rawLength, cap: limit,
                    into: UnsafeMutableRawBufferPointer(start: start, count: rawLength))
                return rawLength
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw WireError(malformed: failure, in: "payload") }
        return unpacked.bytes
    }
}
