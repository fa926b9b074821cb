import Backtest
import Chance
import Core
import Feed
import Foundation
import Market
import Pipeline
import Records
import Settings
import Strategy
import Trading

enum Samples {
    static func dollars(_ amount: Int) -> Money { Money(nanos: Int128(amount) * 1_000_000_000) }

    /// The regular session of Friday 2024-03-08 opens then.
    static let open = Nanoseconds.seconds(1_709_908_200)

    /// A long of one share with a profit.
    static func trade(_ number: UInt64, profit: Int) -> ClosedTrade {
        ClosedTrade(
            number: number, instrument: InstrumentID(0), book: .manual, direction: .long,
            quantity: Size(1), entryTime: open, entry: 100e9, exitTime: open + .seconds(60),
            exit: 100e9 + Double(profit) * 1e9, reason: .target, gross: dollars(profit),
            commission: .zero)
    }

    /// Ticks of a triangle wave with some noise, one every `step` milliseconds, from the open on.
    static func ticks(seconds: Int, step: Int64 = 250, low: Int64 = 10_000) -> String {
        var text = "ts_ns,price,size,side\n"
        var random = SplitMix64(1)
        for index in 0..<Int64(seconds) * 1000 / step {
            let noise: Int64 = random.below(16) - 8
            let phase = index % 480
            let wave = phase < 240 ? phase : 480 - phase
            let price = low + wave / 2 + noise
            let time = open.rawValue + index * step * 1_000_000
            let side = random.once(in: 2) ? "B" : "S"
            text +=
                "\(time),\(price / 100).\(price % 100 / 10)\(price % 10),\(100 + noise),\(side)\n"
        }
        return text
    }
}

/// Buys or sells in turn at the close of each `period` seconds' bar, with stop and target a few
/// cents away.
struct TurnStrategy: Strategy, Hashable {
    static let schema = StrategySchema(
        number: 99, name: "turn", meaning: "Buys and sells in turn.",
        rules: [
            RuleSchema(
                name: "turn", meaning: "A bar closed.", keys: ["BUY", "SELL"],
                values: [ValueSchema("regime", .choice(["CALM", "WILD"]))])
        ])
    static let keys = [
        StrategyKey("stop", .whole(1...1000), .whole(10), "ticks to the stop"),
        StrategyKey("reward", .whole(1...10_000), .whole(2), "stops to the target"),
        StrategyKey("size", .whole(1...1000), .whole(1), "shares"),
        StrategyKey("stays", .flag, .flag(false), "a position goes on when its session ends"),
        StrategyKey("bars", .flag, .flag(false), "minute bars in place of seconds"),
    ]

    let stop: Int64
    let reward: Int64
    let size: Int64
    let stays: Bool
    let tick: Int64
    let period: BarPeriod
    var count = 0

    init(_ options: StrategyOptions, _ instrument: StrategyInstrument, mode: SessionMode) {
        stop = Int64(options.whole("stop"))
        reward = Int64(options.whole("reward"))
        size = Int64(options.whole("size"))
        stays = options.flag("stays")
        tick = instrument.facts.prices.tick
        period = options.flag("bars") ? .minute1 : .second1
    }

    var needs: StrategyNeeds { StrategyNeeds(periods: [period]) }

    mutating func closed(
        _ bar: borrowing StudyBar, _ market: borrowing MarketReading,
        _ out: inout EvaluationWriter
    ) {
        count += 1
        guard period == .minute1 || count % 20 == 1 else { return }
        let isBuy = period == .minute1 || count / 20 % 2 == 0
        let direction: Direction = isBuy ? .long : .short
        let number = out.write(rule: 0, key: isBuy ? 0 : 1, .approved, direction) { values in
            values.add(1.0)
        }
        let cents = Int64((bar.close * 100).rounded())
        let away = isBuy ? -stop : stop
        var plan = EntryPlan(
            size: .whole(size), price: Price(cents * tick), stop: Price((cents + away) * tick),
            target: Price((cents - reward * away) * tick))
        plan.endsWithSession = !stays
        var intent = TradeIntent(
            decision: number, rule: 0, key: isBuy ? 0 : 1, direction: direction,
            action: .enter(plan))
        intent.regime = 1
        out.intend(intent)
    }
}

/// What the tests decide by: a share with cents, one strategy.
enum TestSetup {
    static func options(
        stop: Int = 10, bars: Bool = false, reward: Int = 2, size: Int = 1,
        stays: Bool = false
    ) -> StrategyOptions {
        var options = StrategyOptions(TurnStrategy.keys)
        options["reward"] = .whole(reward)
        options["size"] = .whole(size)
        options["stays"] = .flag(stays)
        options["stop"] = .whole(stop)
        options["bars"] = .flag(bars)
        return options
    }

    static let instrument: Instrument = {
        do { return try InstrumentCatalog.instrument(symbol: "SPY") } catch {
            fatalError("\(error)")
        }
    }()

    static func make(
        stop: Int = 10, bars: Bool = false, publishesAll: Bool = false, reward: Int = 2,
        size: Int = 1, stays: Bool = false, _ change: (inout TradingSettings) -> Void = { _ in }
    ) -> BacktestSetup {
        let facts = instrument
        var trading = TradingSettings()
        trading.limits.profitTarget = Samples.dollars(1_000_000_000)
        trading.limits.lossLimit = Samples.dollars(-1_000_000_000)
        change(&trading)
        let seat = SeatedStrategy(
            TurnStrategy(
                options(stop: stop, bars: bars, reward: reward, size: size, stays: stays),
                StrategyInstrument(facts), mode: .rth), mode: .rth)
        var pipeline = PipelineSettings()
        if !publishesAll {
            pipeline.bars = [.minute1]
            pipeline.footprint = nil
            pipeline.profiles = []
            pipeline.vwaps = []
            pipeline.vwapPeriod = nil
        }
        let (settings, account) = (pipeline, trading)
        let setup = BacktestSetup(
            core: {
                var one = CoreInstrument(
                    instrument: InstrumentID(0), symbol: facts.symbol, scale: facts.prices,
                    sizes: facts.sizes, settings: settings)
                one.strategies = [seat]
                one.assetClass = facts.assetClass
                one.tickValueNanos = facts.tickValueNanos
                return Core(instruments: [one], producers: [[0], []], trading: account)
            }, instruments: [facts], schemas: [TurnStrategy.schema],
            rules: ["slippage 1 tick", "no limits of the day"])
        return setup
    }

    static func source(_ text: String, name: String = "spy.csv") throws -> MergedSource {
        MergedSource([try lane(text, name: name)])
    }

    static func lane(_ text: String, name: String = "spy.csv") throws -> any InputSource {
        try SourceOpener.open(
            ByteSource(bytes: Array(text.utf8), name: name), instrument: instrument,
            id: InstrumentID(0)
        ).source
    }

    static func run(_ setup: BacktestSetup, _ text: String) throws -> BacktestResult {
        try Backtest.run(setup, try source(text)).result
    }
}

/// A folder that goes away with its owner.
final class Folder {
    let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("backtest-\(UUID().uuidString)").path

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }
}
