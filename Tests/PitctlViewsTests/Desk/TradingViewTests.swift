import CLI
import Market
import PitctlViews
import Records
import Testing
import Wire

@Suite struct TradingViewTests {
    static let text = DeskViewTests.text
    static let time = DeskViewTests.time
    static let spy = InstrumentID(0)
    static let look = Look()

    static func order(
        _ number: UInt64, _ state: OrderState, filled: Int64 = 0, text: String = ""
    ) -> OrderRecord {
        var terms = OrderTerms(side: .buy, type: .limit, quantity: Size(10), limit: Price(58_025))
        terms.force = .untilCancelled
        terms.bracket = Bracket(stop: Price(57_800), target: Price(58_400))
        var order = Order(
            number: number, id: CommandID("c\(number)")!, instrument: spy, book: .manual,
            leg: .entry, terms: terms, state: state, created: time, by: "ann")
        order.filled = Size(filled)
        order.value = Int128(filled) * 58_020
        order.text = text
        return OrderRecord(time: time, cause: 9, report: number, order: order)
    }

    static let fill = FillRecord(
        time: time, cause: 10, report: 4,
        fill: Fill(
            number: 3, order: 1, id: CommandID("c1")!, instrument: spy, book: .manual,
            side: .sell, price: Price(58_020), size: Size(4),
            commission: Money(nanos: 20_000_000), realised: Money(nanos: -12_500_000_000),
            position: -4))

    static let trade = ClosedTradeRecord(
        time: time, cause: 11,
        trade: ClosedTrade(
            number: 7, instrument: spy, book: Book(rawValue: 2), direction: .long,
            quantity: Size(4), entryTime: time, entry: 58_020.5, exitTime: time, exit: 58_100,
            reason: .sessionEnd, gross: Money(nanos: 3_180_000_000),
            commission: Money(nanos: 180_000_000)))

    @Test func `orders stand by number, with terms, fills and why they ended`() {
        let page = TradingTables.orders(
            [
                Self.order(2, .cancelled, text: "its session ended"),
                Self.order(1, .working, filled: 4),
            ],
            Self.text, Self.look, columns: 200)
        let lines = page.split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("ORDER  SYMBOL  STATE "))
        let terms = "buy 10 limit 580.25, stop 578.00 target 584.00, gtc"
        #expect(lines[1].hasPrefix("    1  SPY     working    \(terms)       4  580.2000  "))
        #expect(lines[2].contains("cancelled  \(terms)       0         -  "))
        #expect(lines[2].hasSuffix("c2  its session ended"))
        #expect(TradingTables.orders([], Self.text, Self.look, columns: 80) == "no orders\n")
    }

    @Test func `fills and trades show money to the cent, losses with a sign`() {
        let fills = TradingTables.fills([Self.fill], Self.text, Self.look, columns: 200)
        #expect(fills.contains("sell     4  580.20        -4   -$12.50  $0.02      1\n"))
        let trades = TradingTables.trades([Self.trade], Self.text, Self.look, columns: 200)
        #expect(
            trades.contains(
                "    7  SPY     strategy 2  LONG          4  580.2050  581.0000  SESSION_END"
                    + "   $3.00"))
    }

    @Test func `each record is one line of the log`() {
        var session = TradingSession()
        session.state = .halted
        session.reason = "loss_limit"
        var position = Position(instrument: Self.spy, book: .manual)
        let flat = PositionRecord(time: Self.time, cause: 3, position: position)
        (position.quantity, position.cost) = (-4, 4 * 58_020)
        let short = PositionRecord(time: Self.time, cause: 3, position: position)
        let expected: [(TradingEvent, String)] = [
            (
                .order(Self.order(1, .working, filled: 4)),
                "SPY    | INFO   | order 1 working: buy 10 limit 580.25, stop 578.00 target 584.00,"
                    + " gtc, filled 4 by ann"
            ),
            (
                .order(Self.order(2, .rejected, text: "no")),
                "SPY    | WARN   | order 2 rejected: buy 10 limit 580.25, stop 578.00 target "
                    + "584.00, gtc by ann (no)"
            ),
            (
                .fill(Self.fill),
                "SPY    | EXIT   | fill 3 of order 1: sell 4 at 580.20, position -4"
            ),
            (
                .trade(Self.trade),
                "SPY    | EXIT   | trade 7 LONG 4 from 580.2050 to 581.0000 SESSION_END: $3.00"
            ),
            (.position(flat), "SPY    | INFO   | flat"),
            (.position(short), "SPY    | INFO   | SHORT 4 at 580.2000"),
            (
                .session(TradingSessionRecord(time: Self.time, cause: 4, session: session)),
                "*      | STATE  | HALTED: loss_limit"
            ),
        ]
        for (event, line) in expected { #expect(Self.text.line(event) == "[10:35:12] " + line) }
    }

    @Test func `the session and the account in words`() {
        #expect(TradingTables.session(nil, Self.look) == "STOPPED\nnever started\n")
        var session = TradingSession()
        session.state = .halted
        session.reason = "loss_limit"
        session.needsForce = true
        session.date = SessionDate(rawValue: 19_790)
        let record = TradingSessionRecord(time: Self.time, cause: 4, session: session)
        #expect(
            TradingTables.session(record, Self.look) == """
                HALTED: loss_limit (only force resumes it)
                session 2024-03-08
                ends the day at $500.00 or -$300.00, positions of at most 2

                """)
        var account = Account(start: Money(nanos: 10_000_000_000_000))
        account.realised = Money(nanos: -30_000_000)
        let page = TradingTables.account(
            AccountRecord(time: Self.time, cause: 5, account: account), Self.look)
        #expect(page.hasPrefix("BALANCE              $9999.97\nstart "))
        #expect(TradingTables.account(nil, Self.look) == "no account yet\n")
    }

    @Test func `JSON has numbers of the instrument and exact money`() {
        let order = TradingJSON.event(.order(Self.order(1, .working, filled: 4)), Self.text).text
        #expect(order.hasPrefix("{\"event\":\"order\",\"symbol\":\"SPY\",\"time_ns\":"))
        #expect(order.contains("\"limit\":580.25,\"stop\":null,\"bracket_stop\":578,"))
        #expect(order.contains("\"filled\":4,\"average\":580.2,"))
        let fill = TradingJSON.event(.fill(Self.fill), Self.text).text
        #expect(
            fill.contains("\"commission_usd\":\"0.02\",\"realised_usd\":\"-12.5\",\"position\":-4}")
        )
    }
}
