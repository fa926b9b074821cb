public import Bytes
public import Market

/// Turns payloads into frames; one per thread, its buffers are kept.
public struct FrameEncoder: ~Copyable {
    private var writer: ByteWriter
    private var packed: ByteWriter
    /// Whether payloads may be packed at all: what the session agreed on.
    public var packs: Bool

    /// An encoder.
    public init(packs: Bool = true) {
        writer = ByteWriter(capacity: 4096)
        packed = ByteWriter(capacity: 64)
        self.packs = packs
    }

    /// A frame of whatever `body` writes.
    ///
    /// - Parameters:
    ///   - header: type, stream, sequences and times; lengths and checksum are filled in.
    ///   - packing: LZ4 when the payload is long enough and shrinks. Not for packed ticks, which
    ///     grow by it.
    public mutating func frame(
        _ header: FrameHeader, packing: Bool = true, _ body: (inout ByteWriter) -> Void
    ) -> EncodedFrame {
        writer.removeAll()
        body(&writer)
        precondition(
            writer.count <= FrameLimits.largest,
            "a payload is at most \(FrameLimits.largest) bytes, got \(writer.count)")
        var header = header
        header.flags.remove(.lz4)
        header.rawLength = UInt32(writer.count)
        let isPacked =
            packs && packing && writer.count >= FrameLimits.smallestPacked && packPayload()
        if isPacked { header.flags.insert(.lz4) }
        let payload = isPacked ? packed.bytes : writer.bytes
        header.payloadLength = UInt32(payload.count)
        header.payloadChecksum = CRC32C.checksum(payload)
        return EncodedFrame(header, payload: payload)
    }

    /// A frame of one message.
    public mutating func frame(
        _ message: some WireMessage, stream: StreamID = .session, channel: Channel? = nil,
        epoch: UInt64 = 0, publishTime: Nanoseconds = .zero
    ) -> EncodedFrame {
        let header = FrameHeader(
            type: type(of: message).type, channel: channel, stream: stream, epoch: epoch,
            publishTime: publishTime)
        return frame(header) { message.encode(into: &$0) }
    }

    /// A frame of packed ticks; `header.publishTime` is what their times are relative to.
    public mutating func frame(
        _ header: FrameHeader, ticks: UnsafeBufferPointer<Tick>, prices: PriceScale,
        sizes: SizeScale
    ) -> EncodedFrame {
        precondition(ticks.count <= Int(UInt16.max), "65535 ticks a frame, got \(ticks.count)")
        var header = header
        header.type = .ticks
        header.count = UInt16(ticks.count)
        return frame(header, packing: false) { writer in
            PackedTicks.encode(
                ticks, prices: prices, sizes: sizes, base: header.publishTime, into: &writer)
        }
    }

    /// Packs into the second buffer, with room only for a result that is smaller.
    private mutating func packPayload() -> Bool {
        packed.removeAll()
        let source = writer.bytes
        packed.append(upTo: source.count - 1) { start in
            LZ4.compress(
                source,
                into: UnsafeMutableRawBufferPointer(start: start, count: source.count - 1)) ?? 0
        }
        return packed.count > 0
    }
}
