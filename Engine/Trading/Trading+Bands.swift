public import Market
import Records

/// Prices strictly between which a trade of an instrument concerns neither order nor limit.
public struct TradingBand: Hashable, Sendable {
    /// The highest price below that does.
    public var below: Price
    /// The lowest price above that does.
    public var above: Price

    /// Every trade concerns one.
    public static let none = TradingBand(below: Price(.max), above: Price(.min))
    /// No trade concerns one.
    public static let quiet = TradingBand(below: Price(.min), above: Price(.max))

    mutating func include(below price: Price) { below = max(below, price) }
    mutating func include(above price: Price) { above = min(above, price) }
}

/// Finding what the next trades concern.
extension Trading {
    /// Takes ended orders out of those that live, and finds what trades concern the rest.
    mutating func settle() {
        if state.live.contains(where: { $0.order.state.isDone }) {
            for live in state.live where live.order.state.isDone { state.ended.add(live.order) }
            state.live.removeAll { $0.order.state.isDone }
        }
        for place in fresh.indices { fresh[place] = .quiet }
        nextNews = Nanoseconds(.max)
        includeOrders()
        includeLimits()
        if fresh != bands {
            swap(&fresh, &bands)
            bandsChanged = true
        }
    }

    private mutating func includeOrders() {
        let hears = state.settings.paper.temper != .silent
        for index in state.live.indices {
            let place = Int(state.live[index].order.instrument.rawValue)
            if hears, let news = state.live[index].nextNews { nextNews = min(nextNews, news) }
            if state.live[index].waitsForAny {
                fresh[place] = .none
            } else if state.live[index].order.state == .working {
                include(state.live[index].order.terms, place)
            }
        }
    }

    private mutating func include(_ terms: OrderTerms, _ place: Int) {
        if let stop = terms.stop {
            if terms.side == .buy {
                fresh[place].include(above: stop)
            } else {
                fresh[place].include(below: stop)
            }
        } else if let limit = terms.limit {
            if terms.side == .buy {
                fresh[place].include(below: limit)
            } else {
                fresh[place].include(above: limit)
            }
        }
    }

    /// Where the day's profit or loss would reach its bound.
    ///
    /// With one position open the prices follow from it; with more each depends on the others'
    /// prices, and every trade is looked at.
    private mutating func includeLimits() {
        guard state.session.state != .stopped, !state.session.needsForce else { return }
        var only = -1
        for holding in state.ledger.holdings.indices
        where !state.ledger.holdings[holding].position.isFlat {
            if only >= 0 {
                fresh[place(of: only)] = .none
                fresh[place(of: holding)] = .none
            }
            only = holding
        }
        guard only >= 0, fresh[place(of: only)] != .none else { return }
        let place = place(of: only)
        let position = state.ledger.holdings[only].position
        let facts = instruments[place].facts
        let soFar = state.ledger.account.balance - state.mark
        let limits = state.session.limits
        guard let gain = position.price(bringing: limits.profitTarget - soFar, facts),
            let loss = position.price(bringing: limits.lossLimit - soFar, facts)
        else { return fresh[place] = .none }
        // What was rounded is less than a product unit and half a nano-dollar: looked at sooner.
        let slack = position.priceUnits(ofNanos: 1, facts) + 2
        fresh[place].include(above: Price(max(gain, loss).rawValue - slack))
        fresh[place].include(below: Price(min(gain, loss).rawValue + slack))
    }

    private func place(of holding: Int) -> Int {
        Int(state.ledger.holdings[holding].position.instrument.rawValue)
    }
}

extension Position {
    /// The price at which it would bring an amount before commissions, to a few units; `nil` where
    /// that is beyond all prices.
    func price(bringing amount: Money, _ facts: Instrument) -> Price? {
        // An amount is product x tick value / (tick x units of one).
        let units = Int128(facts.prices.tick) * Int128(facts.sizes.unitsPerOne)
        let (scaled, overflows) = amount.nanos.multipliedReportingOverflow(by: units)
        guard !overflows, facts.tickValueNanos > 0, quantity != 0 else { return nil }
        let product = scaled / Int128(facts.tickValueNanos) + (quantity > 0 ? cost : -cost)
        let price = product / Int128(quantity)
        return price.magnitude < 1 << 62 ? Price(Int64(price)) : nil
    }

    /// By how many price units its worth moves by some nano-dollars, rounded down.
    func priceUnits(ofNanos nanos: Int64, _ facts: Instrument) -> Int64 {
        let units = Int128(facts.prices.tick) * Int128(facts.sizes.unitsPerOne)
        let moved = units * Int128(nanos) / Int128(facts.tickValueNanos) / Int128(abs(quantity))
        return Int64(clamping: min(moved, 1 << 61))
    }
}
