import BenchKit
import Bytes
import Chance
import Market
import Testing
import Wire
import WireSamples

/// Ticks through the packed form and back.
enum Packing {
    static func encode(
        _ ticks: [Tick], prices: PriceScale = SyntheticTicks.prices,
        sizes: SizeScale = SyntheticTicks.sizes, base: Int64 = 0
    ) -> [UInt8] {
        var writer = ByteWriter()
        ticks.withUnsafeBufferPointer {
            PackedTicks.encode(
                $0, prices: prices, sizes: sizes, base: Nanoseconds(base), into: &writer)
        }
        return Array(writer.bytes)
    }

    static func decode(
        _ bytes: [UInt8], count: Int, prices: PriceScale = SyntheticTicks.prices,
        sizes: SizeScale = SyntheticTicks.sizes, base: Int64 = 0
    ) throws -> [Tick] {
        var ticks: [Tick] = []
        try bytes.withUnsafeBytes {
            try PackedTicks.decode(
                $0, count: count, prices: prices, sizes: sizes, base: Nanoseconds(base),
                appendingTo: &ticks)
        }
        return ticks
    }

    /// Any tick at all: far prices, off their levels, odd sizes, time going back.
    static func anyTick(_ random: inout SplitMix64, _ scale: PriceScale, _ sizes: SizeScale) -> Tick
    {
        let level = random.integer()
        let isOn = random.once(in: 2)
        let lots = random.integer() >> 20
        return Tick(
            time: Nanoseconds(random.integer()),
            price: Price(isOn ? level &* scale.tick : random.integer()),
            size: Size(random.once(in: 3) ? random.integer() : sizes.lot &* lots),
            level: Level(level), aggressor: random.one(of: Aggressor.self),
            rule: random.one(of: SideRule.self),
            flags: TickFlags(rawValue: UInt8(random.below(32))))
    }
}

@Suite struct PackedTicksTests {
    @Test(arguments: [1, 2, 4, 16, 64, 341, 5000])
    func `a synthetic stream comes back whole`(perFrame: Int) throws {
        let ticks = SyntheticTicks.make(20_000)
        var index = 0
        while index < ticks.count {
            let frame = Array(ticks[index..<min(index + perFrame, ticks.count)])
            let base = frame[0].time.rawValue + 40_000
            let bytes = Packing.encode(frame, base: base)
            #expect(try Packing.decode(bytes, count: frame.count, base: base) == frame)
            index += perFrame
        }
    }

    @Test func `a tick of a synthetic stream takes at most four and a half bytes`() {
        let ticks = SyntheticTicks.make(100_000)
        var bytes = 0
        for start in stride(from: 0, to: ticks.count, by: 64) {
            let frame = Array(ticks[start..<min(start + 64, ticks.count)])
            bytes += Packing.encode(frame, base: 0).count
        }
        #expect(Double(bytes) / Double(ticks.count) <= 4.5, "\(bytes) bytes")
    }

    @Test(arguments: [1, 25, 1_000_000], [1, 100, 100_000_000])
    func `any ticks come back whole, whatever their scales`(tick: Int, lot: Int) throws {
        var random = SplitMix64(UInt64(tick * 31 + lot))
        let prices = PriceScale(decimals: 2, tick: Int64(tick))
        let sizes = SizeScale(decimals: 2, lot: Int64(lot))
        for _ in 0..<400 {
            let count = 1 + random.below(12)
            let ticks = (0..<count).map { _ in Packing.anyTick(&random, prices, sizes) }
            let base = Int64(bitPattern: random.next())
            let bytes = Packing.encode(ticks, prices: prices, sizes: sizes, base: base)
            #expect(bytes.count <= PackedTicks.maximumLength(of: count))
            let back = try Packing.decode(
                bytes, count: count, prices: prices, sizes: sizes, base: base)
            #expect(back == ticks)
        }
    }

    @Test func `the extremes of every field come back`() throws {
        let extremes: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
        for level in extremes {
            for value in extremes {
                let ticks = [value, level, 0, value].map {
                    Tick(
                        time: Nanoseconds($0), price: Price(value), size: Size($0),
                        level: Level($0 ^ level), aggressor: .none, rule: .unknown, flags: [])
                }
                let bytes = Packing.encode(ticks, base: level)
                #expect(try Packing.decode(bytes, count: 4, base: level) == ticks)
            }
        }
    }

    @Test func `every cut is refused`() {
        var random = SplitMix64(3)
        let wild = (0..<9).map { _ in
            Packing.anyTick(&random, SyntheticTicks.prices, SyntheticTicks.sizes)
        }
        for ticks in [Array(SyntheticTicks.make(70)), wild] {
            let bytes = Packing.encode(ticks)
            for length in 0..<bytes.count {
                #expect(throws: WireError.self) {
                    try Packing.decode(Array(bytes[..<length]), count: ticks.count)
                }
            }
            #expect(throws: WireError.self) {
                try Packing.decode(bytes + [0], count: ticks.count)
            }
        }
    }

    @Test func `a count that the bytes cannot hold allocates nothing`() {
        #expect(throws: WireError.self) { try Packing.decode([0, 0, 0], count: 1 << 40) }
    }

    @Test func `an unknown aggressor, rule or extension is refused`() {
        // Prefix: time 0, attributes 0, level 0. Control 0x4b: aggressor 3, same time, one lot.
        #expect(throws: WireError.self) { try Packing.decode([0, 0, 0, 0x4b], count: 1) }
        #expect(throws: WireError.self) { try Packing.decode([0, 5, 0, 0x48], count: 1) }
        #expect(throws: WireError.self) { try Packing.decode([0, 0x80, 0, 0x48], count: 1) }
        // Control 0x68: escape; 2: an extension follows; rule 5, then a second one with bit 2.
        #expect(throws: WireError.self) { try Packing.decode([0, 0, 0, 0x68, 2, 5], count: 1) }
        #expect(throws: WireError.self) {
            try Packing.decode([0, 0, 0, 0x68, 2, 0x80, 4], count: 1)
        }
    }
}
