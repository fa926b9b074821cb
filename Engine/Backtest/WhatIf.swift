import CLI
import Market
public import Records

/// The same history decided by two settings: what only one of them did.
public struct WhatIf: Sendable {
    /// One of the two.
    public struct Side: Sendable {
        /// What it is called: `as given`, or the settings that differ.
        public var name: String
        /// What it came to.
        public var result: BacktestResult

        /// Names a result.
        public init(_ name: String, _ result: BacktestResult) {
            self.name = name
            self.result = result
        }
    }

    /// Two trades that began alike and ended otherwise.
    public struct ChangedTrade: Sendable {
        /// As the first settings had it.
        public var before: DatedTrade
        /// As the second had it.
        public var after: DatedTrade
    }

    /// The first settings.
    public let before: Side
    /// The others.
    public let after: Side
    /// Signals that only the first, only the second had.
    public let signals: (before: [SignalLine], after: [SignalLine])
    /// Orders that only the first, only the second had: entries and exits, legs left out.
    public let orders: (before: [OrderLine], after: [OrderLine])
    /// Trades that only the first, only the second had.
    public let trades: (before: [DatedTrade], after: [DatedTrade])
    /// Trades that both began, with another size, end or profit.
    public let changed: [ChangedTrade]
    private let setup: BacktestSetup

    /// Compares two results of the same inputs.
    public init(_ before: Side, _ after: Side, _ setup: BacktestSetup) {
        self.before = before
        self.after = after
        self.setup = setup
        signals = Self.differ(before.result.signals, after.result.signals) { SignalKey($0) }
        orders = Self.differ(
            before.result.orders.filter { $0.leg != .stop && $0.leg != .target },
            after.result.orders.filter { $0.leg != .stop && $0.leg != .target }
        ) { OrderKey($0) }
        trades = Self.differ(before.result.trades, after.result.trades) { TradeKey($0.trade) }
        changed = Self.changes(before.result.trades, after.result.trades)
    }

    /// What of each list has no partner of the same key in the other.
    private static func differ<Line, Key: Hashable>(
        _ before: [Line], _ after: [Line], _ key: (Line) -> Key
    ) -> (before: [Line], after: [Line]) {
        func rest(_ lines: [Line], without others: [Line]) -> [Line] {
            var counts: [Key: Int] = [:]
            for line in others { counts[key(line), default: 0] += 1 }
            return lines.filter { line in
                let left = counts[key(line)] ?? 0
                counts[key(line)] = max(0, left - 1)
                return left == 0
            }
        }
        return (rest(before, without: after), rest(after, without: before))
    }

    private static func changes(
        _ before: [DatedTrade], _ after: [DatedTrade]
    ) -> [ChangedTrade] {
        var partners: [TradeKey: [DatedTrade]] = [:]
        for one in after.reversed() { partners[TradeKey(one.trade), default: []].append(one) }
        return before.compactMap { one in
            guard let other = partners[TradeKey(one.trade)]?.popLast(),
                one.trade.exitTime != other.trade.exitTime || one.profit != other.profit
                    || one.trade.quantity != other.trade.quantity
                    || one.trade.reason != other.trade.reason
            else { return nil }
            return ChangedTrade(before: one, after: other)
        }
    }

    /// Nothing differs.
    public var isEmpty: Bool {
        signals.before.isEmpty && signals.after.isEmpty && orders.before.isEmpty
            && orders.after.isEmpty && trades.before.isEmpty && trades.after.isEmpty
            && changed.isEmpty
    }
}

private struct SignalKey: Hashable {
    var time: Nanoseconds
    var instrument: InstrumentID
    var book: Book
    var rule: UInt8
    var key: UInt16
    var direction: Direction

    init(_ line: SignalLine) {
        (time, instrument, book) = (line.time, line.instrument, line.book)
        (rule, key, direction) = (line.rule, line.key, line.direction)
    }
}

private struct OrderKey: Hashable {
    var created: Nanoseconds
    var instrument: InstrumentID
    var book: Book
    var leg: OrderLeg
    var side: OrderSide
    var quantity: Size
    var state: OrderState

    init(_ line: OrderLine) {
        (created, instrument, book, leg) = (line.created, line.instrument, line.book, line.leg)
        (side, quantity, state) = (line.side, line.quantity, line.state)
    }
}

private struct TradeKey: Hashable {
    var entryTime: Nanoseconds
    var instrument: InstrumentID
    var book: Book
    var direction: Direction

    init(_ trade: ClosedTrade) {
        (entryTime, instrument) = (trade.entryTime, trade.instrument)
        (book, direction) = (trade.book, trade.direction)
    }
}

// MARK: In words

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
        let text = order.text.isEmpty ? "" : " (\(order.text))"
        return "\(ReportText.instant(order.created))  \(words.symbol(order.instrument)) "
            + "\(words.system(order.book)) \(order.leg.name) \(order.side.name) "
            + "\(quantity(order.quantity, order.instrument)) \(order.state.name)\(text)"
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
        let profit = after.result.metrics.profit - before.result.metrics.profit
        return JSONText.object([
            ("before", side(before)), ("after", side(after)),
            ("profit_change", ReportJSON.money(profit)),
            ("signals_only", pair(signals, line)), ("orders_only", pair(orders, line)),
            ("trades_only", pair(trades, line)),
            (
                "trades_changed",
                JSONText.array(
                    changed.map {
                        JSONText.object([
                            ("before", JSONText.quoted(line($0.before))),
                            ("after", JSONText.quoted(line($0.after))),
                        ])
                    })
            ),
        ]) + "\n"
    }
}
