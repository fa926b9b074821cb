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
        state.session.started = moment.time
        state.session.state = .running
        takeHalts()
        tellSession(moment, &out)
        let date = state.session.date.map { "\($0)" } ?? "of no date yet"
        return TradingAnswer(.accepted, "session \(date)")
    }

    mutating func stop(_ moment: Moment, _ out: inout OutputBuffer) -> TradingAnswer {
        guard state.session.state != .stopped else {
            return TradingAnswer(.notRunning, "the session is STOPPED already")
        }
        state.session.state = .stopped
        takeHalts()
        let answer = flatten(.all, .flatten, moment, &out)
        tellSession(moment, &out)
        return TradingAnswer(.accepted, answer.text)
    }

    /// Halts of the desk changed: those of all instruments halt the session.
    ///
    /// - Parameters:
    ///   - halted: for each instrument whether it is halted, by itself or with all.
    ///   - reason: what halts all instruments; `nil` when nothing does.
    ///   - needsForce: a limit of the day is among it.
    public mutating func haltsChanged(
        _ halted: [Bool], all reason: String?, needsForce: Bool, at time: Nanoseconds,
        cause: UInt64, into out: inout OutputBuffer
    ) {
        let moment = Moment(time: time, cause: cause)
        for (place, isHalted) in halted.enumerated() where isHalted && !self.halted[place] {
            cancelOpening(InstrumentID(UInt32(place)), moment, &out)
        }
        self.halted = halted
        let neededForce = state.halt?.needsForce ?? false
        state.halt = reason.map { SessionHalt(reason: $0, needsForce: needsForce) }
        let before = state.session
        takeHalts()
        // Whoever ends a limit's halt has its whole way to go again, now or when others end, too.
        if neededForce, state.halt?.needsForce != true { state.mark = equity }
        settle()
        guard state.session != before else { return }
        tellSession(moment, &out)
    }

    /// What stands of halts says whether a session that was started runs.
    private mutating func takeHalts() {
        let halt = state.session.state == .stopped ? nil : state.halt
        if state.session.state != .stopped {
            state.session.state = halt == nil ? .running : .halted
        }
        state.session.reason = halt?.reason ?? ""
        state.session.needsForce = halt?.needsForce ?? false
    }

    /// Takes back what could open or enlarge a position: entries, and orders by hand beyond what
    /// is there to be closed.
    private mutating func cancelOpening(
        _ instrument: InstrumentID, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        var room: [Book: Int64] = [:]
        var kept: Set<UInt64> = []
        for index in state.live.indices
        where state.live[index].order.instrument == instrument
            && !state.live[index].order.state.isDone && !state.live[index].closesOnly
        {
            let order = state.live[index].order
            let held = state.ledger.quantity(of: instrument, order.book)
            let left = room[order.book] ?? abs(held)
            let isPaired = order.partner != 0 && kept.contains(order.partner)
            let fits = state.live[index].mayFill <= (isPaired ? abs(held) : left)
            guard order.leg == .single, held * order.terms.side.sign < 0, fits else {
                cancel(index, "trading was halted", moment, &out)
                continue
            }
            kept.insert(order.number)
            if !isPaired { room[order.book] = left - state.live[index].mayFill }
        }
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
            for place in instruments.indices {
                let other = InstrumentID(UInt32(place))
                if let instrument, instrument != other {
                    _ = flatten(other, .flatten, moment, &out)
                }
            }
        }
        settle()
        checkDay(moment, &out)
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
