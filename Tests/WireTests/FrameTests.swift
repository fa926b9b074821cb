import BenchKit
import Bytes
import Chance
import Market
import Testing
import Wire
import WireSamples

/// A frame as a list of bytes.
func bytes(_ frame: EncodedFrame) -> [UInt8] { Array(frame.bytes) }

/// What a decoder made of a stream fed in chunks: headers and payloads, then the error if any.
func feed(
    _ stream: [UInt8], chunks: [Int], limit: Int = FrameLimits.afterLogin
) -> (frames: [(FrameHeader, [UInt8])], failure: WireError?, held: Int) {
    var decoder = FrameDecoder(limit: limit)
    var frames: [(FrameHeader, [UInt8])] = []
    var most = 0
    var start = 0
    for size in chunks where start < stream.count {
        let end = min(stream.count, start + size)
        let failure = stream.withUnsafeBytes { all -> WireError? in
            var chunk = UnsafeRawBufferPointer(rebasing: all[start..<end])
            do throws(WireError) {
                while let frame = try decoder.next(from: &chunk) {
                    frames.append((frame.header, Array(frame.payload)))
                    most = max(most, decoder.allocatedBytes)
                }
                return nil
            } catch {
                return error
            }
        }
        most = max(most, decoder.allocatedBytes)
        if let failure { return (frames, failure, most) }
        start = end
    }
    return (frames, nil, most)
}

@Suite struct FrameTests {
    private func header() -> FrameHeader {
        FrameHeader(
            type: .data, flags: [.snapshot], channel: .profile, count: 2, stream: StreamID(9),
            firstSequence: 77, epoch: 5, publishTime: Nanoseconds(1_790_000_000_000_000_000),
            publishedAfter: 1200, decidedAfter: 800)
    }

    /// Frames of every message, some records and some ticks.
    private func stream(_ seed: UInt64) -> [EncodedFrame] {
        var random = SplitMix64(seed)
        var encoder = FrameEncoder()
        var frames = random.messages().map { encoder.frame($0) }
        frames.append(
            encoder.frame(header()) {
                for _ in 0..<5 { $0.append(record: random.footprint()) }
            })
        SyntheticTicks.make(64).withUnsafeBufferPointer {
            frames.append(
                encoder.frame(
                    FrameHeader(type: .ticks, channel: .ticks, stream: StreamID(1)), ticks: $0,
                    prices: SyntheticTicks.prices, sizes: SyntheticTicks.sizes))
        }
        return frames
    }

    @Test func `a header is sixty-four bytes and comes back`() throws {
        var encoder = FrameEncoder()
        let frame = encoder.frame(header()) { $0.append(UInt32(0xdead_beef)) }
        #expect(frame.count == 68 && frame.bytes.count == 68)
        let back = try FrameHeader(decoding: frame.bytes, limit: 1000)
        #expect(back == frame.header)
        #expect(back.payloadLength == 4 && back.rawLength == 4 && back.firstSequence == 77)
        #expect(back.nextSequence == 77, "a snapshot is followed by the sequence it names")
        #expect(frame.isSame(as: frame))
    }

    @Test func `any chunks give the same frames`() {
        let frames = stream(31)
        let all = frames.flatMap(bytes)
        var random = SplitMix64(32)
        var plans: [[Int]] = [[all.count], Array(repeating: 1, count: all.count)]
        for _ in 0..<20 { plans.append((0..<all.count).map { _ in 1 + random.below(200) }) }
        for plan in plans {
            let (found, failure, _) = feed(all, chunks: plan)
            #expect(failure == nil)
            #expect(found.map(\.0) == frames.map(\.header))
            #expect(found.count == frames.count)
        }
        let whole = feed(all, chunks: [all.count]).frames.map(\.1)
        #expect(feed(all, chunks: Array(repeating: 1, count: all.count)).frames.map(\.1) == whole)
    }

    @Test func `a cut stream gives the frames before the cut and no more`() {
        let frames = stream(33)
        let all = frames.flatMap(bytes)
        for length in stride(from: 0, to: all.count, by: 7) {
            let (found, failure, _) = feed(Array(all[..<length]), chunks: [length])
            var end = 0
            let whole = frames.prefix {
                end += $0.count; return end <= length
            }.count
            #expect(failure == nil && found.count == whole)
        }
    }

    @Test func `every flipped bit of header and payload is found`() {
        var encoder = FrameEncoder()
        var random = SplitMix64(34)
        for packs in [true, false] {
            encoder.packs = packs
            let good = bytes(encoder.frame(header()) { $0.append(record: random.status()) })
            for bit in 0..<good.count * 8 {
                var bad = good
                bad[bit / 8] ^= 1 << UInt8(bit % 8)
                let (found, failure, _) = feed(bad, chunks: [bad.count])
                #expect(found.isEmpty && failure != nil, "bit \(bit)")
            }
        }
    }

    @Test func `after an error nothing more is taken`() throws {
        var encoder = FrameEncoder()
        let good = bytes(encoder.frame(Unsubscribe(request: 1, stream: StreamID(2))))
        var bad = good
        bad[70] ^= 1
        var decoder = FrameDecoder()
        for bytes in [bad, good] {
            bytes.withUnsafeBytes { all in
                var chunk = all
                do throws(WireError) {
                    let frame = try decoder.next(from: &chunk)
                    Issue.record("taken: \(String(describing: frame))")
                } catch {
                    #expect(error.code == .badChecksum)
                }
            }
        }
        #expect(decoder.allocatedBytes == 0)
    }

    @Test func `each kind of bad header has its own code`() {
        func code(_ change: (inout [UInt8]) -> Void) -> WireErrorCode? {
            var header = FrameHeader(type: .data, channel: .ticks)
            header.payloadLength = 100
            header.rawLength = 100
            var raw = [UInt8](repeating: 0, count: 64)
            raw.withUnsafeMutableBytes { header.write(to: $0.baseAddress!) }
            change(&raw)
            let sum = raw.withUnsafeBytes {
                CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[0..<60]))
            }
            withUnsafeBytes(of: sum.littleEndian) { raw.replaceSubrange(60..<64, with: $0) }
            return feed(raw, chunks: [64], limit: 16384).failure?.code
        }
        #expect(code { _ in } == nil)
        #expect(code { $0[0] = 0x47 } == .badMagic)
        #expect(code { $0[2] = 2 } == .badVersion)
        #expect(code { $0[3] = 0 } == .badType)
        #expect(code { $0[3] = 99 } == .badType)
        #expect(code { $0[4] = 8 } == .malformed)
        #expect(code { $0[5] = 19 } == .malformed)
        #expect(code { $0[16] = 99 } == .malformed)
        #expect(code { $0[14] = 1 } == .tooLong)
    }
}
