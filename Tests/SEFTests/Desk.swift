import Market
import Measures
import Records
import Settings
import Strategy

@testable import SEF

/// A system driven by hand, bar by bar.
struct Desk: ~Copyable {
    var system: SEFSystem
    /// The date of the next bar's session.
    var session = SessionDate("2024-03-04")!
    let sheet = EvaluationSheet(system: 3)
    private var bars: Int64 = 0

    /// - Parameter set: values other than the defaults.
    init(_ set: [String: StrategyValue] = [:]) {
        system = Self.system(set)
    }

    static func system(_ set: [String: StrategyValue] = [:]) -> SEFSystem {
        var options = StrategyOptions(SEFSystem.keys)
        for (name, value) in set { options[name] = value }
        return SEFSystem(options, StrategyInstrument(share), mode: .ext)
    }

    static let share = Instrument(
        symbol: "SPY", assetClass: .share, prices: PriceScale(decimals: 2, tick: 1),
        sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000)

    /// Closes a bar; `levels` by name, those not named do not exist.
    mutating func close(
        _ open: Double, _ high: Double, _ low: Double, _ close: Double, volume: Double = 100,
        _ levels: [String: Double] = [:], period: BarPeriod = .hour2
    ) -> [Evaluation] {
        let bar = StudyBar.sample(
            bars, open, high, low, close, volume: volume, session: session, period: period)
        bars += 1
        return self.close(bar, MarketReading.of(levels, scope: system.settings.scope))
    }

    /// Closes a bar as it is.
    mutating func close(_ bar: StudyBar, _ market: MarketReading) -> [Evaluation] {
        var system = self.system
        let found = sheet.record(about: bar) { system.closed(bar, market, &$0) }
        self.system = system
        return found
    }

    /// Fifteen bars of range 2 around a price, so that ATR is 2.
    mutating func warmUp(around price: Double) {
        for _ in 0..<15 { _ = close(price, price + 1, price - 1, price) }
    }
}

extension StudyBar {
    /// A bar of the `index`-th two hours since 2024-03-04.
    static func sample(
        _ index: Int64, _ open: Double, _ high: Double, _ low: Double, _ close: Double,
        volume: Double, session: SessionDate, period: BarPeriod = .hour2
    ) -> StudyBar {
        let start = Nanoseconds.seconds(1_709_510_400 + index * 7200)
        let empty = Bar(
            start: start, end: start + .seconds(7200), session: session, mode: .ext,
            period: period, isFromTicks: true, open: Price(0), high: Price(0), low: Price(0),
            close: Price(0), volume: .zero, buyVolume: .zero, sellVolume: .zero, maxDelta: .zero,
            minDelta: .zero, cumulativeDelta: .zero, trades: 1, vwap: nil,
            completeness: Completeness())
        var bar = StudyBar(empty, prices: Desk.share.prices, sizes: Desk.share.sizes)
        (bar.open, bar.high, bar.low, bar.close) = (open, high, low, close)
        bar.volume = volume
        return bar
    }
}

extension MarketReading {
    /// Levels by name; POC, VAH and VAL of a timeframe exist together, the POC's value for the
    /// edges that are not named.
    static func of(_ levels: [String: Double], scope: ProfileScope = .previous) -> MarketReading {
        var market = MarketReading()
        for anchor in ReferenceLevel.timeframes {
            if let vwap = levels["vwap_\(anchor.name)"] {
                market.vwaps[anchor] = VWAPReading(vwap: vwap, sigma: 1, volume: Volume(1))
            }
            guard let poc = levels["poc_\(anchor.name)"] else { continue }
            let profile = ProfileLevels(
                date: SessionDate(rawValue: 0), poc: poc,
                vah: levels["vah_\(anchor.name)"] ?? poc, val: levels["val_\(anchor.name)"] ?? poc)
            switch scope {
            case .previous: market.previous[anchor] = profile
            case .developing: market.developing[anchor] = profile
            }
        }
        return market
    }
}

extension Evaluation {
    var schema: RuleSchema { SEFSystem.schema.rules[Int(rule)] }

    /// A value by its name.
    subscript(name: String) -> Double? {
        guard let place = schema.place(of: name) else {
            preconditionFailure("rule \(schema.name) has no value \(name)")
        }
        return values[place]
    }

    /// The word of a choice.
    func word(_ name: String) -> String? {
        guard let value = self[name],
            case .choice(let words) = schema.values[schema.place(of: name)!].kind
        else { return nil }
        return words[Int(value)]
    }

    /// The word of the key.
    var keyName: String { schema.keys[Int(key)] }
    /// The word of the reason.
    var reasonName: String { schema.reasons[Int(reason)] }
}

extension [Evaluation] {
    /// Those of a rule.
    func of(_ rule: String) -> [Evaluation] { filter { $0.schema.name == rule } }

    /// The study of a level, if it was evaluated.
    func level(_ name: String) -> Evaluation? { of("level").first { $0.keyName == name } }

    /// The state of a calibration cell, if its counts changed.
    func cell(_ name: String) -> Evaluation? { of("calibration").first { $0.keyName == name } }
}
