public import Market
import Measures
import Records
public import Settings
public import Strategy

/// Trades the expansion out of a compression of second bars, in the direction of the session
/// VWAP bias.
///
/// A silence of the feed is noticed by the next bar: without bars there is nothing that could
/// tell the time.
public struct MomentumSystem: Strategy, Hashable {
    let settings: MomentumSettings
    let schedule: SessionKnowledge
    /// How prices are counted.
    let prices: PriceScale
    /// How sizes are counted.
    let sizes: SizeScale
    var windows: BarWindows
    var machine: MomentumMachine
    var trade: MomentumTrade?
    var today = SessionTally()
    var session: SessionDate?
    var last: LastBar?

    /// A system that has seen nothing.
    public init(
        _ options: StrategyOptions, _ instrument: StrategyInstrument, mode: SessionMode
    ) {
        self.init(
            MomentumSettings(options, tickSize: instrument.tickSize), instrument, mode: mode)
    }

    /// A system with typed parameters.
    public init(
        _ settings: MomentumSettings, _ instrument: StrategyInstrument, mode: SessionMode
    ) {
        self.settings = settings
        schedule = SessionKnowledge(schedule: instrument.schedule, mode: mode)
        prices = instrument.facts.prices
        sizes = instrument.facts.sizes
        windows = BarWindows(settings)
        machine = MomentumMachine(minimum: settings.minCompressionBars)
    }

    /// The configuration keys.
    public static var keys: [StrategyKey] { MomentumSettings.keys }

    /// Outside of batch runs a market or stop order loses a tick.
    public static func classDefaults(
        _ assetClass: AssetClass, _ coverage: TapeCoverage
    ) -> [String: StrategyValue] { ["slippage_ticks": .number(1)] }

    /// Second bars and the VWAP of the session.
    public var needs: StrategyNeeds {
        var needs = StrategyNeeds(periods: [.second1])
        needs.vwaps = [.daily]
        return needs
    }

    /// Takes a second bar: session roll, gap, windows, conditions, one row of the state table.
    public mutating func closed(
        _ bar: borrowing StudyBar, _ market: borrowing MarketReading,
        _ out: inout EvaluationWriter
    ) {
        if let last, bar.start <= last.start {
            today.dropped += 1
            return
        }
        if bar.session != session { roll(to: bar, &out) }
        noticeGap(before: bar, &out)
        last = LastBar(start: bar.start, end: bar.end, close: bar.close)

        let reading = windows.add(range: bar.range, volume: bar.volume, close: bar.close)
        var vwap = market.vwaps.daily?.vwap
        // The provider's own figure goes before the one computed here.
        if let given = market.providerVWAP, given > 0 { vwap = given }
        var signs = BarSigns()
        signs.compressed = reading.isCompressed(settings)
        signs.expansion = reading.isExpansion(settings)
        signs.bias = windows.closes.bias(vwap: vwap)
        let edge = settings.closeEdge * bar.range
        signs.isNearHigh = Comparison.reaches(bar.close, bar.high - edge)
        signs.isNearLow = Comparison.reaches(bar.low + edge, bar.close)
        let exit = trade?.exit(
            open: bar.open, high: bar.high, low: bar.low, close: bar.close, end: bar.end,
            timeExit: settings.timeExit)
        signs.exits = exit != nil

        let before = machine
        let step = machine.step(signs)
        let closing = trade
        apply(step, signs, bar, before: before)
        if let exit, let closing { today.pnl += pnl(of: closing, exit) }
        writeBar(bar, reading, signs, vwap: vwap, &out)
        let entry = writeEntry(bar, reading, signs, step, vwap: vwap, before: before, &out)
        if case .entered = step, let trade { intendEntry(of: trade, decision: entry, &out) }
        if let exit, let closing { leave(closing, exit, at: bar.end, &out) }
        writeChange(from: before.state, .of(step), &out)
    }

    /// Ends an open trade at the session's last close, and says why there was none.
    public mutating func sessionEnded(_ date: SessionDate, _ out: inout EvaluationWriter) {
        if date == session { endSession(&out) }
    }

    /// Ends an open session.
    public mutating func ended(_ out: inout EvaluationWriter) { endSession(&out) }
}

extension MomentumSystem {
    /// Counts what a bar did, opens or closes the trade.
    private mutating func apply(
        _ step: MomentumStep, _ signs: BarSigns, _ bar: borrowing StudyBar,
        before: MomentumMachine
    ) {
        if signs.expansion { today.expansions += 1 }
        if before.state == .idle, machine.state == .compression { today.compressions += 1 }
        switch step {
        case .entered(let direction):
            today.trades += 1
            trade = MomentumTrade(
                direction, high: bar.high, low: bar.low, close: bar.close, end: bar.end,
                targetFactor: settings.targetFactor)
        case .exited: trade = nil
        case .rejectedByBias: today.rejectedByBias += 1
        case .rejectedByClose: today.rejectedByClose += 1
        case .none, .counted, .lapsed, .held: break
        }
    }

    /// Profit of a trade of one unit, slippage included, real price.
    func pnl(of trade: MomentumTrade, _ exit: TradeExit) -> Double {
        let slippage = settings.slippage
        return trade.sign
            * (trade.filledExit(exit, slippage: slippage) - trade.filledEntry(slippage: slippage))
    }

    /// Ends the session before and begins the bar's.
    private mutating func roll(to bar: borrowing StudyBar, _ out: inout EvaluationWriter) {
        endSession(&out)
        session = bar.session
        // Silence is counted from the session's first instant.
        let start = bar.start
        let opening = schedule.start(at: start) ?? start
        last = LastBar(start: Nanoseconds(.min), end: opening, close: bar.close)
        out.isAbout(bar)
    }

    /// Says that the feed was silent; after a long gap compression bars are no longer in a row.
    private mutating func noticeGap(before bar: borrowing StudyBar, _ out: inout EvaluationWriter) {
        guard let last else { return }
        let gap = bar.start - last.end
        if gap >= settings.silence { writeSilence(gap, &out) }
        guard gap > settings.maxGap else { return }
        let before = machine.state
        machine.gap()
        writeChange(from: before, .gap, &out)
    }

    /// Closes an open trade at the last close and empties everything.
    private mutating func endSession(_ out: inout EvaluationWriter) {
        guard session != nil, let last else { return }
        out.isAbout(last.end)
        let before = machine.state
        machine.reset()
        if let open = trade {
            let exit = TradeExit(reason: .sessionEnd, price: last.close)
            today.pnl += pnl(of: open, exit)
            trade = nil
            leave(open, exit, at: last.end, &out)
        }
        writeChange(from: before, .session, &out)
        if today.trades == 0 { writeNoTrade(&out) }
        windows.removeAll()
        today = SessionTally()
        session = nil
    }
}

/// The bar before.
struct LastBar: Hashable, Sendable, Codable {
    var start: Nanoseconds
    var end: Nanoseconds
    var close: Double
}

/// What happened in the session so far.
struct SessionTally: Hashable, Sendable, Codable {
    /// Times a compression was reached.
    var compressions = 0
    /// Bars that expanded, in any state.
    var expansions = 0
    /// Expansions out of a compression with a neutral bias.
    var rejectedByBias = 0
    /// Expansions out of a compression whose close did not go with the bias.
    var rejectedByClose = 0
    /// Trades begun.
    var trades = 0
    /// Profit of closed trades of one unit, real price.
    var pnl = 0.0
    /// Bars that did not start after their predecessor.
    var dropped = 0
}

/// When sessions begin; it is configuration, so it takes no part in comparing two systems.
struct SessionKnowledge: Hashable, Sendable, Codable {
    let schedule: SessionSchedule
    let mode: SessionMode

    /// The first instant of the session that holds an instant.
    func start(at time: Nanoseconds) -> Nanoseconds? {
        guard case .inside(let window) = schedule.lookup(time, mode: mode) else { return nil }
        return window.start
    }

    static func == (left: SessionKnowledge, right: SessionKnowledge) -> Bool {
        left.mode == right.mode
    }

    func hash(into hasher: inout Hasher) { hasher.combine(mode) }
}
