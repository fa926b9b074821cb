import Indicators
import Market
import Measures
import Records
import Settings
import Strategy

@testable import OrderFlow

/// A row of a footprint, tick 0.25: `Row(100.25, 10, 40)` is 10x40 at 100.25.
struct Row {
    var price: Double
    var bid: Double
    var ask: Double
    var neutral: Double

    init(_ price: Double, _ bid: Double, _ ask: Double, neutral: Double = 0) {
        self.price = price
        self.bid = bid
        self.ask = ask
        self.neutral = neutral
    }
}

enum Sample {
    static let instrument = StrategyInstrument(
        Instrument(
            symbol: "ES", assetClass: .future, prices: PriceScale(decimals: 2, tick: 25),
            sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 12_500_000_000))

    /// 2024-11-13 09:30 New York, a full day.
    static let open = InstantText.parse("2024-11-13T14:30:00Z")!

    static func price(_ real: Double) -> Price { Price(Int64((real * 100).rounded())) }

    /// A bar whose volumes are given.
    static func bar(
        high: Double, low: Double, close: Double, open: Double? = nil, volume: Double = 100,
        buy: Double = 0, sell: Double = 0, start: Nanoseconds = Sample.open,
        end: Nanoseconds? = nil, mode: SessionMode = .rth, isFromTicks: Bool = true,
        session: String = "2024-11-13"
    ) -> StudyBar {
        var completeness = Completeness()
        completeness.exchangeVolume = Volume(volume)
        let bar = Bar(
            start: start, end: end ?? start + .seconds(300), session: SessionDate(session)!,
            mode: mode, period: .minute5, isFromTicks: isFromTicks, open: price(open ?? close),
            high: price(high), low: price(low), close: price(close), volume: Volume(volume),
            buyVolume: Volume(buy), sellVolume: Volume(sell), maxDelta: .zero, minDelta: .zero,
            cumulativeDelta: .zero, trades: 1, vwap: nil, completeness: completeness)
        return StudyBar(bar, prices: instrument.facts.prices, sizes: instrument.facts.sizes)
    }

    /// The bar that some rows make.
    static func bar(
        _ rows: [Row], close: Double? = nil, start: Nanoseconds = Sample.open,
        end: Nanoseconds? = nil, mode: SessionMode = .rth
    ) -> StudyBar {
        let buy = rows.reduce(0) { $0 + $1.ask }
        let sell = rows.reduce(0) { $0 + $1.bid }
        let prices = rows.map(\.price)
        return bar(
            high: prices.max()!, low: prices.min()!, close: close ?? prices.max()!,
            volume: rows.reduce(buy + sell) { $0 + $1.neutral }, buy: buy, sell: sell,
            start: start, end: end, mode: mode)
    }

    /// The rows of a bar, valid during `body`.
    static func with<Result>(
        _ rows: [Row], rowTicks: Int64 = 1, _ body: (LevelRows) -> Result
    ) -> Result {
        var ladder = Ladder()
        for row in rows {
            let number = rowNumber(instrument.level(of: row.price), rowTicks: rowTicks)
            if row.bid > 0 { ladder.add(row: number, row.bid, .seller) }
            if row.ask > 0 { ladder.add(row: number, row.ask, .buyer) }
            if row.neutral > 0 { ladder.add(row: number, row.neutral, .none) }
        }
        return body(
            LevelRows(low: ladder.low, rowTicks: rowTicks, cells: ladder.traded, unit: 1))
    }

    /// The patterns of a bar after some others, and only after them.
    static func patterns(
        _ rows: [Row], close: Double? = nil, after past: [StudyBar] = [], leastVolume: Double = 10,
        rowTicks: Int64 = 1, _ settings: PatternSettings = PatternSettings()
    ) -> [PatternSignal] {
        var detector = PatternDetector(settings)
        var found: [PatternSignal] = []
        for bar in past { detector.add(bar, nil, leastVolume: leastVolume, to: &found) }
        with(rows, rowTicks: rowTicks) {
            detector.add(bar(rows, close: close), $0, leastVolume: leastVolume, to: &found)
        }
        return found
    }

    /// Five bars with that high and low.
    static func past(high: Double, low: Double) -> [StudyBar] {
        (0..<5).map { _ in bar(high: high, low: low, close: low) }
    }

    static func text(_ signals: [PatternSignal]) -> [String] {
        signals.map {
            "\($0.pattern.name) \($0.direction.name) \(instrument.price(of: $0.level)) "
                + "\(($0.strength * 10_000).rounded() / 10_000) \($0.levels)"
        }
    }

    /// Inputs with everything defined: a quiet range.
    static func inputs(
        adx: Double = 20, ema9: Double = 100, ema21: Double = 100, atrRatio: Double = 1,
        volume: Double = 100, structure: [Int] = [0, 0, 0, 0]
    ) -> RegimeInputs {
        var inputs = RegimeInputs()
        (inputs.close, inputs.volume, inputs.vwap) = (100, volume, 100)
        (inputs.ema9, inputs.ema21, inputs.adx) = (ema9, ema21, adx)
        (inputs.plusDI, inputs.minusDI, inputs.atr) = (20, 20, 1)
        (inputs.atrRatio, inputs.meanVolume, inputs.hasStructure) = (atrRatio, 100, true)
        (inputs.hh, inputs.hl) = (structure[0], structure[1])
        (inputs.lh, inputs.ll) = (structure[2], structure[3])
        if inputs.hh >= 3 && inputs.hl >= 3 { inputs.structure = .bullish }
        if inputs.lh >= 3 && inputs.ll >= 3 { inputs.structure = .bearish }
        return inputs
    }
}

/// A strategy driven bar by bar.
struct Driver: ~Copyable {
    var strategy: OrderFlowStrategy
    let sheet = EvaluationSheet(system: 1)

    init(
        _ settings: OrderFlowSettings = OrderFlowSettings(),
        _ instrument: StrategyInstrument = Sample.instrument
    ) {
        strategy = OrderFlowStrategy(settings, instrument)
    }

    mutating func close(
        _ bar: StudyBar, _ rows: [Row]?, vwap: Double? = 100
    ) -> [Evaluation] {
        var market = MarketReading()
        market.vwaps.daily = vwap.map { VWAPReading(vwap: $0, sigma: 0, volume: Volume(1)) }
        guard let rows else {
            return sheet.record(about: bar) { strategy.closed(bar, market, &$0) }
        }
        return Sample.with(rows) {
            market.rows = $0
            return sheet.record(about: bar) { strategy.closed(bar, market, &$0) }
        }
    }

    mutating func trade(_ price: Double, at time: Nanoseconds) -> [Evaluation] {
        let tick = Tick(
            time: time, price: Sample.price(price), size: Size(1),
            level: Sample.instrument.level(of: price), aggressor: .buyer, rule: .exchange,
            flags: .inBars)
        return sheet.record(at: time) { strategy.traded(tick, &$0) }
    }

    mutating func endSession(at time: Nanoseconds) -> [Evaluation] {
        sheet.record(at: time) { strategy.sessionEnded(SessionDate("2024-11-13")!, &$0) }
    }
}

extension Evaluation {
    /// A value by its name.
    func value(_ name: String) -> Double? {
        guard let place = OrderFlowStrategy.schema.rules[Int(rule)].place(of: name) else {
            preconditionFailure("no value \(name)")
        }
        return values[place]
    }

    var ruleName: String { OrderFlowStrategy.schema.rules[Int(rule)].name }
    var reasonName: String { OrderFlowStrategy.schema.rules[Int(rule)].reasons[Int(reason)] }
}
