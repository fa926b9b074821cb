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
    /// What trades and quotes of an instrument concern.
    ///
    /// Mutating, so that it is read where it lies: a holder of the whole value would copy it.
    public mutating func watched(of instrument: InstrumentID) -> (band: TradingBand, quotes: Bool) {
        (bands[Int(instrument.rawValue)], wantsQuotes)
    }

    /// Takes ended orders out of those that live, and finds what trades concern the rest.
    mutating func settle() {
        removeEnded()
        for place in fresh.indices { fresh[place] = .quiet }
        nextNews = Nanoseconds(.max)
        includeOrders()
        includeLimits()
        if fresh != bands {
            swap(&fresh, &bands)
            bandsChanged = true
        }
    }

    private mutating func removeEnded() {
        // By index: what is only looked at is not copied out.
        var ended = 0
        for index in state.live.indices where state.live[index].order.state.isDone {
            state.ended.add(state.live[index].order)
            ended += 1
        }
        if ended > 0 { state.live.removeAll { $0.order.state.isDone } }
    }

    private mutating func includeOrders() {
        let hears = state.settings.paper.temper != .silent
        for index in state.live.indices {
            let place = Int(state.live[index].order.instrument.rawValue)
            if hears, let news = news(of: index) { nextNews = min(nextNews, news) }
            if waitsForAny(index) {
                fresh[place] = .none
            } else if state.live[index].order.state == .working {
                includeTerms(of: index, place)
            }
        }
    }

    /// When the venue learns something of an order that it does not know yet.
    ///
    /// Field by field, as what follows: what is asked as a whole is copied out first.
    private func news(of index: Int) -> Nanoseconds? {
        let news: Nanoseconds? =
            switch state.live[index].order.state {
            case .pending: state.live[index].arrives
            case .cancelling: state.live[index].leaves
            default: nil
            }
        guard let change = state.live[index].change?.arrives else { return news }
        return min(change, news ?? change)
    }

    /// Any trade may concern an order.
    private func waitsForAny(_ index: Int) -> Bool {
        switch state.live[index].order.state {
        case .held: false
        case .pending, .cancelling: true
        default:
            state.live[index].order.terms.type == .market || state.live[index].isTriggered
                || state.live[index].isMarketable || state.live[index].change != nil
        }
    }

    private mutating func includeTerms(of index: Int, _ place: Int) {
        let isBuy = state.live[index].order.terms.side == .buy
        if let stop = state.live[index].order.terms.stop {
            include(stop, isAbove: isBuy, 0, place)
        } else if let limit = state.live[index].order.terms.limit {
            include(limit, isAbove: !isBuy, 0, place)
        }
    }

    /// Where the day's profit or loss would reach its bound.
    ///
    /// With positions of one instrument the prices follow from them; with those of more each depends
    /// on the others' prices, and every trade is looked at.
    private mutating func includeLimits() {
        guard state.session.state != .stopped, !state.session.needsForce else { return }
        var net = NetPosition()
        var place = -1
        for holding in state.ledger.holdings.indices
        where !state.ledger.holdings[holding].position.isFlat {
            let own = self.place(of: holding)
            if place >= 0, own != place { return includeAllOpen() }
            place = own
            net.add(state.ledger.holdings[holding].position)
        }
        guard place >= 0, fresh[place] != .none, net.quantity != 0 else { return }
        let facts = instruments[place].facts
        let soFar = state.ledger.account.balance - state.mark
        let limits = state.session.limits
        // What was rounded is less than a product unit and half a nano-dollar for each position:
        // looked at sooner.
        let slack = net.priceUnits(ofNanos: net.count, facts) + 2 * net.count
        let isLong = net.quantity > 0
        if let gain = net.price(bringing: limits.profitTarget - soFar, facts) {
            include(gain, isAbove: isLong, slack, place)
        }
        if let loss = net.price(bringing: limits.lossLimit - soFar, facts) {
            include(loss, isAbove: !isLong, slack, place)
        }
    }

    private mutating func include(
        _ price: Price, isAbove: Bool, _ slack: Int64, _ place: Int
    ) {
        if isAbove {
            fresh[place].include(above: Price(price.rawValue - slack))
        } else {
            fresh[place].include(below: Price(price.rawValue + slack))
        }
    }

    private mutating func includeAllOpen() {
        for holding in state.ledger.holdings.indices
        where !state.ledger.holdings[holding].position.isFlat {
            fresh[place(of: holding)] = .none
        }
    }

    private func place(of holding: Int) -> Int {
        Int(state.ledger.holdings[holding].position.instrument.rawValue)
    }
}

/// The positions of an instrument together, over all books.
struct NetPosition {
    /// How many there are.
    private(set) var count: Int64 = 0
    /// Size units, below zero when short.
    private(set) var quantity: Int64 = 0
    /// Prices times signed sizes of what is open.
    private var cost: Int128 = 0

    mutating func add(_ position: Position) {
        count += 1
        quantity += position.quantity
        cost += position.quantity > 0 ? position.cost : -position.cost
    }

    /// The price at which they would bring an amount before commissions, to a few units; `nil` where
    /// that is beyond all prices.
    func price(bringing amount: Money, _ facts: Instrument) -> Price? {
        // An amount is product x tick value / (tick x units of one).
        let units = Int128(facts.prices.tick) * Int128(facts.sizes.unitsPerOne)
        let (scaled, overflows) = amount.nanos.multipliedReportingOverflow(by: units)
        guard !overflows, facts.tickValueNanos > 0, quantity != 0 else { return nil }
        let price = (scaled / Int128(facts.tickValueNanos) + cost) / Int128(quantity)
        return price.magnitude < 1 << 62 ? Price(Int64(price)) : nil
    }

    /// By how many price units their worth moves by some nano-dollars, rounded down.
    func priceUnits(ofNanos nanos: Int64, _ facts: Instrument) -> Int64 {
        let units = Int128(facts.prices.tick) * Int128(facts.sizes.unitsPerOne)
        let moved = units * Int128(nanos) / Int128(facts.tickValueNanos) / Int128(abs(quantity))
        return Int64(clamping: min(moved, 1 << 61))
    }
}
