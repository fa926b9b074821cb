public import Market
public import Settings

/// The parameters of the momentum system, typed.
public struct MomentumSettings: Hashable, Sendable, Codable {
    /// Compression bars in a row that make a compression, at least 1.
    public var minCompressionBars = 3
    /// An expansion's range is at least this times the mean range of the bars before.
    public var rangeExpandFactor = 1.8
    /// An expansion's volume is at least this times the mean volume of the bars before.
    public var volumeExpandFactor = 1.5
    /// How far the close may be from the bar's extreme, as a share of its range, 0 to 1.
    public var closeEdge = 0.2
    /// When a losing trade is closed.
    public var timeExit = Nanoseconds.seconds(15)
    /// The target's distance in ranges of the entry bar.
    public var targetFactor = 1.5
    /// The widest of the short window is below this times the mean range of the long one.
    public var compressionRangeFactor = 1.1
    /// Bars of the widest range, and of the means before an expansion.
    public var shortWindow = 5
    /// Bars of the mean volume.
    public var midWindow = 10
    /// Bars of the mean range.
    public var longWindow = 30
    /// A longer gap between bars ends a compression.
    public var maxGap = Nanoseconds.seconds(60)
    /// A time without bars in session after which it is said.
    public var silence = Nanoseconds.seconds(60)
    /// What a market or stop order loses, real price.
    public var slippage = 0.0
    /// How much is traded, shares, contracts or coins.
    public var quantity = 1.0

    /// The values of batch runs.
    public init() {}

    /// The values of the system's keys.
    ///
    /// - Parameter tickSize: real price of one tick.
    public init(_ options: StrategyOptions, tickSize: Double) {
        minCompressionBars = options.whole("min_compression_bars")
        rangeExpandFactor = options.number("range_expand_factor")
        volumeExpandFactor = options.number("volume_expand_factor")
        closeEdge = options.number("close_edge_percent")
        timeExit = .seconds(Int64(options.whole("time_exit_seconds")))
        targetFactor = options.number("target_rr")
        compressionRangeFactor = options.number("compression_range_factor")
        shortWindow = options.whole("short_window")
        midWindow = options.whole("mid_window")
        longWindow = options.whole("long_window")
        maxGap = .seconds(Int64(options.whole("max_gap_seconds")))
        silence = .seconds(Int64(options.whole("silence_seconds")))
        slippage = options.number("slippage_ticks") * tickSize
        quantity = options.number("quantity")
    }

    /// The configuration keys, defaults as in batch runs.
    public static let keys: [StrategyKey] = [
        StrategyKey(
            "min_compression_bars", .whole(1...1000), .whole(3), unit: "bars",
            "Compression bars in a row that make a compression."),
        StrategyKey(
            "range_expand_factor", .number(0.01...1000), .number(1.8),
            "An expansion's range over the mean range of the bars before it, at least."),
        StrategyKey(
            "volume_expand_factor", .number(0...1000), .number(1.5),
            "An expansion's volume over the mean volume of the bars before it, at least."),
        StrategyKey(
            "close_edge_percent", .number(0...1), .number(0.2), unit: "share of the bar's range",
            "How far from the high (long) or low (short) the expansion bar may close."),
        StrategyKey(
            "time_exit_seconds", .whole(0...86_400), .whole(15), unit: "s",
            "From this age on a losing trade is closed."),
        StrategyKey(
            "target_rr", .number(0.01...1000), .number(1.5), unit: "ranges of the entry bar",
            "Distance of the target from the entry."),
        StrategyKey(
            "compression_range_factor", .number(0.01...1000), .number(1.1),
            "The widest bar of the short window is narrower than this times the long mean range."),
        StrategyKey(
            "short_window", .whole(1...1000), .whole(5), unit: "bars",
            "Bars of the widest range, and of the means that an expansion is measured by."),
        StrategyKey(
            "mid_window", .whole(1...1000), .whole(10), unit: "bars",
            "Bars of the mean volume of a compression."),
        StrategyKey(
            "long_window", .whole(1...10_000), .whole(30), unit: "bars",
            "Bars of the mean range of a compression."),
        StrategyKey(
            "max_gap_seconds", .whole(1...86_400), .whole(60), unit: "s",
            "A longer gap between bars ends a compression."),
        StrategyKey(
            "silence_seconds", .whole(1...86_400), .whole(60), unit: "s",
            "A time without bars in session after which the next bar brings a hint."),
        StrategyKey(
            "slippage_ticks", .number(0...1000), .number(0), unit: "ticks",
            "What a market or stop order loses; a target loses nothing."),
        StrategyKey(
            "quantity", .number(1e-9...1e9), .number(1), unit: "shares, contracts or coins",
            "How much is traded; its own figures are for one."),
    ]
}
