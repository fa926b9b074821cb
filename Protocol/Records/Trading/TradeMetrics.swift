public import Market

/// What some trades come to: the common definitions, each `nil` where it has none.
///
/// A profit of exactly zero counts as a trade and as neither win nor loss. Sums are exact; ratios
/// are doubles.
public struct TradeMetrics: Hashable, Sendable {
    /// How many trades.
    public private(set) var trades = 0
    /// Trades with a profit above zero.
    public private(set) var wins = 0
    /// Trades with a profit below zero.
    public private(set) var losses = 0
    /// What all brought before commissions.
    public private(set) var gross = Money.zero
    /// All commissions.
    public private(set) var commission = Money.zero
    /// What the winners brought.
    public private(set) var won = Money.zero
    /// What the losers brought, not above zero.
    public private(set) var lost = Money.zero
    /// The deepest fall from a peak of equity, as a share of the peak and in money.
    public private(set) var drawdown = Drawdown()
    /// Mean of profit by initial risk; `nil` without a trade that had a risk.
    public private(set) var expectancy: Double?
    /// Mean of the sessions' returns by their sample deviation, times the root of 252; `nil` with
    /// fewer than two sessions or without deviation.
    public private(set) var sharpe: Double?

    /// Trading sessions of a year, by which the Sharpe ratio is scaled.
    public static let sessionsOfYear = 252.0

    /// The metrics of trades in the order in which they ended.
    ///
    /// - Parameters:
    ///   - start: the balance before the first, the first peak.
    ///   - sessions: how many sessions the data has; each trade names one of them.
    public init(_ trades: [DatedTrade], start: Money, sessions: Int) {
        self.trades = trades.count
        for one in trades { add(one) }
        drawdown = Drawdown(trades, start: start)
        expectancy = Self.expectancy(trades)
        sharpe = Self.sharpe(trades, start: start, sessions: sessions)
    }

    private mutating func add(_ one: DatedTrade) {
        gross += one.trade.gross
        commission += one.trade.commission
        let profit = one.profit
        if profit > .zero {
            wins += 1
            won += profit
        } else if profit < .zero {
            losses += 1
            lost += profit
        }
    }

    /// What all brought after commissions.
    public var profit: Money { gross - commission }

    /// Trades that brought exactly nothing.
    public var evens: Int { trades - wins - losses }

    /// Winners among all trades, 0 to 1; `nil` without a trade.
    public var winRate: Double? { trades == 0 ? nil : Double(wins) / Double(trades) }

    /// Mean win; `nil` without a win.
    public var meanWin: Double? { wins == 0 ? nil : won.real / Double(wins) }

    /// Mean loss, below zero; `nil` without a loss.
    public var meanLoss: Double? { losses == 0 ? nil : lost.real / Double(losses) }

    /// Mean win by mean loss; `nil` without a win or without a loss.
    public var rewardRisk: Double? {
        guard let meanWin, let meanLoss else { return nil }
        return meanWin / -meanLoss
    }

    /// Sum of wins by sum of losses; `nil` without a loss.
    public var profitFactor: Double? { losses == 0 ? nil : won.real / -lost.real }

    /// One of the metrics, as reports name it.
    public enum Figure: Hashable, Sendable {
        /// So many trades.
        case count(Int)
        /// An amount, exact.
        case money(Money)
        /// A ratio; `nil` where it has none.
        case ratio(Double?)
    }

    /// All of them by the names that reports and answers have, in their order.
    public var figures: [(name: String, figure: Figure)] {
        [
            ("trades", .count(trades)), ("wins", .count(wins)), ("losses", .count(losses)),
            ("profit", .money(profit)), ("gross", .money(gross)),
            ("commission", .money(commission)), ("win_rate", .ratio(winRate)),
            ("average_rr", .ratio(rewardRisk)), ("profit_factor", .ratio(profitFactor)),
            ("expectancy_r", .ratio(expectancy)), ("max_drawdown", .ratio(drawdown.share)),
            ("max_drawdown_money", .money(drawdown.money)), ("sharpe", .ratio(sharpe)),
        ]
    }

    private static func expectancy(_ trades: [DatedTrade]) -> Double? {
        let multiples = trades.compactMap { one -> Double? in
            guard let risk = one.trade.risk, risk > .zero else { return nil }
            return one.profit.real / risk.real
        }
        return multiples.isEmpty ? nil : multiples.reduce(0, +) / Double(multiples.count)
    }

    private static func sharpe(
        _ trades: [DatedTrade], start: Money, sessions: Int
    ) -> Double? {
        guard sessions >= 2 else { return nil }
        var profits = [Money](repeating: .zero, count: sessions)
        for one in trades { profits[min(one.session, sessions - 1)] += one.profit }
        var equity = start
        var returns: [Double] = []
        for profit in profits {
            // A return on nothing, or on debts, is no number.
            guard equity > .zero else { return nil }
            returns.append(profit.real / equity.real)
            equity += profit
        }
        let mean = returns.reduce(0, +) / Double(returns.count)
        let squares = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = (squares / Double(returns.count - 1)).squareRoot()
        // Equal returns have no deviation but for the last bit.
        guard deviation > 1e-12 * max(1e-3, abs(mean)) else { return nil }
        return mean / deviation * sessionsOfYear.squareRoot()
    }
}

/// The deepest fall of equity below its highest so far, marked at each trade's end.
public struct Drawdown: Hashable, Sendable {
    /// The largest fall as a share of the peak before it, 0 to 1, more with debts.
    public var share = 0.0
    /// The largest fall in money, which may be another one.
    public var money = Money.zero

    /// No fall.
    public init() {}

    /// The deepest falls of some trades' equity; the balance before the first is the first peak.
    public init(_ trades: [DatedTrade], start: Money) {
        var (equity, peak) = (start, start)
        for one in trades {
            equity += one.profit
            peak = max(peak, equity)
            money = max(money, peak - equity)
            if peak > .zero { share = max(share, (peak - equity).real / peak.real) }
        }
    }
}
