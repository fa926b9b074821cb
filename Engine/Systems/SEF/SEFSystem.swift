import Indicators
public import Market
import Measures
import Records
public import Settings
public import Strategy

/// How long, and not only how far, price has been away from value.
///
/// At each close of a 2-hour bar price is measured against twelve levels: VWAP, POC, VAH and VAL
/// of day, week and month. Closes in a row at least half an ATR on the same side of a level make a
/// run; a long run that ends in a rejection is a setup back to value. What became of the runs is
/// counted, so that the assumed probabilities stand beside measured ones.
public struct SEFSystem: Strategy {
    let settings: SEFSettings
    /// What a move of 1 in price is worth for a quantity of one, US dollars.
    let pointValue: Double
    let instrument: StrategyInstrument
    var state: SEFState

    /// A system that has seen nothing.
    public init(_ options: StrategyOptions, _ instrument: StrategyInstrument, mode: SessionMode) {
        settings = SEFSettings(options)
        pointValue = instrument.pointValue
        self.instrument = instrument
        state = SEFState(horizon: settings.horizon)
    }

    /// Its configuration.
    public static var keys: [StrategyKey] { SEFSettings.keys }

    /// Outside batch runs measured rates are used once there are enough.
    public static func classDefaults(
        _ assetClass: AssetClass, _ coverage: TapeCoverage
    ) -> [String: StrategyValue] { ["use_calibration": .word("auto")] }

    /// Extended hours for shares, the whole session for futures, UTC days for crypto.
    public static func usualSession(_ assetClass: AssetClass) -> SessionMode {
        switch assetClass {
        case .share: .ext
        case .future: .globex
        case .crypto: .utc
        }
    }

    /// 2-hour bars with the VWAPs and profiles of day, week and month.
    public var needs: StrategyNeeds {
        var needs = StrategyNeeds(periods: [.hour2])
        needs.vwaps = ReferenceLevel.timeframes
        switch settings.scope {
        case .previous: needs.previousProfiles = ReferenceLevel.timeframes
        case .developing: needs.developingProfiles = ReferenceLevel.timeframes
        }
        return needs
    }

    /// Measures price against every level.
    ///
    /// First the open trade and the pending observations see the bar, then the levels are
    /// evaluated: a rate that is used at a close holds nothing that ended later.
    public mutating func closed(
        _ bar: borrowing StudyBar, _ market: borrowing MarketReading,
        _ out: inout EvaluationWriter
    ) {
        guard bar.period == .hour2 else { return }
        state.anchor(bar.session)
        state.atr.add(high: bar.high, low: bar.low, close: bar.close)
        endTrade(bar, &out)
        countOutcomes(bar, &out)
        let prices = ReferencePrices(market, settings.scope)
        var studies = studies(of: bar, prices)
        for place in 0..<ReferenceLevel.count {
            guard let study = studies[place] else { continue }
            write(study, bar, &out)
            observe(study)
        }
        decide(&studies, bar, &out)
        state.previous = PriceSpan(high: bar.high, low: bar.low)
    }

    /// Every level that exists, once ATR does: first all runs, since a timeframe's levels may be
    /// aligned, then what follows from them.
    private mutating func studies(
        of bar: borrowing StudyBar, _ prices: ReferencePrices
    ) -> InlineArray<12, LevelStudy?> {
        var before = InlineArray<12, Int>(repeating: 0)
        var extended = ExtendedSides()
        let atr = state.atr.value.flatMap { Comparison.exceeds($0, 0) ? $0 : nil }
        for level in ReferenceLevel.all {
            before[level.place] = state.runs[level.place].candles
            guard let price = prices[level] else {
                state.runs[level.place].end()
                continue
            }
            guard let atr else { continue }
            let distance = (bar.close - price) / atr
            let isExtended = Comparison.reaches(abs(distance), settings.minExtension)
            state.runs[level.place].close(isExtended ? distance > 0 ? .up : .down : nil, bar)
            if let side = state.runs[level.place].side { extended.set(level, side) }
        }
        var studies = InlineArray<12, LevelStudy?>(repeating: nil)
        guard let atr else { return studies }
        for level in ReferenceLevel.all {
            guard let price = prices[level] else { continue }
            studies[level.place] = LevelStudy(
                level, price: price, atr: atr, run: state.runs[level.place],
                candlesBefore: before[level.place], bar, previous: state.previous, prices,
                extended: extended, state.calibration.cells, settings)
        }
        return studies
    }

    /// A run that reached its next trigger with this close is observed, once.
    private mutating func observe(_ study: LevelStudy) {
        guard let side = study.run.side, study.trigger != .none,
            study.trigger != settings.trigger(study.run.candles - 1)
        else { return }
        state.calibration.observe(
            cell: Calibration.cell(study.level, side, study.trigger), side: side,
            price: study.price)
    }

    private mutating func countOutcomes(
        _ bar: borrowing StudyBar, _ out: inout EvaluationWriter
    ) {
        guard !state.calibration.pending.isEmpty else { return }
        var changed = InlineArray<100, Bool>(repeating: false)
        state.calibration.close(high: bar.high, low: bar.low, changed: &changed)
        for cell in changed.indices where changed[cell] { writeCell(cell, &out) }
    }

    private mutating func endTrade(_ bar: borrowing StudyBar, _ out: inout EvaluationWriter) {
        guard var trade = state.trade else { return }
        let exit = trade.close(bar, horizon: settings.horizon)
        state.trade = exit == nil ? trade : nil
        guard let exit else { return }
        write(trade, exit, bar, &out)
        if exit.end == .horizon { leave(trade, &out) }
    }

    /// Heads-ups, then every run that was long enough for a setup, at most one of them approved.
    private mutating func decide(
        _ studies: inout InlineArray<12, LevelStudy?>, _ bar: borrowing StudyBar,
        _ out: inout EvaluationWriter
    ) {
        var best: LevelStudy?
        for place in 0..<ReferenceLevel.count {
            guard let study = studies[place] else { continue }
            if study.isHeadsUp(settings) { writeHeadsUp(study, bar, &out) }
            if study.isSetup(settings), best.map({ study.isBetter(than: $0) }) ?? true {
                best = study
            }
        }
        let wasInPosition = state.trade != nil
        for place in 0..<ReferenceLevel.count {
            guard let study = studies[place], study.isCandidate(settings) else { continue }
            let isBest = study.level == best?.level
            var reason = study.refusal(settings)
            if reason == nil { reason = wasInPosition ? .inPosition : isBest ? nil : .notBest }
            // Context, and what is switched off, leave a record when nothing else was missing.
            if !study.isSetupTimeframe, reason != .notASetupTimeframe { continue }
            if !settings.givesSetups, reason != .switchedOff { continue }
            let number = writeSetup(
                study, reason, isBest: isBest, inPosition: wasInPosition, bar, &out)
            guard reason == nil, let plan = study.plan, let target = plan.target else { continue }
            state.trade = SetupTrade(
                plan.direction, study.level, number: number, entry: plan.entry, target: target,
                stop: plan.stop, start: bar.end)
            intend(plan, target: target, study.level, number, &out)
        }
    }
}
