import Bytes
import Chance
import Wire
import WireSamples

/// Bends the headers of frames in ways their checksums would catch, then sets the checksums right.
enum FrameRepair {
    /// Tampers with one header in four, then mends every frame that the lengths leave whole.
    static func tamper(_ stream: inout [UInt8], _ random: inout SplitMix64) {
        var start = 0
        while start + FrameHeader.size <= stream.count {
            if random.once(in: 4) { bend(&stream, start, &random) }
            mend(&stream, start)
            start += FrameHeader.size + length(stream, start)
        }
    }

    private static func bend(_ stream: inout [UInt8], _ start: Int, _ random: inout SplitMix64) {
        let left = UInt32(clamping: stream.count - start - FrameHeader.size)
        let lengths: [UInt32] = [0, 1, left, left &+ 1, left &- 1, 16_320, 16_321, 1 << 20, .max]
        switch random.below(6) {
        case 0: put(random.pick(lengths), &stream, start + 12)
        case 1: put(random.pick(lengths), &stream, start + 16)
        case 2: stream[start + 4] ^= 1 << UInt8(random.below(4))
        case 3: stream[start + 3] = random.one(of: MessageType.self).rawValue
        case 4: stream[start + 5] = UInt8(random.below(10))
        default: put(UInt16(truncatingIfNeeded: random.natural()), &stream, start + 6)
        }
    }

    /// The payload's length as stated, at most what there is.
    private static func length(_ stream: [UInt8], _ start: Int) -> Int {
        let stated = stream.withUnsafeBytes {
            UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: start + 12, as: UInt32.self))
        }
        return min(Int(stated), stream.count - start - FrameHeader.size)
    }

    private static func mend(_ stream: inout [UInt8], _ start: Int) {
        let body = start + FrameHeader.size
        let end = body + length(stream, start)
        let payload = stream.withUnsafeBytes {
            CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[body..<end]))
        }
        put(FrameHeader.magic, &stream, start)
        stream[start + 2] = FrameHeader.version
        put(payload, &stream, start + 20)
        put(UInt32(0), &stream, start + 56)
        let header = stream.withUnsafeBytes {
            CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[start..<start + 60]))
        }
        put(header, &stream, start + 60)
    }

    private static func put<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ value: Integer, _ stream: inout [UInt8], _ place: Int
    ) {
        stream.withUnsafeMutableBytes {
            $0.storeBytes(of: value.littleEndian, toByteOffset: place, as: Integer.self)
        }
    }
}
