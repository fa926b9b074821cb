import Market
import Records
import Settings
import Strategy
import Testing

@testable import Convergence

@Suite struct SystemTests {
    private let zero = at("2024-01-16T00:00:00Z")

    /// Minutes at one price, from a minute of the day on.
    private func flat(_ price: Double, _ minutes: Range<Int64>, volume: Double = 100) -> [Minute] {
        minutes.map {
            minute(zero + .seconds(60 * $0), high: price, low: price, close: price, volume: volume)
        }
    }

    /// A flat market lights rsi_oversold, stoch_oversold, bb_lower_touch and, in time, bb_squeeze.
    @Test func `an entry signal is the first bar with enough lenses`() {
        var settings = ConvergenceSettings()
        settings.entryCount = 4
        settings.nearMiss = 3
        var bench = Bench(settings)
        bench.feed(flat(100, 0..<200))
        #expect(bench.of("entry").map(\.outcome) == ["rejected not_enough", "approved"])
        let entry = bench.of("entry")[1]
        #expect(entry.direction == .long)
        #expect(entry["indicator_count"] == 4)
        #expect(entry["count_before"] == 3)
        #expect(entry["price"] == 100)
        #expect(entry["bb_squeeze"] == 1)
        #expect(entry["bb_squeeze_price"] == 100)
        #expect(entry["volume_decline_price"] == nil)
        // The first width is of bar 19, the 120th of bar 138.
        #expect(entry.start == zero + .seconds(60 * 138))
        #expect(bench.of("minute").count { $0["entry_signal"] == 1 } == 1)
    }

    @Test func `a quiet minute between two episodes gives a second signal`() {
        var settings = ConvergenceSettings()
        settings.entryCount = 1
        settings.nearMiss = 1
        settings.window = .seconds(60)
        var bench = Bench(settings)
        let volumes = Array(repeating: 100.0, count: 30) + [10, 10, 100, 10, 100]
        // A steady rise lights nothing but the volume.
        bench.feed(
            volumes.enumerated().map { index, volume in
                let close = 100 + Double(index) * 0.5
                return minute(
                    zero + .seconds(60 * Int64(index)), high: close + 0.1, low: close - 0.1,
                    close: close, volume: volume)
            })
        let times = bench.of("entry").filter { $0.verdict == .approved }.map {
            ($0.start - zero).rawValue / 60_000_000_000
        }
        #expect(times == [30, 33])
    }

    @Test func `fewer than 34 bars have at most six lenses`() {
        var bench = Bench()
        bench.feed(randomMinutes(33, seed: 2, hasGaps: false))
        #expect(bench.of("minute").allSatisfy { $0["macd"] == nil && $0["entry_count"]! <= 6 })
        #expect(bench.of("entry").allSatisfy { $0.verdict != .approved })
    }

    /// Exits with one lens and one divergence, so that a made-up market reaches them.
    private var eager: ConvergenceSettings {
        var settings = ConvergenceSettings()
        settings.exitCount = 1
        settings.divergences = 1
        return settings
    }

    @Test func `an exit waits for its hour and is executed at its minute`() {
        var bench = Bench(eager)
        bench.feed(randomMinutes(4000, seed: 21, hasGaps: false))
        let exits = bench.of("exit").filter { $0.verdict != .rejected }
        #expect(exits.count > 2)
        for (first, second) in zip(exits, exits.dropFirst()) where first.why == "pending" {
            #expect(second.verdict == .approved)
            #expect(second["signal_time"] == first["signal_time"])
            #expect(second["exit_time"] == first["exit_time"])
            #expect(second["divergence_count"] == first["divergence_count"])
            let now = Double(second.time.rawValue / 1_000_000)
            switch second.word("exit_type") {
            case "convergence": #expect(now == second["exit_time"])
            case "accelerated": #expect(now < second["exit_time"]! && second["momentum_24h"]! <= -2)
            default: Issue.record("exit type \(second.word("exit_type") ?? "none")")
            }
        }
        let first = exits[0]
        #expect(first["exit_time"]! - first["signal_time"]! == 3_600_000 * first["delay_hours"]!)
        let words = ["strong_up": 6.0, "up": 3, "flat": 1, "down": 0, "unknown": 0]
        for exit in exits { #expect(words[exit.word("momentum_category")!] == exit["delay_hours"]) }
    }

    @Test func `half of an exit is said once, with what is missing`() {
        var settings = eager
        settings.exitCount = 8
        var bench = Bench(settings)
        bench.feed(randomMinutes(2000, seed: 22, hasGaps: false))
        let found = bench.of("exit").filter { $0["exit_count"]! < 8 }
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.outcome == "rejected not_enough_lenses" })
        #expect(found.allSatisfy { $0["signal_time"] == nil && $0["exit_type"] == nil })
        settings = eager
        settings.divergences = 12
        bench = Bench(settings)
        bench.feed(randomMinutes(2000, seed: 22, hasGaps: false))
        #expect(!bench.of("exit").isEmpty)
        #expect(bench.of("exit").allSatisfy { $0.outcome == "rejected not_enough_divergences" })
        // Once an episode: the minute before had fewer.
        let studies = bench.of("minute")
        for exit in bench.of("exit") {
            let index = studies.firstIndex { $0.time == exit.time }!
            #expect(index == 0 || studies[index - 1]["exit_count"] == 0)
        }
    }

    @Test func `bad prices are said, the third halts, a valid one clears`() {
        var bench = Bench()
        bench.feed(flat(100, 0..<3) + flat(0.01, 3..<8) + flat(90, 8..<9))
        #expect(
            bench.of("risk").map(\.outcome) == [
                "alert below_minimum", "alert below_minimum", "alert below_minimum",
                "blocked bad_price_data", "event cleared",
            ])
        let risk = bench.of("risk")[0]
        #expect(risk["last_valid"] == 100)
        #expect(risk["age_seconds"] == 60)
        #expect(risk["min_price"] == 0.10)
    }

    @Test func `a spike within a minute is said, after a gap it is a move`() {
        var bench = Bench()
        bench.feed(flat(100, 0..<3) + flat(300, 3..<4))
        #expect(bench.of("risk").map(\.outcome) == ["alert impossible_spike"])
        #expect(bench.of("risk")[0]["change_pct"] == 200)
        bench.feed(flat(300, 4..<5))
        // The last valid price is two minutes old by now.
        #expect(bench.of("risk").count == 1)
    }

    @Test func `no entry at a bad price, none while halted`() {
        var settings = ConvergenceSettings()
        settings.entryCount = 4
        settings.nearMiss = 4
        settings.risk.minPrice = 500
        settings.risk.badPrices = 1_000_000
        var bench = Bench(settings)
        bench.feed(flat(100, 0..<200))
        #expect(bench.of("entry").map(\.outcome) == ["rejected bad_price"])
        settings.risk.badPrices = 3
        bench = Bench(settings)
        bench.feed(flat(100, 0..<200))
        #expect(bench.of("entry").map(\.outcome) == ["rejected halted"])
    }

    @Test func `an exit that is due waits while prices are bad`() {
        var settings = eager
        settings.risk.minPrice = 1e6
        settings.risk.badPrices = 1
        var bench = Bench(settings)
        bench.feed(randomMinutes(4000, seed: 21, hasGaps: false))
        #expect(bench.of("exit").contains { $0.why == "pending" })
        #expect(!bench.of("exit").contains { $0.verdict == .approved })
        #expect(bench.system.exitPlan.pending != nil)
    }

    @Test func `a minute that does not follow is left out`() {
        var bench = Bench()
        bench.feed(flat(100, 0..<5))
        let state = bench.system
        bench.feed(flat(200, 2..<5))
        #expect(bench.of("minute").count == 5)
        #expect(bench.system == state)
    }

    @Test func `midnight has no effect`() {
        let minutes = randomMinutes(3000, seed: 8, hasGaps: false)
        var one = ConvergenceSystem(ConvergenceSettings())
        var two = Bench()
        two.feed(minutes)
        let sheet = EvaluationSheet(system: 5)
        for minute in minutes {
            let bar = minute.bar
            _ = sheet.record(about: bar) { one.closed(bar, MarketReading(), &$0) }
            if minute.end.rawValue % 86_400_000_000_000 == 0 {
                #expect(sheet.record { one.sessionEnded(bar.session, &$0) }.isEmpty)
            }
        }
        let isSame = one == two.system
        #expect(isSame)
    }
}

@Suite struct SchemaTests {
    @Test func `columns of the export come first, by their names`() {
        let names = ConvergenceSystem.schema.rules[0].values.prefix(27).map(\.name)
        #expect(
            names.joined(separator: ", ") == """
                close, volume_decline, bb_lower_touch, bb_squeeze, rsi_oversold, \
                rsi_oversold_cross, stoch_oversold, macd_cross_up, ma_cross_up, entry_count, \
                entry_signal, rsi_9_ob, rsi_14_ob, stoch_14_ob, stoch_21_ob, bb_20_touch, \
                bb_30_touch, volume_spike, macd_bearish, exit_count, divergence_count, range_12h, \
                momentum_24h, support_4h, momentum_category, delay_hours, exit_signal
                """)
    }

    @Test func `names are unique, conditions name values`() {
        for rule in ConvergenceSystem.schema.rules {
            #expect(rule.values.count <= Evaluation.valueLimit)
            #expect(Set(rule.values.map(\.name)).count == rule.values.count)
            for condition in rule.conditions {
                #expect(rule.place(of: condition.left) != nil)
                for name in condition.right { #expect(rule.place(of: name) != nil) }
            }
        }
    }

    @Test func `every evaluation has the values of its rule`() {
        var settings = ConvergenceSettings()
        settings.exitCount = 1
        settings.divergences = 1
        settings.entryCount = 4
        var bench = Bench(settings)
        bench.feed(randomMinutes(2500, seed: 21))
        bench.feed([minute(at("2025-01-01T00:00:00Z"), high: 0, low: 0, close: 0)])
        #expect(Set(bench.found.map(\.rule)) == [0, 1, 2, 3])
        for found in bench.found { #expect(found.values.count == found.schema.values.count) }
    }

    @Test func `keys have the defaults of batch runs`() {
        let facts = Instrument(
            symbol: "SPY", assetClass: .share, prices: PriceScale(decimals: 2, tick: 1),
            sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000)
        let options = StrategyOptions(ConvergenceSystem.keys)
        #expect(ConvergenceSettings(options, facts) == ConvergenceSettings())
        let names = ConvergenceSystem.keys.map(\.name)
        #expect(Set(names).count == names.count)
        for asset in AssetClass.allCases {
            #expect(ConvergenceSystem.usualSession(asset) == .utc)
            let changed = ConvergenceSystem.classDefaults(asset, .consolidated).keys
            #expect(changed.allSatisfy { names.contains($0) })
        }
        let system = ConvergenceSystem(options, StrategyInstrument(facts), mode: .utc)
        #expect(system.needs.periods == [.minute1])
        #expect(system.needs.countsEmptyBars)
    }
}
