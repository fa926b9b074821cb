public import Market
public import Records

/// Trades of the market, and what they fill.
extension Trading {
    /// A trade outside the instrument's band.
    public mutating func traded(
        _ tick: borrowing Tick, of instrument: InstrumentID, cause: UInt64,
        into out: inout OutputBuffer
    ) {
        let place = Int(instrument.rawValue)
        let moment = Moment(time: tick.time, cause: cause)
        advance(instrument, moment, &out)
        if fills {
            // Orders that this trade brings about wait for the next one.
            let count = state.live.count
            for index in 0..<count where isReached(index, instrument, moment) {
                if let price = price(of: index, at: tick, place) {
                    fill(index, size(index, tick), price, moment, &out)
                }
            }
        }
        state.last[place].price = tick.price
        state.last[place].time = tick.time
        wakePortfolios(moment, &out)
        settle()
        checkDay(moment, &out)
    }

    /// The venue fills at all.
    var fills: Bool {
        let temper = state.settings.paper.temper
        return temper != .stingy && temper != .silent
    }

    /// What trades of an instrument now may fill the order.
    func isReached(_ index: Int, _ instrument: InstrumentID, _ moment: Moment) -> Bool {
        state.live[index].order.instrument == instrument
            && state.live[index].isAtVenue(by: moment.time)
            && state.live[index].woke != moment.cause
    }

    /// The last trade of an instrument, told before what happens at or after it.
    public mutating func saw(
        _ price: Price, at time: Nanoseconds, of instrument: InstrumentID
    ) {
        state.last[Int(instrument.rawValue)].price = price
        state.last[Int(instrument.rawValue)].time = time
    }

    /// Quotes matter: somebody may stand in front of an order.
    public var wantsQuotes: Bool { state.settings.paper.model == .queue }

    /// A quote: what is in front of orders at its prices.
    public mutating func quoted(_ quote: Quote, of instrument: InstrumentID) {
        state.last[Int(instrument.rawValue)].quote = quote
        guard state.settings.paper.model == .queue else { return }
        for index in state.live.indices
        where state.live[index].order.instrument == instrument
            && state.live[index].order.state == .working && state.live[index].ahead == nil
        {
            guard let limit = state.live[index].order.terms.limit else { continue }
            state.live[index].ahead = quote.ahead(
                of: limit, isBuy: state.live[index].order.terms.side == .buy)
        }
    }

    /// How much of an order a trade may fill.
    private func size(_ index: Int, _ tick: borrowing Tick) -> Size {
        let open = state.live[index].order.open
        guard state.settings.paper.temper == .partial else { return open }
        let step = instruments[Int(state.live[index].order.instrument.rawValue)].step
        return Size(min(open.rawValue, max(step, tick.size.rawValue / step * step)))
    }

    /// The price at which a trade fills an order that the venue has; `nil` when it does not.
    private mutating func price(
        of index: Int, at tick: borrowing Tick, _ place: Int
    ) -> Price? {
        let terms = state.live[index].order.terms
        let isBuy = terms.side == .buy
        if let stop = terms.stop, !state.live[index].isTriggered {
            guard isBuy ? tick.price >= stop : tick.price <= stop else { return nil }
            state.live[index].isTriggered = true
            state.live[index].isMarketable = true
        }
        let slippage = state.settings.paper.slippage
        guard let limit = terms.limit else {
            return slipped(tick.price, isBuy, slippage, place)
        }
        guard isBuy ? tick.price <= limit : tick.price >= limit else {
            state.live[index].isMarketable = false
            return nil
        }
        if state.live[index].isMarketable {
            let price = slipped(tick.price, isBuy, slippage, place)
            return isBuy ? min(price, limit) : max(price, limit)
        }
        guard rests(index, tick, limit, isBuy) else { return nil }
        let isTarget = state.live[index].order.leg == .target
        return slipped(limit, isBuy, isTarget ? state.settings.paper.targetSlippage : 0, place)
    }

    /// Whether a trade at or beyond a resting limit reaches the order.
    private mutating func rests(
        _ index: Int, _ tick: borrowing Tick, _ limit: Price, _ isBuy: Bool
    ) -> Bool {
        let isBeyond = isBuy ? tick.price < limit : tick.price > limit
        switch state.settings.paper.model {
        case .touch: return true
        case .through: return isBeyond
        case .queue:
            guard !isBeyond, let ahead = state.live[index].ahead else { return isBeyond }
            state.live[index].ahead = ahead - tick.size.rawValue
            return ahead < tick.size.rawValue
        }
    }

    func slipped(_ price: Price, _ isBuy: Bool, _ ticks: Int64, _ place: Int) -> Price {
        let step = instruments[place].facts.prices.tick * ticks
        return Price(price.rawValue + (isBuy ? step : -step))
    }

    /// Fills a part of an order or all of it, and does what follows.
    mutating func fill(
        _ index: Int, _ wanted: Size, _ price: Price, _ moment: Moment,
        _ out: inout OutputBuffer
    ) {
        guard !state.live[index].order.state.isDone else { return }
        let order = state.live[index].order
        var size = min(wanted, order.open)
        if state.live[index].closesOnly {
            // What is not there any more is not sold a second time.
            let held = state.ledger.quantity(of: order.instrument, order.book)
            size = min(size, Size(max(0, -order.terms.side.sign * held)))
            if size.rawValue == 0 {
                return end(index, .cancelled, "nothing is open", moment, &out)
            }
        }
        book(index, size, price, moment, &out)
        switch order.leg {
        case .entry: follow(index, moment, &out)
        case .stop, .target: countClosed(order, size, moment, &out)
        case .single, .exit: break
        }
        release(index, size, moment, &out)
        closeLegs(of: order, moment, &out)
        if order.leg == .stop || order.leg == .target {
            noteLegs(order.instrument, order.book, moment, &out)
        }
    }

    private mutating func book(
        _ index: Int, _ size: Size, _ price: Price, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        let order = state.live[index].order
        let traded = instruments[Int(order.instrument.rawValue)]
        state.lastFill += 1
        var fill = Fill(
            number: state.lastFill, order: order.number, id: order.id,
            instrument: order.instrument, book: order.book, side: order.terms.side,
            price: price, size: size,
            commission: state.settings.paper.commission(on: size, traded), realised: .zero,
            position: 0)
        let booked = state.ledger.book(
            fill, traded.facts, state.live[index].plan, at: moment.time)
        fill.realised = booked.realised
        fill.position = state.ledger.quantity(of: order.instrument, order.book)
        state.live[index].order.filled = Size(order.filled.rawValue + size.rawValue)
        state.live[index].order.value += Int128(price.rawValue) * Int128(size.rawValue)
        if state.live[index].order.open.rawValue == 0 {
            state.live[index].order.state = .filled
            state.live[index].change = nil
        }
        state.ledger.account.reports += 1
        noteFill(fill, moment)
        FillRecord(
            time: moment.time, cause: moment.cause, report: state.ledger.account.reports,
            fill: fill
        ).write(to: &out)
        report(index, moment, &out)
        if let ended = booked.ended {
            state.ledger.countTrade()
            ClosedTradeRecord(
                time: moment.time, cause: moment.cause,
                trade: ended.closed(
                    state.ledger.account.trades, moment.time, state.live[index].reason)
            ).write(to: &out)
        }
        tellPosition(state.ledger.place(of: order.instrument, order.book), moment, &out)
        tellAccount(moment, &out)
    }

    /// What a fill of a leg takes from its partner.
    private mutating func release(
        _ index: Int, _ size: Size, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        let order = state.live[index].order
        guard order.partner != 0,
            let partner = state.live.firstIndex(where: { $0.order.number == order.partner }),
            !state.live[partner].order.state.isDone
        else { return }
        let isLeg = order.leg == .stop || order.leg == .target
        let rest = state.live[partner].order.open.rawValue - size.rawValue
        guard isLeg, order.state != .filled, rest > 0 else {
            return end(partner, .cancelled, "its partner was filled", moment, &out)
        }
        state.live[partner].order.terms.quantity = Size(
            state.live[partner].order.terms.quantity.rawValue - size.rawValue)
        report(partner, moment, &out)
    }

    /// What would close a position ends once there is none that way.
    private mutating func closeLegs(
        of order: Order, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        let held = state.ledger.quantity(of: order.instrument, order.book)
        for index in state.live.indices
        where state.live[index].isOf(order.instrument, order.book)
            && state.live[index].closesOnly
        {
            let leg = state.live[index].order
            guard !leg.state.isDone, leg.state != .held, leg.terms.side.sign * held >= 0
            else { continue }
            if let entry = self.index(of: .number(leg.parent)) {
                state.live[entry].closed = state.live[entry].order.filled.rawValue
            }
            end(index, .cancelled, "nothing is open", moment, &out)
        }
    }
}

extension PaperSettings {
    /// What a fill costs beside its price.
    func commission(on size: Size, _ traded: TradedInstrument) -> Money {
        Money(
            nanos: Money.rounded(
                commission.nanos * Int128(size.rawValue), over: Int128(max(1, traded.unit))))
    }
}
