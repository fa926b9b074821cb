import Glibc
import Journal
import Market
import Records
import Testing

/// A journal of format version 1 as it was written once: every later build must read it so.
@Suite struct GoldenTests {
    static let inputFile = "input-000000000000002a.pwj"
    static let outputFile = "output-0000000000000007.pwo"

    static let identity = JournalIdentity(
        epoch: 0x0102_0304_0506_0708, build: "golden 1", rulesDigest: 0x1112_1314_1516_1718,
        instruments: [
            Instrument(
                symbol: "SPY", assetClass: .share,
                prices: PriceScale(decimals: 9, tick: 10_000_000),
                sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000)
        ])

    /// Inputs 42 to 49.
    static let first: [Input] = [
        .tick(
            InstrumentID(0), time: Nanoseconds(1_700_000_000_000_000_000),
            price: Price(450_120_000_000), size: Size(100), side: .buyer),
        .tick(
            InstrumentID(0), time: Nanoseconds(1_700_000_000_005_000_000),
            price: Price(450_110_000_000), size: Size(300), side: .seller,
            quote: (Price(450_110_000_000), Price(450_120_000_000)), tradeID: 77),
        .quote(
            InstrumentID(0),
            Quote(
                time: Nanoseconds(1_700_000_000_006_000_000), bid: Price(450_100_000_000),
                ask: Price(450_130_000_000), bidSize: Size(5), askSize: Size(8))),
        Input(
            kind: .bar, instrument: InstrumentID(3), time: Nanoseconds(60), price: 10, size: 14,
            bid: 9, ask: 12, tradeID: 1, flags: .hasVWAP),
        Input(
            kind: .barRest, instrument: InstrumentID(3), time: Nanoseconds(60),
            price: Int64(bitPattern: (1234.0).bitPattern),
            size: Int64(bitPattern: (11.5).bitPattern), bid: 0, ask: 0, flags: .hasVWAP),
        Input(
            kind: .beat, instrument: InstrumentID(1), time: Nanoseconds(1_700_000_000_007_000_000)),
        Input(kind: .feedGap, instrument: InstrumentID(0), time: Nanoseconds(Int64.min)),
        Input(
            kind: .malformed, instrument: InstrumentID(UInt32.max), time: Nanoseconds(Int64.max),
            price: Int64.min, size: Int64.max, bid: -1, ask: Int64.max, tradeID: UInt64.max,
            side: .seller, flags: Input.Flags(rawValue: 0xffff)),
    ]

    /// Inputs 50 to 349.
    static let second: [Input] = (0..<300).map { (index: Int64) -> Input in
        let time = 1_700_000_001_000_000_000 + index * 1_000_000
        let price = 450_000_000_000 + index % 3 * 10_000_000
        return .tick(
            InstrumentID(0), time: Nanoseconds(time), price: Price(price), size: Size(200),
            side: .none)
    }

    /// A record of one slot and one of three.
    static let slots: [OutputSlot] = [
        OutputSlot(
            kind: .roll, flags: 2, instrument: InstrumentID(0), time: Nanoseconds(1_000), cause: 42,
            a: 19_675, b: -5, c: 6),
        OutputSlot(
            kind: .footprint, slots: 3, instrument: InstrumentID(0), time: Nanoseconds(2_000),
            cause: 44, a: 1, b: Int64.min, c: Int64.max, d: 4, e: 5),
        OutputSlot(words: 1, 2, 3, 4, 5, 6, 7, 8),
        OutputSlot(words: 1, 2, 4, 4, 5, 6, 7, Int64(bitPattern: (0.1).bitPattern)),
    ]

    /// Where the files are kept.
    static let folder: String = {
        let parts = #filePath.split(separator: "/").dropLast()
        return "/" + parts.joined(separator: "/") + "/Golden/"
    }()

    static func kept(_ name: String) throws -> [UInt8] {
        let file = try #require(fopen(folder + name, "r"), "\(folder + name) is missing")
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        return bytes
    }

    /// The same journal, by the present writer.
    static func written() throws -> SimulatedStorage {
        let disk = SimulatedStorage(seed: 1)
        var end = JournalEnd()
        end.inputs.next = 42
        end.inputs.lastCause = 41
        end.inputs.chain = 0xaabb_ccdd
        end.outputs.next = 7
        end.outputs.lastCause = 40
        var writer = try JournalWriter(
            disk, identity: identity, resuming: end, now: Nanoseconds(5_000))
        try writer.append(first)
        try writer.append(slots, through: 49)
        try writer.commit(now: Nanoseconds(6_000))
        try writer.append(second)
        try writer.commit(now: Nanoseconds(7_000))
        return disk
    }

    private func journal() throws -> SimulatedStorage {
        let disk = SimulatedStorage(seed: 1)
        for name in [Self.inputFile, Self.outputFile] { disk[name] = try Self.kept(name) }
        return disk
    }

    private func number(_ bytes: [UInt8], _ offset: Int, _ size: Int) -> UInt64 {
        bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    @Test func `the kept journal reads as it was written`() throws {
        let reader = try JournalReader.open(try journal())
        #expect(areSame(try reader.allInputs(), Self.first + Self.second))
        #expect(areSame(try reader.allSlots(), Self.slots))
        let segment = try #require(reader.end.inputs.segments.first)
        #expect(segment.header.identity == Self.identity)
        #expect(reader.end.inputs.next == 350 && reader.end.inputs.lastCause == 349)
        #expect(reader.end.outputs.next == 11 && reader.end.outputs.lastCause == 44)
    }

    @Test func `the kept bytes stand where the format says`() throws {
        let bytes = try Self.kept(Self.inputFile)
        #expect(bytes[..<8].elementsEqual("PWJOURNL".utf8))
        #expect(bytes[8] == 1 && bytes[9] == 1 && bytes[10] == 0 && bytes[11] == 0)
        // 64 fixed, 1 + 8 of the build, 27 + 1 + 3 of SPY, 4 of the checksum.
        #expect(number(bytes, 12, 4) == 108)
        #expect(number(bytes, 16, 8) == 42 && number(bytes, 24, 8) == 41)
        #expect(number(bytes, 32, 8) == 5000)
        #expect(number(bytes, 40, 8) == 0x0102_0304_0506_0708)
        #expect(number(bytes, 48, 8) == 0x1112_1314_1516_1718)
        #expect(number(bytes, 56, 4) == 0xaabb_ccdd && number(bytes, 60, 4) == 1)
        #expect(bytes[64] == 8 && bytes[65..<73].elementsEqual("golden 1".utf8))
        #expect(bytes[73] == 1 && bytes[74] == 9 && bytes[75] == 0)
        #expect(number(bytes, 76, 8) == 10_000_000 && number(bytes, 84, 8) == 1)
        #expect(number(bytes, 92, 8) == 10_000_000)
        #expect(bytes[100] == 3 && bytes[101..<104].elementsEqual("SPY".utf8))
        // The first block.
        let block = Array(bytes[108...])
        #expect(block[..<4].elementsEqual("PWBK".utf8))
        #expect(block[4] == 1 && block[5] == 1 && block[7] == 0)
        #expect(number(block, 8, 4) == 8)
        // Chained to the segment's header checksum.
        #expect(number(block, 20, 4) == number(bytes, 104, 4))
        #expect(number(block, 24, 8) == 42 && number(block, 32, 8) == 49)
        #expect(number(block, 40, 8) == 1 << 63 && number(block, 48, 8) == UInt64.max >> 1)
        #expect(number(block, 56, 8) == 6000)
        #expect(number(block, 72, 4) == 108 && number(block, 76, 4) == 108)
        // The second, packed and chained to the first.
        let next = Array(block[(88 + Int(number(block, 16, 4)))...])
        #expect(next[6] == 1 && number(next, 8, 4) == 300 && number(next, 24, 8) == 50)
        #expect(number(next, 20, 4) == number(block, 84, 4))
        #expect(88 + number(next, 16, 4) == UInt64(next.count))
    }

    @Test func `the present writer's headers are the kept ones`() throws {
        let disk = try Self.written()
        #expect(disk.fileNames == [Self.inputFile, Self.outputFile])
        for name in disk.fileNames {
            let (now, then) = (try #require(disk[name]), try Self.kept(name))
            // Bodies may be packed otherwise by another LZ4.
            #expect(now[..<128].elementsEqual(then[..<128]))
        }
    }
}
