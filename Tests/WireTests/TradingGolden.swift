import Bytes
import Market
import Records
import Wire

/// One order's way through an account, as the golden frames show it: bought with a bracket, filled,
/// and closed by its target.
enum TradingGolden {
    static let id = CommandID("desk-1:8")!
    static let book = Book(rawValue: 2)
    static let time = GoldenFrames.time
    static let instrument = InstrumentID(3)

    static var terms: OrderTerms {
        var terms = OrderTerms(
            side: .buy, type: .stopLimit, quantity: Size(3), limit: Price(600_050),
            stop: Price(600_025), force: .untilCancelled)
        terms.bracket = Bracket(stop: Price(599_000), target: Price(602_000))
        return terms
    }

    static var order: OrderRecord {
        var order = Order(
            number: 41, id: id, instrument: instrument, book: .manual, leg: .entry, terms: terms,
            state: .working, created: time, by: "ann")
        order.filled = Size(1)
        order.value = 600_050
        order.session = 17
        return OrderRecord(
            time: Nanoseconds(time.rawValue + 1500), cause: 7201, report: 90, order: order)
    }

    /// With a partner and a reason, without a price.
    static var ended: OrderRecord {
        var terms = OrderTerms(side: .sell, type: .market, quantity: Size(3))
        terms.partner = CommandID("desk-1:9")
        var order = Order(
            number: 44, id: CommandID("exit-44")!, instrument: instrument, book: book, leg: .exit,
            terms: terms, state: .cancelled, created: time, by: "engine")
        (order.parent, order.partner, order.decision) = (41, 45, 37)
        order.text = "its session ended"
        return OrderRecord(time: time, cause: 7204, report: 93, order: order)
    }

    static let fill = FillRecord(
        time: time, cause: 7201, report: 91,
        fill: Fill(
            number: 12, order: 41, id: id, instrument: instrument, book: .manual, side: .buy,
            price: Price(600_050), size: Size(1), commission: Money(nanos: 2_250_000_000),
            realised: Money(nanos: -12_500_000_000), position: -2))

    static var trade: ClosedTradeRecord {
        var trade = ClosedTrade(
            number: 7, instrument: instrument, book: book, direction: .long, quantity: Size(3),
            entryTime: time, entry: 600_050.25,
            exitTime: Nanoseconds(time.rawValue + 5_000_000_000),
            exit: 602_000, reason: .target, gross: Money(nanos: 2_924_625_000_000),
            commission: Money(nanos: 13_500_000_000))
        trade.stop = Price(599_000)
        trade.risk = Money(nanos: 1_575_375_000_000)
        (trade.decision, trade.rule, trade.key, trade.regime) = (37, 1, 300, 2)
        return ClosedTradeRecord(time: trade.exitTime, cause: 7300, trade: trade)
    }

    static var position: PositionRecord {
        var position = Position(instrument: instrument, book: .manual)
        position.quantity = -2
        position.cost = 1_200_100
        position.realised = Money(nanos: -12_500_000_000)
        position.commission = Money(nanos: 2_250_000_000)
        position.opened = time
        position.target = Price(598_000)
        return PositionRecord(time: time, cause: 7201, position: position)
    }

    static var account: AccountRecord {
        var account = Account(start: Money(nanos: 50_000_000_000_000))
        account.realised = Money(nanos: 2_912_125_000_000)
        account.commission = Money(nanos: 15_750_000_000)
        account.dayProfit = Money(nanos: 2_896_375_000_000)
        (account.dayTrades, account.trades, account.reports) = (1, 7, 91)
        return AccountRecord(time: time, cause: 7201, account: account)
    }

    static var session: TradingSessionRecord {
        var session = TradingSession()
        session.state = .halted
        session.date = SessionDate(rawValue: 20_717)
        session.started = time
        session.reason = "loss_limit"
        session.needsForce = true
        return TradingSessionRecord(time: time, cause: 7400, session: session)
    }
}

extension GoldenFrames {
    mutating func addTradingMessages() {
        let id = TradingGolden.id
        add(
            "hello-tied",
            Hello(
                role: .trade, features: .all, heartbeat: 1000, clientName: "desk",
                token: "example token", time: Self.time.rawValue,
                options: SessionOptions(cancelsOnDisconnect: true, deadMan: 30)))
        add(
            "command-submit",
            CommandRequest(
                request: 60, id: id, symbol: "ESZ6", command: .submit(TradingGolden.terms)))
        add(
            "command-replace",
            CommandRequest(
                request: 61, id: id, symbol: "ESZ6",
                command: .replace(.number(41), OrderChange(limit: Price(600_075)))))
        add(
            "command-cancel",
            CommandRequest(request: 62, id: CommandID("desk-1:9")!, command: .cancel(.id(id))))
        add("request-orders", Request(request: 63, query: .orders(symbol: nil, ended: 20)))
        add("request-reports", Request(request: 64, query: .reports(from: 91, limit: 500)))
    }

    mutating func addTradingRecords() {
        add("data-order", .orders, TradingGolden.order)
        add("data-order-ended", .orders, TradingGolden.ended)
        add("data-fill", .fills, TradingGolden.fill)
        add("data-trade", .trades, TradingGolden.trade)
        add("data-position", .positions, TradingGolden.position)
        add("data-account", .account, TradingGolden.account)
        add("data-session", .session, TradingGolden.session)
    }
}
