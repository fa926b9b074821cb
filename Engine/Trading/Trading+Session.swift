public import Market
public import Records

/// The trading session: its states, its days, its limits.
///
/// | state | event | next |
/// |---|---|---|
/// | STOPPED | start | RUNNING; the day's money and counters begin anew in a new session |
/// | RUNNING | halt, limit of the day, lost feed | HALTED; brackets go on |
/// | HALTED | resume, a new session after a limit | RUNNING |
/// | RUNNING, HALTED | stop | STOPPED; everything is flattened |
/// | any | another | unchanged, refused |
extension Trading {
    mutating func start(_ moment: Moment, _ out: inout OutputBuffer) -> TradingAnswer {
        guard state.session.state == .stopped else {
            return TradingAnswer(
                .alreadyRunning, "the session is \(state.session.state.name) already")
        }
        beginDay(moment, &out)
        state.session.state = halted.contains(true) && isHaltedWhole ? .halted : .running
        state.session.started = moment.time
        tellSession(moment, &out)
        return TradingAnswer(
            .accepted, "session \(state.session.date.map { "\($0)" } ?? "of no date yet")")
    }

    private var isHaltedWhole: Bool { !halted.isEmpty && halted.allSatisfy { $0 } }

    mutating func stop(_ moment: Moment, _ out: inout OutputBuffer) -> TradingAnswer {
        guard state.session.state != .stopped else {
            return TradingAnswer(.notRunning, "the session is STOPPED already")
        }
        state.session.state = .stopped
        state.session.reason = ""
        state.session.needsForce = false
        let answer = flatten(.all, .flatten, moment, &out)
        tellSession(moment, &out)
        return TradingAnswer(.accepted, answer.text)
    }

    /// Halts of the desk changed: those of all instruments halt the session.
    ///
    /// - Parameters:
    ///   - reason: what halts all instruments; `nil` when nothing does.
    ///   - needsForce: a limit of the day is among it.
    public mutating func haltsChanged(
        _ halted: [Bool], all reason: String?, needsForce: Bool, at time: Nanoseconds,
        cause: UInt64, into out: inout OutputBuffer
    ) {
        self.halted = halted
        let before = state.session
        if state.session.state == .running, let reason {
            state.session.state = .halted
            state.session.reason = reason
        } else if state.session.state == .halted, reason == nil {
            state.session.state = .running
            state.session.reason = ""
        }
        state.session.needsForce = state.session.state == .halted && needsForce
        guard state.session != before else { return }
        tellSession(Moment(time: time, cause: cause), &out)
    }

    /// A setting of the running engine about trading changed.
    public mutating func set(
        _ change: TradingChange, at time: Nanoseconds, cause: UInt64,
        into out: inout OutputBuffer
    ) {
        let moment = Moment(time: time, cause: cause)
        switch change {
        case .limits(let limits):
            state.session.limits = limits
            tellSession(moment, &out)
        case .paper(let paper): state.settings.paper = paper
        case .only(let instrument):
            state.only = instrument
            for position in positions where instrument != nil && position.instrument != instrument {
                _ = flatten(position.instrument, .flatten, moment, &out)
            }
        }
        settle()
        checkDay(moment, &out)
    }

    /// A session of an instrument ended: day orders expire, its books are closed at the last price.
    public mutating func sessionEnded(
        _ window: SessionWindow, _ mode: SessionMode, of instrument: InstrumentID,
        cause: UInt64, into out: inout OutputBuffer
    ) {
        let place = Int(instrument.rawValue)
        let moment = Moment(time: window.end, cause: cause)
        for index in state.live.indices {
            let order = state.live[index].order
            guard order.instrument == instrument, !order.state.isDone,
                instruments[place].mode(of: order.book) == mode
            else { continue }
            let closes = order.leg == .stop || order.leg == .target || order.leg == .exit
            if closes || order.terms.force == .day {
                end(index, closes ? .cancelled : .expired, "its session ended", moment, &out)
            }
        }
        for holding in state.ledger.holdings {
            let position = holding.position
            guard position.instrument == instrument, !position.isFlat,
                instruments[place].mode(of: position.book) == mode
            else { continue }
            close(position, moment, &out)
        }
        settle()
        checkDay(moment, &out)
    }

    /// Closes a position at the last price of its session.
    private mutating func close(
        _ position: Position, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        let place = Int(position.instrument.rawValue)
        guard let last = state.last[place].price.orNil else { return }
        leave(position, .sessionEnd, moment, &out)
        guard
            let index = state.live.firstIndex(where: {
                $0.order.leg == .exit && !$0.order.state.isDone
                    && $0.order.book == position.book
                    && $0.order.instrument == position.instrument
            })
        else { return }
        let isBuy = state.live[index].order.terms.side == .buy
        let price = slipped(last, isBuy, state.settings.paper.slippage, place)
        state.live[index].order.state = .working
        fill(index, state.live[index].order.open, price, moment, &out)
    }

    /// A beat of the clock: a new day of the account begins.
    public mutating func beat(
        _ time: Nanoseconds, cause: UInt64, into out: inout OutputBuffer
    ) -> Bool {
        guard time >= nextLook, state.session.state != .stopped else { return false }
        switch schedule.lookup(time, mode: state.settings.mode) {
        case .outside(let until):
            nextLook = until
            return false
        case .inside(let window):
            nextLook = window.end
            guard window.date != state.session.date else { return false }
        }
        let moment = Moment(time: time, cause: cause)
        beginDay(moment, &out)
        tellSession(moment, &out)
        return true
    }

    /// Begins the day that an instant lies in, unless it has begun.
    private mutating func beginDay(_ moment: Moment, _ out: inout OutputBuffer) {
        guard case .inside(let window) = schedule.lookup(moment.time, mode: state.settings.mode),
            window.date != state.session.date
        else { return }
        state.session.date = window.date
        state.ledger.beginDay()
        tellAccount(moment, &out)
    }

    /// Looks whether the day's profit or loss has reached its bound: flattens, and wants a halt.
    mutating func checkDay(_ moment: Moment, _ out: inout OutputBuffer) {
        guard state.session.state == .running else { return }
        let day = state.ledger.account.dayProfit + unrealised
        let limits = state.session.limits
        let reason: String
        if day >= limits.profitTarget {
            reason = "profit_target"
        } else if day <= limits.lossLimit {
            reason = "loss_limit"
        } else {
            return
        }
        wish = HaltWish(reason: reason)
        _ = flatten(.all, .dailyLimit, moment, &out)
        settle()
    }
}

/// What of trading a setting of the running engine changes.
public enum TradingChange: Hashable, Sendable {
    /// The bounds of the session.
    case limits(TradingLimits)
    /// The paper venue.
    case paper(PaperSettings)
    /// Only this instrument is traded; `nil` for all.
    case only(InstrumentID?)
}
