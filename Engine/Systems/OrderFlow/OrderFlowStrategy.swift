import Indicators
public import Market
import Measures
public import Records
public import Settings
public import Strategy

/// The order-flow system: regime, ten footprint patterns, the router that joins them, and the
/// levels of unfinished business.
///
/// At each close it says the regime, each pattern with the router's verdict, and the one trade of
/// the bar; between closes, which open levels price came back to.
public struct OrderFlowStrategy: Strategy {
    /// What its evaluations mean.
    public static var schema: StrategySchema { OrderFlowSchema.schema }
    /// Its configuration, defaults as in batch runs.
    public static var keys: [StrategyKey] { OrderFlowKeys.all }

    /// Row height, least volume and quantity step by class.
    public static func classDefaults(
        _ assetClass: AssetClass, _ coverage: TapeCoverage
    ) -> [String: StrategyValue] {
        OrderFlowKeys.classDefaults(assetClass, coverage)
    }

    /// Its configuration.
    public private(set) var settings: OrderFlowSettings
    let instrument: StrategyInstrument
    let router: Router
    let quantity: OrderQuantity
    var regimes: RegimeDetector
    var patterns: PatternDetector
    var leastVolume: LeastVolume
    var range: RollingExtremes
    var levels: OpenLevels
    /// The patterns of the bar at hand; kept for its room.
    var found: [PatternSignal] = []
    var saidNeedsTicks = false

    /// A strategy that has seen nothing, of checked options.
    public init(
        _ options: StrategyOptions, _ instrument: StrategyInstrument, mode: SessionMode
    ) {
        self.init(OrderFlowSettings(options), instrument)
    }

    /// A strategy that has seen nothing.
    public init(_ settings: OrderFlowSettings, _ instrument: StrategyInstrument) {
        self.settings = settings
        self.instrument = instrument
        router = Router(settings.router)
        var quantity = settings.quantity
        if quantity.step == 0 {
            let sizes = instrument.facts.sizes
            quantity.step = Double(sizes.lot) / sizes.unitsPerOne
        }
        self.quantity = quantity
        regimes = RegimeDetector(settings.regime, schedule: instrument.schedule)
        patterns = PatternDetector(settings.patterns)
        leastVolume = LeastVolume(settings.leastVolume, instrument.facts.sizes)
        range = RollingExtremes(settings.router.rangeBars)
        levels = OpenLevels(limit: settings.openLevels)
        found.reserveCapacity(256)
    }

    /// Bars of its period with their rows, and the session's VWAP.
    public var needs: StrategyNeeds {
        var needs = StrategyNeeds(periods: [settings.period])
        needs.rowsPeriod = settings.period
        needs.rowHeight = settings.rowHeight
        needs.vwaps = [.daily]
        needs.followsTimeframe = true
        return needs
    }

    /// Regime, patterns and range begin anew, so that no bars of two periods are compared; open
    /// levels are prices, and stay.
    public mutating func turn(to timeframe: BarPeriod) {
        settings.period = timeframe
        regimes = RegimeDetector(settings.regime, schedule: instrument.schedule)
        patterns = PatternDetector(settings.patterns)
        range = RollingExtremes(settings.router.rangeBars)
        saidNeedsTicks = false
    }

    /// Says the regime, the patterns, the trade of the bar, and opens levels.
    public mutating func closed(
        _ bar: borrowing StudyBar, _ market: borrowing MarketReading,
        _ out: inout EvaluationWriter
    ) {
        guard bar.period == settings.period else { return }
        let reading = regimes.add(bar, vwap: market.vwaps.daily?.vwap)
        range.add(high: bar.high, low: bar.low)
        write(reading, &out)
        let least = leastVolume.at(bar)
        found.removeAll(keepingCapacity: true)
        patterns.add(bar, market.rows, leastVolume: least, to: &found)
        guard market.rows != nil else { return sayNeedsTicks(&out) }
        let choice = route(bar, reading, &out)
        if choice.best != nil {
            let number = write(choice, bar, reading, &out)
            if let signal = choice.signal { intend(signal, number, bar, reading, &out) }
        }
        openLevels(bar.end, &out)
    }

    /// Writes each pattern with the router's verdict.
    ///
    /// - Returns: The choice among the approved ones.
    private func route(
        _ bar: borrowing StudyBar, _ reading: RegimeReading, _ out: inout EvaluationWriter
    ) -> TradeChoice {
        var choice = TradeChoice()
        var extent: PriceRange?
        if let low = range.minimum, let high = range.maximum {
            extent = PriceRange(low: low, high: high)
        }
        for signal in found {
            let verdict = router.verdict(
                signal.pattern, signal.direction, strength: signal.strength,
                regime: reading.regime, close: bar.close, range: extent)
            if verdict.isApproved { choice.add(signal) }
            write(signal, verdict, bar, reading, extent, &out)
        }
        return choice
    }

    private mutating func sayNeedsTicks(_ out: inout EvaluationWriter) {
        guard !saidNeedsTicks else { return }
        saidNeedsTicks = true
        writeNeedsTicks(&out)
    }
}

/// The levels of unfinished business.
extension OrderFlowStrategy {
    /// Opens those of the patterns at hand.
    mutating func openLevels(_ time: Nanoseconds, _ out: inout EvaluationWriter) {
        for signal in found {
            guard case .unfinished(let evidence) = signal.evidence else { continue }
            if let oldest = levels.makeRoom() { write(oldest, .crowdedOut, at: time, &out) }
            let level = OpenLevel(
                level: signal.level, edge: evidence.edge, isHigh: signal.direction == .long,
                opened: time)
            levels.open(level)
            write(level, .opened, at: time, &out)
        }
    }

    /// Ticks between the nearest open levels reach none.
    public var quietBand: QuietBand { levels.quietBand }

    /// Says which open levels the tick reached.
    public mutating func traded(_ tick: borrowing Tick, _ out: inout EvaluationWriter) {
        while let level = levels.takeReached(by: tick.level) {
            write(level, .reached, at: tick.time, &out)
        }
    }

    /// Drops the levels that are still open.
    public mutating func sessionEnded(_ date: SessionDate, _ out: inout EvaluationWriter) {
        while let level = levels.takeOldest() {
            write(level, .sessionEnd, at: out.time, &out)
        }
    }
}
