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
        var partner: UInt64 = 0
        var decision: UInt64 = 0
        var reason = ExitReason.order
        var plan: EntryNotes?
        /// The venue has it already, whatever its temper.
        var isAtVenue = false
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
            state: draft.parent != 0 ? .held : draft.isAtVenue ? .working : .pending,
            created: moment.time, by: draft.by)
        order.session = draft.session
        order.parent = draft.parent
        order.partner = draft.partner
        order.decision = draft.plan?.decision ?? draft.decision
        let latency = draft.isAtVenue ? .zero : state.settings.paper.latency
        state.live.append(
            LiveOrder(
                order: order, arrives: moment.time + latency, reason: draft.reason,
                plan: draft.plan))
        let index = state.live.count - 1
        if arrive(index, moment) == .refused {
            reject(index, moment, &out)
        } else {
            report(index, moment, &out)
        }
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

    /// What came of an order's way to the venue.
    enum Arrival {
        /// It is on its way, or was there before.
        case nothing
        case taken
        case refused
    }

    /// The venue looks at an order that may have reached it.
    mutating func arrive(_ index: Int, _ moment: Moment) -> Arrival {
        guard state.live[index].order.state == .pending,
            state.live[index].arrives <= moment.time
        else { return .nothing }
        switch state.settings.paper.temper {
        case .silent: return .nothing
        case .rejecting: return .refused
        case .fair, .partial, .stingy: state.live[index].order.state = .working
        }
        let order = state.live[index].order
        let last = state.last[Int(order.instrument.rawValue)]
        guard order.terms.type == .limit, let limit = order.terms.limit else { return .taken }
        let isBuy = order.terms.side == .buy
        if !state.live[index].closesOnly, let price = last.price.orNil {
            state.live[index].isMarketable = isBuy ? price < limit : price > limit
        }
        if state.settings.paper.model == .queue {
            state.live[index].ahead = last.quote?.ahead(of: limit, isBuy: isBuy)
        }
        return .taken
    }

    /// The venue refused an order.
    mutating func reject(_ index: Int, _ moment: Moment, _ out: inout OutputBuffer) {
        end(index, .rejected, "the paper venue was told to refuse", moment, &out)
    }

    /// Ends an order that is not done, and the legs that wait for it.
    mutating func end(
        _ index: Int, _ end: OrderState, _ text: String, _ moment: Moment,
        _ out: inout OutputBuffer
    ) {
        state.live[index].order.state = end
        state.live[index].change = nil
        if !text.isEmpty { state.live[index].order.text = text }
        report(index, moment, &out)
        let order = state.live[index].order
        switch order.leg {
        case .entry: endHeld(of: order, "its entry was not filled", moment, &out)
        case .stop, .target: noteLegs(order.instrument, order.book, moment, &out)
        case .single, .exit: break
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
            case .pending:
                switch arrive(index, moment) {
                case .nothing: break
                case .taken: report(index, moment, &out)
                case .refused: reject(index, moment, &out)
                }
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
        let order = state.live[index].order
        let place = Int(order.instrument.rawValue)
        if order.terms.type == .limit, let limit = order.terms.limit {
            // It stands behind everybody again, or meets the market where it goes now.
            let isBuy = order.terms.side == .buy
            state.live[index].ahead = state.last[place].quote?.ahead(of: limit, isBuy: isBuy)
            if !state.live[index].closesOnly, let price = state.last[place].price.orNil {
                state.live[index].isMarketable = isBuy ? price < limit : price > limit
            }
        }
        if order.open.rawValue == 0, filled.rawValue > 0 {
            state.live[index].order.state = .filled
        }
        report(index, moment, &out)
        if order.leg == .entry, change.quantity != nil { resizeHeld(order, moment, &out) }
        if order.leg == .stop || order.leg == .target {
            noteLegs(order.instrument, order.book, moment, &out)
        }
    }

    /// Legs that wait for an entry are as large as it is.
    private mutating func resizeHeld(
        _ entry: Order, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        for leg in state.live.indices
        where state.live[leg].order.parent == entry.number
            && state.live[leg].order.state == .held
        {
            state.live[leg].order.terms.quantity = entry.terms.quantity
            report(leg, moment, &out)
        }
    }

    /// The place of an order among those that live.
    ///
    /// By index, here and elsewhere: what is only looked at is not copied out.
    func index(of name: OrderName) -> Int? {
        switch name {
        case .number(let number):
            state.live.indices.first { state.live[$0].order.number == number }
        case .id(let id): state.live.indices.first { state.live[$0].order.id == id }
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
