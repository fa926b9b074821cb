public import Chance
import Market
public import Records

/// What an account does, with fields that hold random values.
extension SplitMix64 {
    /// An order, in any state.
    public mutating func order() -> OrderRecord {
        var order = Order(
            number: natural(), id: commandID(), instrument: instrument(),
            book: Book(rawValue: byte()), leg: one(of: OrderLeg.self), terms: orderTerms(),
            state: one(of: OrderState.self), created: instant(), by: text(32))
        order.filled = size()
        order.value = wide()
        (order.parent, order.partner) = (natural(), natural())
        (order.decision, order.session) = (natural(), natural())
        order.text = text(256)
        return OrderRecord(time: instant(), cause: natural(), report: natural(), order: order)
    }

    /// A part of an order that was bought or sold.
    public mutating func fill() -> FillRecord {
        FillRecord(
            time: instant(), cause: natural(), report: natural(),
            fill: Fill(
                number: natural(), order: natural(), id: commandID(),
                instrument: instrument(), book: Book(rawValue: byte()),
                side: one(of: OrderSide.self), price: Price(integer()), size: size(),
                commission: money(), realised: money(), position: integer()))
    }

    /// A trade that is over.
    public mutating func closedTrade() -> ClosedTradeRecord {
        var trade = ClosedTrade(
            number: natural(), instrument: instrument(), book: Book(rawValue: byte()),
            direction: one(of: Direction.self), quantity: size(), entryTime: instant(),
            entry: finite(), exitTime: instant(), exit: finite(),
            reason: one(of: ExitReason.self), gross: money(), commission: money())
        (trade.stop, trade.target) = (optionalPrice(), optionalPrice())
        if once(in: 2) { trade.risk = money() }
        trade.decision = natural()
        (trade.rule, trade.regime) = (byte(), byte())
        trade.key = UInt16(below(65536))
        return ClosedTradeRecord(time: instant(), cause: natural(), trade: trade)
    }

    /// A position, open or flat.
    public mutating func position() -> PositionRecord {
        var position = Position(
            instrument: instrument(), book: Book(rawValue: byte()))
        position.quantity = integer()
        position.cost = wide()
        (position.realised, position.commission) = (money(), money())
        position.opened = instant()
        (position.stop, position.target) = (optionalPrice(), optionalPrice())
        position.decision = natural()
        return PositionRecord(time: instant(), cause: natural(), position: position)
    }

    /// What an account holds.
    public mutating func account() -> AccountRecord {
        var account = Account(start: money())
        (account.realised, account.commission) = (money(), money())
        account.dayProfit = money()
        (account.dayTrades, account.trades) = (natural(), natural())
        account.reports = natural()
        return AccountRecord(time: instant(), cause: natural(), account: account)
    }

    /// The state of a trading session, and its limits.
    public mutating func tradingSession() -> TradingSessionRecord {
        var session = TradingSession()
        session.state = one(of: TradingState.self)
        session.date = once(in: 2) ? date() : nil
        session.started = instant()
        session.reason = text(256)
        session.needsForce = once(in: 2)
        session.limits.profitTarget = money()
        session.limits.lossLimit = money()
        session.limits.positionSize = integer()
        return TradingSessionRecord(time: instant(), cause: natural(), session: session)
    }
}
