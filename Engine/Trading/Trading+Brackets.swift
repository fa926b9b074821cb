import Market
import Records

/// Stops and targets round what was entered.
extension Trading {
    /// The legs of a bracket sent by hand wait for their entry.
    mutating func hold(
        _ bracket: Bracket, of entry: UInt64, _ draft: Draft, _ moment: Moment,
        _ out: inout OutputBuffer
    ) {
        for leg in [OrderLeg.stop, .target] {
            let terms = legTerms(leg, bracket, draft.terms.side, draft.terms.quantity)
            var child = Draft(
                id: Self.legID(draft.id, leg), instrument: draft.instrument, book: draft.book,
                leg: leg, terms: terms, by: draft.by)
            child.session = draft.session
            child.parent = entry
            child.reason = leg == .stop ? .stop : .target
            _ = take(child, moment, &out)
        }
        pair(state.live.count - 2, state.live.count - 1)
    }

    private mutating func pair(_ one: Int, _ two: Int) {
        state.live[one].order.partner = state.live[two].order.number
        state.live[two].order.partner = state.live[one].order.number
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

    /// An entry was filled in part or whole: its bracket works for what was filled.
    mutating func follow(_ index: Int, _ moment: Moment, _ out: inout OutputBuffer) {
        let entry = state.live[index].order
        let legs = state.live.indices.filter {
            state.live[$0].order.parent == entry.number && !state.live[$0].order.state.isDone
        }
        if legs.isEmpty, let plan = state.live[index].plan, plan.stop != nil {
            return begin(plan, entry, moment, &out)
        }
        for leg in legs {
            let before = state.live[leg].order
            state.live[leg].order.terms.quantity = Size(
                entry.filled.rawValue + before.filled.rawValue)
            if before.state == .held {
                state.live[leg].order.state = .pending
                state.live[leg].arrives = moment.time + state.settings.paper.latency
                arrive(leg, moment)
            }
            report(leg, moment, &out)
        }
        noteBracket(of: entry)
    }

    /// The bracket of a strategy's entry, worked out from its first fill.
    private mutating func begin(
        _ plan: EntryNotes, _ entry: Order, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        let place = Int(entry.instrument.rawValue)
        guard let bracket = bracket(plan, entry, instruments[place].facts) else { return }
        var draft = Draft(
            id: entry.id, instrument: entry.instrument, book: entry.book, leg: .entry,
            terms: entry.terms, by: entry.by)
        draft.terms.quantity = entry.filled
        let first = state.live.count
        hold(bracket, of: entry.number, draft, moment, &out)
        for leg in first..<state.live.count {
            state.live[leg].order.state = .pending
            arrive(leg, moment)
            report(leg, moment, &out)
        }
        noteBracket(of: entry)
    }

    private func bracket(
        _ plan: EntryNotes, _ entry: Order, _ facts: Instrument
    ) -> Bracket? {
        guard let average = entry.average, var stop = plan.stop else { return nil }
        let tick = facts.prices.tick
        let isBuy = entry.terms.side == .buy
        let fill = facts.prices.level(of: Price(Int64(average.rounded()))).rawValue
        var risk = (isBuy ? 1 : -1) * (fill - facts.prices.level(of: stop).rawValue)
        if let low = plan.lowRisk, let high = plan.highRisk {
            risk = min(max(risk, low), high)
            stop = Price((fill - (isBuy ? risk : -risk)) * tick)
        }
        let reward = Int64((Double(max(0, risk)) * plan.reward).rounded(.toNearestOrAwayFromZero))
        let target = plan.target ?? Price((fill + (isBuy ? reward : -reward)) * tick)
        return Bracket(stop: stop, target: target)
    }

    /// Notes a bracket in its position once it works.
    private mutating func noteBracket(of entry: Order) {
        var stop: Price?
        var target: Price?
        for live in state.live where live.order.parent == entry.number {
            if live.order.leg == .stop { stop = live.order.terms.stop }
            if live.order.leg == .target { target = live.order.terms.limit }
        }
        guard let stop, let target else { return }
        let place = state.ledger.place(of: entry.instrument, entry.book)
        state.ledger.bracket(
            place, Bracket(stop: stop, target: target),
            instruments[Int(entry.instrument.rawValue)].facts)
    }
}
