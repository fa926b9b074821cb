import Market
import Publisher
import Records
import Wire

/// Values that every suite uses.
enum Sample {
    static let epoch: UInt64 = 1_699_999_000_000_000_000

    static let instrument = Instrument(
        symbol: "SPY", assetClass: .share, prices: PriceScale(decimals: 2, tick: 1),
        sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000)

    static var setup: InstrumentSetup {
        var setup = InstrumentSetup(instrument)
        setup.barsMode = .utc
        setup.footprintMode = .utc
        return setup
    }

    /// The same scales by another name.
    static func setup(_ symbol: String) -> InstrumentSetup {
        var setup = Sample.setup
        setup.instrument.symbol = symbol
        return setup
    }

    static func hello(
        _ role: Role = .read, heartbeat: UInt32 = 60_000,
        options: SessionOptions = SessionOptions()
    ) -> Hello {
        let tokens: [Role: String] = [
            .read: "reader", .feed: "feeder", .trade: "trader", .admin: "root",
        ]
        return Hello(
            role: role, heartbeat: heartbeat, clientName: "test", token: tokens[role] ?? "",
            options: options)
    }

    /// Tick `number`: a second apart, prices that wander over 41 levels, sizes 1 to 3.
    static func tick(_ number: UInt64) -> Tick {
        let price = 50_000 + Int64(number &* 7 % 41)
        return Tick(
            time: .seconds(1_700_000_000 + Int64(number)), price: Price(price),
            size: Size(Int64(1 + number % 3)), level: Level(price),
            aggressor: number % 2 == 0 ? .buyer : .seller, rule: .exchange,
            flags: [.inBars, .inFootprint, .inProfiles, .inVWAPs])
    }

    static func ticks(_ numbers: Range<UInt64>) -> [Tick] { numbers.map(tick) }

    static func record(_ number: UInt64, _ place: UInt32 = 0) -> TickRecord {
        TickRecord(
            instrument: InstrumentID(place), tick: tick(number), cause: number, received: .zero)
    }

    static let window = SessionWindow(
        date: SessionDate(rawValue: 19_675), start: .seconds(1_699_920_000),
        end: .seconds(1_700_006_400))

    static func roll(_ measure: Measure, _ anchor: Anchor = .daily, cause: UInt64 = 1) -> OutputSlot
    {
        RollRecord(
            instrument: InstrumentID(0), measure: measure, anchor: anchor, window: window,
            time: .seconds(1_700_000_000), cause: cause
        ).slot
    }

    static func bar(_ number: UInt64, _ period: BarPeriod = .minute1) -> BarRecord {
        let start = Nanoseconds.seconds(1_700_000_000 + 60 * Int64(number))
        let bar = Bar(
            start: start, end: start + .seconds(60), session: SessionDate(rawValue: 19_675),
            mode: .utc, period: period, isFromTicks: true, open: Price(50_000),
            high: Price(50_010), low: Price(49_990), close: Price(50_000 + Int64(number % 10)),
            volume: Volume(100), buyVolume: Volume(60), sellVolume: Volume(40),
            maxDelta: Volume(25), minDelta: Volume(-5), cumulativeDelta: Volume(20), trades: 40,
            vwap: 500.01, completeness: Completeness())
        return BarRecord(instrument: InstrumentID(0), bar: bar, cause: number)
    }

    static func slots(_ bars: [BarRecord]) -> [OutputSlot] {
        var buffer = OutputBuffer()
        for bar in bars { bar.write(to: &buffer) }
        return Array(buffer.slots)
    }
}
