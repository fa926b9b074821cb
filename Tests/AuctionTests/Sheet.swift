import Market
import Measures
import Records
import Settings
import Strategy

@testable import Auction

/// One tick of a minute as a test writes it: `101.25x900 B`.
struct TestTick {
    var price: Double
    var size: Int64
    var aggressor: Aggressor

    /// Ticks of a line, `, ` between them.
    static func line(_ text: String) -> [TestTick] {
        text.split(separator: ",").map { part in
            let words = part.split(separator: " ")
            let numbers = words[0].split(separator: "x")
            return TestTick(
                price: Double(numbers[0])!, size: Int64(numbers[1])!,
                aggressor: words.count < 2 ? .none : words[1] == "B" ? .buyer : .seller)
        }
    }
}

/// Drives a playbook minute by minute, as a pipeline would: rows, cumulative delta, the profile of
/// the last session.
struct Sheet: ~Copyable {
    var playbook: AuctionPlaybook
    let instrument: StrategyInstrument
    let mode: SessionMode
    let sheet = EvaluationSheet(system: 4)
    private(set) var found: [Evaluation] = []
    /// The next minute's start.
    var time: Nanoseconds
    private var session: SessionDate?
    private var cvd: Int64 = 0
    private var ladder = Ladder()
    private(set) var previous: ProfileLevels?
    var run = SideRun()

    /// - Parameter start: seconds since the epoch; 2024-03-11 09:30 New York unless given.
    init(
        _ changes: [String: StrategyValue] = [:], tick: Double = 0.25, decimals: Int = 2,
        assetClass: AssetClass = .future, sizeDecimals: Int = 0, mode: SessionMode = .rth,
        start: Int64 = 1_710_163_800
    ) {
        var options = StrategyOptions(AuctionPlaybook.keys)
        for (name, value) in changes { options[name] = value }
        var units = 1.0
        for _ in 0..<decimals { units *= 10 }
        let facts = Instrument(
            symbol: "T", assetClass: assetClass,
            prices: PriceScale(decimals: decimals, tick: Int64((tick * units).rounded())),
            sizes: SizeScale(decimals: sizeDecimals, lot: 1), tickValueNanos: 12_500_000_000)
        instrument = StrategyInstrument(facts)
        self.mode = mode
        playbook = AuctionPlaybook(options, instrument, mode: mode)
        time = .seconds(start)
    }

    /// Says what the last session's profile was.
    mutating func balance(poc: Double, vah: Double, val: Double) {
        previous = ProfileLevels(
            date: SessionDate(rawValue: 19_792), poc: poc, vah: vah, val: val)
    }

    var date: SessionDate {
        mode == .utc
            ? SessionDate(rawValue: Int32(time.rawValue / 86_400_000_000_000))
            : NewYorkTime.wallClock(at: time).date
    }

    private func price(_ real: Double) -> Price {
        Price(Int64((real * instrument.facts.prices.unitsPerOne).rounded()))
    }

    private mutating func roll() {
        let today = date
        if session != today {
            if session != nil { end() }
            session = today
            cvd = 0
        }
    }

    /// Closes a minute of ticks.
    @discardableResult
    mutating func minute(_ ticks: [TestTick], rowTicks: Int64 = 1) -> [Evaluation] {
        roll()
        var rows = Ladder()
        var (volume, buy, sell): (Int64, Int64, Int64) = (0, 0, 0)
        for tick in ticks {
            let level = instrument.facts.prices.level(of: price(tick.price))
            rows.add(row: rowNumber(level, rowTicks: rowTicks), Double(tick.size), tick.aggressor)
            ladder.add(row: level.rawValue, Double(tick.size), tick.aggressor)
            volume += tick.size
            if tick.aggressor == .buyer { buy += tick.size }
            if tick.aggressor == .seller { sell += tick.size }
        }
        cvd += buy - sell
        var completeness = Completeness()
        completeness.exchangeVolume = Volume(Double(volume))
        let prices = ticks.map(\.price)
        let bar = Bar(
            start: time, end: time + .seconds(60), session: session!, mode: mode,
            period: .minute1, isFromTicks: true, open: price(prices.first!),
            high: price(prices.max()!), low: price(prices.min()!), close: price(prices.last!),
            volume: Volume(Double(volume)), buyVolume: Volume(Double(buy)),
            sellVolume: Volume(Double(sell)), maxDelta: .zero, minDelta: .zero,
            cumulativeDelta: Volume(Double(cvd)), trades: Int64(ticks.count), vwap: nil,
            completeness: completeness)
        let unit = instrument.facts.sizes.unitsPerOne
        var reading = MarketReading()
        reading.rows = LevelRows(
            low: rows.low, rowTicks: rowTicks, cells: rows.traded, unit: unit)
        let result = finish(bar, reading)
        // The rows' memory must outlive the reading.
        _ = rows.low
        return result
    }

    /// Closes a minute written as text.
    @discardableResult
    mutating func minute(_ text: String) -> [Evaluation] { minute(TestTick.line(text)) }

    /// Closes a provider's minute.
    @discardableResult
    mutating func bar(
        _ open: Double, _ high: Double, _ low: Double, _ close: Double, volume: Double,
        buy: Double = 0, sell: Double = 0
    ) -> [Evaluation] {
        roll()
        let unit = instrument.facts.sizes.unitsPerOne
        let bar = Bar(
            start: time, end: time + .seconds(60), session: session!, mode: mode,
            period: .minute1, isFromTicks: false, open: price(open), high: price(high),
            low: price(low), close: price(close), volume: Volume(volume * unit),
            buyVolume: Volume(buy * unit), sellVolume: Volume(sell * unit), maxDelta: .zero,
            minDelta: .zero, cumulativeDelta: .zero, trades: 0, vwap: nil,
            completeness: Completeness())
        let (low, high) = (
            instrument.facts.prices.level(of: bar.low), instrument.facts.prices.level(of: bar.high)
        )
        _ = ladder.spread(volume * unit, from: low.rawValue, through: high.rawValue)
        return finish(bar, MarketReading())
    }

    private mutating func finish(_ bar: Bar, _ market: MarketReading) -> [Evaluation] {
        var market = market
        market.previous.daily = previous
        market.sideRun = run
        let study = StudyBar(
            bar, prices: instrument.facts.prices, sizes: instrument.facts.sizes)
        let made = sheet.record(about: study) { out in playbook.closed(study, market, &out) }
        time = time + .seconds(60)
        found += made
        return made
    }

    /// Ends the session: its profile is the next one's balance range.
    @discardableResult
    mutating func end() -> [Evaluation] {
        let date = session!
        let made = sheet.record(at: time) { out in playbook.sessionEnded(date, &out) }
        found += made
        if let poc = ladder.poc, let area = ladder.valueArea(poc: poc) {
            let tick = instrument.tickSize
            previous = ProfileLevels(
                date: date, poc: Double(poc) * tick, vah: Double(area.high) * tick,
                val: Double(area.low) * tick)
        }
        ladder.removeAll()
        session = nil
        return made
    }

    /// Goes to 09:30 of the next day.
    mutating func nextDay() {
        if session != nil { end() }
        let date = NewYorkTime.wallClock(at: time).date.adding(days: 1)
        time = NewYorkTime.instant(date, second: 9 * 3600 + 1800)
    }
}

extension Evaluation {
    var schema: RuleSchema { AuctionPlaybook.schema.rules[Int(rule)] }

    /// A value by its name.
    subscript(name: String) -> Double? {
        guard let place = schema.place(of: name) else {
            preconditionFailure("rule \(schema.name) has no value \(name)")
        }
        return values[place]
    }

    /// The word of a choice.
    func word(_ name: String) -> String? {
        guard let place = schema.place(of: name),
            case .choice(let words) = schema.values[place].kind
        else { preconditionFailure("rule \(schema.name) has no choice \(name)") }
        return values[place].map { words[Int($0)] }
    }

    var why: String { schema.reasons[Int(reason)] }
    var setup: String { schema.keys[Int(key)] }
}

extension [Evaluation] {
    /// Those of a rule.
    func of(_ rule: String) -> [Evaluation] { filter { $0.schema.name == rule } }
    var study: Evaluation { of("market")[0] }
}

/// Equal to nine digits.
func near(_ value: Double?, _ wanted: Double, _ noise: Double = 1e-9) -> Bool {
    value.map { abs($0 - wanted) <= noise * Swift.max(1, abs(wanted)) } ?? false
}
