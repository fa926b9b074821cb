import Bytes
import Testing

@testable import Wire

@Suite struct FuzzEntryTests {
    @Test func `no fuzz entry traps on random or bent input`() {
        var samples = Samples(51)
        var encoder = FrameEncoder()
        for _ in 0..<400 {
            var input = samples.list(400) { UInt8($0.small(256)) }
            if samples.flag() {
                input = [UInt8(samples.small(256))]
                for message in samples.messages() { input += bytes(encoder.frame(message)) }
                for _ in 0..<samples.small(4) {
                    input[samples.small(input.count)] ^= UInt8(samples.small(256))
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
        var samples = Samples(52)
        var encoder = FrameEncoder()
        let frame = encoder.frame(FrameHeader(type: .data)) {
            $0.append(record: samples.footprint())
            $0.append(record: samples.profile())
            $0.append(record: samples.status())
            $0.append(record: samples.evaluation())
            $0.append(record: samples.strategy())
            $0.append(record: samples.alert())
            $0.append(record: samples.halt())
            $0.append(record: samples.setting())
            $0.append(record: samples.anchor())
            for event in samples.tradingEvents() { event.encode(into: &$0) }
        }
        ([0] + bytes(frame)).withUnsafeBytes { WireFuzz.frameDecoder($0) }
        var writer = ByteWriter()
        samples.profile().encode(fields: &writer)
        WireFuzz.profile(writer.bytes)
        #expect(writer.count > 0)
    }
}
