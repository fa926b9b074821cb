import CLI
import JSON
import Market
import Records

extension WhatIf {
    /// Lines of each kind that the text shows.
    static let lineLimit = 20

    /// The difference as text.
    public func text(styled isStyled: Bool = false) -> String {
        let style = Style(isOn: isStyled)
        var text = style.bold("What if \(after.name)") + "\n" + figures(style)
        if isEmpty { return text + "\nNothing differs.\n" }
        text += part("Signals only as given", signals.before, "-", style, line)
        text += part("Signals only then", signals.after, "+", style, line)
        text += part("Orders only as given", orders.before, "-", style, line)
        text += part("Orders only then", orders.after, "+", style, line)
        text += part("Orders that went otherwise", changedOrders, "~", style) { change in
            "\(line(change.before)), then \(course(change.after))"
        }
        text += part("Trades only as given", trades.before, "-", style, line)
        text += part("Trades only then", trades.after, "+", style, line)
        text += part("Trades that ended otherwise", changed, "~", style) { change in
            let was = change.before.trade
            let now = change.after
            return "\(line(change.before)), then \(now.trade.reason.name) "
                + "\(ReportText.instant(now.trade.exitTime)) \(ReportText.signed(now.profit))"
                + (was.quantity == now.trade.quantity
                    ? "" : ", \(quantity(now.trade.quantity, was.instrument)) of it")
        }
        return text
    }

    private func figures(_ style: Style) -> String {
        let (left, right) = (before.result.metrics, after.result.metrics)
        var grid = Table([
            .init(""), .init("as given", .right), .init("then", .right), .init("change", .right),
        ])
        func count(_ name: String, _ one: Int, _ two: Int) {
            grid.add([name, "\(one)", "\(two)", ReportText.signed(Double(two - one), 0)])
        }
        func ratio(_ name: String, _ one: Double?, _ two: Double?, _ places: Int) {
            let change = one.flatMap { one in two.map { $0 - one } }
            grid.add([
                name, ReportText.decimal(one, places), ReportText.decimal(two, places),
                ReportText.signed(change, places),
            ])
        }
        count("Signals", before.result.signals.count, after.result.signals.count)
        count("Orders", before.result.orders.count, after.result.orders.count)
        count("Trades", left.trades, right.trades)
        grid.add([
            "Profit", ReportText.signed(left.profit), ReportText.signed(right.profit),
            ReportText.signed(right.profit - left.profit),
        ])
        ratio("Win rate, %", left.winRate.map { 100 * $0 }, right.winRate.map { 100 * $0 }, 1)
        ratio("Average R:R", left.rewardRisk, right.rewardRisk, 3)
        ratio("Profit factor", left.profitFactor, right.profitFactor, 3)
        ratio("Expectancy, R", left.expectancy, right.expectancy, 3)
        ratio("Max drawdown, %", 100 * left.drawdown.share, 100 * right.drawdown.share, 2)
        ratio("Sharpe", left.sharpe, right.sharpe, 2)
        return grid.text(style)
    }

    private func part<Line>(
        _ title: String, _ lines: [Line], _ sign: String, _ style: Style,
        _ words: (Line) -> String
    ) -> String {
        guard !lines.isEmpty else { return "" }
        var text = "\n" + style.bold("\(title), \(lines.count)") + "\n"
        for line in lines.prefix(Self.lineLimit) {
            let shown = "\(sign) \(words(line))"
            text += (sign == "+" ? style.green(shown) : sign == "-" ? style.red(shown) : shown)
            text += "\n"
        }
        let rest = lines.count - Self.lineLimit
        return text + (rest > 0 ? "  ... \(rest) more\n" : "")
    }

    private func line(_ signal: SignalLine) -> String {
        let words = setup.words
        return "\(ReportText.instant(signal.time))  \(words.symbol(signal.instrument)) "
            + "\(words.system(signal.book)) "
            + "\(words.setup(signal.book, rule: signal.rule, key: signal.key)) "
            + signal.direction.name
    }

    private func line(_ order: OrderLine) -> String {
        let words = setup.words
        return "\(ReportText.instant(order.created))  \(words.symbol(order.instrument)) "
            + "\(words.system(order.book)) \(order.leg.name) \(order.side.name) \(course(order))"
    }

    /// What was asked, how that was changed, and what came of it.
    private func course(_ order: OrderLine) -> String {
        var text = terms(order.terms, order.instrument)
        for change in order.changes {
            text += ", \(ReportText.instant(change.time)) \(terms(change.terms, order.instrument))"
        }
        text += " \(order.state.name)"
        if let average = order.average {
            if order.filled != order.current.quantity {
                text += " \(quantity(order.filled, order.instrument))"
            }
            text += " at \(price(average, order.instrument))"
        }
        return order.text.isEmpty ? text : text + " (\(order.text))"
    }

    /// `10 stop 144.10`
    private func terms(_ terms: OrderLine.Terms, _ instrument: InstrumentID) -> String {
        var text = quantity(terms.quantity, instrument)
        if let stop = terms.stop { text += " stop \(price(Double(stop.rawValue), instrument))" }
        if let limit = terms.limit {
            text += " limit \(price(Double(limit.rawValue), instrument))"
        }
        return text
    }

    private func price(_ units: Double, _ instrument: InstrumentID) -> String {
        ReportText.price(units, setup.instruments[Int(instrument.rawValue)])
    }

    private func line(_ one: DatedTrade) -> String {
        let words = setup.words
        let trade = one.trade
        return "\(ReportText.instant(trade.entryTime))  \(words.symbol(trade.instrument)) "
            + "\(words.system(trade.book)) \(words.setup(trade)) \(trade.direction.name) "
            + "\(quantity(trade.quantity, trade.instrument)), \(trade.reason.name) "
            + "\(ReportText.instant(trade.exitTime)) \(ReportText.signed(one.profit))"
    }

    private func quantity(_ size: Size, _ instrument: InstrumentID) -> String {
        DecimalText.text(setup.instruments[Int(instrument.rawValue)].sizes.real(size))
    }
}

extension WhatIf {
    /// The difference as one JSON object on one line.
    public var json: String {
        func side(_ side: Side) -> String {
            JSONText.object(
                [
                    ("name", JSONText.quoted(side.name)),
                    ("signals", "\(side.result.signals.count)"),
                    ("orders", "\(side.result.orders.count)"),
                ] + side.result.metrics.members)
        }
        func pair<Line>(
            _ lines: (before: [Line], after: [Line]), _ words: (Line) -> String
        ) -> String {
            JSONText.object([
                ("before", JSONText.array(lines.before.map { JSONText.quoted(words($0)) })),
                ("after", JSONText.array(lines.after.map { JSONText.quoted(words($0)) })),
            ])
        }
        func pairs<Line>(_ changed: [Changed<Line>], _ words: (Line) -> String) -> String {
            JSONText.array(
                changed.map {
                    JSONText.object([
                        ("before", JSONText.quoted(words($0.before))),
                        ("after", JSONText.quoted(words($0.after))),
                    ])
                })
        }
        let profit = after.result.metrics.profit - before.result.metrics.profit
        return JSONText.object([
            ("before", side(before)), ("after", side(after)),
            ("profit_change", ReportJSON.money(profit)),
            ("signals_only", pair(signals, line)), ("orders_only", pair(orders, line)),
            ("orders_changed", pairs(changedOrders, line)),
            ("trades_only", pair(trades, line)), ("trades_changed", pairs(changed, line)),
        ]) + "\n"
    }
}
