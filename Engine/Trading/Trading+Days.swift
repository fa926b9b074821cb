public import Market
public import Records

/// What time ends: sessions of instruments, days of the account, and their bounds.
extension Trading {
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
            switch order.leg {
            // It is filled below.
            case .exit: break
            // Those that are held go or stay with their entry.
            case .stop where outlivesSession(instrument, order.book),
                .target where outlivesSession(instrument, order.book):
                continue
            case .stop, .target:
                if order.state == .held { continue }
                end(index, .cancelled, "its session ended", moment, &out)
            // The rest of an entry would come without what it was meant to follow.
            case .entry where outlivesSession(instrument, order.book): continue
            case .entry where order.filled.rawValue > 0:
                end(index, .expired, "its session ended", moment, &out)
            case .single, .entry:
                if order.terms.force == .untilCancelled { continue }
                end(index, .expired, "its session ended", moment, &out)
            }
        }
        for holding in state.ledger.holdings.indices {
            let position = state.ledger.holdings[holding].position
            guard position.instrument == instrument, !position.isFlat,
                instruments[place].mode(of: position.book) == mode,
                !outlivesSession(instrument, position.book)
            else { continue }
            close(position, moment, &out)
        }
        settle()
        checkDay(moment, &out)
    }

    /// Closes a position at the last price of its session, whatever the venue's temper.
    private mutating func close(
        _ position: Position, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        let place = Int(position.instrument.rawValue)
        guard let last = state.last[place].price.orNil else { return }
        leave(position, .sessionEnd, isAtVenue: true, moment, &out)
        guard let index = exit(of: position) else { return }
        if state.live[index].order.state == .pending {
            // One that was sent before is on its way: the session does not end without it.
            state.live[index].order.state = .working
            report(index, moment, &out)
        }
        let isBuy = state.live[index].order.terms.side == .buy
        let price = slipped(last, isBuy, state.settings.paper.slippage, place)
        fill(index, state.live[index].order.open, price, moment, &out)
    }

    /// A beat of the clock: the venue learns what it would, and a new day of the account may begin.
    public mutating func beat(
        _ time: Nanoseconds, cause: UInt64, into out: inout OutputBuffer
    ) {
        let moment = Moment(time: time, cause: cause)
        if time >= nextNews {
            for place in instruments.indices {
                advance(InstrumentID(UInt32(place)), moment, &out)
            }
            settle()
        }
        beatPortfolios(moment, &out)
        guard state.session.state != .stopped, time >= state.dayEnd else { return }
        if beginDay(moment, &out) { tellSession(moment, &out) }
    }

    /// Begins the day that an instant lies in, unless it has begun.
    @discardableResult
    mutating func beginDay(_ moment: Moment, _ out: inout OutputBuffer) -> Bool {
        switch schedule.lookup(moment.time, mode: state.settings.mode) {
        case .outside(let until):
            state.dayEnd = until
            return false
        case .inside(let window):
            state.dayEnd = window.end
            guard window.date != state.session.date else { return false }
            state.session.date = window.date
            state.ledger.beginDay()
            state.mark = equity
            wishes.endsLimits = true
            tellAccount(moment, &out)
            settle()
            return true
        }
    }

    /// The account's money with what its open positions would bring at the last prices.
    var equity: Money { state.ledger.account.balance + unrealised }

    /// Looks whether the day's profit or loss has reached its bound: flattens, and wants a halt.
    mutating func checkDay(_ moment: Moment, _ out: inout OutputBuffer) {
        guard state.session.state != .stopped, !state.session.needsForce, wishes.limit == nil
        else { return }
        let day = equity - state.mark
        let limits = state.session.limits
        let reason: String
        if day >= limits.profitTarget {
            reason = "profit_target"
        } else if day <= limits.lossLimit {
            reason = "loss_limit"
        } else {
            return
        }
        wishes.limit = reason
        _ = flatten(.all, .dailyLimit, moment, &out)
        settle()
    }
}
