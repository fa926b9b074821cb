public import Market
public import Settings

/// The configuration of the order-flow system for one instrument.
public struct OrderFlowSettings: Hashable, Sendable, Codable {
    /// The period of its bars.
    public var period = BarPeriod.minute5
    /// How high a footprint row is.
    public var rowHeight = RowHeight.ticks(1)
    /// What the patterns ask for.
    public var patterns = PatternSettings()
    /// The least volume of imbalances, exhaustion and absorption.
    public var leastVolume = MinimumVolume.quantity(10)
    /// Where the regimes part.
    public var regime = RegimeSettings()
    /// What the router asks of a pattern.
    public var router = RouterSettings()
    /// How much a regime allows; a step of 0 is the instrument's lot.
    public var quantity = OrderQuantity()
    /// Distances of stop and target.
    public var bracket = BracketSettings()
    /// The most levels of unfinished business kept open.
    public var openLevels = 256

    /// The values of batch runs.
    public init() {}

    /// The values of checked options.
    public init(_ options: StrategyOptions) {
        period = BarPeriod(name: options.word("timeframe")) ?? .minute5
        let rowTicks = options.whole("row_ticks")
        rowHeight = rowTicks == 0 ? .auto : .ticks(Int64(rowTicks))
        leastVolume =
            options.numberOrOff("min_volume").map { .quantity($0) }
            ?? .notional(options.number("min_notional"))
        readPatterns(options)
        readRegime(options)
        router.trendStrength = options.number("trend_strength")
        router.volatileStackLevels = options.whole("volatile_stack_levels")
        router.volatileAbsorptionStrength = options.number("volatile_absorption_strength")
        router.rangeBars = options.whole("range_bars")
        router.rangeFraction = options.number("range_fraction")
        quantity.positionSize = options.number("position_size")
        quantity.step = options.numberOrOff("quantity_step") ?? 0
        bracket.stopTicks = Int64(options.whole("stop_ticks"))
        bracket.leastRisk = Int64(options.whole("min_risk_ticks"))
        bracket.mostRisk = Int64(options.whole("max_risk_ticks"))
        bracket.targetRatio = options.number("target_ratio")
        openLevels = options.whole("open_levels")
    }

    private mutating func readPatterns(_ options: StrategyOptions) {
        patterns.imbalanceRatio = options.number("imbalance_ratio")
        patterns.ignoresZeros = options.flag("ignore_zeros")
        patterns.stackLevels = options.whole("stack_levels")
        patterns.exhaustionLevels = options.whole("exhaustion_levels")
        patterns.exhaustionRatio = options.number("exhaustion_ratio")
        patterns.lookback = options.whole("lookback")
        patterns.absorptionLevels = options.whole("absorption_levels")
        patterns.absorptionRatio = options.number("absorption_ratio")
        patterns.absorptionShare = options.number("absorption_share")
        patterns.closeFraction = options.number("close_fraction")
        patterns.leastDeltaShare = options.number("min_delta_share")
    }

    private mutating func readRegime(_ options: StrategyOptions) {
        regime.trendADX = options.number("trend_adx")
        regime.volatileRatio = options.number("volatile_atr_ratio")
        regime.lowVolumeShare = options.number("low_volume_share")
        regime.sessionEdge = .seconds(60 * Int64(options.whole("session_edge")))
        regime.news = options.instants("news")
        regime.newsMargin = .seconds(60 * Int64(options.whole("news_margin")))
    }
}
