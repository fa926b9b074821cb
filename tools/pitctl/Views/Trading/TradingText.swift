import CLI
public import Market
public import Records
import Wire

/// What the account does, in words; instruments as in `DeskText`.
extension DeskText {
    /// `[10:35:12] SPY    | INFO   | order 41 working: buy 10 limit 580.25 by ann`
    public func line(_ event: TradingEvent) -> String {
        LogLine(event.time, symbol(event.instrument), level(event), VisibleText.of(message(event)))
            .text
    }

    /// `buy 10 limit 580.25 stop 580.00, stop 578.00 target 584.00, gtc`
    public func terms(_ terms: OrderTerms, of instrument: InstrumentID) -> String {
        var text = "\(terms.side.name) \(size(terms.quantity.rawValue, of: instrument))"
        if terms.type == .market { text += " market" }
        if let stop = terms.stop { text += " stop \(price(stop, of: instrument))" }
        if let limit = terms.limit { text += " limit \(price(limit, of: instrument))" }
        if let bracket = terms.bracket {
            text += ", stop \(price(bracket.stop, of: instrument))"
            text += " target \(price(bracket.target, of: instrument))"
        }
        return terms.force == .day ? text : text + ", \(terms.force.name)"
    }

    /// `10`, `0.005`; units when the instrument is not known.
    public func size(_ units: Int64, of instrument: InstrumentID) -> String {
        guard let sizes = instruments[instrument]?.instrument.sizes else { return "\(units) units" }
        return DecimalText.text(units: units, decimals: Int(sizes.decimals))
    }

    /// A mean price; `-` where there is none.
    public func mean(_ real: Double?, of instrument: InstrumentID) -> String {
        guard let real, let facts = instruments[instrument]?.instrument else { return "-" }
        return NumberText(facts).mean(real / facts.prices.unitsPerOne)
    }

    private func level(_ event: TradingEvent) -> LogLine.Level {
        switch event {
        case .order(let record): record.order.state == .rejected ? .warn : .info
        case .fill(let record): record.fill.realised == .zero ? .enter : .exit
        case .trade: .exit
        case .position, .account: .info
        case .session: .state
        }
    }

    /// What happened, without its time and instrument.
    public func message(_ event: TradingEvent) -> String {
        switch event {
        case .order(let record):
            let order = record.order
            var text = "order \(order.number) \(order.state.name): "
            text += terms(order.terms, of: order.instrument)
            if order.filled.rawValue > 0 {
                text += ", filled \(size(order.filled.rawValue, of: order.instrument))"
            }
            text += order.by.isEmpty ? "" : " by \(order.by)"
            return order.text.isEmpty ? text : "\(text) (\(order.text))"
        case .fill(let record):
            let fill = record.fill
            return "fill \(fill.number) of order \(fill.order): \(fill.side.name) "
                + "\(size(fill.size.rawValue, of: fill.instrument)) at "
                + "\(price(fill.price, of: fill.instrument)), position "
                + size(fill.position, of: fill.instrument)
        case .trade(let record):
            let trade = record.trade
            return "trade \(trade.number) \(trade.direction.name) "
                + "\(size(trade.quantity.rawValue, of: trade.instrument)) from "
                + "\(mean(trade.entry, of: trade.instrument)) to "
                + "\(mean(trade.exit, of: trade.instrument)) \(trade.reason.name): "
                + dollars(trade.profit)
        case .position(let record):
            let position = record.position
            if position.isFlat { return "flat" }
            return "\(position.direction.name) "
                + "\(size(abs(position.quantity), of: position.instrument)) at "
                + mean(position.average, of: position.instrument)
        case .account(let record):
            return "balance \(dollars(record.account.balance)), today "
                + dollars(record.account.dayProfit)
        case .session(let record):
            let session = record.session
            return session.state.name + (session.reason.isEmpty ? "" : ": \(session.reason)")
        }
    }

    private func dollars(_ money: Money) -> String { TradingTables.dollars(money) }
}
