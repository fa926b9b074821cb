import Market
import Records
import Wire

/// Random values of what an account does.
extension Samples {
    mutating func known() -> Price? { flag() ? Price(int()) : nil }
    mutating func orderName() -> OrderName { flag() ? .number(natural()) : .id(commandID()) }

    mutating func wide() -> Int128 {
        switch small(4) {
        case 0: Int128(int())
        case 1: Int128(int()) * Int128(int())
        case 2: flag() ? .max : .min
        default: Int128(small(3)) - 1
        }
    }

    mutating func money() -> Money { Money(nanos: wide()) }

    mutating func orderTerms() -> OrderTerms {
        let type = one(of: OrderType.self)
        var terms = OrderTerms(
            side: one(of: OrderSide.self), type: type, quantity: size(),
            limit: type.hasLimit ? Price(int()) : nil, stop: type.hasStop ? Price(int()) : nil,
            force: one(of: TimeInForce.self))
        switch small(3) {
        case 0: terms.bracket = Bracket(stop: Price(int()), target: Price(int()))
        case 1: terms.partner = commandID()
        default: break
        }
        return terms
    }

    mutating func order() -> OrderRecord {
        var order = Order(
            number: natural(), id: commandID(), instrument: instrument(),
            book: Book(rawValue: UInt8(small(256))), leg: one(of: OrderLeg.self),
            terms: orderTerms(), state: one(of: OrderState.self), created: time(), by: text(32))
        order.filled = size()
        order.value = wide()
        (order.parent, order.partner) = (natural(), natural())
        (order.decision, order.session) = (natural(), natural())
        order.text = text(256)
        return OrderRecord(time: time(), cause: natural(), report: natural(), order: order)
    }

    mutating func fill() -> FillRecord {
        FillRecord(
            time: time(), cause: natural(), report: natural(),
            fill: Fill(
                number: natural(), order: natural(), id: commandID(), instrument: instrument(),
                book: Book(rawValue: UInt8(small(256))), side: one(of: OrderSide.self),
                price: Price(int()), size: size(), commission: money(), realised: money(),
                position: int()))
    }

    mutating func closedTrade() -> ClosedTradeRecord {
        var trade = ClosedTrade(
            number: natural(), instrument: instrument(), book: Book(rawValue: UInt8(small(256))),
            direction: one(of: Direction.self), quantity: size(), entryTime: time(),
            entry: double(), exitTime: time(), exit: double(), reason: one(of: ExitReason.self),
            gross: money(), commission: money())
        (trade.stop, trade.target) = (known(), known())
        if flag() { trade.risk = money() }
        trade.decision = natural()
        trade.rule = UInt8(small(256))
        trade.key = UInt16(small(65536))
        trade.regime = UInt8(small(256))
        return ClosedTradeRecord(time: time(), cause: natural(), trade: trade)
    }

    mutating func position() -> PositionRecord {
        var position = Position(
            instrument: instrument(), book: Book(rawValue: UInt8(small(256))))
        position.quantity = int()
        position.cost = wide()
        (position.realised, position.commission) = (money(), money())
        position.opened = time()
        (position.stop, position.target) = (known(), known())
        position.decision = natural()
        return PositionRecord(time: time(), cause: natural(), position: position)
    }

    mutating func account() -> AccountRecord {
        var account = Account(start: money())
        (account.realised, account.commission) = (money(), money())
        account.dayProfit = money()
        (account.dayTrades, account.trades) = (natural(), natural())
        account.reports = natural()
        return AccountRecord(time: time(), cause: natural(), account: account)
    }

    mutating func tradingSession() -> TradingSessionRecord {
        var session = TradingSession()
        session.state = one(of: TradingState.self)
        session.date = flag() ? date() : nil
        session.started = time()
        session.reason = text(256)
        session.needsForce = flag()
        session.limits.profitTarget = money()
        session.limits.lossLimit = money()
        session.limits.positionSize = int()
        return TradingSessionRecord(time: time(), cause: natural(), session: session)
    }

    mutating func tradingEvents() -> [TradingEvent] {
        [
            .order(order()), .fill(fill()), .trade(closedTrade()), .position(position()),
            .account(account()), .session(tradingSession()),
        ]
    }
}
