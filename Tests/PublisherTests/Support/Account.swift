import Market
import Records
import Testing
import Wire

/// What a core's trading would write, made by hand.
enum AccountSample {
    static func order(
        _ number: UInt64, _ state: OrderState = .working, report: UInt64, cause: UInt64,
        _ instrument: InstrumentID = DeskSample.spy, session: UInt64 = 0
    ) -> TradingEvent {
        var order = Order(
            number: number, id: CommandID("o\(number)")!, instrument: instrument, book: .manual,
            leg: .single,
            terms: OrderTerms(
                side: .buy, type: .limit, quantity: Size(3), limit: Price(50_000)),
            state: state, created: .seconds(1), by: "ann")
        if state == .filled { order.filled = Size(3) }
        order.session = session
        return .order(
            OrderRecord(
                time: .seconds(Int64(cause)), cause: cause, report: report, order: order))
    }

    static func fill(
        _ number: UInt64, report: UInt64, cause: UInt64,
        _ instrument: InstrumentID = DeskSample.spy
    ) -> TradingEvent {
        .fill(
            FillRecord(
                time: .seconds(Int64(cause)), cause: cause, report: report,
                fill: Fill(
                    number: number, order: number, id: CommandID("o\(number)")!,
                    instrument: instrument, book: .manual, side: .buy, price: Price(50_000),
                    size: Size(1), commission: Money(nanos: 5), realised: .zero, position: 1)))
    }

    static func trade(_ number: UInt64, cause: UInt64) -> TradingEvent {
        .trade(
            ClosedTradeRecord(
                time: .seconds(Int64(cause)), cause: cause,
                trade: ClosedTrade(
                    number: number, instrument: DeskSample.spy, book: .manual, direction: .long,
                    quantity: Size(1), entryTime: .seconds(1), entry: 50_000.5,
                    exitTime: .seconds(Int64(cause)), exit: 50_010, reason: .target,
                    gross: Money(nanos: 9), commission: Money(nanos: 2))))
    }

    static func position(
        _ quantity: Int64, cause: UInt64, _ instrument: InstrumentID = DeskSample.spy
    ) -> TradingEvent {
        var position = Position(instrument: instrument, book: .manual)
        position.quantity = quantity
        position.cost = Int128(abs(quantity)) * 50_000
        return .position(
            PositionRecord(time: .seconds(Int64(cause)), cause: cause, position: position))
    }

    static func account(reports: UInt64, cause: UInt64) -> TradingEvent {
        var account = Account(start: Money(nanos: 50_000))
        account.reports = reports
        return .account(
            AccountRecord(time: .seconds(Int64(cause)), cause: cause, account: account))
    }

    static func session(_ state: TradingState, cause: UInt64) -> TradingEvent {
        var session = TradingSession()
        session.state = state
        if state == .halted { session.reason = "loss_limit" }
        return .session(
            TradingSessionRecord(time: .seconds(Int64(cause)), cause: cause, session: session))
    }

    /// A few steps of everything, reports without holes.
    static func run(_ steps: Int) -> [TradingEvent] {
        var events: [TradingEvent] = []
        var report: UInt64 = 0
        for step in 1...UInt64(max(1, steps)) {
            let number = step / 3 + 1
            let instrument = InstrumentID(UInt32(number % 2))
            report += 1
            switch step % 3 {
            case 0: events.append(order(number, report: report, cause: step, instrument))
            case 1:
                events.append(fill(number, report: report, cause: step, instrument))
                events.append(position(Int64(step % 2), cause: step, instrument))
            default:
                events.append(order(number, .filled, report: report, cause: step, instrument))
                events.append(trade(number, cause: step))
                events.append(account(reports: report, cause: step))
                events.append(
                    session(TradingState.allCases[Int(step) % 3], cause: step))
            }
        }
        return events
    }

    static func slots(_ events: [TradingEvent]) -> [OutputSlot] {
        var buffer = OutputBuffer()
        for event in events {
            switch event {
            case .order(let record): record.write(to: &buffer)
            case .fill(let record): record.write(to: &buffer)
            case .trade(let record): record.write(to: &buffer)
            case .position(let record): record.write(to: &buffer)
            case .account(let record): record.write(to: &buffer)
            case .session(let record): record.write(to: &buffer)
            }
        }
        return Array(buffer.slots)
    }
}

extension [Said] {
    /// What the account did, of all data frames, snapshots included.
    var trading: [TradingEvent] {
        flatMap { said in
            guard case .data(_, let told) = said else { return [TradingEvent]() }
            return told.trading
        }
    }
}

extension [Told] {
    var trading: [TradingEvent] {
        compactMap { if case .trading(let event) = $0 { event } else { nil } }
    }
}
