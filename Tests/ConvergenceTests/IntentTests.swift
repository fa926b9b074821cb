import Market
import Records
import Settings
import Strategy
import Testing

@testable import Convergence

@Suite struct IntentTests {
    private let zero = at("2024-01-16T00:00:00Z")

    private func flat(_ minutes: Range<Int64>) -> [Minute] {
        minutes.map {
            minute(zero + .seconds(60 * $0), high: 100, low: 100, close: 100)
        }
    }

    private func minutes(_ bench: borrowing Bench) -> [PortfolioMinute] {
        bench.sheet.intents.compactMap {
            if case .minute(let minute) = $0.action { minute } else { nil }
        }
    }

    @Test func `every minute is told once, an entry in its own`() throws {
        var settings = ConvergenceSettings()
        settings.entryCount = 4
        settings.nearMiss = 3
        settings.portfolio.entryFraction = 0.5
        var bench = Bench(settings)
        bench.feed(flat(0..<200))
        let told = minutes(bench)
        #expect(told.count == 200 && bench.sheet.intents.count == 200)
        #expect(told.map(\.time) == flat(0..<200).map(\.end))
        #expect(told.allSatisfy { $0.close == Price(10_000) && $0.rules.entryFraction == 0.5 })
        // As the entry's own evaluation: the 139th minute.
        #expect(told.indices.filter { told[$0].isEntry } == [138])
        let entry = try #require(bench.of("entry").last)
        #expect(bench.sheet.intents[138].decision == entry.number)
        #expect(bench.sheet.intents[137].decision == 0)
        #expect(bench.sheet.intents.allSatisfy { $0.rule == 4 })
    }

    @Test func `an exit says when it is due by the momentum of its minute`() {
        var settings = ConvergenceSettings()
        settings.exitCount = 1
        settings.divergences = 0
        settings.entryCount = 8
        var bench = Bench(settings)
        // A steady rise is overbought.
        bench.feed(
            (Int64(0)..<60).map { index in
                let close = 100 + Double(index)
                return minute(
                    zero + .seconds(60 * index), high: close, low: close, close: close)
            })
        let told = minutes(bench)
        let exits = told.filter(\.isExit)
        #expect(exits.count == 1)
        // Fewer than 24 hours: unknown, no delay.
        #expect(exits.first.map { $0.exitTime == $0.time } == true)
        #expect(told.allSatisfy { $0.isExit == ($0.exitTime != nil) && !$0.isFalling })
    }

    @Test func `bad prices halt, and an entry in them is none`() {
        var bench = Bench()
        bench.feed(flat(0..<30))
        bench.feed(
            (Int64(30)..<33).map {
                minute(zero + .seconds(60 * $0), high: 0.05, low: 0.05, close: 0.05)
            })
        bench.feed(flat(33..<34))
        #expect(minutes(bench).suffix(4).map(\.isHalted) == [false, false, true, false])
    }

    @Test func `keys reach the rules of the position`() {
        var options = StrategyOptions(ConvergenceSystem.keys)
        options["entry_fraction"] = .number(0.25)
        options["remainder_minutes"] = .whole(5)
        options["remainder_price_pct"] = .number(2)
        options["order_timeout_seconds"] = .whole(10)
        options["exit_divergences"] = .whole(4)
        options["max_consecutive_api_errors"] = .whole(20)
        let facts = Instrument(
            symbol: "SPY", assetClass: .share, prices: PriceScale(decimals: 2, tick: 1),
            sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000)
        let rules = ConvergenceSettings(options, facts).portfolio
        #expect(rules.entryFraction == 0.25 && rules.remainderAge == .seconds(300))
        #expect(rules.remainderPrice == 1.02 && rules.orderTimeout == .seconds(10))
        #expect(rules.leastDivergences == 4 && rules.maxErrors == 20)
        #expect(ConvergenceSettings().portfolio == PortfolioRules())
    }
}
