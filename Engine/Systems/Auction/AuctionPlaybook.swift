import Indicators
public import Market
import Measures
import Records
public import Settings
public import Strategy

/// The auction market playbook: what the market is doing, where it may turn, and who is pushing;
/// when all three agree there is a signal.
///
/// Everything happens at the close of a one-minute bar. A profile of the last hour gives the market
/// state and the nearest low volume node; the last session's value area is the balance range; a
/// close outside starts a leg, whose own nodes are where a pullback is joined (trend) or, once the
/// breakout failed, sold into (reversion).
public struct AuctionPlaybook: Strategy {
    let settings: AuctionSettings
    let instrument: StrategyInstrument
    /// Real price of a tick.
    let tickSize: Double
    /// Size units in one share, contract or coin.
    let unit: Double
    var scratch: ProfileScratch
    var clock: TradingClock
    var atr: ATR
    var state = AuctionState()

    /// A playbook that has seen nothing.
    public init(
        _ options: StrategyOptions, _ instrument: StrategyInstrument, mode: SessionMode
    ) {
        settings = AuctionSettings(options)
        self.instrument = instrument
        tickSize = instrument.tickSize
        unit = instrument.facts.sizes.unitsPerOne
        scratch = ProfileScratch(unit: unit)
        clock = TradingClock(instrument.schedule)
        atr = ATR(settings.leg.atrLength)
    }

    /// Minutes with their rows, and the profile of the last session.
    public var needs: StrategyNeeds {
        var needs = StrategyNeeds(periods: [.minute1])
        needs.rowsPeriod = .minute1
        needs.rowHeight = settings.rowTicks == 0 ? .auto : .ticks(Int64(settings.rowTicks))
        needs.previousProfiles = [.daily]
        needs.sideRun = true
        return needs
    }

    /// A minute closed.
    public mutating func closed(
        _ bar: borrowing StudyBar, _ market: borrowing MarketReading,
        _ out: inout EvaluationWriter
    ) {
        // A copy of the playbook goes its own way, on a thread of its own perhaps.
        if !isKnownUniquelyReferenced(&scratch) { scratch = ProfileScratch(unit: unit) }
        if state.session != bar.session {
            endSession(&out)
            openSession(bar, market)
        }
        let sides = remember(bar, market)
        let reading = read(bar, sides)
        let event = followLeg(reading)
        let isAlert = state.alarm.close(
            price: bar.close, reading.profile, nearest: reading.nearest, tickSize: tickSize,
            settings.alert)
        writeStudy(reading, market.sideRun, &out)
        if isAlert, let nearest = reading.nearest { writeAlert(reading, nearest, &out) }
        followSignal(bar, &out)
        if let event { writeLeg(event, reading.state, &out) }
        lookForSetups(reading, &out)
        state.cvdMomentum = reading.flow.cvdMomentum
        state.lastClose = bar.close
        forgetRows()
    }

    /// The leg and what is followed end; the profile, flow and alerts start anew.
    public mutating func sessionEnded(_ date: SessionDate, _ out: inout EvaluationWriter) {
        endSession(&out)
    }
}

extension AuctionPlaybook {
    mutating func endSession(_ out: inout EvaluationWriter) {
        guard state.session != nil else { return }
        state.session = nil
        if settings.scope == .previous, state.history.count > 0 {
            if !isKnownUniquelyReferenced(&scratch) { scratch = ProfileScratch(unit: unit) }
            state.previousProfile = scratch.read(
                state.history, 0...state.history.last, rowTicks: state.rowTicks, settings.rule)
        }
        if var signal = state.desk.followed {
            signal.status = .expired
            signal.exit = state.lastClose
            state.desk.followed = nil
            writeSignal(signal, nil, &out)
        }
        if state.legs.endSession() { writeLeg(.ended, nil, &out) }
        state.legs.removeAll()
    }

    mutating func openSession(_ bar: borrowing StudyBar, _ market: borrowing MarketReading) {
        state.session = bar.session
        state.history.removeAll()
        state.cvd = 0
        state.cvdMomentum = nil
        state.legs.removeAll()
        state.alarm.removeAll()
        state.balance = market.previous.daily.map { BalanceRange($0) }
        if settings.rowTicks > 0 {
            state.rowTicks = Int64(settings.rowTicks)
        } else if let height = market.volumeRows?.rowTicks {
            state.rowTicks = height
        } else {
            let prices = instrument.facts.prices
            let before = bar.open
            let level = instrument.level(of: state.lastClose ?? before)
            state.rowTicks = ClassDefaults.autoRow(price: prices.price(of: level), prices: prices)
        }
    }

    /// Adds a bar to the session.
    ///
    /// - Returns: What of it was bought and sold.
    mutating func remember(
        _ bar: borrowing StudyBar, _ market: borrowing MarketReading
    ) -> MinuteFlow {
        let volume = units(bar.volume, bar.isFromTicks)
        var sides = MinuteFlow(
            buy: units(bar.buyVolume, bar.isFromTicks), sell: units(bar.sellVolume, bar.isFromTicks)
        )
        if bar.isFromTicks {
            state.cvd = units(bar.cumulativeDelta, true)
        } else {
            if settings.isFlowFromBars, sides.buy == 0, sides.sell == 0 {
                sides = .estimated(
                    volume: volume, high: bar.high, low: bar.low, close: bar.close,
                    previousClose: state.lastClose)
            }
            state.cvd += sides.buy - sides.sell
        }
        var minute = Minute(
            start: bar.start, high: bar.high, low: bar.low, close: bar.close,
            highLevel: bar.highLevel.rawValue, lowLevel: bar.lowLevel.rawValue,
            volume: volume, cvd: state.cvd)
        minute.side = state.balance?.side(of: minute.close) ?? .none
        state.history.append(
            minute, market.volumeRows, isWhole: bar.isFromTicks,
            rowTicks: state.rowTicks, unit: unit, window: settings.window)
        atr.add(high: bar.high, low: bar.low, close: bar.close)
        return sides
    }

    /// A volume in size units: whole ones when it is of ticks. Held within ±1e100, so that no sum
    /// of a session is ever infinite.
    private func units(_ volume: Double, _ isFromTicks: Bool) -> Double {
        let units = min(max(volume * unit, -1e100), 1e100)
        return isFromTicks ? units.rounded() : units
    }

    mutating func read(_ bar: borrowing StudyBar, _ sides: MinuteFlow) -> MinuteReading {
        let (profile, bars) = marketProfile()
        let momentum =
            settings.momentumUnit == .efficiency
            ? Momentum.efficiency(state.history, bars: settings.momentumBars)
            : Momentum.percent(state.history, bars: settings.momentumBars)
        let level = bar.closeLevel.rawValue
        let position = MarketPosition(
            close: bar.close, profile, tickSize: tickSize, momentum: momentum)
        return MinuteReading(
            profile: profile, position: position,
            state: position.state(
                balanceDistance: settings.balanceDistance, momentumLimit: settings.momentumLimit),
            nearest: NearestLVN(close: bar.close, level: level, profile, tickSize: tickSize),
            flow: FlowReading(
                state.history, sides, unit: unit, before: state.cvdMomentum, settings.flow),
            clock: clock.read(start: bar.start, end: bar.end), atr: atr.value, profileBars: bars)
    }

    /// The profile of the market state, and how many minutes of this session it is made of.
    private mutating func marketProfile() -> (ProfileReading?, Int) {
        let first: Int
        switch settings.scope {
        case .window: first = state.history.windowFirst
        case .session: first = 0
        case .previous: return (state.previousProfile, 0)
        }
        let last = state.history.last
        return (
            scratch.readWindow(
                state.history, first...last, rowTicks: state.rowTicks, settings.rule),
            last - first + 1
        )
    }

    /// Rows that no profile reaches back to are let go.
    private mutating func forgetRows() {
        guard settings.scope == .window else { return }
        var first = min(
            state.history.windowFirst, max(0, state.history.count - settings.leg.lookback))
        if let leg = state.legs.leg { first = min(first, leg.origin.index) }
        if let reclaim = state.legs.reclaim {
            first = min(first, reclaim.failed.extreme.index)
        }
        state.history.forgetRows(before: first)
    }
}
