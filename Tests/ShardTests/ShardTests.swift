import Chance
import Core
import Feed
import Glibc
import Market
import Pipeline
import Records
import Ring
import Testing

@testable import Shard

/// `PITWIRE_LONG=1` asks for more seeds and longer markets.
let isLong = getenv("PITWIRE_LONG") != nil

/// Inputs handed out in batches, as a file would.
final class ListSource: InputSource {
    private let inputs: [Input]
    private var next = 0
    let skew: Nanoseconds
    var report = SourceReport(name: "list")

    init(_ inputs: [Input], skew: Nanoseconds = .zero) {
        self.inputs = inputs
        self.skew = skew
    }

    func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        let count = min(batch.count, inputs.count - next)
        for index in 0..<count { batch[index] = inputs[next + index] }
        next += count
        return count
    }
}

/// A market of some instruments, the third of them quiet.
func market(_ count: Int, instruments: Int = 3) -> [[Input]] {
    var random = SplitMix64(11)
    let start: Int64 = 1_704_292_200_000_000_000
    return (0..<instruments).map { instrument in
        var time = start
        return (0..<(instrument == 2 ? count / 50 : count)).map { _ in
            time += random.below(instrument == 2 ? 40_000_000_000 : 800_000_000)
            return Input.tick(
                InstrumentID(UInt32(instrument)), time: Nanoseconds(time),
                price: Price(10_000 + random.below(80) * 25), size: Size(1 + random.below(9)),
                side: Aggressor(rawValue: UInt8(random.below(3))) ?? .none)
        }
    }
}

let testSettings: PipelineSettings = {
    var settings = PipelineSettings()
    settings.barsMode = .utc
    settings.footprintMode = .utc
    settings.profilesMode = .utc
    settings.vwapsMode = .utc
    return settings
}()
let testScale = PriceScale(decimals: 2, tick: 25)

/// The closed records of one instrument, as text that names everything but the causing input.
func closedRecords(_ slots: [OutputSlot], of instrument: UInt32) -> [String] {
    var lines: [String] = []
    slots.withUnsafeBufferPointer { slots in
        var index = 0
        while index < slots.count {
            let size = slots[index].slots
            let record = UnsafeBufferPointer(rebasing: slots[index..<index + size])
            if record[0].instrument.rawValue == instrument {
                switch record[0].kind {
                case .bar: lines.append("\(BarRecord(record).bar)")
                case .footprint:
                    let footprint = FootprintRecord(record)
                    lines.append("\(footprint.bar) \(footprint.rows)")
                case .profile: lines.append("\(ProfileRecord(record).rows)")
                case .vwap: lines.append("\(VWAPRecord(record).vwap)")
                default: break
                }
            }
            index += size
        }
    }
    return lines.sorted()
}

@Suite struct ShardTests {
    /// Runs the market through rings of the given sizes, the three threads' duties in an order
    /// that `seed` decides, and returns all slots.
    ///
    /// - Parameter source: what all of it comes from, instead of a source for each instrument.
    func run(
        _ inputs: [[Input]], from source: ListSource? = nil, input: Int, order: Int, output: Int,
        seed: UInt64
    ) throws -> [OutputSlot] {
        let bell = Doorbell(policy: .spin)
        let rings = inputs.map { _ in SPSCRing(of: Input.self, capacity: input) }
        let orders = OrderRing(capacity: order)
        let outputs = SPSCRing(of: OutputSlot.self, capacity: output)
        let ids = inputs.indices.map { InstrumentID(UInt32($0)) }
        var port = FeedPort(instruments: ids, rings: rings, order: orders, bell: bell)
        let core = Core(
            instruments: ids.map {
                CoreInstrument(
                    instrument: $0, symbol: "S\($0.rawValue)", scale: testScale,
                    sizes: SizeScale(decimals: 0, lot: 1),
                    settings: testSettings)
            }, producers: [Array(ids.indices)])
        var shard = Shard(
            core: core, rings: rings, orders: [orders], output: outputs, bell: bell,
            clock: { .zero })
        var reader = OutputReader(outputs)
        var feed = ReplayFeed(
            source: MergedSource(source.map { [$0] } ?? inputs.map { ListSource($0) }), speed: 0,
            instruments: ids)
        var slots: [OutputSlot] = []
        var random = SplitMix64(seed)
        var hasEnded = false
        while !hasEnded || shard.hasWork || !reader.isEmpty {
            switch random.below(3) {
            case 0: hasEnded = try feed.step(&port, now: .zero) == .ended
            case 1: _ = shard.step(limit: 1 + random.below(50))
            default: _ = reader.read(limit: 1 + random.below(90)) { slots += $0 }
            }
        }
        return slots
    }

    /// Each instrument by itself through a pipeline, without rings or beats.
    func direct(_ inputs: [Input], _ instrument: UInt32) -> [OutputSlot] {
        var pipeline = TickPipeline(
            instrument: InstrumentID(instrument), scale: testScale, settings: testSettings)
        var out = OutputBuffer()
        for input in inputs { pipeline.apply(input, cause: 0, into: &out) }
        pipeline.finish(cause: 0, into: &out)
        return Array(out.slots)
    }

    @Test(arguments: [(8, 4, 4), (64, 2, 16), (4096, 1024, 8192)])
    func `records are those of a pipeline alone, whatever the rings' sizes`(
        input: Int, order: Int, output: Int
    ) throws {
        let inputs = market(3000)
        for seed in UInt64(1)...(isLong ? 3 : 1) {
            let slots = try run(inputs, input: input, order: order, output: output, seed: seed)
            for instrument in UInt32(0)..<3 {
                let alone = direct(inputs[Int(instrument)], instrument)
                #expect(
                    closedRecords(slots, of: instrument) == closedRecords(alone, of: instrument))
            }
        }
    }

    @Test(arguments: [(8, 4, 16), (64, 16, 256), (1024, 512, 8192)])
    func `many instruments, whose state is fetched ahead, have the records of each alone`(
        input: Int, order: Int, output: Int
    ) throws {
        let inputs = market(isLong ? 400 : 200, instruments: 40)
        let slots = try run(inputs, input: input, order: order, output: output, seed: 9)
        for (instrument, ticks) in inputs.enumerated() {
            let expected = closedRecords(
                direct(ticks, UInt32(instrument)), of: UInt32(instrument))
            #expect(closedRecords(slots, of: UInt32(instrument)) == expected)
        }
    }

    @Test func `of one source for all, an instrument that is behind another loses nothing`() throws
    {
        let inputs = market(3000)
        // As a vendor received them: each instrument so much after its events.
        let delays: [Int64] = [0, 900_000_000, 400_000_000]
        let received = zip(inputs, delays).flatMap { ticks, delay in
            ticks.map { (at: $0.time.rawValue + delay, tick: $0) }
        }.sorted { ($0.at, $0.tick.instrument) < ($1.at, $1.tick.instrument) }.map(\.tick)
        func slots(skew: Nanoseconds) throws -> [OutputSlot] {
            try run(
                inputs, from: ListSource(received, skew: skew), input: 64, order: 64, output: 256,
                seed: 3)
        }
        let (behind, hasty) = (try slots(skew: .seconds(1)), try slots(skew: .zero))
        for instrument in UInt32(0)..<3 {
            let alone = closedRecords(
                direct(inputs[Int(instrument)], instrument), of: instrument)
            #expect(closedRecords(behind, of: instrument) == alone)
            // Without, beats of the one that is ahead would make ticks of the others late.
            #expect((closedRecords(hasty, of: instrument) == alone) == (instrument == 0))
        }
    }

    @Test func `the whole output is the same, slot by slot, at any interleaving`() throws {
        let inputs = market(2000)
        func words(_ slots: [OutputSlot]) -> [String] { slots.map { "\($0)" } }
        let one = try run(inputs, input: 16, order: 4, output: 8, seed: 1)
        let two = try run(inputs, input: 1024, order: 256, output: 4096, seed: 99)
        #expect(words(one) == words(two))
    }

    @Test func `a beat closes the bars of an instrument that trades no more`() throws {
        let inputs = market(3000)
        let slots = try run(inputs, input: 64, order: 64, output: 256, seed: 4)
        // The quiet instrument's bars appear long before its next tick: its first minute bar comes
        // before the busy one's fifth.
        var order: [UInt32] = []
        slots.withUnsafeBufferPointer { slots in
            var index = 0
            while index < slots.count {
                let record = UnsafeBufferPointer(
                    rebasing: slots[index..<index + slots[index].slots])
                if record[0].kind == .bar, BarRecord(record).bar.period == .minute1 {
                    order.append(record[0].instrument.rawValue)
                }
                index += record.count
            }
        }
        let quiet = try #require(order.firstIndex(of: 2))
        #expect(order[..<quiet].filter { $0 == 0 }.count < 5)
    }
}
