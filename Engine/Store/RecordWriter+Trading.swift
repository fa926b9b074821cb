import Bytes
import Market
import Records
import Wire

/// Rows of orders, fills, trades, positions, the account and the trading session.
extension RecordWriter {
    /// Writes a record of trading; `nil` when it is none.
    func writeTrading(_ slots: UnsafeBufferPointer<OutputSlot>) throws(StoreFault) -> Outcome? {
        guard Self.isOfTrading(slots[0].kind) else { return nil }
        guard let event = TradingEvent(slots) else { return .refused }
        let isWritten: Bool
        switch event {
        case .order(let record): isWritten = try write(.order(row(of: record)))
        case .fill(let record): isWritten = try write(.fill(row(of: record)))
        case .trade(let record): isWritten = try write(.trade(row(of: record)))
        case .position(let record): isWritten = try write(.position(row(of: record)))
        case .account(let record): isWritten = try write(.event(row(of: record)))
        case .session(let record): isWritten = try write(.event(row(of: record)))
        }
        guard isWritten else { return .refused }
        if let number = event.report { try write(event, report: number) }
        return .written
    }

    /// What became of an order, by its number: as it travels, which is small and exact.
    private func write(_ event: TradingEvent, report number: UInt64) throws(StoreFault) {
        guard let id = id(event.instrument) else { return }
        var packed = ByteWriter(capacity: 256)
        event.encode(into: &packed)
        report.add(number)
        report.add(id)
        report.add(event.time.rawValue)
        report.add(event.cause)
        report.add(packed.bytes)
        try write(report)
    }

    private static func isOfTrading(_ kind: OutputKind?) -> Bool {
        switch kind {
        case .order, .fill, .trade, .position, .account, .session: true
        default: false
        }
    }

    /// The name of a book's account: `paper`, `paper/momentum`.
    private func account(_ book: Book) -> String {
        book == .manual ? "paper" : "paper/\(names.strategy(book.rawValue))"
    }

    private func direction(_ side: OrderSide) -> Direction { side == .buy ? .long : .short }

    private func row(of record: OrderRecord) -> OrderRow {
        let order = record.order
        return OrderRow(
            id: order.id.text, account: account(order.book), instrument: order.instrument,
            side: direction(order.terms.side), kind: order.terms.type.name,
            quantity: order.terms.quantity, filled: order.filled, limit: order.terms.limit,
            stop: order.terms.stop, state: order.state.name, reason: order.text,
            decision: order.decision == 0 ? nil : order.decision, created: order.created,
            changed: record.time, cause: record.cause)
    }

    private func row(of record: FillRecord) -> FillRow {
        let fill = record.fill
        return FillRow(
            id: "\(fill.number)", order: fill.id.text, account: account(fill.book),
            instrument: fill.instrument, time: record.time, side: direction(fill.side),
            price: fill.price, quantity: fill.size,
            feeNanos: Int64(clamping: fill.commission.nanos), cause: record.cause)
    }

    private func row(of record: ClosedTradeRecord) -> TradeRow {
        let trade = record.trade
        // Prices here are real ones: those of the record are in price units.
        let unit = scale(trade.instrument)
        return TradeRow(
            account: account(trade.book), instrument: trade.instrument, number: trade.number,
            side: trade.direction, quantity: trade.quantity, opened: trade.entryTime,
            closed: trade.exitTime, entry: trade.entry / unit, exit: trade.exit / unit,
            profitNanos: Int64(clamping: trade.gross.nanos),
            feeNanos: Int64(clamping: trade.commission.nanos), reason: trade.reason.name,
            decision: trade.decision == 0 ? nil : trade.decision, cause: record.cause)
    }

    private func row(of record: PositionRecord) -> PositionRow {
        let position = record.position
        return PositionRow(
            account: account(position.book), instrument: position.instrument, time: record.time,
            quantity: Size(position.quantity),
            entry: position.average.map { $0 / scale(position.instrument) },
            realizedNanos: Int64(clamping: position.realised.nanos), cause: record.cause)
    }

    private func row(of record: AccountRecord) -> EventRow {
        let account = record.account
        var detail = JSONObject()
        detail.add("balance", account.balance.description)
        detail.add("realised", account.realised.description)
        detail.add("commission", account.commission.description)
        detail.add("day_profit", account.dayProfit.description)
        detail.add("day_trades", account.dayTrades)
        detail.add("trades", account.trades)
        return EventRow(
            cause: record.cause, kind: "account", instrument: nil, subject: "paper",
            time: record.time, detail: detail.description)
    }

    private func row(of record: TradingSessionRecord) -> EventRow {
        let session = record.session
        var detail = JSONObject()
        detail.add("state", session.state.name)
        detail.add("date", session.date.map { "\($0)" } ?? "")
        detail.add("reason", session.reason)
        detail.add("profit_target", session.limits.profitTarget.description)
        detail.add("loss_limit", session.limits.lossLimit.description)
        detail.add("position_size", UInt64(clamping: session.limits.positionSize))
        return EventRow(
            cause: record.cause, kind: "session", instrument: nil, subject: "paper",
            time: record.time, detail: detail.description)
    }
}
