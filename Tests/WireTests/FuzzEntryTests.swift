import Bytes
import Chance
import Testing
import WireSamples

@testable import Wire

@Suite struct FuzzEntryTests {
    @Test func `no fuzz entry traps on random or bent input`() {
        var random = SplitMix64(51)
        var encoder = FrameEncoder()
        for _ in 0..<400 {
            var input = random.list(400) { $0.byte() }
            if random.once(in: 2) {
                input = [random.byte()]
                for message in random.messages() { input += bytes(encoder.frame(message)) }
                for _ in 0..<random.below(4) {
                    input[random.below(input.count)] ^= random.byte()
                }
            }
            input.withUnsafeBytes {
                WireFuzz.frameDecoder($0)
                WireFuzz.packedTicks($0)
                WireFuzz.rawTicks($0)
                WireFuzz.footprint($0)
                WireFuzz.profile($0)
                WireFuzz.lz4($0)
                WireFuzz.evaluation($0)
                WireFuzz.strategy($0)
                WireFuzz.desk($0)
                WireFuzz.trading($0)
            }
        }
    }

    @Test func `records of every kind pass through the frame entry`() {
        var random = SplitMix64(52)
        var encoder = FrameEncoder()
        for kind in RecordKind.allCases {
            let frame = encoder.frame(FrameHeader(type: .data)) {
                for _ in 0..<2 { $0.append(record: random.record(kind), kind: kind) }
            }
            #expect(frame.header.heldBytes <= FrameLimits.beforeLogin)
            ([0] + bytes(frame)).withUnsafeBytes { WireFuzz.frameDecoder($0) }
        }
        var writer = ByteWriter()
        random.profile().encode(fields: &writer)
        WireFuzz.profile(writer.bytes)
        #expect(writer.count > 0)
    }
}
