import Bytes
import Chance
import Market
import Testing
import Wire
import WireSamples

@Suite struct FrameLimitTests {
    /// A header with these lengths and a right checksum.
    private func header(payload: UInt32, raw: UInt32, flags: FrameFlags) -> [UInt8] {
        var header = FrameHeader(type: .data, flags: flags, channel: .bars)
        header.payloadLength = payload
        header.rawLength = raw
        var bytes = [UInt8](repeating: 0, count: 64)
        bytes.withUnsafeMutableBytes { header.write(to: $0.baseAddress!) }
        return bytes
    }

    @Test(arguments: [0, 1, 16_319, 16_320, 16_321, 4_294_967_294, 4_294_967_295] as [UInt32])
    func `a length above the cap is refused with nothing allocated`(length: UInt32) {
        let stated = header(payload: length, raw: length, flags: [])
        let (found, failure, held) = feed(stated, chunks: [64], limit: FrameLimits.beforeLogin)
        if length > 16 * 1024 - 64 {
            #expect(failure?.code == .tooLong && held == 0)
            #expect(failure?.limit == 16 * 1024 && failure?.value == Int64(length) + 64)
        } else if length > 0 {
            #expect(failure == nil && found.isEmpty && held <= FrameLimits.beforeLogin)
        } else {
            #expect(failure == nil && found.count == 1)
        }
    }

    @Test func `a packed payload counts with what it unpacks to`() {
        for (payload, raw, code) in [
            (100, 16 * 1024, WireErrorCode.tooLong), (8000, 9000, .tooLong),
            (100, UInt32.max, .tooLong), (100, 100, .malformed), (100, 99, .malformed),
            (10, 2551, .malformed),
        ] as [(UInt32, UInt32, WireErrorCode)] {
            let stated = header(payload: payload, raw: raw, flags: [.lz4])
            let (_, failure, held) = feed(stated, chunks: [64], limit: FrameLimits.beforeLogin)
            #expect(failure?.code == code && held == 0, "\(payload) to \(raw)")
        }
    }

    @Test func `a forged raw length is refused`() {
        var encoder = FrameEncoder()
        let good = encoder.frame(FrameHeader(type: .data)) {
            for index in 0..<400 { $0.append(UInt32(index / 50)) }
        }
        #expect(good.header.flags.contains(.lz4) && good.header.rawLength == 1600)
        for raw in [good.header.rawLength - 1, good.header.rawLength + 1] {
            var header = good.header
            header.rawLength = raw
            var forged = bytes(good)
            forged.withUnsafeMutableBytes { header.write(to: $0.baseAddress!) }
            let (found, failure, _) = feed(forged, chunks: [forged.count])
            #expect(found.isEmpty && failure?.code == .malformed)
        }
    }

    @Test func `what is held never passes the limit, over any frames`() {
        var random = SplitMix64(41)
        var encoder = FrameEncoder()
        var stream: [UInt8] = []
        var count = 0
        for _ in 0..<200 {
            let isDense = random.once(in: 2)
            let length = random.below(isDense ? 12_000 : 16 * 1024 - 64)
            let frame = encoder.frame(FrameHeader(type: .data)) { writer in
                for _ in 0..<length { writer.append(isDense ? 7 : random.byte()) }
            }
            guard frame.header.heldBytes <= FrameLimits.beforeLogin else { continue }
            stream += bytes(frame)
            count += 1
        }
        #expect(count > 100)
        for size in [1, 63, 64, 65, 1000, 16_000, stream.count] {
            let chunks = Array(repeating: size, count: stream.count / size + 1)
            let (found, failure, held) = feed(stream, chunks: chunks, limit: 16 * 1024)
            #expect(failure == nil && found.count == count)
            #expect(held <= FrameLimits.beforeLogin, "\(held) bytes in chunks of \(size)")
        }
    }

    @Test func `small payloads and those that do not shrink travel as they are`() {
        var encoder = FrameEncoder()
        var random = SplitMix64(42)
        func frame(_ count: Int, _ isRandom: Bool) -> EncodedFrame {
            encoder.frame(FrameHeader(type: .data, flags: [.lz4])) { writer in
                for _ in 0..<count { writer.append(isRandom ? random.byte() : 1) }
            }
        }
        #expect(!frame(99, false).header.flags.contains(.lz4))
        #expect(frame(100, false).header.flags.contains(.lz4))
        let stored = frame(5000, true)
        #expect(!stored.header.flags.contains(.lz4) && stored.header.payloadLength == 5000)
        #expect(frame(0, false).header.payloadLength == 0)
        encoder.packs = false
        #expect(!frame(100, false).header.flags.contains(.lz4))
    }
}
