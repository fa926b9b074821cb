import Backtest
import Market
import Records
import Testing

@Suite struct TradeMetricsTests {
    /// Trades with these profits in dollars, each in the session beside it.
    private func trades(_ profits: [(profit: Int, session: Int)]) -> [DatedTrade] {
        profits.enumerated().map { place, one in
            DatedTrade(
                Samples.trade(UInt64(place + 1), profit: one.profit), session: one.session)
        }
    }

    private func metrics(_ profits: [Int], start: Int = 1000) -> TradeMetrics {
        TradeMetrics(
            trades(profits.map { ($0, 0) }), start: Samples.dollars(start), sessions: 1)
    }

    @Test func `the worked example of the common definitions`() {
        let found = metrics([100, -50, 30, -20, 0])
        #expect(found.trades == 5)
        #expect((found.wins, found.losses, found.evens) == (2, 2, 1))
        #expect(found.winRate == 0.4)
        #expect(found.rewardRisk == 65.0 / 35)
        #expect(found.profitFactor == 130.0 / 70)
        // Equity 1100, 1050, 1080, 1060, 1060.
        #expect(found.drawdown.share == 50.0 / 1100)
        #expect(found.drawdown.money == Samples.dollars(50))
        #expect(found.profit == Samples.dollars(60))
    }

    @Test func `equity is marked at each trade with its fall from the peak`() {
        let curve = EquityCurve.of(
            trades([(100, 0), (-50, 0), (30, 0), (-20, 0), (0, 0)]), start: Samples.dollars(1000))
        #expect(curve.map(\.equity.real) == [1100, 1050, 1080, 1060, 1060])
        #expect(curve.map(\.drawdown.real) == [0, 50, 20, 40, 40])
    }

    @Test func `without trades nothing is defined but a drawdown of nothing`() {
        let found = metrics([])
        #expect(found.trades == 0)
        #expect(found.winRate == nil)
        #expect(found.rewardRisk == nil)
        #expect(found.expectancy == nil)
        #expect(found.profitFactor == nil)
        #expect(found.sharpe == nil)
        #expect(found.drawdown == Drawdown())
        #expect(found.drawdown.share == 0)
    }

    @Test func `winners alone have no reward for risk and no profit factor`() {
        let found = metrics([10, 20])
        #expect(found.winRate == 1)
        #expect(found.rewardRisk == nil)
        #expect(found.profitFactor == nil)
        #expect(found.drawdown.share == 0)
    }

    @Test func `losers alone have a profit factor of zero and no reward for risk`() {
        let found = metrics([-10, -20])
        #expect(found.winRate == 0)
        #expect(found.rewardRisk == nil)
        #expect(found.profitFactor == 0)
        #expect(found.drawdown.share == 0.03)
    }

    @Test func `trades that bring nothing are neither won nor lost`() {
        let found = metrics([0, 0])
        #expect((found.wins, found.losses, found.evens) == (0, 0, 2))
        #expect(found.winRate == 0)
        #expect(found.profitFactor == nil)
    }

    @Test func `the largest fall in money may be another than the largest share`() {
        // 100 -> 50 is half of it; 1050 -> 900 is more money.
        let found = metrics([-50, 1000, -150], start: 100)
        #expect(found.drawdown.share == 0.5)
        #expect(found.drawdown.money == Samples.dollars(150))
    }

    @Test func `an account without money has no share of a drawdown`() {
        let found = metrics([-10], start: 0)
        #expect(found.drawdown.share == 0)
        #expect(found.drawdown.money == Samples.dollars(10))
    }

    @Test func `expectancy is the mean of profits by what was risked`() {
        var one = Samples.trade(1, profit: 30)
        one.risk = Samples.dollars(20)
        var two = Samples.trade(2, profit: -10)
        two.risk = Samples.dollars(10)
        // A trade without a stop risked nothing that is known.
        let three = Samples.trade(3, profit: 500)
        let found = TradeMetrics(
            [one, two, three].map { DatedTrade($0) }, start: Samples.dollars(1000), sessions: 1)
        // (1.5 - 1) / 2
        #expect(found.expectancy == 0.25)
    }

    @Test func `Sharpe is over the sessions of the data, those without trades too`() throws {
        // 1000 -> 1100 -> 1100 -> 990: returns 0.1, 0, -0.1.
        let found = TradeMetrics(
            trades([(60, 0), (40, 0), (-110, 2)]), start: Samples.dollars(1000), sessions: 3)
        #expect(found.sharpe == 0)
        // 1000 -> 1100 -> 1320: returns 0.1, 0.2; mean 0.15, sample deviation 0.0707...
        let other = TradeMetrics(
            trades([(100, 0), (220, 1)]), start: Samples.dollars(1000), sessions: 2)
        let expected = 0.15 / (0.005).squareRoot() * (252.0).squareRoot()
        #expect(abs(try #require(other.sharpe) - expected) < 1e-9)
    }

    @Test func `Sharpe needs two sessions, a deviation and money`() {
        let start = Samples.dollars(1000)
        #expect(TradeMetrics(trades([(100, 0)]), start: start, sessions: 1).sharpe == nil)
        #expect(TradeMetrics([], start: start, sessions: 5).sharpe == nil)
        // 10 % twice.
        #expect(
            TradeMetrics(trades([(100, 0), (110, 1)]), start: start, sessions: 2).sharpe == nil)
        #expect(
            TradeMetrics(trades([(-1000, 0), (5, 1)]), start: start, sessions: 2).sharpe == nil)
    }

    @Test func `sums are exact`() throws {
        // A tenth of a cent, ten million times, is 10,000 dollars to the last digit.
        var trade = Samples.trade(1, profit: 0)
        trade.gross = try Money("0.001")
        let found = TradeMetrics(
            Array(repeating: DatedTrade(trade), count: 100_000), start: .zero, sessions: 1)
        #expect(found.profit == Samples.dollars(100))
        #expect(found.won == Samples.dollars(100))
    }

    @Test func `tables tell trades apart by system, setup, regime, hours, symbol and session`() {
        var one = Samples.trade(1, profit: 10)
        one.book = Book(rawValue: 9)
        one.key = 1
        one.regime = 2
        var two = Samples.trade(2, profit: -4)
        two.book = Book(rawValue: 9)
        two.rule = 1
        two.instrument = InstrumentID(1)
        let schema = StrategySchema(
            number: 9, name: "nine", meaning: "A strategy.",
            rules: [
                RuleSchema(
                    name: "pattern", meaning: "A pattern.", keys: ["LOW", "HIGH"],
                    values: [ValueSchema("regime", .choice(["A", "B", "C"]))]),
                RuleSchema(name: "cross", meaning: "A cross.", values: []),
            ])
        let dates = [SessionDate("2024-03-08"), SessionDate("2024-03-11")].compactMap { $0 }
        let tables = MetricTable.all(
            [DatedTrade(one, session: 0), DatedTrade(two, session: 1)],
            start: Samples.dollars(100), sessions: dates,
            TradeWords(schemas: [schema], symbols: ["SPY", "GC"]))
        func labels(_ name: String) -> [String]? {
            tables.first { $0.name == name }?.rows.map(\.label)
        }
        #expect(labels("system") == ["nine"])
        #expect(labels("setup") == ["nine HIGH", "nine cross"])
        #expect(labels("regime") == ["nine C", "nine -"])
        #expect(labels("symbol") == ["SPY", "GC"])
        #expect(labels("session") == ["2024-03-08", "2024-03-11"])
        #expect(labels("hours") == ["NEW_YORK"])
    }

    @Test func `hours are those of the New York clock, half open`() {
        let midnight = NewYorkTime.instant(SessionDate("2024-03-08")!, second: 0)
        func name(_ hour: Int64, _ minute: Int64) -> String {
            AuctionHours.name(at: midnight + .seconds(hour * 3600 + minute * 60))
        }
        #expect(name(0, 0) == "ASIA")
        #expect(name(2, 59) == "ASIA")
        #expect(name(3, 0) == "LONDON")
        #expect(name(9, 29) == "LONDON")
        #expect(name(9, 30) == "NEW_YORK")
        #expect(name(16, 0) == "CLOSED")
        #expect(name(18, 0) == "ASIA")
    }

    @Test func `targets are met or not, or there is nothing to measure`() {
        let found = BacktestTarget.all(
            metrics([30, 30, -10]), months: [Samples.dollars(1)], accuracy: nil)
        let met = Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.isMet) })
        #expect(met["win rate"] == true)
        #expect(met["average R:R"] == true)
        #expect(met["profit factor"] == true)
        #expect(met["max drawdown"] == true)
        #expect(met["Sharpe"] == .some(nil))
        #expect(met["market state accuracy"] == .some(nil))
        #expect(met["months of profit"] == false)
    }
}
