import CLI
import Market
import Records

/// A backtest told: as text, as JSON, as CSV. Nothing in it but inputs, options and rules speak.
public struct BacktestReport: Sendable {
    let setup: BacktestSetup
    let result: BacktestResult
    let words: TradeWords
    let tables: [MetricTable]

    /// Tells of a result by what it was decided with.
    public init(_ result: BacktestResult, _ setup: BacktestSetup) {
        self.setup = setup
        self.result = result
        words = setup.words
        tables = MetricTable.all(
            result.trades, start: result.start, sessions: result.sessions, words)
    }

    /// Sessions that the text lists; all are in the JSON.
    static let sessionRows = 40
    /// Reasons of orders that were not taken that the text lists.
    static let reasonRows = 6

    /// The whole report.
    ///
    /// - Parameter columns: what a line has room for.
    public func text(styled isStyled: Bool = false, columns: Int = 80) -> String {
        let style = Style(isOn: isStyled)
        var parts = [headText(style), resultText(style, columns)]
        if !result.trades.isEmpty {
            for table in tables { parts.append(text(table, style)) }
            parts.append(targetText(style))
        }
        return parts.joined(separator: "\n")
    }

    private func title(_ text: String, _ style: Style) -> String { style.bold(text) + "\n" }

    private func line(_ name: String, _ value: String, _ style: Style) -> String {
        let padding = String(repeating: " ", count: max(0, 14 - name.count))
        return "  \(style.dim(name))\(padding)\(value)\n"
    }

    // MARK: What was run

    private func headText(_ style: Style) -> String {
        let symbols = setup.instruments.map(\.symbol).joined(separator: ", ")
        var text = title("Backtest of \(symbols)", style)
        if let period = result.period {
            text += line(
                "Period",
                "\(ReportText.instant(period.first)) to \(ReportText.instant(period.last)) New York",
                style)
        }
        text += line("Sessions", sessionSpan, style)
        text += line("Input", inputText, style)
        text += line("Systems", setup.systems.joined(separator: ", "), style)
        for (place, rule) in setup.rules.enumerated() {
            text += line(place == 0 ? "Rules" : "", rule, style)
        }
        for words in result.blocked { text += line("Note", style.yellow(words), style) }
        return text
    }

    private var sessionSpan: String {
        guard let first = result.sessions.first, let last = result.sessions.last else {
            return "none: nothing traded in the account's hours"
        }
        if result.sessions.count == 1 { return "\(first)" }
        return "\(Figures.count(result.sessions.count)), \(first) to \(last)"
    }

    private var inputText: String {
        let count = result.files.count
        var text = "\(Figures.count(Int(result.accepted))) \(inputName)"
        if count > 1 { text += " of \(count) files" }
        let dropped: [(String, Int64)] = [
            ("bad", sum(\.bad)), ("late", sum(\.late)), ("duplicate", sum(\.duplicate)),
            ("out of range", sum(\.outOfRange)),
        ]
        let words = dropped.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
        if !words.isEmpty { text += ", dropped: \(words.joined(separator: ", "))" }
        return text
    }

    /// Ticks or bars.
    var inputName: String { setup.inputName }

    private func sum(_ count: KeyPath<CountersRecord, Int64>) -> Int64 {
        result.counters.reduce(0) { $0 + $1[keyPath: count] }
    }

    // MARK: What came of it

    private func resultText(_ style: Style, _ columns: Int) -> String {
        let metrics = result.metrics
        var text = title("Result", style)
        text += line("Signals", signalText, style)
        text += line(
            "Trades",
            "\(metrics.trades)  \(metrics.wins) won, \(metrics.losses) lost, \(metrics.evens) even",
            style)
        let profit = ReportText.signed(metrics.profit)
        text += line(
            "Profit",
            tinted(profit, metrics.profit, style)
                + "  gross \(ReportText.money(metrics.gross)), commission "
                + ReportText.money(metrics.commission), style)
        text += line("Balance", balanceText(metrics), style)
        text += line("Win rate", ReportText.percent(metrics.winRate), style)
        text += line("Average R:R", ReportText.decimal(metrics.rewardRisk, 3), style)
        text += line("Profit factor", ReportText.decimal(metrics.profitFactor, 3), style)
        text += line(
            "Expectancy", metrics.expectancy.map { "\(ReportText.signed($0, 3)) R" } ?? "-", style)
        text += line(
            "Max drawdown",
            "\(ReportText.percent(metrics.drawdown.share, 2))  "
                + ReportText.money(metrics.drawdown.money), style)
        text += line("Sharpe", ReportText.decimal(metrics.sharpe, 2), style)
        let spark = ReportText.spark(
            result.equity, start: result.start, columns: max(10, min(60, columns - 20)))
        if !spark.isEmpty { text += line("Equity", spark, style) }
        for (place, open) in result.open.enumerated() {
            text += line(place == 0 ? "Still open" : "", words(open), style)
        }
        if !result.open.isEmpty {
            text += line(
                "With that",
                "\(ReportText.money(result.worth)), \(ReportText.signed(result.unrealised)) of it "
                    + "unrealised and in no other figure", style)
        }
        return text
    }

    private func tinted(_ text: String, _ amount: Money, _ style: Style) -> String {
        amount > .zero ? style.green(text) : amount < .zero ? style.red(text) : text
    }

    private func balanceText(_ metrics: TradeMetrics) -> String {
        var text = "\(ReportText.money(result.start)) to \(ReportText.money(result.balance))"
        if result.start > .zero {
            let share = metrics.profit.real / result.start.real
            text += ", \(ReportText.signed(100 * share, 2)) %"
        }
        return text
    }

    private var signalText: String {
        let entries = result.orders.filter { $0.leg == .entry || $0.leg == .single }
        let refused = entries.filter { $0.state == .rejected }
        var text = "\(result.signals.count), \(entries.count - refused.count) orders to enter"
        if !refused.isEmpty {
            let reasons = Self.counted(refused.map(\.text)).prefix(Self.reasonRows).map {
                "\($0.count) \($0.text)"
            }
            text += ", \(refused.count) not taken: \(reasons.joined(separator: ", "))"
        }
        return text
    }

    /// Texts with how often each is there, the most frequent first.
    static func counted(_ texts: [String]) -> [(text: String, count: Int)] {
        var counts: [String: Int] = [:]
        for text in texts { counts[text, default: 0] += 1 }
        return counts.map { ($0.key, $0.value) }.sorted {
            ($1.1, $0.0) < ($0.1, $1.0)
        }
    }

    private func words(_ open: OpenPosition) -> String {
        let position = open.position
        let facts = setup.instruments[Int(position.instrument.rawValue)]
        let size = DecimalText.text(facts.sizes.real(Size(abs(position.quantity))))
        return "\(words.symbol(position.instrument)) \(position.direction.name) \(size) of "
            + "\(words.system(position.book)) at \(ReportText.price(position.average, facts)), "
            + "last \(ReportText.price(open.last.map { Double($0.rawValue) }, facts)): "
            + ReportText.signed(open.unrealised)
    }

    // MARK: Parts

    private func text(_ table: MetricTable, _ style: Style) -> String {
        var grid = Table([
            .init("By \(table.name)"), .init("trades", .right), .init("win %", .right),
            .init("R:R", .right), .init("factor", .right), .init("expect. R", .right),
            .init("drawdown", .right), .init("profit", .right),
        ])
        let rows = table.rows.prefix(table.name == "session" ? Self.sessionRows : .max)
        for row in rows {
            let metrics = row.metrics
            grid.add([
                row.label, "\(metrics.trades)",
                ReportText.decimal(metrics.winRate.map { 100 * $0 }, 1),
                ReportText.decimal(metrics.rewardRisk, 2),
                ReportText.decimal(metrics.profitFactor, 2),
                ReportText.signed(metrics.expectancy, 2),
                ReportText.percent(metrics.drawdown.share, 2),
                ReportText.signed(metrics.profit),
            ])
        }
        let rest = table.rows.count - rows.count
        return grid.text(style) + (rest > 0 ? "... \(rest) more\n" : "")
    }

    private func targetText(_ style: Style) -> String {
        var grid = Table([
            .init("Targets, a statistic and no promise"), .init("asked"), .init("found", .right),
            .init("met"),
        ])
        for target in result.targets {
            let met = target.isMet.map { $0 ? "yes" : "no" } ?? "-"
            grid.add([target.name, target.limit, target.value ?? "-", met])
        }
        return grid.text(style)
    }
}
