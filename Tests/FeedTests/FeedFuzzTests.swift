import Chance
import Feed
import Testing

/// Damaged inputs of every kind; what is tested is that each returns.
@Suite struct FeedFuzzTests {
    private static let header = "ts_ns,price,size,side,bid,ask,id\n"
    private static let rows =
        "1700000000000000000,100.25,1,B,100,100.5,7\n1700000001,-1e2,2.5,sell,,,x\n\n,,,\r\n"

    private func damage(
        _ seed: [UInt8], rounds: Int, _ entry: (UnsafeRawBufferPointer) -> Void
    ) {
        var random = SplitMix64(UInt64(seed.count))
        for round in 0..<rounds {
            var bytes = seed
            for _ in 0..<(round % 6) where !bytes.isEmpty {
                let place = random.below(bytes.count)
                switch random.below(4) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: place)
                case 2: bytes.insert([0, 0xff, 0x2c, 0x0a][random.below(4)], at: place)
                default: bytes.removeLast(random.below(bytes.count))
                }
            }
            bytes.withUnsafeBytes(entry)
        }
    }

    @Test func `text`() {
        damage(Sample.bytes(Self.header + Self.rows), rounds: 300, FeedFuzz.csv)
        damage(
            Sample.bytes("ts_ns,price,size,side\n" + Self.rows), rounds: 300, FeedFuzz.csv)
        let bars = "ts_ns,open,high,low,close,volume\n1700000000,1,9e15,-9e15,2,1e300\n"
        damage(Sample.bytes(bars), rounds: 300, FeedFuzz.bars)
    }

    @Test func `DBN`() throws {
        for stream in [DBNVectors.s1, DBNVectors.s3, DBNVectors.sm] {
            let bytes = DBNSamples.decoded(stream)
            damage(try DBNSamples.plain(bytes), rounds: 100, FeedFuzz.dbn)
            damage(bytes, rounds: 100, FeedFuzz.dbn)
        }
    }

    @Test func `compressed bytes`() {
        let zstd = DBNSamples.decoded(DBNVectors.s3)
        damage(zstd, rounds: 200, FeedFuzz.zstd)
        let gzip = Sample.bytes(
            hex: "1f8b08000000000002ff3334378000431d4303033d53031d239d602e002cc6085c16000000")
        damage(gzip, rounds: 200, FeedFuzz.gzip)
    }
}
