import Market
import Records

/// Lines of comma-separated values.
struct CSVText {
    private(set) var text: String

    init(_ columns: [String]) { text = columns.joined(separator: ",") + "\n" }

    mutating func add(_ cells: [String]) { text += cells.joined(separator: ",") + "\n" }
}

extension BacktestReport {
    static let tradeColumns = [
        "number", "symbol", "system", "setup", "regime", "direction", "quantity", "entry_ts_ns",
        "entry", "stop", "target", "exit_ts_ns", "exit", "reason", "gross", "commission", "profit",
        "risk", "r", "session", "hours", "decision",
    ]

    /// The trades, a line each, in the order in which they ended; undefined is empty.
    public var tradesCSV: String {
        var file = CSVText(Self.tradeColumns)
        for one in result.trades { file.add(cells(one)) }
        return file.text
    }

    private func cells(_ one: DatedTrade) -> [String] {
        let trade = one.trade
        let facts = setup.instruments[Int(trade.instrument.rawValue)]
        func price(_ price: Price?) -> String {
            price.map { DecimalText.text(facts.prices.real($0)) } ?? ""
        }
        func mean(_ units: Double) -> String { DecimalText.text(units / facts.prices.unitsPerOne) }
        let multiple = trade.risk.flatMap { $0 > .zero ? one.profit.real / $0.real : nil }
        let date = one.session < result.sessions.count ? "\(result.sessions[one.session])" : ""
        return [
            "\(trade.number)", facts.symbol, words.system(trade.book), words.setup(trade),
            words.regime(trade), trade.direction.name,
            DecimalText.text(facts.sizes.real(trade.quantity)), "\(trade.entryTime.rawValue)",
            mean(trade.entry), price(trade.stop), price(trade.target),
            "\(trade.exitTime.rawValue)", mean(trade.exit), trade.reason.name,
            trade.gross.description, trade.commission.description, one.profit.description,
            trade.risk?.description ?? "", multiple.map { DecimalText.text($0) } ?? "", date,
            AuctionHours.name(at: trade.entryTime), trade.decision == 0 ? "" : "\(trade.decision)",
        ]
    }

    /// The balance after each trade, a line each.
    public var equityCSV: String {
        var file = CSVText(["ts_ns", "trade", "equity", "drawdown"])
        for point in result.equity {
            file.add([
                "\(point.time.rawValue)", "\(point.trade)", point.equity.description,
                point.drawdown.description,
            ])
        }
        return file.text
    }

    /// The files of a report, by name.
    public var files: [(name: String, text: String)] {
        [
            ("report.txt", text()), ("report.json", json), ("trades.csv", tradesCSV),
            ("equity.csv", equityCSV),
        ]
    }
}
