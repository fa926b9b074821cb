public import Market
public import Settings
public import Strategy

/// The parameters of the convergence system, typed.
public struct ConvergenceSettings: Hashable, Sendable, Codable {
    /// How long a lens stays lit after its condition held.
    public var window = Nanoseconds.seconds(20 * 60)
    /// Lit entry lenses that make an entry signal, 1 to 8.
    public var entryCount = 7
    /// Lit entry lenses from which on a missed signal is said.
    public var nearMiss = 6
    /// Lit exit lenses that make an exit signal, 1 to 8.
    public var exitCount = 4
    /// Divergences that make an exit signal, 1 to 12.
    public var divergences = 3
    /// Declining volume is below this times its mean.
    public var volumeDeclineFactor = 0.5
    /// A spike of volume is above this times its mean.
    public var volumeSpikeFactor = 2.0
    /// A squeeze's band width is at most this times the lowest.
    public var squeezeFactor = 1.10
    /// Bars of the lowest band width.
    public var squeezeBars = 120
    /// RSI below is oversold.
    public var rsiLow = 30.0
    /// Slow %K below is oversold.
    public var stochasticLow = 20.0
    /// RSI above is overbought.
    public var rsiHigh = 70.0
    /// Slow %K above is overbought.
    public var stochasticHigh = 80.0
    /// Delays of an exit by momentum.
    public var delays = ExitDelays()
    /// What is a price at all.
    public var risk = RiskLimits()
    /// How the position is built and left.
    public var portfolio = PortfolioRules()

    /// The values of batch runs.
    public init() {}

    /// The values of the system's keys, for an instrument.
    public init(_ options: StrategyOptions, _ instrument: Instrument) {
        window = .seconds(60 * Int64(options.whole("window_minutes")))
        entryCount = options.whole("entry_indicators")
        nearMiss = options.whole("near_miss_indicators")
        exitCount = options.whole("exit_indicators")
        divergences = options.whole("exit_divergences")
        volumeDeclineFactor = options.number("volume_decline_factor")
        volumeSpikeFactor = options.number("volume_spike_factor")
        squeezeFactor = options.number("squeeze_factor")
        squeezeBars = options.whole("squeeze_bars")
        rsiLow = options.number("rsi_oversold")
        stochasticLow = options.number("stoch_oversold")
        rsiHigh = options.number("rsi_overbought")
        stochasticHigh = options.number("stoch_overbought")
        delays = ExitDelays(options)
        risk = RiskLimits(options, instrument)
        portfolio.entryFraction = options.number("entry_fraction")
        portfolio.remainderAge = .seconds(60 * Int64(options.whole("remainder_minutes")))
        portfolio.remainderPrice = 1 + options.number("remainder_price_pct") / 100
        portfolio.orderTimeout = .seconds(Int64(options.whole("order_timeout_seconds")))
        portfolio.leastDivergences = divergences
        portfolio.cautionErrors = risk.cautionErrors
        portfolio.maxErrors = risk.maxErrors
        portfolio.healthInterval = risk.healthInterval
    }
}

extension ConvergenceSettings {
    /// The configuration keys, defaults as in batch runs.
    public static let keys: [StrategyKey] =
        signalKeys + lensKeys + ExitDelays.keys + riskKeys + portfolioKeys

    private static let signalKeys: [StrategyKey] = [
        StrategyKey(
            "window_minutes", .whole(1...1440), .whole(20), unit: "min",
            "How long a lens counts after its condition held."),
        StrategyKey(
            "entry_indicators", .whole(1...8), .whole(7), "Entry lenses that make a signal."),
        StrategyKey(
            "near_miss_indicators", .whole(1...8), .whole(6),
            "Entry lenses from which on a missed signal is recorded."),
        StrategyKey(
            "exit_indicators", .whole(1...8), .whole(4), "Exit lenses that make a signal."),
        StrategyKey(
            "exit_divergences", .whole(1...12), .whole(3), "Divergences that make an exit signal."),
    ]

    private static let lensKeys: [StrategyKey] = [
        StrategyKey(
            "volume_decline_factor", .number(0...1000), .number(0.5),
            "Declining volume is below this times its 20-bar mean."),
        StrategyKey(
            "volume_spike_factor", .number(0...1000), .number(2),
            "A spike is above this times the 20-bar mean volume."),
        StrategyKey(
            "squeeze_factor", .number(0...1000), .number(1.1),
            "A squeeze's band width is at most this times the lowest."),
        StrategyKey(
            "squeeze_bars", .whole(1...10_000), .whole(120), unit: "bars",
            "Bars of the lowest band width."),
        StrategyKey("rsi_oversold", .number(0...100), .number(30), "RSI below is oversold."),
        StrategyKey("stoch_oversold", .number(0...100), .number(20), "Slow %K below is oversold."),
        StrategyKey("rsi_overbought", .number(0...100), .number(70), "RSI above is overbought."),
        StrategyKey(
            "stoch_overbought", .number(0...100), .number(80), "Slow %K above is overbought."),
    ]

    private static let portfolioKeys: [StrategyKey] = [
        StrategyKey(
            "entry_fraction", .number(0.01...1), .number(0.98), unit: "share",
            "The share of the account's free money that an entry spends."),
        StrategyKey(
            "remainder_minutes", .whole(0...1440), .whole(60), unit: "min",
            "How long the rest of an entry that was filled in part is bought."),
        StrategyKey(
            "remainder_price_pct", .number(0...1000), .number(1), unit: "%",
            "How far above the signal's price the rest of an entry is bought."),
        StrategyKey(
            "order_timeout_seconds", .whole(1...3600), .whole(30), unit: "s",
            "An order without an end for so long is asked about."),
    ]

    private static let riskKeys: [StrategyKey] = [
        StrategyKey(
            "min_price", .numberOrOff(0...1e9), .number(0.10), unit: "price",
            "A lower price is bad data; off: any price."),
        StrategyKey(
            "min_price_ticks", .numberOrOff(0...1e9), .off, unit: "ticks",
            "For pairs quoted in another currency than USD, USDT, USDC or EUR; off: min_price."),
        StrategyKey(
            "max_spike_pct", .number(0...1e9), .number(100), unit: "%",
            "A larger change of the price within spike_seconds is bad data."),
        StrategyKey(
            "spike_seconds", .whole(1...86_400), .whole(60), unit: "s",
            "How old the last valid price may be for the test of a spike."),
        StrategyKey(
            "bad_price_limit", .whole(1...1000), .whole(3),
            "Bad prices in a row that halt trading."),
        StrategyKey(
            "max_consecutive_api_errors", .whole(1...10_000), .whole(50),
            "Failed requests in a row that halt trading."),
        StrategyKey(
            "caution_api_errors", .whole(1...10_000), .whole(10),
            "Failed requests in a row from which on it is said."),
        StrategyKey(
            "health_seconds", .whole(1...86_400), .whole(60), unit: "s",
            "Time between health requests while halted."),
    ]
}
