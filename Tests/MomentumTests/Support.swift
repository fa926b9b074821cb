import Market
import Measures
import Records
import Settings
import Strategy
import Testing

@testable import Momentum

/// One bar by hand: open, high, low, close, volume.
struct Row {
    var open: Double
    var high: Double
    var low: Double
    var close: Double
    var volume: Double

    init(_ open: Double, _ high: Double, _ low: Double, _ close: Double, _ volume: Double = 100) {
        (self.open, self.high, self.low, self.close) = (open, high, low, close)
        self.volume = volume
    }

    /// Range 0.20 around 100, volume 100.
    static let wide = Row(100.00, 100.10, 99.90, 100.00)
    /// Range 0.08, volume 40.
    static let quiet = Row(100.06, 100.10, 100.02, 100.08, 40)
    /// Range 0.20 and volume 200, closing near its high.
    static let burst = Row(100.08, 100.28, 100.08, 100.25, 200)
}

/// A session of second bars, fed to the system as they are written.
struct Session {
    static let aapl = StrategyInstrument(
        Instrument(
            symbol: "AAPL", assetClass: .share, prices: PriceScale(decimals: 4, tick: 100),
            sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000))

    var system: MomentumSystem
    var found: [Evaluation] = []
    var intents: [TradeIntent] = []
    /// Typical prices of the session's bars, unless a bar brings its own VWAP.
    private var running = VWAP()
    private var session = SessionDate(rawValue: 0)

    init(_ settings: MomentumSettings = MomentumSettings()) {
        system = MomentumSystem(settings, Self.aapl, mode: .rth)
    }

    /// Feeds bars of consecutive seconds from a New York time on.
    ///
    /// - Parameter vwap: the session VWAP; without it that of the bars' typical prices.
    mutating func feed(_ from: String, _ rows: [Row], vwap: Double? = nil) {
        let sheet = EvaluationSheet(system: 2)
        guard let first = InstantText.parse(from) else { preconditionFailure(from) }
        for (second, row) in rows.enumerated() {
            let bar = Self.bar(row, at: first + .seconds(Int64(second)))
            if bar.session != session { running = VWAP() }
            session = bar.session
            running.add((row.high + row.low + row.close) / 3, row.volume)
            var market = MarketReading()
            market.vwaps.daily = VWAPReading(
                vwap: vwap ?? running.units ?? 0, sigma: 0, volume: Volume(running.volume))
            found += sheet.record(about: bar) { system.closed(bar, market, &$0) }
        }
        intents += sheet.intents
    }

    mutating func endSession() {
        let sheet = EvaluationSheet(system: 2)
        let date = session
        found += sheet.record { system.sessionEnded(date, &$0) }
        intents += sheet.intents
    }

    static func bar(_ row: Row, at start: Nanoseconds) -> StudyBar {
        let scale = aapl.facts.prices
        func units(_ price: Double) -> Price { Price(Int64((price * 10_000).rounded())) }
        let bar = Bar(
            start: start, end: start + .seconds(1),
            session: NewYorkTime.wallClock(at: start).date, mode: .rth, period: .second1,
            isFromTicks: false, open: units(row.open), high: units(row.high), low: units(row.low),
            close: units(row.close), volume: Volume(row.volume), buyVolume: .zero,
            sellVolume: .zero, maxDelta: .zero, minDelta: .zero, cumulativeDelta: .zero,
            trades: 0, vwap: nil, completeness: Completeness())
        return StudyBar(bar, prices: scale, sizes: aapl.facts.sizes)
    }

    /// The evaluations of a rule.
    func of(_ rule: String) -> [Evaluation] {
        let place = MomentumSystem.schema.rules.firstIndex { $0.name == rule }
        return found.filter { Int($0.rule) == place }
    }

    /// `bias compressed count expansion state` of every bar, as the export writes them.
    var states: [String] {
        of("bar").map { bar in
            ["bias", "compressed", "count", "expansion", "state"].map { bar.word($0) }
                .joined(separator: " ")
        }
    }

    /// `AAPL`'s trades: direction, entry, stop, target, exit, reason, profit, seconds.
    var trades: [String] {
        of("trade").map { trade in
            let numbers = ["entry", "stop", "target", "exit"].map { money(trade[$0]) }
            return "\(trade.word("direction")) \(numbers.joined(separator: " ")) \(trade.why) "
                + "\(money(trade["pnl"])) \(trade.word("seconds"))"
        }
    }

    /// `IDLE -> COMPRESSION 3 compressed` for every change.
    var changes: [String] {
        of("state").map { "\($0.word("from")) -> \($0.word("to")) \($0.word("count")) \($0.why)" }
    }

    /// `approved LONG` or `rejected bias LONG`, for every expansion.
    var entries: [String] {
        of("entry").map { entry in
            [entry.verdict.name, entry.why, entry.direction.name].filter { !$0.isEmpty }
                .joined(separator: " ")
        }
    }
}

/// Four decimals, as the log writes them.
func money(_ value: Double?) -> String {
    guard let value else { return "-" }
    let units = Int64((value * 10_000).rounded())
    let digits = String(units.magnitude % 10_000)
    return (units < 0 ? "-" : "") + "\(units.magnitude / 10_000)."
        + String(repeating: "0", count: 4 - digits.count) + digits
}

extension Evaluation {
    var schema: RuleSchema { MomentumSystem.schema.rules[Int(rule)] }

    /// The name of its reason.
    var why: String { schema.reasons[Int(reason)] }

    /// A value by name.
    subscript(name: String) -> Double? {
        guard let place = schema.place(of: name) else { preconditionFailure("no value \(name)") }
        return values[place]
    }

    /// A value by name, as the export writes flags, counts and choices.
    func word(_ name: String) -> String {
        guard let value = self[name], let place = schema.place(of: name) else { return "" }
        if case .choice(let words) = schema.values[place].kind { return words[Int(value)] }
        return "\(Int(value))"
    }
}
