import Chance
import Core
import Journal
import Market
import Pipeline
import Publisher
import Records
import Recovery
import Wire

/// Two instruments, each of its own producer, and a market for them.
enum PastMarket {
    static let symbols = ["AAA", "BBB"]
    /// Five minutes before a midnight in UTC.
    static let start: Int64 = 1_700_006_100

    static let instruments = symbols.map {
        Instrument(
            symbol: $0, assetClass: .share, prices: PriceScale(decimals: 2, tick: 1),
            sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000)
    }

    static let parts = EngineParts(
        rulesDigest: 42, core: { core() }, publisher: { publisher() })

    static func core() -> Core {
        var settings = PipelineSettings()
        settings.bars = [.second1, .minute1, .minute5]
        settings.barsMode = .utc
        settings.footprintMode = .utc
        settings.profilesMode = .utc
        settings.vwapsMode = .utc
        return Core(
            instruments: instruments.enumerated().map { number, instrument in
                CoreInstrument(
                    instrument: InstrumentID(UInt32(number)), symbol: instrument.symbol,
                    scale: instrument.prices, sizes: instrument.sizes, settings: settings)
            }, producers: [[1], [0]])
    }

    static func publisher() -> Publisher {
        var settings = PublisherSettings(epoch: 1) { _, _ in false }
        settings.barsKept = 100
        return Publisher(
            settings: settings,
            instruments: instruments.map { instrument in
                var setup = InstrumentSetup(instrument)
                setup.bars = [.second1, .minute1, .minute5]
                setup.barsMode = .utc
                setup.footprintMode = .utc
                return setup
            }, shell: SilentShell.shared)
    }

    /// Trades and quotes with late ones among them, watermarks, lost ticks, and commands whose
    /// clock is a year ahead.
    static func inputs(seconds: Int64, seed: UInt64) -> [Input] {
        var random = SplitMix64(seed)
        var prices: [Int64] = [10_000, 5000]
        var inputs: [Input] = []
        for second in start..<start + seconds {
            var nanosecond: Int64 = 0
            for _ in 0..<(2 + random.below(12)) {
                nanosecond += Int64(random.below(80_000_000))
                let number = random.below(2)
                prices[number] += Int64(random.below(7)) - 3
                let late = random.below(50) == 0 ? Int64(random.below(3_000_000_000)) : 0
                let time = Nanoseconds(second * 1_000_000_000 + nanosecond - late)
                inputs.append(event(number, time, prices[number], &random))
            }
            if random.below(40) == 0 {
                inputs.append(
                    Input(
                        kind: .feedGap, instrument: InstrumentID(UInt32(random.below(2))),
                        time: .seconds(second)))
            }
            if random.below(30) == 0 { inputs += command(second, prices[0]) }
            for producer in 0..<2 where random.below(8) > 0 {
                inputs.append(
                    Input(
                        kind: .watermark, instrument: InstrumentID(UInt32(producer)),
                        time: .seconds(second + 1)))
            }
        }
        return inputs
    }

    private static func event(
        _ number: Int, _ time: Nanoseconds, _ price: Int64, _ random: inout SplitMix64
    ) -> Input {
        let instrument = InstrumentID(UInt32(number))
        if random.below(4) == 0 {
            return .quote(
                instrument,
                Quote(
                    time: time, bid: Price(price - 1), ask: Price(price + 1), bidSize: Size(5),
                    askSize: Size(7)))
        }
        return .tick(
            instrument, time: time, price: Price(price), size: Size(1 + Int64(random.below(9))),
            side: random.below(2) == 0 ? .buyer : .seller)
    }

    private static func command(_ second: Int64, _ price: Int64) -> [Input] {
        CommandInput(
            time: .seconds(second + 31_536_000), instrument: InstrumentID(0),
            id: CommandID("c\(second)")!,
            sender: CommandInput.Sender(role: 3, session: 1, name: "test"),
            command: .addAlert(.atOrAbove, price: Price(price + 3), note: "at \(second)")
        ).inputs
    }

    /// The clock that a question about an instrument goes by, said once more: trades and quotes of
    /// it and watermarks of its producer; of all, of any.
    static func clock(_ input: Input, of symbol: String?) -> Nanoseconds? {
        let number = symbol.flatMap { symbols.firstIndex(of: $0) }
        switch input.kind {
        case .tick, .quote:
            return number.map { UInt32($0) == input.instrument.rawValue } ?? true
                ? input.time : nil
        case .watermark:
            return number.map { UInt32(1 - $0) == input.instrument.rawValue } ?? true
                ? input.time : nil
        default: return nil
        }
    }
}

/// A core and a publisher that run, and a journal that they write as they go.
final class PastEngine {
    let storage = SimulatedStorage(seed: 1)
    let publisher = PastMarket.publisher()
    private(set) var core = PastMarket.core()
    private var writer: JournalWriter
    private var out = OutputBuffer()

    init() throws {
        var settings = JournalSettings()
        settings.segmentBytes = 8192
        settings.blockInputs = 512
        writer = try JournalWriter(
            storage,
            identity: JournalIdentity(
                epoch: 1, build: "test", rulesDigest: 42, instruments: PastMarket.instruments),
            resuming: JournalEnd(), settings: settings, now: .seconds(1))
    }

    /// Takes inputs as they come, commands whole.
    func take(_ inputs: ArraySlice<Input>) throws {
        let first = core.sequence + 1
        try inputs.withUnsafeBufferPointer { inputs in
            try core.replay(inputs, into: &out)
            try writer.append(inputs: inputs, first: first)
        }
        publisher.apply(out.slots, now: .seconds(2))
        publisher.flush(now: .seconds(2))
        var durable: [OutputSlot] = []
        var index = 0
        while index < out.slots.count {
            let size = max(1, out.slots[index].slots)
            if out.slots[index].isDurable { durable += out.slots[index..<index + size] }
            index += size
        }
        try durable.withUnsafeBufferPointer { try writer.append(outputs: $0) }
        out.removeAll()
    }

    /// Puts everything on the disk.
    func commit() throws { try writer.commitAll(now: .seconds(3)) }

    /// Removes what is before an input.
    func forget(before sequence: UInt64) throws {
        _ = try writer.retain(
            JournalRetention(bytes: 1), oldestNeeded: sequence, oldestCauseNeeded: sequence,
            now: .seconds(4))
    }

    /// A checkpoint at the last input that is on disk.
    func checkpoint() throws {
        try commit()
        try CheckpointMaker(storage, PastMarket.parts).make(
            through: core.sequence, now: .seconds(3))
    }
}
