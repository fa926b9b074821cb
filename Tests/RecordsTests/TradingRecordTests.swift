import Market
import Records
import Testing

/// Records of trading survive their slots, and damaged ones are none.
@Suite struct TradingRecordTests {
    private func again(_ event: TradingEvent) -> TradingEvent? {
        slots(of: event).withUnsafeBufferPointer { TradingEvent($0) }
    }

    private func slots(of event: TradingEvent) -> [OutputSlot] {
        var out = OutputBuffer(capacity: 16)
        switch event {
        case .order(let record): record.write(to: &out)
        case .fill(let record): record.write(to: &out)
        case .trade(let record): record.write(to: &out)
        case .position(let record): record.write(to: &out)
        case .account(let record): record.write(to: &out)
        case .session(let record): record.write(to: &out)
        }
        return Array(out.slots)
    }

    private static let instrument = InstrumentID(7)
    private static let wide = Int128(Int64.max) * 12_345
    private static let time = Nanoseconds(1_700_000_000_123_456_789)

    private func id(_ text: String) throws -> CommandID { try #require(CommandID(text)) }

    private func order() throws -> Order {
        var terms = OrderTerms(
            side: .sell, type: .stopLimit, quantity: Size(.max), limit: Price(-25),
            stop: Price(500_000), force: .untilCancelled,
            bracket: Bracket(stop: Price(1), target: Price(-1)))
        terms.partner = try id(String(repeating: "p", count: 32))
        var order = Order(
            number: .max, id: try id(String(repeating: "x", count: 32)),
            instrument: Self.instrument, book: Book(rawValue: 255), leg: .exit, terms: terms,
            state: .cancelling, created: Nanoseconds(-1), by: "ann")
        order.filled = Size(3)
        order.value = -Self.wide
        order.parent = 1
        order.partner = .max
        order.decision = 9
        order.session = 1 << 63
        order.text = "its session ended, and that is said in more than one slot's 64 bytes of text"
        return order
    }

    @Test func `orders in every state, type and leg`() throws {
        for state in OrderState.allCases {
            for type in OrderType.allCases {
                for leg in OrderLeg.allCases {
                    var order = try order()
                    order.state = state
                    order.leg = leg
                    order.terms.type = type
                    if !type.hasLimit { order.terms.limit = nil }
                    if !type.hasStop { order.terms.stop = nil }
                    if state == .held { order.terms.bracket = nil }
                    if leg == .single { order.terms.partner = nil }
                    let event = TradingEvent.order(
                        OrderRecord(time: Self.time, cause: 5, report: 6, order: order))
                    #expect(again(event) == event)
                }
            }
        }
    }

    @Test func `fills, positions, accounts`() throws {
        let fill = Fill(
            number: 3, order: 4, id: try id("a"), instrument: Self.instrument,
            book: Book(rawValue: 2), side: .sell, price: Price(-1), size: Size(9),
            commission: Money(nanos: Self.wide), realised: Money(nanos: -Self.wide),
            position: -5)
        var position = Position(instrument: Self.instrument, book: Book(rawValue: 2))
        position.quantity = -5
        position.cost = Self.wide
        position.realised = Money(nanos: -1)
        position.commission = Money(nanos: 1)
        position.opened = Self.time
        position.decision = .max
        var account = Account(start: Money(nanos: Self.wide))
        account.realised = Money(nanos: -Self.wide)
        account.commission = Money(nanos: 3)
        account.dayProfit = Money(nanos: -4)
        account.dayTrades = 5
        account.trades = 6
        account.reports = 7
        var bracketed = position
        bracketed.stop = Price(1)
        bracketed.target = Price(2)
        let events: [TradingEvent] = [
            .fill(FillRecord(time: Self.time, cause: 1, report: 2, fill: fill)),
            .position(PositionRecord(time: Self.time, cause: 1, position: position)),
            .position(PositionRecord(time: Self.time, cause: 1, position: bracketed)),
            .account(AccountRecord(time: Self.time, cause: 1, account: account)),
        ]
        for event in events { #expect(again(event) == event) }
    }

    @Test func `trades of every reason, with and without a risk`() {
        for reason in ExitReason.allCases {
            var trade = ClosedTrade(
                number: 1, instrument: Self.instrument, book: Book(rawValue: 2),
                direction: .short, quantity: Size(4), entryTime: Self.time, entry: 5000.123,
                exitTime: Self.time, exit: -0.5, reason: reason, gross: Money(nanos: -Self.wide),
                commission: Money(nanos: Self.wide))
            let bare = TradingEvent.trade(
                ClosedTradeRecord(time: Self.time, cause: 8, trade: trade))
            #expect(again(bare) == bare)
            trade.stop = Price(3)
            trade.target = Price(4)
            trade.risk = Money(nanos: -Self.wide)
            trade.decision = 77
            trade.rule = 200
            trade.key = 65_535
            trade.regime = 3
            let whole = TradingEvent.trade(
                ClosedTradeRecord(time: Self.time, cause: 8, trade: trade))
            #expect(again(whole) == whole)
        }
    }

    @Test func `sessions of every state`() {
        for state in TradingState.allCases {
            var session = TradingSession()
            session.state = state
            let first = TradingEvent.session(
                TradingSessionRecord(time: Self.time, cause: 2, session: session))
            #expect(again(first) == first)
            session.date = SessionDate(rawValue: -3)
            session.started = Self.time
            session.reason = String(repeating: "r", count: 128)
            session.needsForce = true
            session.limits.profitTarget = Money(nanos: Self.wide)
            session.limits.lossLimit = Money(nanos: -Self.wide)
            session.limits.positionSize = .max
            let full = TradingEvent.session(
                TradingSessionRecord(time: Self.time, cause: 2, session: session))
            #expect(again(full) == full)
        }
    }

    @Test func `damaged records are none`() throws {
        let record = OrderRecord(time: Self.time, cause: 5, report: 6, order: try order())
        let slots = slots(of: .order(record))
        for count in 0..<3 {
            #expect(slots.prefix(count).withUnsafeBufferPointer { TradingEvent($0) } == nil)
        }
        // Every bit of it: read or refused, but no trap.
        var refused = 0
        for slot in slots.indices {
            for byte in 0..<64 {
                var damaged = slots
                damaged[slot].flip(byte)
                let found = damaged.withUnsafeBufferPointer { TradingEvent($0) }
                refused += found == nil ? 1 : 0
            }
        }
        #expect(refused >= 5, "kind, state, side, type, force and leg are checked")
    }

    @Test func `a book folds events into what stands`() throws {
        var book = TradingBook(keeping: 2)
        var order = try order()
        for number in UInt64(1)...5 {
            order.number = number
            order.state = .working
            book.fold(.order(OrderRecord(time: Self.time, cause: 1, report: 1, order: order)))
        }
        #expect(book.orders.map(\.order.number) == [1, 2, 3, 4, 5])
        for number in UInt64(2)...5 {
            order.number = number
            order.state = .filled
            book.fold(.order(OrderRecord(time: Self.time, cause: 1, report: 1, order: order)))
        }
        #expect(book.orders.map(\.order.number) == [1])
        #expect(book.ended.map(\.order.number).suffix(2) == [4, 5])
        #expect(book.ended.count < 4)
        var position = Position(instrument: Self.instrument, book: .manual)
        position.quantity = 1
        book.fold(.position(PositionRecord(time: Self.time, cause: 1, position: position)))
        #expect(book.positions.map(\.position) == [position])
        position.quantity = 0
        book.fold(.position(PositionRecord(time: Self.time, cause: 1, position: position)))
        #expect(book.positions.isEmpty)
    }
}

extension OutputSlot {
    /// Turns round the bits of one byte.
    fileprivate mutating func flip(_ byte: Int) {
        withUnsafeMutableBytes(of: &self) { $0[byte] ^= 0xff }
    }
}
