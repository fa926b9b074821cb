import BenchKit
import Bytes
import Chance
import Market
import Records
import Testing
import Wire
import WireSamples

@Suite struct RawTicksTests {
    private func input(_ random: inout SplitMix64) -> Input {
        let id = InstrumentID(5)
        guard !random.once(in: 4) else { return .quote(id, random.quote()) }
        var flags = Input.Flags()
        if random.once(in: 2) { flags.insert(.endOfEvent) }
        if random.once(in: 2) { flags.insert(.simulated) }
        return .tick(
            id, time: random.once(in: 2) ? .zero : random.instant(), price: random.price(),
            size: random.size(), side: random.one(of: Aggressor.self),
            quote: random.once(in: 2) ? (random.price(), random.price()) : nil,
            tradeID: random.once(in: 2) ? random.natural() : nil, flags: flags)
    }

    private func encode(_ inputs: [Input]) -> [UInt8] {
        var writer = ByteWriter()
        inputs.withUnsafeBufferPointer { RawTicks.encode($0, into: &writer) }
        return Array(writer.bytes)
    }

    private func decode(
        _ bytes: [UInt8], _ count: Int, into inputs: inout [Input]
    ) throws {
        try bytes.withUnsafeBytes {
            try RawTicks.decode(
                $0, count: count, instrument: InstrumentID(5), received: Nanoseconds(77),
                appendingTo: &inputs)
        }
    }

    private func isSame(_ a: Input, _ b: Input) -> Bool {
        a.kind == b.kind && a.instrument == b.instrument && a.time == b.time && a.price == b.price
            && a.size == b.size && a.bid == b.bid && a.ask == b.ask && a.tradeID == b.tradeID
            && a.side == b.side && a.flags == b.flags
    }

    @Test func `any trades and quotes come back in order, stamped with their reception`() throws {
        var random = SplitMix64(21)
        for _ in 0..<300 {
            let inputs = random.list(20) { input(&$0) }
            var back: [Input] = []
            try decode(encode(inputs), inputs.count, into: &back)
            #expect(back.count == inputs.count)
            #expect(zip(inputs, back).allSatisfy(isSame))
            #expect(back.allSatisfy { $0.received == Nanoseconds(77) })
        }
    }

    @Test func `every cut is refused and leaves what was there`() throws {
        var random = SplitMix64(22)
        let inputs = (0..<12).map { _ in input(&random) }
        let bytes = encode(inputs)
        var kept = [inputs[0]]
        for length in 0..<bytes.count {
            #expect(throws: WireError.self) {
                try decode(Array(bytes[..<length]), inputs.count, into: &kept)
            }
            #expect(kept.count == 1)
        }
        #expect(throws: WireError.self) { try decode(bytes + [0], inputs.count, into: &kept) }
        #expect(throws: WireError.self) { try decode(bytes, 1 << 40, into: &kept) }
    }

    @Test func `a quote with a trade's marks is refused`() {
        var kept: [Input] = []
        for control: UInt8 in [0x07, 0x0b, 0x13, 0x23, 0x83] {
            #expect(throws: WireError.self) {
                try decode([control, 2, 2, 2, 2, 2, 2], 1, into: &kept)
            }
        }
    }

    @Test func `trades of a future take about eight bytes`() {
        let inputs = SyntheticTicks.make(6400).map {
            Input.tick(
                InstrumentID(0), time: $0.time, price: $0.price, size: $0.size, side: $0.aggressor)
        }
        var bytes = 0
        for start in stride(from: 0, to: inputs.count, by: 64) {
            bytes += encode(Array(inputs[start..<start + 64])).count
        }
        #expect(Double(bytes) / Double(inputs.count) < 8, "\(bytes)")
    }
}
