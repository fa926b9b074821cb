import Market
import Records

/// What a position may come to, and what may be changed of an order.
extension Trading {
    /// The order that goes when this one is filled, as long as it lives.
    func livePartner(of order: Order) -> LiveOrder? {
        guard order.partner != 0 else { return nil }
        return state.live.first { $0.order.number == order.partner && !$0.order.state.isDone }
    }

    func checkPosition(_ terms: OrderTerms, _ instrument: InstrumentID) -> TradingAnswer? {
        let partner = terms.partner.flatMap { index(of: .id($0)) }.map { state.live[$0] }
        return checkPosition(terms.side, terms.quantity.rawValue, instrument, 0, partner)
    }

    /// Whatever of the open orders is filled, in whichever order: the position stays within its
    /// limit.
    ///
    /// What closes a position may come first, so an order has no room from one the other way. Of
    /// two partners only one is filled.
    private func checkPosition(
        _ side: OrderSide, _ size: Int64, _ instrument: InstrumentID, _ number: UInt64,
        _ partner: LiveOrder?
    ) -> TradingAnswer? {
        let place = Int(instrument.rawValue)
        let limit = state.session.limits.positionSize
        var most = max(0, side.sign * state.ledger.quantity(of: instrument, .manual))
        let other = partner?.order.number ?? 0
        for index in state.live.indices
        where state.live[index].order.number != number
            && state.live[index].order.number != other
        {
            most += mayAdd(index, side, instrument)
        }
        if let partner, partner.order.terms.side == side {
            most += max(size, partner.mayFill)
        } else {
            most += size
        }
        guard most <= limit.multipliedOrMax(instruments[place].unit) else {
            return TradingAnswer(
                .positionLimit,
                "a position is \(limit) at most, with this and what is open it could be "
                    + instruments[place].text(most))
        }
        return nil
    }

    /// What an open order may add to a position by hand on one side; of two partners the first
    /// says it for both.
    private func mayAdd(_ index: Int, _ side: OrderSide, _ instrument: InstrumentID) -> Int64 {
        // Field by field: what is asked as a whole is copied out first.
        guard state.live[index].order.instrument == instrument,
            state.live[index].order.book == .manual, !state.live[index].order.state.isDone,
            !state.live[index].order.leg.closesOnly,
            state.live[index].order.terms.side == side
        else { return 0 }
        let filled = state.live[index].order.filled.rawValue
        let changed = state.live[index].change?.change.quantity?.rawValue ?? 0
        let own = max(state.live[index].order.terms.quantity.rawValue, changed) - filled
        guard state.live[index].order.partner != 0,
            let other = livePartner(of: state.live[index].order), other.order.terms.side == side
        else { return own }
        return state.live[index].order.number < other.order.number ? max(own, other.mayFill) : 0
    }

    /// Why a change is not made; `nil` when it is.
    func check(_ change: OrderChange, of live: LiveOrder) -> TradingAnswer? {
        let order = live.order
        if let refusal = checkShape(change, of: order) { return refusal }
        for price in [change.limit, change.stop].compactMap({ $0 }) {
            if let refusal = checkPrice(price, Int(order.instrument.rawValue)) { return refusal }
        }
        let terms = order.terms.changed(by: change)
        if let refusal = checkBracket(terms, order.instrument) { return refusal }
        if live.closesOnly { return nil }
        if let refusal = checkNotional(terms, order.instrument) { return refusal }
        return change.quantity.flatMap { checkQuantity($0, of: live) }
    }

    private func checkShape(_ change: OrderChange, of order: Order) -> TradingAnswer? {
        if order.state == .cancelling {
            return TradingAnswer(.orderDone, "order \(order.number) is being cancelled")
        }
        if change.quantity == nil, change.limit == nil, change.stop == nil {
            return TradingAnswer(.orderTerms, "nothing of order \(order.number) is to change")
        }
        if change.limit != nil, order.terms.limit == nil {
            return TradingAnswer(.orderTerms, "order \(order.number) has no limit")
        }
        if change.stop != nil, order.terms.stop == nil {
            return TradingAnswer(.orderTerms, "order \(order.number) has no stop")
        }
        if change.quantity != nil, order.leg != .single, order.leg != .entry {
            return TradingAnswer(
                .orderTerms, "the quantity of a \(order.leg.name) is its position's")
        }
        return nil
    }

    private func checkQuantity(_ quantity: Size, of live: LiveOrder) -> TradingAnswer? {
        let order = live.order
        if let refusal = checkSize(quantity, order.instrument) { return refusal }
        let filled = order.filled.rawValue
        let traded = instruments[Int(order.instrument.rawValue)]
        guard quantity.rawValue > filled else {
            return TradingAnswer(
                .badSize,
                "\(traded.text(filled)) of order \(order.number) are filled, got "
                    + traded.text(quantity.rawValue))
        }
        guard quantity > order.terms.quantity else { return nil }
        if state.session.state != .running || halted[Int(order.instrument.rawValue)] {
            return TradingAnswer(
                .halted, "no order of \(traded.facts.symbol) grows while it is not traded")
        }
        guard order.book == .manual else { return nil }
        return checkPosition(
            order.terms.side, quantity.rawValue - filled, order.instrument, order.number,
            livePartner(of: order))
    }
}

extension OrderTerms {
    /// The terms with what of them is to be others.
    func changed(by change: OrderChange) -> OrderTerms {
        var terms = self
        if let quantity = change.quantity { terms.quantity = quantity }
        if let limit = change.limit { terms.limit = limit }
        if let stop = change.stop { terms.stop = stop }
        return terms
    }
}
