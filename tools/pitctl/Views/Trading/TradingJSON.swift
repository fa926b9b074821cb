import Market
public import Records
import Wire

/// What the account does as JSON objects: prices and sizes in the instrument's own numbers, money
/// in dollars as exact text.
public enum TradingJSON {
    /// One record.
    public static func event(_ event: TradingEvent, _ text: DeskText) -> JSONValue {
        let symbol: JSONValue =
            event.instrument == .all
            ? .null
            : text.instruments[event.instrument].map { .string($0.instrument.symbol) }
                ?? .number(event.instrument.rawValue)
        let writer = Writer(text: text, instrument: event.instrument)
        let (kind, members) = writer.members(event)
        return .object(
            [
                ("event", .string(kind)), ("symbol", symbol), ("time_ns", .time(event.time)),
                ("sequence", .number(event.cause)),
            ] + members)
    }

    private struct Writer {
        let text: DeskText
        let instrument: InstrumentID

        func members(_ event: TradingEvent) -> (String, [(String, JSONValue)]) {
            switch event {
            case .order(let record): ("order", order(record))
            case .fill(let record): ("fill", fill(record))
            case .trade(let record): ("trade", trade(record.trade))
            case .position(let record): ("position", position(record.position))
            case .account(let record): ("account", account(record.account))
            case .session(let record): ("session", session(record.session))
            }
        }

        private func price(_ price: Price?) -> JSONValue {
            guard let price, let facts = text.instruments[instrument]?.instrument else {
                return .null
            }
            return NumberText(facts).json(price)
        }

        private func size(_ units: Int64) -> JSONValue {
            text.instruments[instrument].map {
                .number($0.instrument.sizes.real(Volume(Double(units))))
            } ?? .null
        }

        private func mean(_ units: Double?) -> JSONValue {
            guard let units, let facts = text.instruments[instrument]?.instrument else {
                return .null
            }
            return .number(units / facts.prices.unitsPerOne)
        }

        private func money(_ money: Money) -> JSONValue { .string(money.description) }

        private func order(_ record: OrderRecord) -> [(String, JSONValue)] {
            let (order, terms) = (record.order, record.order.terms)
            return [
                ("number", .number(order.number)), ("report", .number(record.report)),
                ("id", .string(order.id.text)), ("state", .string(order.state.name)),
                ("leg", .string(order.leg.name)), ("book", .number(order.book.rawValue)),
                ("side", .string(terms.side.name)), ("type", .string(terms.type.name)),
                ("force", .string(terms.force.name)), ("quantity", size(terms.quantity.rawValue)),
                ("limit", price(terms.limit)), ("stop", price(terms.stop)),
                ("bracket_stop", price(terms.bracket?.stop)),
                ("bracket_target", price(terms.bracket?.target)),
                ("filled", size(order.filled.rawValue)), ("average", mean(order.average)),
                ("parent", .number(order.parent)), ("partner", .number(order.partner)),
                ("decision", .number(order.decision)), ("session", .number(order.sessionNumber)),
                ("tied", .bool(order.isTied)), ("created_ns", .time(order.created)),
                ("by", .string(order.by)), ("text", .string(order.text)),
            ]
        }

        private func fill(_ record: FillRecord) -> [(String, JSONValue)] {
            let fill = record.fill
            return [
                ("number", .number(fill.number)), ("report", .number(record.report)),
                ("order", .number(fill.order)), ("id", .string(fill.id.text)),
                ("book", .number(fill.book.rawValue)), ("side", .string(fill.side.name)),
                ("price", price(fill.price)), ("size", size(fill.size.rawValue)),
                ("commission_usd", money(fill.commission)), ("realised_usd", money(fill.realised)),
                ("position", size(fill.position)),
            ]
        }

        private func trade(_ trade: ClosedTrade) -> [(String, JSONValue)] {
            [
                ("number", .number(trade.number)), ("book", .number(trade.book.rawValue)),
                ("direction", .string(trade.direction.name)),
                ("quantity", size(trade.quantity.rawValue)),
                ("entry_time_ns", .time(trade.entryTime)), ("entry", mean(trade.entry)),
                ("stop", price(trade.stop)), ("target", price(trade.target)),
                ("exit_time_ns", .time(trade.exitTime)), ("exit", mean(trade.exit)),
                ("reason", .string(trade.reason.name)), ("gross_usd", money(trade.gross)),
                ("commission_usd", money(trade.commission)), ("profit_usd", money(trade.profit)),
                ("decision", .number(trade.decision)),
            ]
        }

        private func position(_ position: Position) -> [(String, JSONValue)] {
            [
                ("book", .number(position.book.rawValue)), ("position", size(position.quantity)),
                ("average", mean(position.average)), ("stop", price(position.stop)),
                ("target", price(position.target)), ("realised_usd", money(position.realised)),
                ("commission_usd", money(position.commission)),
                ("opened_ns", .time(position.opened)), ("decision", .number(position.decision)),
            ]
        }

        private func account(_ account: Account) -> [(String, JSONValue)] {
            [
                ("balance_usd", money(account.balance)), ("start_usd", money(account.start)),
                ("realised_usd", money(account.realised)),
                ("commission_usd", money(account.commission)),
                ("day_profit_usd", money(account.dayProfit)),
                ("day_trades", .number(account.dayTrades)), ("trades", .number(account.trades)),
                ("reports", .number(account.reports)),
            ]
        }

        private func session(_ session: TradingSession) -> [(String, JSONValue)] {
            [
                ("state", .string(session.state.name)),
                ("date", session.date.map { .string($0.description) } ?? .null),
                ("started_ns", .time(session.started)), ("reason", .string(session.reason)),
                ("needs_force", .bool(session.needsForce)),
                ("profit_target_usd", money(session.limits.profitTarget)),
                ("loss_limit_usd", money(session.limits.lossLimit)),
                ("position_size", .number(session.limits.positionSize)),
            ]
        }
    }
}
