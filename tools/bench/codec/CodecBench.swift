import BenchKit
import Bytes
import Glibc
import Market
import Records
import Wire

/// Bytes and nanoseconds a tick of the packed form, over the synthetic stream of an index future.
///
/// One JSON object a line: ticks a frame, payload bytes a tick, encode and decode nanoseconds a
/// tick (median of the rounds, best beside it), and whether every tick came back equal. The
/// frames lie one behind the other in memory, as in the peer measurement this is compared with.
@main
struct CodecBench {
    static func main() {
        let count = argument("--n", 1_000_000)
        let rounds = argument("--rounds", 7)
        let ticks = SyntheticTicks.make(count)
        for perFrame in [1, 4, 16, 64, 341] {
            var bench = PackedBench(ticks: ticks, perFrame: perFrame)
            print(bench.run(rounds: rounds))
        }
        for length in [64, 256, 4096] { print(Checksums.run(length: length)) }
    }

    static func argument(_ name: String, _ standard: Int) -> Int {
        let arguments = CommandLine.arguments
        guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count,
            let value = Int(arguments[index + 1]), value > 0
        else { return standard }
        return value
    }
}

/// Nanoseconds of processor time: what other work on the machine changes least.
func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// Three decimals, without a formatter.
func fixed(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    let rest = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
}

/// Frames of `perFrame` ticks, encoded and decoded.
struct PackedBench {
    let ticks: [Tick]
    let perFrame: Int
    var lengths: [Int] = []
    var decoded: [Tick]
    var stream = [UInt8]()

    init(ticks: [Tick], perFrame: Int) {
        self.ticks = ticks
        self.perFrame = perFrame
        lengths.reserveCapacity(ticks.count / perFrame + 1)
        let blank = Tick(
            time: .zero, price: Price(0), size: Size(0), level: Level(0), aggressor: .none,
            rule: .unknown, flags: [])
        decoded = Array(repeating: blank, count: ticks.count)
    }

    mutating func run(rounds: Int) -> String {
        var encodes: [Double] = []
        var decodes: [Double] = []
        var isSame = true
        var writer = ByteWriter(capacity: ticks.count * 24 + 1 << 20)
        for _ in 0..<rounds {
            writer.removeAll()
            let start = now()
            encode(into: &writer)
            let middle = now()
            isSame = decode(writer.bytes) && isSame
            let end = now()
            encodes.append(Double(middle - start) / Double(ticks.count))
            decodes.append(Double(end - middle) / Double(ticks.count))
            isSame = isSame && decoded == ticks
        }
        encodes.sort()
        decodes.sort()
        let bytes = Double(writer.count) / Double(ticks.count)
        return "{\"bench\":\"packed_ticks\",\"per_frame\":\(perFrame),"
            + "\"bytes_per_tick\":\(fixed(bytes)),\"encode_ns\":\(fixed(encodes[rounds / 2])),"
            + "\"decode_ns\":\(fixed(decodes[rounds / 2])),\"encode_best_ns\":\(fixed(encodes[0])),"
            + "\"decode_best_ns\":\(fixed(decodes[0])),\"same\":\(isSame)}"
    }

    private mutating func encode(into writer: inout ByteWriter) {
        lengths.removeAll(keepingCapacity: true)
        ticks.withUnsafeBufferPointer { all in
            var index = 0
            while index < all.count {
                let end = min(index + perFrame, all.count)
                let frame = UnsafeBufferPointer(rebasing: all[index..<end])
                let before = writer.count
                // As a live frame is: published 40 us after its first tick.
                let base = Nanoseconds(frame[0].time.rawValue + 40_000)
                PackedTicks.encode(
                    frame, prices: SyntheticTicks.prices, sizes: SyntheticTicks.sizes, base: base,
                    into: &writer)
                lengths.append(writer.count - before)
                index = end
            }
        }
    }

    private mutating func decode(_ stream: UnsafeRawBufferPointer) -> Bool {
        let ticks = ticks
        let lengths = lengths
        let perFrame = perFrame
        return decoded.withUnsafeMutableBufferPointer { all in
            var index = 0
            var place = 0
            for length in lengths {
                let end = min(index + perFrame, all.count)
                let base = Nanoseconds(ticks[index].time.rawValue + 40_000)
                do throws(WireError) {
                    try PackedTicks.decode(
                        UnsafeRawBufferPointer(rebasing: stream[place..<place + length]),
                        prices: SyntheticTicks.prices, sizes: SyntheticTicks.sizes, base: base,
                        into: UnsafeMutableBufferPointer(rebasing: all[index..<end]))
                } catch {
                    return false
                }
                place += length
                index = end
            }
            return true
        }
    }
}

/// CRC-32C of buffers of one length.
enum Checksums {
    static func run(length: Int) -> String {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let times = 200_000
        var sum: UInt32 = 0
        let start = now()
        bytes.withUnsafeBytes { for _ in 0..<times { sum = CRC32C.checksum($0, after: sum) } }
        let each = Double(now() - start) / Double(times)
        return "{\"bench\":\"crc32c\",\"bytes\":\(length),\"ns\":\(fixed(each)),"
            + "\"hardware\":\(CRC32C.isHardware),\"sum\":\(sum)}"
    }
}
