import CLI
public import Market
public import Records

/// The account as tables.
public enum TradingTables {
    /// `$12.50`, `-$0.01`
    public static func dollars(_ money: Money) -> String {
        money < .zero ? "-$" + (-money).text(decimals: 2) : "$" + money.text(decimals: 2)
    }

    /// A strategy's number, `hand` for orders of people and programs.
    public static func book(_ book: Book) -> String {
        book == .manual ? "hand" : "strategy \(book.rawValue)"
    }

    /// Orders by number.
    public static func orders(
        _ records: [OrderRecord], _ text: DeskText, _ look: Look, columns: Int
    ) -> String {
        var table = Table([
            .init("ORDER", .right), .init("SYMBOL"), .init("STATE"), .init("TERMS"),
            .init("FILLED", .right), .init("AT", .right), .init("SINCE"),
            .init("ID", isFlexible: true), .init("NOTE", isFlexible: true),
        ])
        for order in records.map(\.order).sorted(by: { $0.number < $1.number }) {
            table.add([
                "\(order.number)", text.symbol(order.instrument), order.state.name,
                text.terms(order.terms, of: order.instrument),
                text.size(order.filled.rawValue, of: order.instrument),
                text.mean(order.average, of: order.instrument), time(order.created, look),
                order.id.text, VisibleText.of(order.text.isEmpty ? order.leg.name : order.text),
            ])
        }
        return page(table, none: "no orders", look, columns)
    }

    /// Fills, oldest first.
    public static func fills(
        _ records: [FillRecord], _ text: DeskText, _ look: Look, columns: Int
    ) -> String {
        var table = Table([
            .init("FILL", .right), .init("SYMBOL"), .init("TIME"), .init("SIDE"),
            .init("SIZE", .right), .init("PRICE", .right), .init("POSITION", .right),
            .init("REALISED", .right), .init("COST", .right), .init("ORDER", .right),
        ])
        for record in records {
            let fill = record.fill
            table.add([
                "\(fill.number)", text.symbol(fill.instrument), time(record.time, look),
                fill.side.name, text.size(fill.size.rawValue, of: fill.instrument),
                text.price(fill.price, of: fill.instrument),
                text.size(fill.position, of: fill.instrument), dollars(fill.realised),
                dollars(fill.commission), "\(fill.order)",
            ])
        }
        return page(table, none: "no fills", look, columns)
    }

    /// Trades that ended, oldest first.
    public static func trades(
        _ records: [ClosedTradeRecord], _ text: DeskText, _ look: Look, columns: Int
    ) -> String {
        var table = Table([
            .init("TRADE", .right), .init("SYMBOL"), .init("BOOK"), .init("DIRECTION"),
            .init("SIZE", .right), .init("ENTRY", .right), .init("EXIT", .right),
            .init("REASON"), .init("PROFIT", .right), .init("ENDED"),
        ])
        for trade in records.map(\.trade) {
            table.add([
                "\(trade.number)", text.symbol(trade.instrument), book(trade.book),
                trade.direction.name, text.size(trade.quantity.rawValue, of: trade.instrument),
                text.mean(trade.entry, of: trade.instrument),
                text.mean(trade.exit, of: trade.instrument), trade.reason.name,
                dollars(trade.profit), time(trade.exitTime, look),
            ])
        }
        return page(table, none: "no trades", look, columns)
    }

    /// Open positions.
    public static func positions(
        _ records: [PositionRecord], _ text: DeskText, _ look: Look, columns: Int
    ) -> String {
        var table = Table([
            .init("SYMBOL"), .init("BOOK"), .init("POSITION", .right), .init("AT", .right),
            .init("STOP", .right), .init("TARGET", .right), .init("REALISED", .right),
            .init("SINCE"),
        ])
        for position in records.map(\.position) {
            func price(_ price: Price?) -> String {
                price.map { text.price($0, of: position.instrument) } ?? "-"
            }
            table.add([
                text.symbol(position.instrument), book(position.book),
                text.size(position.quantity, of: position.instrument),
                text.mean(position.average, of: position.instrument), price(position.stop),
                price(position.target), dollars(position.realised - position.commission),
                time(position.opened, look),
            ])
        }
        return page(table, none: "no positions", look, columns)
    }

    /// The money of the account.
    public static func account(_ record: AccountRecord?, _ look: Look) -> String {
        guard let account = record?.account else { return "no account yet\n" }
        var table = Table([.init("BALANCE"), .init(dollars(account.balance), .right)])
        table.add(["start", dollars(account.start)])
        table.add(["realised", dollars(account.realised)])
        table.add(["commission", dollars(account.commission)])
        table.add(["today", "\(dollars(account.dayProfit)) in \(account.dayTrades) trades"])
        table.add(["trades", "\(account.trades)"])
        return table.text(Style(isOn: look.isColored))
    }

    /// The trading session.
    public static func session(_ record: TradingSessionRecord?, _ look: Look) -> String {
        guard let session = record?.session else { return "STOPPED\nnever started\n" }
        let ink: Ink = session.state == .running ? .green : session.state == .halted ? .red : .bold
        var page = look.paint(session.state.name, ink)
        if !session.reason.isEmpty { page += ": \(VisibleText.of(session.reason))" }
        if session.needsForce { page += " (only force resumes it)" }
        page += "\n"
        if let date = session.date {
            // One that began with the engine did so before any input.
            let since = session.started > .zero ? " since \(time(session.started, look))" : ""
            page += "session \(date)\(since)\n"
        }
        let limits = session.limits
        return page
            + "ends the day at \(dollars(limits.profitTarget)) or \(dollars(limits.lossLimit)), "
            + "positions of at most \(limits.positionSize)\n"
    }

    private static func page(
        _ table: Table, none: String, _ look: Look, _ columns: Int
    ) -> String {
        table.rows.isEmpty
            ? none + "\n" : table.text(Style(isOn: look.isColored), columns: columns)
    }

    private static func time(_ time: Nanoseconds, _ look: Look) -> String {
        "\(look.clock.dateTime(time)) \(look.clock.zone(time))"
    }
}
