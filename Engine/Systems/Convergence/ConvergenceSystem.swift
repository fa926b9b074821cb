public import Market
import Records
public import Settings
public import Strategy

/// Buys when seven of eight entry lenses light within a window, and sells, after a delay that
/// momentum decides, when exit lenses meet divergences. Long only; minute bars of all hours.
public struct ConvergenceSystem: Strategy, Hashable {
    let settings: ConvergenceSettings
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
        self.init(ConvergenceSettings(options, instrument.facts))
    }

    /// A system with typed parameters.
    public init(_ settings: ConvergenceSettings) {
        self.settings = settings
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
        let minute = Minute(
            start: bar.start, end: bar.end, high: bar.high, low: bar.low, close: bar.close,
            volume: bar.volume)
        guard let now = add(minute) else { return }
        writeMinute(minute, now, &out)
        let sanity = checkRisk(minute, &out)
        decideEntry(minute, now, sanity, &out)
        decideExit(minute, now, &out)
        before = now
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
    /// Adds a minute to everything; `nil` when it does not start after the last one.
    mutating func add(_ minute: Minute) -> Conditions? {
        if let lastStart, minute.start <= lastStart { return nil }
        lastStart = minute.start
        let (start, high, low, close) = (minute.start, minute.high, minute.low, minute.close)
        indicators.add(high: high, low: low, close: close, volume: minute.volume)
        divergences.add(start: start, high: high, low: low, close: close)
        history.add(start: start, end: minute.end, high: high, low: low, close: close)

        var now = Conditions()
        now.entryLenses = indicators.reading.entryLenses(settings)
        now.exitLenses = indicators.reading.exitLenses(settings)
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

    /// Checks the close; says when it is bad, and when that halts trading or no longer does.
    private mutating func checkRisk(_ minute: Minute, _ out: inout EvaluationWriter) -> PriceSanity
    {
        let last = (price: risk.lastPrice, time: risk.lastPriceTime)
        let wasHalted = risk.halt == .badPriceData
        let sanity = risk.checkPriceSanity(minute.close, at: minute.end)
        let isHalted = risk.halt == .badPriceData
        if sanity != .valid, !wasHalted { writeRisk(minute, last, sanity, &out) }
        if isHalted != wasHalted { writeHalt(minute, last, isHalted, &out) }
        return sanity
    }

    /// Says what came of the entry lenses, when their count reaches a signal or nearly.
    @inline(__always)
    private func decideEntry(
        _ minute: Minute, _ now: Conditions, _ sanity: PriceSanity, _ out: inout EvaluationWriter
    ) {
        if now.entrySignal {
            if risk.halt != nil {
                writeEntry(minute, now, .rejected, .halted, &out)
            } else if sanity != .valid {
                writeEntry(minute, now, .rejected, .badPrice, &out)
            } else {
                writeEntry(minute, now, .approved, .none, &out)
            }
        } else if now.entryCount >= settings.nearMiss, before.entryCount < settings.nearMiss {
            writeEntry(minute, now, .rejected, .notEnough, &out)
        }
    }

    /// Says what came of the exit lenses and divergences, and which exit is due.
    private mutating func decideExit(
        _ minute: Minute, _ now: Conditions, _ out: inout EvaluationWriter
    ) {
        if now.exitSignal {
            let exit = PendingExit(
                signalTime: minute.end, category: now.category,
                delayHours: settings.delays.hours(now.category), lenses: exitWindow.lenses,
                divergences: now.divergences)
            if exitPlan.signal(exit) { writeExit(minute, now, exit, .event, .pending, &out) }
        } else if !now.exitHolds {
            writeExitMiss(minute, now, &out)
        }
        guard risk.halt == nil, let due = exitPlan.takeDue(at: minute.end, now.category) else {
            return
        }
        writeExit(minute, now, due.exit, .approved, .none, type: due.type, &out)
    }

    /// One of the two conditions of an exit begins to hold, the other does not.
    @inline(__always)
    private func writeExitMiss(_ minute: Minute, _ now: Conditions, _ out: inout EvaluationWriter) {
        let hasLenses = now.exitCount >= settings.exitCount
        let hasDivergences = now.divergenceCount >= settings.divergences
        if hasLenses, before.exitCount < settings.exitCount {
            writeExit(minute, now, nil, .rejected, .notEnoughDivergences, &out)
        }
        if hasDivergences, before.divergenceCount < settings.divergences {
            writeExit(minute, now, nil, .rejected, .notEnoughLenses, &out)
        }
    }
}
