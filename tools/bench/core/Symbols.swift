import BenchKit
import Chance
import Core
import Feed
import Market
import Memory
import Pipeline
import Records
import Ring
import Settings
import Shard

/// The cost of a tick as symbols are added: rings in, pipelines, ring out, on one thread, the rings
/// as large as an engine makes them for so many.
///
/// Every symbol trades fifty times a second on a walk of its own, so that bars close as often per
/// tick whatever their number. Trades come in runs of one to four of the same symbol, symbols in
/// random order, none twice in a row: the worst case for caches. A symbol that is alone has its
/// trades in one run, as a single file has; it is measured in runs of one to four, too, so that it
/// compares with the others.
enum Symbols {
    static func report(ticks: Int, rounds: Int, symbols: Int?) {
        for symbols in symbols.map({ [$0] }) ?? [1, 2, 10, 100, 1000] {
            report("\(symbols) symbols", rounds) { cost(symbols: symbols, ticks: ticks, .block) }
            guard symbols == 1 else { continue }
            report("1 in short runs", rounds) { cost(symbols: 1, ticks: ticks, .shortRuns) }
        }
    }

    private static func report(_ work: String, _ rounds: Int, _ cost: () -> Double) {
        Measured.report(
            bench: "symbols", work: work, unit: "ns/tick", isRate: false,
            (0..<rounds).map { _ in cost() })
    }

    /// What is offered to the rings at once, of the sixty-four that are there.
    enum Offers {
        /// All of them.
        case block
        /// One to four, as if another symbol's followed.
        case shortRuns
    }

    /// Nanoseconds a tick. The first quarter, in which sessions begin and memory is touched for the
    /// first time, is not measured.
    static func cost(symbols: Int, ticks: Int, _ offers: Offers) -> Double {
        // As `pitwire run` does, before it makes anything.
        if symbols > cachedInstruments { HugePages.gather(reserve: symbols << 19) }
        let room = RingSettings()
        let slots = room.slots(symbols: symbols)
        let rings = (0..<symbols).map { _ in SPSCRing(of: Input.self, capacity: slots) }
        let order = OrderRing(capacity: room.order)
        let output = SPSCRing(of: OutputSlot.self, capacity: room.output)
        let bell = Doorbell(policy: .spin)
        var port = FeedPort(
            instruments: (0..<symbols).map { InstrumentID(UInt32($0)) }, rings: rings, order: order,
            bell: bell)
        var shard = shard(rings, order, output, bell)
        var reader = OutputReader(output)
        var arrivals = Arrivals(symbols: symbols)
        var block: [Input] = []
        var lengths = SplitMix64(11)
        var (measured, seconds) = (0, 0.0)
        var done = 0
        while done < ticks {
            arrivals.fill(&block, 32_768)
            let start = Measured.processorSeconds()
            block.withUnsafeBufferPointer { pump($0, offers, &lengths, &port, &shard, &reader) }
            if done >= ticks / 4 {
                seconds += Measured.processorSeconds() - start
                measured += block.count
            }
            done += block.count
        }
        return seconds * 1e9 / Double(measured)
    }

    private static func shard(
        _ rings: [SPSCRing<Input>], _ order: OrderRing, _ output: SPSCRing<OutputSlot>,
        _ bell: Doorbell
    ) -> Shard {
        var settings = PipelineSettings()
        settings.barsMode = .utc
        settings.footprintMode = .utc
        settings.profilesMode = .utc
        settings.vwapsMode = .utc
        let core = Core(
            instruments: rings.indices.map { place in
                CoreInstrument(
                    instrument: InstrumentID(UInt32(place)), symbol: "S\(place)",
                    scale: PeerTicks.scale,
                    sizes: SizeScale(decimals: 0, lot: 1), settings: settings)
            }, producers: [Array(rings.indices)])
        return Shard(
            core: core, rings: rings, orders: [order], output: output, bell: bell,
            clock: { .zero })
    }

    /// Feeds sixty-four inputs at a time, and takes everything out again.
    @inline(never)
    private static func pump(
        _ block: UnsafeBufferPointer<Input>, _ offers: Offers, _ lengths: inout SplitMix64,
        _ port: inout FeedPort, _ shard: inout Shard, _ reader: inout OutputReader
    ) {
        var next = 0
        while next < block.count {
            let last = min(next + 64, block.count)
            while next < last {
                let end = offers == .block ? last : min(next + 1 + lengths.below(4), last)
                let taken = port.offer(UnsafeBufferPointer(rebasing: block[next..<end]))
                precondition(
                    taken == end - next, "the rings took \(taken) of \(end - next)")
                next = end
            }
            while shard.hasWork {
                _ = shard.step()
                _ = reader.read(limit: 65_536) { _ in }
            }
        }
    }
}

/// Trades of many symbols in the order of their arrival.
private struct Arrivals {
    private var random = SplitMix64(7)
    private var time: Int64 = 1_731_508_200_000_000_000
    private var walks: [Int64]
    /// Whose run was the last.
    private var symbol = 0
    /// Mean nanoseconds between two trades of the market.
    private let gap: UInt64

    init(symbols: Int) {
        walks = (0..<symbols).map { 20_000 + Int64($0 % 1000) * 7 }
        gap = UInt64(20_000_000 / symbols)
    }

    /// Fills a block with trades.
    mutating func fill(_ block: inout [Input], _ count: Int) {
        block.removeAll(keepingCapacity: true)
        while block.count < count {
            let next = random.below(max(1, walks.count - 1))
            symbol = next < symbol || walks.count == 1 ? next : next + 1
            let length = 1 + random.below(4)
            for _ in 0..<length {
                time += Int64(random.below(2 * gap))
                let step = random.below(100)
                let move: Int64 = step < 12 ? 1 : step < 24 ? -1 : 0
                walks[symbol] += move
                block.append(
                    .tick(
                        InstrumentID(UInt32(symbol)), time: Nanoseconds(time),
                        price: Price(walks[symbol] * 25), size: Size(1 + random.below(9)),
                        side: random.once(in: 2) ? .buyer : .seller))
            }
        }
    }
}
