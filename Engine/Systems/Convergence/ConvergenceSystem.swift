public import Market
import Records
public import Settings
public import Strategy

/// Buys when seven of eight entry lenses light within a window, and sells, after a delay that
/// momentum decides, when exit lenses meet divergences. Long only; minute bars of all hours.
public struct ConvergenceSystem: Strategy, Hashable {
    let settings: ConvergenceSettings
    /// How prices are counted.
    let prices: PriceScale
    var indicators: MinuteIndicators
    var divergences = DivergenceBoard()
    var history = PriceHistory()
    var entryWindow: LensWindow
    var exitWindow: LensWindow
    var exitPlan = ExitPlan()
    var risk: RiskManager
    /// What the last bar said, as far as rising edges need it.
    var before = Conditions()
    var lastStart: Nanoseconds?

    /// A system that has seen nothing.
    public init(
        _ options: StrategyOptions, _ instrument: StrategyInstrument, mode: SessionMode
    ) {
        self.init(
            ConvergenceSettings(options, instrument.facts), prices: instrument.facts.prices)
    }

    /// A system with typed parameters.
    ///
    /// - Parameter prices: how the prices of its minutes are counted.
    public init(
        _ settings: ConvergenceSettings, prices: PriceScale = PriceScale(decimals: 2, tick: 1)
    ) {
        self.settings = settings
        self.prices = prices
        indicators = MinuteIndicators(squeezeBars: settings.squeezeBars)
        entryWindow = LensWindow(settings.window)
        exitWindow = LensWindow(settings.window)
        risk = RiskManager(settings.risk)
    }

    /// The configuration keys.
    public static var keys: [StrategyKey] { ConvergenceSettings.keys }

    /// Futures have no lowest price; coins quoted in other coins one of ten ticks.
    public static func classDefaults(
        _ assetClass: AssetClass, _ coverage: TapeCoverage
    ) -> [String: StrategyValue] {
        switch assetClass {
        case .future: ["min_price": .off]
        case .share: [:]
        case .crypto: ["min_price_ticks": .number(10)]
        }
    }

    /// All hours, whatever the class: its windows are hours of the clock.
    public static func usualSession(_ assetClass: AssetClass) -> SessionMode { .utc }

    /// Minutes, those without a trade included.
    public var needs: StrategyNeeds {
        var needs = StrategyNeeds(periods: [.minute1])
        needs.countsEmptyBars = true
        return needs
    }

    /// Takes a minute: indicators, lenses, divergences, then signals.
    public mutating func closed(
        _ bar: borrowing StudyBar, _ market: borrowing MarketReading,
        _ out: inout EvaluationWriter
    ) {
        guard isLater(bar.start) else { return }
        let step = step(bar)
        let decision = write(step, &out)
        if out.takesIntents { intend(step, decision, &out) }
    }

    /// Moves everything on by a minute, with nobody who writes down what it says.
    ///
    /// - Returns: Entry or exit lenses came to a signal.
    package mutating func advance(_ bar: borrowing StudyBar) -> Bool {
        guard isLater(bar.start) else { return false }
        return step(bar).isSignal
    }

    /// A minute that starts then comes after the last one; others are left out.
    @inline(__always)
    private func isLater(_ start: Nanoseconds) -> Bool {
        guard let lastStart else { return true }
        return start > lastStart
    }

    /// Moves everything on by a minute.
    ///
    /// - Returns: What is to be written; in place, as a part of whoever calls.
    @inline(__always)
    private mutating func step(_ bar: borrowing StudyBar) -> MinuteStep {
        let minute = Minute(
            start: bar.start, end: bar.end, high: bar.high, low: bar.low, close: bar.close,
            volume: bar.volume)
        let now = add(minute)
        var step = MinuteStep(
            minute: minute, now: now, before: before,
            waiting: exitPlan.pending?.exitTime, price: checkPrice(minute))
        step.entry = decideEntry(step)
        decideExit(&step)
        before = now
        return step
    }
}

/// A minute as the system reads it.
struct Minute: Hashable, Sendable {
    var start: Nanoseconds
    var end: Nanoseconds
    var high: Double
    var low: Double
    var close: Double
    var volume: Double
}

/// What a bar says, all rules together.
struct Conditions: Hashable, Sendable, Codable {
    /// Entry lenses that this bar lights.
    var entryLenses = LensSet()
    /// Exit lenses that this bar lights.
    var exitLenses = LensSet()
    /// Entry lenses lit in the window.
    var entryCount = 0
    /// Exit lenses lit in the window.
    var exitCount = 0
    /// Active (timeframe, oscillator) pairs.
    var divergences: UInt16 = 0
    var momentum: Double?
    var category = MomentumCategory.unknown
    /// Enough exit lenses and enough divergences.
    var exitHolds = false
    /// Enough entry lenses, and not enough one bar earlier.
    var entrySignal = false
    /// `exitHolds`, and not one bar earlier.
    var exitSignal = false

    /// How many pairs are active.
    var divergenceCount: Int { divergences.nonzeroBitCount }
}

extension ConvergenceSystem {
    /// Adds a minute to everything.
    @inline(__always)
    private mutating func add(_ minute: Minute) -> Conditions {
        lastStart = minute.start
        let (start, high, low, close) = (minute.start, minute.high, minute.low, minute.close)
        indicators.add(high: high, low: low, close: close, volume: minute.volume)
        divergences.add(start: start, high: high, low: low, close: close)
        history.add(start: start, end: minute.end, high: high, low: low, close: close)

        var now = Conditions()
        let bounds = LensBounds(settings)
        now.entryLenses = indicators.reading.entryLenses(bounds)
        now.exitLenses = indicators.reading.exitLenses(bounds)
        entryWindow.add(now.entryLenses, start: start, close: close)
        exitWindow.add(now.exitLenses, start: start, close: close)
        now.entryCount = entryWindow.count
        now.exitCount = exitWindow.count
        now.divergences = divergences.pairs
        now.momentum = history.momentum24h
        now.category = settings.delays.category(now.momentum)
        now.exitHolds =
            now.exitCount >= settings.exitCount && now.divergenceCount >= settings.divergences
        now.entrySignal =
            now.entryCount >= settings.entryCount && before.entryCount < settings.entryCount
        now.exitSignal = now.exitHolds && !before.exitHolds
        return now
    }

    /// Checks the close; a bad one may halt trading, a good one end that.
    @inline(__always)
    private mutating func checkPrice(_ minute: Minute) -> PriceStep {
        let (price, time) = (risk.lastPrice, risk.lastPriceTime)
        let wasHalted = risk.halt == .badPriceData
        let sanity = risk.checkPriceSanity(minute.close, at: minute.end)
        return PriceStep(
            sanity: sanity, lastPrice: price, lastTime: time, wasHalted: wasHalted,
            isHalted: risk.halt == .badPriceData)
    }

    /// What comes of the entry lenses, when their count reaches a signal or nearly.
    @inline(__always)
    private func decideEntry(_ step: MinuteStep) -> EntryReason? {
        if step.now.entrySignal {
            if risk.halt != nil { return .halted }
            return step.price.sanity == .valid ? EntryReason.none : .badPrice
        }
        let isNear =
            step.now.entryCount >= settings.nearMiss && step.before.entryCount < settings.nearMiss
        return isNear ? .notEnough : nil
    }

    /// What comes of the exit lenses and divergences, and which exit is due.
    @inline(__always)
    private mutating func decideExit(_ step: inout MinuteStep) {
        let (now, end) = (step.now, step.minute.end)
        if now.exitSignal {
            let exit = PendingExit(
                signalTime: end, category: now.category,
                delayHours: settings.delays.hours(now.category), lenses: exitWindow.lenses,
                divergences: now.divergences)
            if exitPlan.signal(exit) { step.planned = exit }
        }
        guard risk.halt == nil, let due = exitPlan.takeDue(at: end, now.category) else { return }
        step.due = due
    }
}
