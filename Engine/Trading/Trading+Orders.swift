import Market
import Records

/// The life of orders.
extension Trading {
    /// An order to be: whose, what, and why.
    struct Draft {
        var id: CommandID
        var instrument: InstrumentID
        var book: Book
        var leg: OrderLeg
        var terms: OrderTerms
        var by: String
        var session: UInt64 = 0
        var parent: UInt64 = 0
        var reason = ExitReason.order
        var plan: EntryNotes?
    }

    /// Takes an order that passed all checks.
    ///
    /// - Returns: Its number.
    mutating func take(
        _ draft: Draft, _ moment: Moment, _ out: inout OutputBuffer
    ) -> UInt64 {
        state.lastOrder += 1
        var order = Order(
            number: state.lastOrder, id: draft.id, instrument: draft.instrument,
            book: draft.book, leg: draft.leg, terms: draft.terms,
            state: draft.parent == 0 ? .pending : .held, created: moment.time, by: draft.by)
        order.session = draft.session
        order.parent = draft.parent
        order.decision = draft.plan?.decision ?? 0
        state.live.append(
            LiveOrder(
                order: order, arrives: moment.time + state.settings.paper.latency,
                reason: draft.reason, plan: draft.plan))
        let index = state.live.count - 1
        if draft.parent == 0 { arrive(index, moment) }
        report(index, moment, &out)
        return order.number
    }

    /// An order that was refused: written down, never live.
    mutating func refuse(
        _ draft: Draft, _ text: String, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        state.lastOrder += 1
        var order = Order(
            number: state.lastOrder, id: draft.id, instrument: draft.instrument,
            book: draft.book, leg: draft.leg, terms: draft.terms, state: .rejected,
            created: moment.time, by: draft.by)
        order.session = draft.session
        order.decision = draft.plan?.decision ?? 0
        order.text = text
        report(order, moment, &out)
        state.ended.add(order)
    }

    /// The venue looks at an order that may have reached it.
    mutating func arrive(_ index: Int, _ moment: Moment) {
        guard state.live[index].order.state == .pending,
            state.live[index].arrives <= moment.time
        else { return }
        switch state.settings.paper.temper {
        case .silent: return
        case .rejecting:
            state.live[index].order.state = .rejected
            state.live[index].order.text = "the paper venue was told to refuse"
            return
        case .fair, .partial, .stingy: state.live[index].order.state = .working
        }
        let live = state.live[index]
        let last = state.last[Int(live.order.instrument.rawValue)]
        guard live.order.terms.type == .limit, let limit = live.order.terms.limit,
            let price = last.price.orNil
        else { return }
        let isBuy = live.order.terms.side == .buy
        state.live[index].isMarketable = isBuy ? price < limit : price > limit
        if state.settings.paper.model == .queue {
            state.live[index].ahead = last.quote?.ahead(of: limit, isBuy: isBuy)
        }
    }

    /// Ends an order that is not done; its legs and partner are the caller's.
    mutating func end(
        _ index: Int, _ end: OrderState, _ text: String, _ moment: Moment,
        _ out: inout OutputBuffer
    ) {
        state.live[index].order.state = end
        if !text.isEmpty { state.live[index].order.text = text }
        report(index, moment, &out)
        let order = state.live[index].order
        guard order.leg == .entry, order.filled.rawValue == 0 else { return }
        for leg in state.live.indices
        where state.live[leg].order.parent == order.number
            && !state.live[leg].order.state.isDone
        {
            self.end(leg, .cancelled, "its entry was not filled", moment, &out)
        }
    }

    /// Takes an order back: at once, or when the venue learns it.
    mutating func cancel(
        _ index: Int, _ text: String, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        let order = state.live[index].order
        guard !order.state.isDone, order.state != .cancelling else { return }
        let latency = state.settings.paper.latency
        if order.state == .held
            || (latency == .zero && state.settings.paper.temper != .silent)
        {
            return end(index, .cancelled, text, moment, &out)
        }
        state.live[index].order.state = .cancelling
        state.live[index].order.text = text
        state.live[index].leaves = moment.time + latency
        report(index, moment, &out)
    }

    /// What the venue learns by an instant: arrivals, cancels, changes.
    mutating func advance(
        _ instrument: InstrumentID, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        guard state.settings.paper.temper != .silent else { return }
        for index in state.live.indices where state.live[index].order.instrument == instrument {
            let live = state.live[index]
            switch live.order.state {
            case .pending where live.arrives <= moment.time:
                arrive(index, moment)
                if state.live[index].order.state != .pending { report(index, moment, &out) }
            case .cancelling where (live.leaves ?? moment.time) <= moment.time:
                end(index, .cancelled, "", moment, &out)
            default: break
            }
            if let change = live.change, change.arrives <= moment.time,
                !state.live[index].order.state.isDone
            {
                apply(change.change, index, moment, &out)
            }
        }
    }

    /// Makes a change of terms true.
    mutating func apply(
        _ change: OrderChange, _ index: Int, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        state.live[index].change = nil
        let filled = state.live[index].order.filled
        if let quantity = change.quantity {
            state.live[index].order.terms.quantity = max(quantity, filled)
        }
        if let limit = change.limit { state.live[index].order.terms.limit = limit }
        if let stop = change.stop { state.live[index].order.terms.stop = stop }
        // It stands behind everybody again.
        state.live[index].ahead = nil
        if state.live[index].order.open.rawValue == 0, filled.rawValue > 0 {
            state.live[index].order.state = .filled
        }
        report(index, moment, &out)
    }

    /// The place of an order among those that live.
    func index(of name: OrderName) -> Int? {
        state.live.firstIndex {
            switch name {
            case .number(let number): $0.order.number == number
            case .id(let id): $0.order.id == id
            }
        }
    }
}

extension Quote {
    /// What others have at a limit when an order comes there; `nil` when the limit is not the best
    /// price.
    func ahead(of limit: Price, isBuy: Bool) -> Int64? {
        if isBuy { return limit == bid ? bidSize.rawValue : limit > bid ? 0 : nil }
        return limit == ask ? askSize.rawValue : limit < ask ? 0 : nil
    }
}
