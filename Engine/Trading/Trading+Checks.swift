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
        return checkID(input.id)
            ?? checkSession(input.instrument, moment)
            ?? checkRate(input.time)
            ?? checkOpen(terms)
            ?? checkSize(terms.quantity, input.instrument)
            ?? checkPrices(terms, input.instrument)
            ?? checkBracket(terms, input.instrument)
            ?? checkNotional(terms, input.instrument)
            ?? checkPartner(terms, input.instrument)
            ?? checkPosition(terms, input.instrument)
    }

    /// Ids of commands are forgotten after so many; an order that still works keeps its own.
    private func checkID(_ id: CommandID) -> TradingAnswer? {
        guard let index = index(of: .id(id)) else { return nil }
        return TradingAnswer(
            .idTaken, "order \(state.live[index].order.number) has the id \(id)")
    }

    private func checkSession(
        _ instrument: InstrumentID, _ moment: Moment
    ) -> TradingAnswer? {
        let place = Int(instrument.rawValue)
        if state.session.state == .stopped {
            return TradingAnswer(.notRunning, "the session is STOPPED; start it first")
        }
        if state.session.state == .halted || halted[place] {
            let why = state.session.reason.isEmpty ? "" : ": \(state.session.reason)"
            return TradingAnswer(
                .halted, "trading of \(instruments[place].facts.symbol) is halted\(why)")
        }
        if let only = state.only, only != instrument {
            let name = instruments[Int(only.rawValue)].facts.symbol
            let symbol = instruments[place].facts.symbol
            return TradingAnswer(.halted, "only \(name) is traded, got \(symbol)")
        }
        let mode = instruments[place].mode
        if case .outside(let until) = schedule.lookup(moment.time, mode: mode) {
            return TradingAnswer(
                .sessionClosed,
                "the \(mode.name) session of \(instruments[place].facts.symbol) is closed at "
                    + "\(InstantText.utc(moment.time)), look again at \(InstantText.utc(until))")
        }
        return nil
    }

    private func checkRate(_ time: Nanoseconds) -> TradingAnswer? {
        let limits = state.settings.orders
        guard state.sent.count >= limits.rate else { return nil }
        let second = Nanoseconds(time.rawValue - 1_000_000_000)
        let recent = state.sent.count { $0 > second }
        if recent >= limits.rate {
            return TradingAnswer(.rateLimit, "\(limits.rate) orders a second, \(recent) were sent")
        }
        return nil
    }

    private func checkOpen(_ terms: OrderTerms) -> TradingAnswer? {
        let limit = state.settings.orders.open
        let open = state.live.count
        // The two legs of a bracket are orders, too.
        let added = terms.bracket == nil ? 1 : 3
        if open + added <= limit { return nil }
        return TradingAnswer(
            .orderLimit, "\(limit) orders may be open, \(open) are and \(added) would be added")
    }

    func checkSize(_ size: Size, _ instrument: InstrumentID) -> TradingAnswer? {
        let place = Int(instrument.rawValue)
        let step = instruments[place].step
        guard size.rawValue > 0, size.rawValue % step == 0 else {
            let text = instruments[place].text(size.rawValue)
            return TradingAnswer(
                .badSize,
                "a quantity is a multiple of \(instruments[place].text(step)), got \(text)")
        }
        let limit = state.settings.orders.size
        guard size.rawValue <= limit.multipliedOrMax(instruments[place].unit) else {
            let text = instruments[place].text(size.rawValue)
            return TradingAnswer(.sizeLimit, "an order is \(limit) at most, got \(text)")
        }
        return nil
    }

    private func checkPrices(
        _ terms: OrderTerms, _ instrument: InstrumentID
    ) -> TradingAnswer? {
        let place = Int(instrument.rawValue)
        let refusal =
            checkPrice(terms.limit, place) ?? checkPrice(terms.stop, place)
            ?? checkPrice(terms.bracket?.stop, place) ?? checkPrice(terms.bracket?.target, place)
        if let refusal { return refusal }
        guard state.last[place].price.exists else { return noPrice(place) }
        return nil
    }

    private func noPrice(_ place: Int) -> TradingAnswer {
        TradingAnswer(.noPrice, "\(instruments[place].facts.symbol) has not traded yet")
    }

    /// A bracket lies round its entry.
    func checkBracket(
        _ terms: OrderTerms, _ instrument: InstrumentID
    ) -> TradingAnswer? {
        let place = Int(instrument.rawValue)
        guard let bracket = terms.bracket,
            let entry = terms.limit ?? terms.stop ?? state.last[place].price.orNil
        else { return nil }
        let isBuy = terms.side == .buy
        let isRight =
            isBuy
            ? bracket.stop < entry && entry < bracket.target
            : bracket.target < entry && entry < bracket.stop
        if isRight { return nil }
        let traded = instruments[place]
        let (stop, target) = isBuy ? ("below", "above") : ("above", "below")
        return TradingAnswer(
            .badPrice,
            "a \(terms.side.name) at \(traded.text(entry)) needs its stop \(stop) and its target "
                + "\(target), got stop \(traded.text(bracket.stop)) and target "
                + "\(traded.text(bracket.target))")
    }

    /// Why a price is not taken; `nil` when it is, or there is none.
    func checkPrice(_ price: Price?, _ place: Int) -> TradingAnswer? {
        guard let price else { return nil }
        let tick = instruments[place].facts.prices.tick
        guard price.rawValue % tick == 0 else {
            let traded = instruments[place]
            return TradingAnswer(
                .badPrice,
                "a price is a multiple of \(traded.text(Price(tick))), got \(traded.text(price))")
        }
        guard let last = state.last[place].price.orNil else { return noPrice(place) }
        let band = state.settings.orders.bandBasisPoints
        let distance = Int128(price.rawValue) - Int128(last.rawValue)
        let limit = Int128(abs(last.rawValue)) * Int128(band)
        guard Int128(distance.magnitude) * 10_000 <= limit else {
            let traded = instruments[place]
            return TradingAnswer(
                .priceBand,
                "a price is within \(Self.percent(band)) % of the last, \(traded.text(last)), "
                    + "got \(traded.text(price))")
        }
        return nil
    }

    func checkNotional(
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

    private func checkPartner(
        _ terms: OrderTerms, _ instrument: InstrumentID
    ) -> TradingAnswer? {
        guard let partner = terms.partner else { return nil }
        guard let index = index(of: .id(partner)) else { return unknown(.id(partner)) }
        let other = state.live[index].order
        guard other.instrument == instrument, other.book == .manual, other.leg == .single else {
            return TradingAnswer(
                .orderTerms,
                "partners are single orders by hand of one instrument; order \(other.number) is a "
                    + "\(other.leg.name) of \(instruments[Int(other.instrument.rawValue)].facts.symbol)"
            )
        }
        guard livePartner(of: other) == nil else {
            return TradingAnswer(.orderTerms, "order \(other.number) has a partner already")
        }
        return nil
    }

    static func percent(_ basisPoints: Int64) -> String {
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
