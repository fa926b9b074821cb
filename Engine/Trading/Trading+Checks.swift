import Market
import Records

/// What an order must pass before it is taken, each with its own refusal.
extension Trading {
    /// Why an order by hand is not taken; `nil` when it is.
    func check(
        _ terms: OrderTerms, _ input: CommandInput, _ moment: Moment
    ) -> TradingAnswer? {
        guard input.instrument != .all, Int(input.instrument.rawValue) < instruments.count else {
            return TradingAnswer(.unknownInstrument, "an order is for one instrument")
        }
        if let fault = terms.fault { return TradingAnswer(.orderTerms, fault) }
        return checkSession(input.instrument, moment)
            ?? checkRate(input.time)
            ?? checkSize(terms.quantity, input.instrument)
            ?? checkPrices(terms, input.instrument)
            ?? checkNotional(terms, input.instrument)
            ?? checkPosition(terms.side, terms.quantity, input.instrument)
            ?? checkPartner(terms)
    }

    private func checkSession(
        _ instrument: InstrumentID, _ moment: Moment
    ) -> TradingAnswer? {
        let traded = instruments[Int(instrument.rawValue)]
        let symbol = traded.facts.symbol
        if state.session.state == .stopped {
            return TradingAnswer(.notRunning, "the session is STOPPED; start it first")
        }
        if state.session.state == .halted || halted[Int(instrument.rawValue)] {
            let why = state.session.reason.isEmpty ? "" : ": \(state.session.reason)"
            return TradingAnswer(.halted, "trading of \(symbol) is halted\(why)")
        }
        if let only = state.only, only != instrument {
            let name = instruments[Int(only.rawValue)].facts.symbol
            return TradingAnswer(.halted, "only \(name) is traded, got \(symbol)")
        }
        if case .outside(let until) = schedule.lookup(moment.time, mode: traded.mode) {
            return TradingAnswer(
                .sessionClosed,
                "the \(traded.mode.name) session of \(symbol) is closed at "
                    + "\(InstantText.utc(moment.time)), look again at \(InstantText.utc(until))")
        }
        return nil
    }

    private func checkRate(_ time: Nanoseconds) -> TradingAnswer? {
        let limits = state.settings.orders
        let second = Nanoseconds(time.rawValue - 1_000_000_000)
        let recent = state.sent.count { $0 > second }
        if recent >= limits.rate {
            return TradingAnswer(.rateLimit, "\(limits.rate) orders a second, \(recent) were sent")
        }
        let open = state.live.count
        if open >= limits.open {
            return TradingAnswer(.orderLimit, "\(limits.open) orders may be open, \(open) are")
        }
        return nil
    }

    func checkSize(_ size: Size, _ instrument: InstrumentID) -> TradingAnswer? {
        let traded = instruments[Int(instrument.rawValue)]
        let text = traded.text(size.rawValue)
        guard size.rawValue > 0, size.rawValue % traded.step == 0 else {
            return TradingAnswer(
                .badSize, "a quantity is a multiple of \(traded.text(traded.step)), got \(text)")
        }
        let limit = state.settings.orders.size
        guard size.rawValue <= limit.multipliedOrMax(traded.unit) else {
            return TradingAnswer(.sizeLimit, "an order is \(limit) at most, got \(text)")
        }
        return nil
    }

    private func checkPrices(
        _ terms: OrderTerms, _ instrument: InstrumentID
    ) -> TradingAnswer? {
        let place = Int(instrument.rawValue)
        let prices = [terms.limit, terms.stop, terms.bracket?.stop, terms.bracket?.target]
        for price in prices.compactMap({ $0 }) {
            if let refusal = checkPrice(price, place) { return refusal }
        }
        guard let last = state.last[place].price.orNil else {
            return TradingAnswer(
                .noPrice, "\(instruments[place].facts.symbol) has not traded yet")
        }
        guard let bracket = terms.bracket else { return nil }
        let entry = terms.limit ?? terms.stop ?? last
        let isBuy = terms.side == .buy
        let isRight =
            isBuy
            ? bracket.stop < entry && entry < bracket.target
            : bracket.target < entry && entry < bracket.stop
        if isRight { return nil }
        let traded = instruments[place]
        return TradingAnswer(
            .badPrice,
            "a \(terms.side.name) at \(traded.text(entry)) needs its stop \(isBuy ? "below" : "above") "
                + "and its target \(isBuy ? "above" : "below"), got stop \(traded.text(bracket.stop)) "
                + "and target \(traded.text(bracket.target))")
    }

    func checkPrice(_ price: Price, _ place: Int) -> TradingAnswer? {
        let traded = instruments[place]
        let tick = traded.facts.prices.tick
        guard price.rawValue % tick == 0 else {
            return TradingAnswer(
                .badPrice,
                "a price is a multiple of \(traded.text(Price(tick))), got \(traded.text(price))")
        }
        guard let last = state.last[place].price.orNil else {
            return TradingAnswer(.noPrice, "\(traded.facts.symbol) has not traded yet")
        }
        let band = state.settings.orders.bandBasisPoints
        let distance = Int128(price.rawValue) - Int128(last.rawValue)
        let limit = Int128(abs(last.rawValue)) * Int128(band)
        guard Int128(distance.magnitude) * 10_000 <= limit else {
            return TradingAnswer(
                .priceBand,
                "a price is within \(Self.percent(band)) % of the last, \(traded.text(last)), "
                    + "got \(traded.text(price))")
        }
        return nil
    }

    private func checkNotional(
        _ terms: OrderTerms, _ instrument: InstrumentID
    ) -> TradingAnswer? {
        let place = Int(instrument.rawValue)
        guard let price = terms.limit ?? terms.stop ?? state.last[place].price.orNil else {
            return nil
        }
        let worth = instruments[place].facts.worth(
            product: Int128(abs(price.rawValue)) * Int128(terms.quantity.rawValue))
        let limit = state.settings.orders.notional
        guard worth <= limit else {
            return TradingAnswer(
                .notionalLimit,
                "an order is worth $\(limit.text(decimals: 2)) at most, got "
                    + "$\(worth.text(decimals: 2))")
        }
        return nil
    }

    /// Everything that is open the same way filled: the position stays within its limit.
    func checkPosition(
        _ side: OrderSide, _ size: Size, _ instrument: InstrumentID, except: UInt64 = 0
    ) -> TradingAnswer? {
        let traded = instruments[Int(instrument.rawValue)]
        let limit = state.session.limits.positionSize
        let held = state.ledger.quantity(of: instrument, .manual)
        let waiting = state.live.reduce(Int64(0)) { sum, live in
            let order = live.order
            guard order.instrument == instrument, order.book == .manual,
                order.terms.side == side, order.number != except,
                order.leg == .single || order.leg == .entry
            else { return sum }
            return sum + order.open.rawValue
        }
        let most = side.sign * held + waiting + size.rawValue
        guard most <= limit.multipliedOrMax(traded.unit) else {
            return TradingAnswer(
                .positionLimit,
                "a position is \(limit) at most, with this and what is open it could be "
                    + traded.text(most))
        }
        return nil
    }

    private func checkPartner(_ terms: OrderTerms) -> TradingAnswer? {
        guard let partner = terms.partner else { return nil }
        guard let index = index(of: .id(partner)) else { return unknown(.id(partner)) }
        let other = state.live[index].order
        guard other.partner == 0, other.leg == .single else {
            return TradingAnswer(.orderTerms, "order \(other.number) has a partner already")
        }
        return nil
    }

    /// Why a change is not made.
    func check(_ change: OrderChange, of order: Order) -> TradingAnswer? {
        let place = Int(order.instrument.rawValue)
        if change.quantity == nil, change.limit == nil, change.stop == nil {
            return TradingAnswer(.orderTerms, "nothing of order \(order.number) is to change")
        }
        if change.limit != nil, order.terms.limit == nil {
            return TradingAnswer(.orderTerms, "order \(order.number) has no limit")
        }
        if change.stop != nil, order.terms.stop == nil {
            return TradingAnswer(.orderTerms, "order \(order.number) has no stop")
        }
        for price in [change.limit, change.stop].compactMap({ $0 }) {
            if let refusal = checkPrice(price, place) { return refusal }
        }
        guard let quantity = change.quantity else { return nil }
        if order.leg != .single, order.leg != .entry {
            return TradingAnswer(
                .orderTerms, "the quantity of a \(order.leg.name) is its position's")
        }
        if let refusal = checkSize(quantity, order.instrument) { return refusal }
        let filled = order.filled.rawValue
        guard quantity.rawValue > filled else {
            return TradingAnswer(
                .badSize, "\(instruments[place].text(filled)) of order \(order.number) are filled")
        }
        return checkPosition(
            order.terms.side, Size(quantity.rawValue - filled), order.instrument,
            except: order.number)
    }

    private static func percent(_ basisPoints: Int64) -> String {
        DecimalText.text(units: basisPoints, decimals: 2)
    }
}

extension TradedInstrument {
    /// A quantity in size units as people write it.
    func text(_ size: Int64) -> String {
        DecimalText.text(units: size, decimals: Int(facts.sizes.decimals))
    }

    /// A price as people write it.
    func text(_ price: Price) -> String {
        DecimalText.text(units: price.rawValue, decimals: Int(facts.prices.decimals))
    }
}

extension Int64 {
    /// The product, or the largest number where it is larger.
    func multipliedOrMax(_ other: Int64) -> Int64 {
        let (product, overflows) = multipliedReportingOverflow(by: other)
        return overflows ? .max : product
    }
}
