import Market
import Records

/// Stops and targets round what was entered.
extension Trading {
    /// The legs of a bracket wait for their entry.
    mutating func hold(
        _ bracket: Bracket, of entry: UInt64, _ draft: Draft, _ moment: Moment,
        _ out: inout OutputBuffer
    ) {
        let stop = state.lastOrder + 1
        for leg in [OrderLeg.stop, .target] {
            let terms = legTerms(leg, bracket, draft.terms.side, draft.terms.quantity)
            var child = Draft(
                id: Self.legID(draft.id, leg), instrument: draft.instrument, book: draft.book,
                leg: leg, terms: terms, by: draft.by)
            child.session = draft.session
            child.parent = entry
            child.partner = leg == .stop ? stop + 1 : stop
            child.reason = leg == .stop ? .stop : .target
            child.decision = draft.plan?.decision ?? draft.decision
            _ = take(child, moment, &out)
        }
        if let index = index(of: .number(entry)) { state.live[index].hadLegs = true }
    }

    private func legTerms(
        _ leg: OrderLeg, _ bracket: Bracket, _ entry: OrderSide, _ quantity: Size
    ) -> OrderTerms {
        leg == .stop
            ? OrderTerms(
                side: entry.opposite, type: .stop, quantity: quantity, stop: bracket.stop,
                force: .untilCancelled)
            : OrderTerms(
                side: entry.opposite, type: .limit, quantity: quantity, limit: bracket.target,
                force: .untilCancelled)
    }

    /// The id of a leg: the entry's, cut where it must be, and which leg.
    static func legID(_ id: CommandID, _ leg: OrderLeg) -> CommandID {
        let ending = leg == .stop ? ":s" : ":t"
        let kept = id.text.prefix(CommandID.limit - ending.utf8.count)
        return CommandID(kept + ending) ?? id
    }

    /// An entry was filled in part or whole: its bracket works for what is open of it.
    mutating func follow(_ index: Int, _ moment: Moment, _ out: inout OutputBuffer) {
        let entry = state.live[index].order
        let held = state.ledger.quantity(of: entry.instrument, entry.book)
        // An entry that only closed what was open the other way has nothing to protect.
        let rest = min(
            entry.filled.rawValue - state.live[index].closed, entry.terms.side.sign * held)
        guard rest > 0 else {
            if entry.state.isDone { endHeld(of: entry, "nothing is open", moment, &out) }
            return
        }
        let legs = liveLegs(of: entry.number)
        // What ended with its position is made anew; what somebody took back is not.
        if legs.isEmpty, !state.live[index].hadLegs || state.live[index].closed > 0,
            let bracket = bracket(of: state.live[index])
        {
            var draft = Draft(
                id: entry.id, instrument: entry.instrument, book: entry.book, leg: .entry,
                terms: entry.terms, by: entry.by)
            draft.session = entry.session
            draft.decision = entry.decision
            draft.terms.quantity = Size(rest)
            hold(bracket, of: entry.number, draft, moment, &out)
        }
        for leg in liveLegs(of: entry.number) {
            let filled = state.live[leg].order.filled.rawValue
            state.live[leg].order.terms.quantity = Size(filled + rest)
            if state.live[leg].order.state == .held { wake(leg, moment, &out) }
            if !state.live[leg].order.state.isDone { report(leg, moment, &out) }
        }
        noteLegs(entry.instrument, entry.book, moment, &out)
    }

    /// Legs that wait for an entry that ended wait for nothing.
    mutating func endHeld(
        of entry: Order, _ text: String, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        for leg in state.live.indices
        where state.live[leg].order.parent == entry.number
            && state.live[leg].order.state == .held
        {
            end(leg, .cancelled, text, moment, &out)
        }
    }

    private func liveLegs(of entry: UInt64) -> [Int] {
        state.live.indices.filter {
            state.live[$0].order.parent == entry && !state.live[$0].order.state.isDone
        }
    }

    /// A leg that waited for its entry goes to the venue.
    private mutating func wake(_ leg: Int, _ moment: Moment, _ out: inout OutputBuffer) {
        state.live[leg].order.state = .pending
        state.live[leg].arrives = moment.time + state.settings.paper.latency
        state.live[leg].woke = moment.cause
        if arrive(leg, moment) == .refused { reject(leg, moment, &out) }
    }

    /// The bracket of an entry that was filled: as sent, or worked out from its fill.
    private func bracket(of live: LiveOrder) -> Bracket? {
        let entry = live.order
        if let bracket = entry.terms.bracket { return bracket }
        guard let plan = live.plan, let average = entry.average, var stop = plan.stop else {
            return nil
        }
        let prices = instruments[Int(entry.instrument.rawValue)].facts.prices
        let way: Int64 = entry.terms.side.sign
        let fill = prices.level(of: Price(Int64(average.rounded()))).rawValue
        var risk = way * (fill - prices.level(of: stop).rawValue)
        if let low = plan.lowRisk, let high = plan.highRisk {
            risk = min(max(risk, low), high)
            stop = Price((fill - way * risk) * prices.tick)
        }
        // The level of the exact price, as strategies count it: halves away from zero.
        let reward = Double(way) * Double(max(0, risk)) * plan.reward
        let target = Int64((Double(fill) + reward).rounded(.toNearestOrAwayFromZero))
        return Bracket(
            stop: stop, target: plan.target ?? Price(target * prices.tick))
    }

    /// A leg was filled: what it closed of its entry, whose rest goes with the bracket.
    mutating func countClosed(
        _ order: Order, _ size: Size, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        guard order.parent != 0, let entry = index(of: .number(order.parent)) else { return }
        state.live[entry].closed += size.rawValue
        if order.open == size { cancel(entry, "its bracket ended", moment, &out) }
    }

    /// Notes in a position which legs work for it, and tells it where that is new.
    mutating func noteLegs(
        _ instrument: InstrumentID, _ book: Book, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        guard let place = state.ledger.index(of: instrument, book),
            !state.ledger.holdings[place].position.isFlat
        else { return }
        var stop: Price?
        var target: Price?
        for live in state.live where live.isOf(instrument, book) {
            let order = live.order
            guard !order.state.isDone, order.state != .held else { continue }
            if order.leg == .stop, stop == nil { stop = order.terms.stop }
            if order.leg == .target, target == nil { target = order.terms.limit }
        }
        let facts = instruments[Int(instrument.rawValue)].facts
        let before = state.ledger.holdings[place].position
        state.ledger.note(place, stop: stop, target: target, facts)
        guard state.ledger.holdings[place].position != before else { return }
        tellPosition(place, moment, &out)
    }
}
