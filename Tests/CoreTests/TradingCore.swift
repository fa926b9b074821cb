import Desk
import Intake
import Market
import Pipeline
import Records
import Settings
import StateCoding
import Trading

@testable import Core

/// ES and SPY without strategies, and what a desk and trading would do that saw every tick.
struct TradingCore: ~Copyable {
    static let es = InstrumentID(0)
    static let spy = InstrumentID(1)
    static let start: Int64 = 1_700_000_000_000_000_000

    var core: Core
    let settings: TradingSettings
    /// The same desk and trading, told of every tick, whatever the prices.
    let every: DeskHolder
    var ticks: [Int64]
    var last: [Price]
    var seen = [Nanoseconds](repeating: .zero, count: 2)
    var time = Nanoseconds(TradingCore.start)
    var made = 0
    var results: [CommandResult] = []

    init(_ change: (inout TradingSettings) -> Void = { _ in }) throws {
        var settings = TradingSettings()
        settings.mode = .utc
        settings.balance = Money(nanos: 1_000_000_000_000_000)
        settings.limits.profitTarget = Money(nanos: 20_000_000_000_000)
        settings.limits.lossLimit = Money(nanos: -20_000_000_000_000)
        change(&settings)
        self.settings = settings
        let instruments = try Self.instruments()
        core = Core(instruments: instruments, producers: [[0, 1]], trading: settings)
        every = DeskHolder(
            Desk(symbols: ["ES", "SPY"], anchors: [0, 0]),
            Trading(instruments: instruments.map(\.traded), settings: settings))
        ticks = instruments.map(\.scale.tick)
        last = [Price(20_000 * ticks[0]), Price(50_000 * ticks[1])]
    }

    static func instruments() throws -> [CoreInstrument] {
        let settings = EngineSettings()
        return try ["ES", "SPY"].enumerated().map { number, symbol in
            let own = try settings.instrumentSettings(for: symbol)
            var pipeline = PipelineSettings()
            pipeline.bars = [.minute1]
            pipeline.barsMode = .utc
            pipeline.footprintMode = .utc
            pipeline.profilesMode = .utc
            pipeline.vwapsMode = .utc
            var one = CoreInstrument(
                instrument: InstrumentID(UInt32(number)), symbol: symbol,
                scale: own.instrument.prices, sizes: own.instrument.sizes, settings: pipeline)
            one.assetClass = own.instrument.assetClass
            one.tickValueNanos = own.instrument.tickValueNanos
            return one
        }
    }

    /// What came of an input: in the core, and where every tick is looked at.
    struct Outcome {
        var found: [OutputSlot]
        var expected: [OutputSlot]
        var isSame: Bool {
            found.withUnsafeBytes { Array($0) } == expected.withUnsafeBytes { Array($0) }
        }
    }

    /// A trade so many ticks above the last.
    mutating func trade(_ move: Int64, _ instrument: InstrumentID, after wait: Int64) -> Outcome {
        let place = Int(instrument.rawValue)
        time = Nanoseconds(time.rawValue + wait)
        last[place] = Price(last[place].rawValue + move * ticks[place])
        seen[place] = time
        let input = Input.tick(
            instrument, time: time, price: last[place], size: Size(3), side: .buyer)
        var out = OutputBuffer(capacity: 16)
        withUnsafePointer(to: input) { slot in
            core.take(UnsafeBufferPointer(start: slot, count: 1), at: place, into: &out)
        }
        var other = OutputBuffer(capacity: 16)
        let tick = Tick(
            time: time, price: last[place], size: Size(3),
            level: Level(last[place].rawValue / ticks[place]), aggressor: .buyer, rule: .exchange,
            flags: [])
        every.traded(tick, of: instrument, cause: core.sequence, into: &other)
        return outcome(out, other)
    }

    mutating func beat(after wait: Int64) -> Outcome {
        time = Nanoseconds(time.rawValue + wait).secondStart
        for place in 0..<2 { seen[place] = max(seen[place], time) }
        var out = OutputBuffer(capacity: 16)
        core.beat(time, of: 0, into: &out)
        var other = OutputBuffer(capacity: 16)
        every.beat(time, core.sequence, &other)
        return outcome(out, other)
    }

    mutating func send(
        _ command: Command, _ instrument: InstrumentID, id: CommandID? = nil, session: UInt64 = 1
    ) -> Outcome {
        made += 1
        let input = CommandInput(
            time: Nanoseconds(Self.start + Int64(made) * 20_000_000), instrument: instrument,
            id: id ?? CommandID("c\(made)")!,
            sender: CommandInput.Sender(role: 2, session: session, name: "ann"), command: command)
        return send(input)
    }

    mutating func send(_ input: CommandInput) -> Outcome {
        let place = Int(input.instrument.rawValue)
        let now = input.instrument == .all ? core.time : core.pipelines[place].watermark
        var out = OutputBuffer(capacity: 16)
        input.inputs.withUnsafeBufferPointer { core.command($0, into: &out) }
        var other = OutputBuffer(capacity: 16)
        for place in 0..<2 {
            let price = seen[place] > .zero ? last[place] : .none
            every.trading.saw(price, at: seen[place], of: InstrumentID(UInt32(place)))
        }
        _ = every.command(input, now: now, cause: core.sequence, into: &other)
        let found = outcome(out, other)
        results.append(result(found.found)!)
        return found
    }

    /// A core of the same instruments that goes on from a checkpoint of this one.
    mutating func restart() throws {
        var writer = StateWriter()
        core.save(into: &writer)
        let bytes = writer.finish()
        var other = Core(
            instruments: try Self.instruments(), producers: [[0, 1]], trading: settings)
        var reader = StateReader(bytes)
        try other.restore(from: &reader)
        try reader.end()
        core = other
    }

    private func result(_ slots: [OutputSlot]) -> CommandResult? {
        var index = 0
        while index < slots.count {
            let size = slots[index].slots
            if slots[index].kind == .commandResult {
                return slots[index..<index + size].withUnsafeBufferPointer { CommandResult($0) }
            }
            index += size
        }
        return nil
    }

    private func outcome(_ found: borrowing OutputBuffer, _ expected: borrowing OutputBuffer)
        -> Outcome
    {
        Outcome(found: Self.kept(found.slots), expected: Self.kept(expected.slots))
    }

    /// Records of desk and trading, nothing of the market.
    private static func kept(_ slots: UnsafeBufferPointer<OutputSlot>) -> [OutputSlot] {
        var kept: [OutputSlot] = []
        var index = 0
        while index < slots.count {
            let size = slots[index].slots
            switch slots[index].kind {
            case .commandResult, .alertChanged, .haltChanged, .settingChanged, .anchorChanged,
                .order, .fill, .trade, .position, .account, .session:
                kept += slots[index..<index + size]
            default: break
            }
            index += size
        }
        return kept
    }
}
