import CLI
import JSON
import Market
import Records

/// By what the points of a sweep are sorted.
public enum SweepOrder: String, Sendable, CaseIterable {
    case profit
    case winRate = "win-rate"
    case rewardRisk = "rr"
    case profitFactor = "profit-factor"
    case expectancy
    case drawdown
    case sharpe
    case trades

    /// The best first; those without a value last, in the order of the sweep.
    public func sort(_ points: [SweepPoint]) -> [SweepPoint] {
        points.sorted { one, two in
            switch (value(one.metrics), value(two.metrics)) {
            case (let left?, let right?) where left != right:
                // Of drawdowns the smallest is the best.
                return self == .drawdown ? left < right : left > right
            case (_?, nil): return true
            case (nil, _?): return false
            default: return one.place < two.place
            }
        }
    }

    private func value(_ metrics: TradeMetrics) -> Double? {
        switch self {
        case .profit: metrics.profit.real
        case .winRate: metrics.winRate
        case .rewardRisk: metrics.rewardRisk
        case .profitFactor: metrics.profitFactor
        case .expectancy: metrics.expectancy
        case .drawdown: metrics.trades == 0 ? nil : metrics.drawdown.share
        case .sharpe: metrics.sharpe
        case .trades: Double(metrics.trades)
        }
    }
}

/// The points of a sweep told, in a given order.
public struct SweepReport: Sendable {
    /// The points as they are told.
    public let points: [SweepPoint]
    private let keys: [String]

    /// Tells of points in the order of a metric.
    public init(_ sweep: Sweep, _ points: [SweepPoint], by order: SweepOrder) {
        keys = sweep.axes.map(\.key)
        self.points = order.sort(points)
    }

    /// The best points as a table.
    ///
    /// - Parameter limit: how many.
    public func text(styled isStyled: Bool = false, limit: Int = 40) -> String {
        var grid = Table(
            keys.map { Table.Column($0, .right) } + [
                .init("trades", .right), .init("win %", .right), .init("R:R", .right),
                .init("factor", .right), .init("expect. R", .right), .init("drawdown", .right),
                .init("Sharpe", .right), .init("profit", .right),
            ])
        for point in points.prefix(limit) {
            let metrics = point.metrics
            grid.add(
                point.values + [
                    "\(metrics.trades)", ReportText.decimal(metrics.winRate.map { 100 * $0 }, 1),
                    ReportText.decimal(metrics.rewardRisk, 2),
                    ReportText.decimal(metrics.profitFactor, 2),
                    ReportText.signed(metrics.expectancy, 2),
                    ReportText.percent(metrics.drawdown.share, 2),
                    ReportText.decimal(metrics.sharpe, 2), ReportText.signed(metrics.profit),
                ])
        }
        let rest = points.count - limit
        return grid.text(Style(isOn: isStyled)) + (rest > 0 ? "... \(rest) more\n" : "")
    }

    private static let columns = [
        "signals", "trades", "wins", "losses", "profit", "win_rate", "average_rr", "profit_factor",
        "expectancy_r", "max_drawdown", "max_drawdown_money", "sharpe",
    ]

    /// All points, a line each; undefined is empty.
    public var csv: String {
        var file = CSVText(keys + Self.columns)
        for point in points {
            let metrics = point.metrics
            let ratios = [
                metrics.winRate, metrics.rewardRisk, metrics.profitFactor, metrics.expectancy,
                metrics.drawdown.share,
            ]
            func text(_ value: Double?) -> String { value.map { DecimalText.text($0) } ?? "" }
            file.add(
                point.values.map { $0.contains(",") ? "\"\($0)\"" : $0 } + [
                    "\(point.signals)", "\(metrics.trades)", "\(metrics.wins)",
                    "\(metrics.losses)", metrics.profit.description,
                ] + ratios.map(text) + [
                    metrics.drawdown.money.description, text(metrics.sharpe),
                ])
        }
        return file.text
    }

    /// All points, one JSON object a line.
    public var json: String {
        points.map { point in
            let settings = zip(keys, point.values).map { ($0, JSONText.quoted($1)) }
            return JSONText.object(
                [("settings", JSONText.object(settings)), ("signals", "\(point.signals)")]
                    + point.metrics.members) + "\n"
        }.joined()
    }
}
