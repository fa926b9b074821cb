public import Market
public import Records

/// What the playbook asks of a system, and whether this history met it: a statistic, not a
/// promise.
public struct BacktestTarget: Hashable, Sendable {
    /// What is measured.
    public var name: String
    /// What is asked, in words: `> 50 %`.
    public var limit: String
    /// What was found, in words; `nil` where there is nothing to measure.
    public var value: String?
    /// Whether it was met; `nil` where there is nothing to measure.
    public var isMet: Bool?
}

extension BacktestTarget {
    /// The playbook's targets over a whole backtest.
    ///
    /// - Parameters:
    ///   - months: what the trades of each month of the data brought, in order.
    ///   - accuracy: of the market state; `nil` where no system says one.
    public static func all(
        _ metrics: TradeMetrics, months: [Money], accuracy: StateAccuracy?
    ) -> [BacktestTarget] {
        func target(
            _ name: String, _ limit: String, _ value: Double?, _ text: (Double) -> String,
            _ meets: (Double) -> Bool
        ) -> BacktestTarget {
            BacktestTarget(
                name: name, limit: limit, value: value.map(text), isMet: value.map(meets))
        }
        let percent = { (share: Double) in "\(ReportText.decimal(100 * share, 2)) %" }
        let plain = { (value: Double) in ReportText.decimal(value, 2) }
        let drawdown = metrics.trades == 0 ? nil : metrics.drawdown.share
        return [
            target("market state accuracy", "> 80 %", accuracy?.share, percent) { $0 > 0.8 },
            target("win rate", "> 50 %", metrics.winRate, percent) { $0 > 0.5 },
            target("average R:R", "> 1.5", metrics.rewardRisk, plain) { $0 > 1.5 },
            target("profit factor", "> 1.5", metrics.profitFactor, plain) { $0 > 1.5 },
            target("max drawdown", "< 10 %", drawdown, percent) { $0 < 0.1 },
            target("Sharpe", "> 1.0", metrics.sharpe, plain) { $0 > 1 },
            profitableMonths(months),
        ]
    }

    /// Three months of profit in a row, up to the last.
    private static func profitableMonths(_ months: [Money]) -> BacktestTarget {
        let row = months.reversed().prefix { $0 > .zero }.count
        return BacktestTarget(
            name: "months of profit", limit: ">= 3 in a row", value: "\(row) of \(months.count)",
            isMet: row >= 3)
    }
}
