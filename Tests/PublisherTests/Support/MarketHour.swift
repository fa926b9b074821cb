import Chance
import Intake
import Market
import Pipeline
import Publisher
import Records

/// An hour around midnight UTC, so that sessions roll in the middle: a random walk of trades and
/// quotes, some of them bad, late or out of order, run through a real pipeline.
struct MarketHour {
    /// The core's output in batches, as a core would leave them.
    var batches: [[OutputSlot]] = []

    var ticks: [Tick] = []
    var quotes: [QuoteRecord] = []
    var bars: [BarRecord] = []
    var footprints: [FootprintRecord] = []
    var profiles: [ProfileRecord] = []
    var vwaps: [VWAPRecord] = []
    var rolls: [RollRecord] = []

    static var settings: PipelineSettings {
        var settings = PipelineSettings()
        settings.barsMode = .utc
        settings.footprintMode = .utc
        settings.profilesMode = .utc
        settings.vwapsMode = .utc
        return settings
    }

    /// 2024-01-03 23:30:00 UTC.
    static let start = Nanoseconds.seconds(1_704_324_600)

    /// - Parameter turns: the core is told to turn to another timeframe now and then.
    init(seed: UInt64, trades: Int = 6000, finishes: Bool = false, turns: Bool = false) {
        var random = SplitMix64(seed)
        var pipeline = TickPipeline(
            instrument: InstrumentID(0), scale: Sample.instrument.prices,
            settings: Self.settings)
        var out = OutputBuffer()
        var price: Int64 = 50_000
        var time = Self.start
        var cause: UInt64 = 0
        for place in 0..<trades {
            if turns, place % 600 == 599 {
                turn(&pipeline, place / 600, at: time, cause: cause, &out)
            }
            time = time + Nanoseconds(Int64.random(in: 0..<1_200_000_000, using: &random))
            price += Int64.random(in: -3...3, using: &random)
            let isLate = Int.random(in: 0..<100, using: &random) == 0
            let input: Input
            if Int.random(in: 0..<5, using: &random) == 0 {
                input = .quote(
                    InstrumentID(0),
                    Quote(
                        time: time, bid: Price(price - 1), ask: Price(price + 1),
                        bidSize: Size(5), askSize: Size(7)))
            } else {
                input = .tick(
                    InstrumentID(0), time: isLate ? time - .seconds(100) : time,
                    price: Price(price),
                    size: Size(Int64.random(in: 0...40, using: &random)),
                    side: [.buyer, .seller, .none].randomElement(using: &random) ?? .none)
            }
            cause += 1
            pipeline.apply(input, cause: cause, into: &out)
            if Int.random(in: 0..<8, using: &random) == 0 { take(&out) }
        }
        if finishes { pipeline.finish(cause: cause, into: &out) }
        take(&out)
    }

    /// Turns to another timeframe, and says so as the core does.
    private func turn(
        _ pipeline: inout TickPipeline, _ number: Int, at time: Nanoseconds, cause: UInt64,
        _ out: inout OutputBuffer
    ) {
        let value = ["60", "15m", "", "1s", "1s", "300", "60", "15m", "", "1s"][number % 10]
        SettingRecord(
            cause: cause, isDefault: value.isEmpty,
            setting: RuntimeSetting(
                instrument: .all, key: SettingKey.timeframe, value: value, changed: time, by: "ann")
        ).write(to: &out)
        pipeline.setTimeframe(SettingKey.period(value))
    }

    private mutating func take(_ out: inout OutputBuffer) {
        let slots = out.slots
        guard slots.count > 0 else { return }
        batches.append(Array(slots))
        var index = 0
        while index < slots.count {
            let size = max(1, slots[index].slots)
            note(UnsafeBufferPointer(rebasing: slots[index..<index + size]))
            index += size
        }
        out.removeAll()
    }

    private mutating func note(_ slots: UnsafeBufferPointer<OutputSlot>) {
        switch slots[0].kind {
        case .tick: ticks.append(TickRecord(slots[0]).tick)
        case .quote: quotes.append(QuoteRecord(slots[0]))
        case .bar: bars.append(BarRecord(slots))
        case .footprint: footprints.append(FootprintRecord(slots))
        case .profile: profiles.append(ProfileRecord(slots))
        case .vwap: vwaps.append(VWAPRecord(slots))
        case .roll: rolls.append(RollRecord(slots[0]))
        default: break
        }
    }
}

extension [OutputSlot] {
    /// The same records of another instrument.
    func of(_ instrument: InstrumentID) -> [OutputSlot] {
        var slots = self
        var index = 0
        while index < slots.count {
            let size = Swift.max(1, slots[index].slots)
            let head = slots[index].head & 0xff_ffff_ffff
            slots[index].head = head | UInt64(instrument.rawValue) << 40
            index += size
        }
        return slots
    }
}
