public import Market
public import Records
public import Strategy

/// What strategies want.
extension Trading {
    /// A strategy wants something to be traded.
    public mutating func intends(
        _ intents: [TradeIntent], system: UInt8, of instrument: InstrumentID,
        at time: Nanoseconds, cause: UInt64, into out: inout OutputBuffer
    ) {
        let book = Book(rawValue: system)
        let place = Int(instrument.rawValue)
        guard place < instruments.count, instruments[place].books[book] != nil else { return }
        let moment = Moment(time: time, cause: cause)
        let before = state.lastOrder
        for intent in intents {
            switch intent.action {
            case .enter(let plan): enter(intent, plan, book, instrument, before, moment, &out)
            case .enterAt(let entry): enter(intent, entry, book, instrument, moment, &out)
            case .leaveAt(let price, let reason):
                leave(book, instrument, at: price, reason, moment, &out)
            case .leave(let decision, let reason):
                cancelEntries(of: decision, book, instrument, moment, &out)
                guard let index = state.ledger.index(of: instrument, book) else { continue }
                let position = state.ledger.holdings[index].position
                guard position.decision == decision, !position.isFlat else { continue }
                cancelLegs(of: position, moment, &out)
                leave(position, reason, moment, &out)
                fillAtClose(position, moment, &out)
            case .minute(let minute): pass(intent, minute, book, instrument, moment, &out)
            }
        }
        settle()
        checkDay(moment, &out)
    }

    /// - Parameter before: the last order before what the strategy wants now.
    private mutating func enter(
        _ intent: TradeIntent, _ plan: EntryPlan, _ book: Book, _ instrument: InstrumentID,
        _ before: UInt64, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        var draft = draft(intent, plan.size, book, instrument)
        draft.plan = EntryNotes(
            decision: intent.decision, rule: intent.rule, key: intent.key,
            regime: intent.regime, stop: plan.stop, target: plan.target, reward: plan.reward,
            lowRisk: plan.riskTicks?.lowerBound, highRisk: plan.riskTicks?.upperBound,
            endsWithSession: plan.endsWithSession)
        if !plan.endsWithSession { draft.terms.force = .untilCancelled }
        if let text = entryRefusal(draft, behind: before) {
            return refuse(draft, text, moment, &out)
        }
        let number = take(draft, moment, &out)
        // Bars have no next trade: what the decision was made at is what it gets.
        guard state.last[Int(instrument.rawValue)].isOfBars, let index = fillable(number)
        else { return }
        let price = slipped(
            plan.price, draft.terms.side == .buy, state.settings.paper.slippage,
            Int(instrument.rawValue))
        fill(index, draft.terms.quantity, price, moment, &out)
    }

    /// Bars have no next trade: a position that is left at a close is closed at it.
    private mutating func fillAtClose(
        _ position: Position, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        let place = Int(position.instrument.rawValue)
        guard state.last[place].isOfBars, let close = state.last[place].price.orNil,
            let exit = exit(of: position), let index = fillable(state.live[exit].order.number)
        else { return }
        let order = state.live[index].order
        let price = slipped(
            close, order.terms.side == .buy, state.settings.paper.slippage, place)
        fill(index, order.open, price, moment, &out)
    }

    /// The place of an order that the venue has and fills when it is told to.
    func fillable(_ number: UInt64) -> Int? {
        guard fills, let index = index(of: .number(number)),
            state.live[index].order.state == .working
        else { return nil }
        return index
    }

    private mutating func enter(
        _ intent: TradeIntent, _ entry: StatedEntry, _ book: Book, _ instrument: InstrumentID,
        _ moment: Moment, _ out: inout OutputBuffer
    ) {
        var draft = draft(intent, entry.size, book, instrument)
        draft.plan = EntryNotes(
            decision: intent.decision, rule: intent.rule, key: intent.key,
            regime: intent.regime, stop: nil, target: nil, reward: 0)
        draft.leg = .single
        if let text = entryRefusal(draft) {
            return refuse(draft, text, moment, &out)
        }
        let number = take(draft, moment, &out)
        // A venue with latency, or one that does not fill, has it trade like any other.
        guard let index = fillable(number) else { return }
        fill(index, draft.terms.quantity, entry.price, moment, &out)
        let holding = state.ledger.place(of: instrument, book)
        state.ledger.bracket(
            holding, Bracket(stop: entry.stop, target: entry.target),
            instruments[Int(instrument.rawValue)].facts)
        tellPosition(holding, moment, &out)
    }

    private mutating func leave(
        _ book: Book, _ instrument: InstrumentID, at price: Price, _ reason: ExitReason,
        _ moment: Moment, _ out: inout OutputBuffer
    ) {
        cancelEntries(book, instrument, moment, &out)
        guard let holding = state.ledger.index(of: instrument, book) else { return }
        leave(state.ledger.holdings[holding].position, reason, moment, &out)
        guard
            let exit = state.live.first(where: {
                $0.order.leg == .exit && $0.order.book == book
                    && $0.order.instrument == instrument && !$0.order.state.isDone
            }), let index = fillable(exit.order.number)
        else { return }
        fill(index, exit.order.open, price, moment, &out)
    }

    /// An entry that was not filled by the time its trade is over is not to be filled later.
    ///
    /// - Parameter decision: only those of one decision; `nil` for all.
    private mutating func cancelEntries(
        of decision: UInt64? = nil, _ book: Book, _ instrument: InstrumentID, _ moment: Moment,
        _ out: inout OutputBuffer
    ) {
        for index in state.live.indices {
            let order = state.live[index].order
            if order.instrument == instrument, order.book == book, !order.state.isDone,
                order.leg == .single || order.leg == .entry,
                decision == nil || decision == order.decision
            {
                cancel(index, "its trade is over", moment, &out)
            }
        }
    }

    private func draft(
        _ intent: TradeIntent, _ size: EntrySize, _ book: Book, _ instrument: InstrumentID
    ) -> Draft {
        let traded = instruments[Int(instrument.rawValue)]
        let units: Int64 =
            switch size {
            case .whole(let count):
                min(count, state.session.limits.positionSize).multipliedOrMax(traded.unit)
            case .units(let size): size.rawValue
            }
        let text = "s\(book.rawValue)-\(instrument.rawValue)-\(intent.decision)"
        return Draft(
            id: CommandID(text) ?? Self.noID, instrument: instrument, book: book, leg: .entry,
            terms: OrderTerms(
                side: intent.direction == .short ? .sell : .buy, type: .market,
                quantity: Size(units), force: .day), by: "strategy \(book.rawValue)")
    }

    /// Why what a strategy wants is not traded; `nil` when it is.
    ///
    /// - Parameter before: the last order before what the strategy wants now.
    private func entryRefusal(_ draft: Draft, behind before: UInt64 = .max) -> String? {
        if let text = sessionRefusal(draft.instrument) { return text }
        if isTaken(draft.instrument, draft.book, behind: before) { return "in_position" }
        return checkSize(draft.terms.quantity, draft.instrument)?.text
    }

    /// Whether a book has a position or an order already. A position that the strategy has just
    /// left, whole and at the market, counts no more: the next trade closes it, and then fills what
    /// enters behind it.
    private func isTaken(
        _ instrument: InstrumentID, _ book: Book, behind before: UInt64
    ) -> Bool {
        var held = state.ledger.quantity(of: instrument, book)
        for live in state.live where live.isOf(instrument, book) {
            let order = live.order
            let isLeg = order.leg == .stop || order.leg == .target
            if order.state.isDone || isLeg && order.state == .cancelling { continue }
            guard order.leg == .exit, order.number > before,
                state.settings.paper.temper == .fair
            else { return true }
            held += order.terms.side.sign * order.open.rawValue
        }
        return held != 0
    }

    /// Why nothing new of an instrument is traded now; `nil` when it is.
    func sessionRefusal(_ instrument: InstrumentID) -> String? {
        if state.session.state == .stopped { return "not_running" }
        if state.session.state == .halted || halted[Int(instrument.rawValue)] { return "halted" }
        if let only = state.only, only != instrument { return "other_symbol" }
        return nil
    }

    private mutating func cancelLegs(
        of position: Position, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        for index in state.live.indices {
            let order = state.live[index].order
            if order.instrument == position.instrument, order.book == position.book,
                order.leg == .stop || order.leg == .target
            {
                cancel(index, "its position is left", moment, &out)
            }
        }
    }

    /// Stands where no other id can be made.
    static var noID: CommandID {
        guard let id = CommandID("engine") else { preconditionFailure("engine is an id") }
        return id
    }
}
