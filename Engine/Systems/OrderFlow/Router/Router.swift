import Measures
public import Records

/// Why a signal was let through or not.
@frozen
public enum RouterReason: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// It was.
    case ok = 0
    /// It points against the trend.
    case againstTrend = 1
    /// It is weaker than the regime asks for.
    case tooWeak = 2
    /// The regime has no use for the pattern.
    case patternDisabled = 3
    /// The close is not at the end of the range that it would turn from.
    case notAtExtreme = 4
    /// Nothing is to be done.
    case noTrade = 5

    /// The name used in files and output.
    public var name: String {
        switch self {
        case .ok: "ok"
        case .againstTrend: "against_trend"
        case .tooWeak: "too_weak"
        case .patternDisabled: "pattern_disabled"
        case .notAtExtreme: "not_at_extreme"
        case .noTrade: "no_trade"
        }
    }
}

/// The lowest low and highest high of the last bars.
@frozen
public struct PriceRange: Hashable, Sendable, BitwiseCopyable {
    /// The lowest low.
    public var low: Double
    /// The highest high.
    public var high: Double

    /// Puts a range together.
    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }
}

/// The router's answer about a signal, with what it looked at.
@frozen
public struct RouterVerdict: Hashable, Sendable, BitwiseCopyable {
    /// Why.
    public var reason = RouterReason.ok
    /// The regime has a use for the pattern.
    public var isEnabled = true
    /// It does not point against a trend.
    public var isWithTrend = true
    /// The strength asked for, 0 for any.
    public var leastStrength = 0.0
    /// The close that it may not be above (long) or below (short), undefined without a range.
    public var extremeLimit: Double?
    /// The close is at the end of the range, or need not be.
    public var isAtExtreme = true

    /// The signal was let through.
    public var isApproved: Bool { reason == .ok }
}

/// Decides by regime which signals count.
public struct Router: Hashable, Sendable, Codable {
    /// What it asks for.
    public let settings: RouterSettings

    /// A router.
    public init(_ settings: RouterSettings = RouterSettings()) { self.settings = settings }

    /// The verdict on one signal alone.
    ///
    /// - Parameters:
    ///   - close: of the signal's bar.
    ///   - range: of the last bars, that one included; `nil` before there are as many.
    public func verdict(
        _ pattern: Pattern, _ direction: Direction, strength: Double, regime: Regime,
        close: Double, range: PriceRange?
    ) -> RouterVerdict {
        var verdict = RouterVerdict()
        verdict.isEnabled = isEnabled(pattern, regime)
        verdict.isWithTrend =
            !(regime == .trendingUp && direction != .long)
            && !(regime == .trendingDown && direction != .short)
        verdict.leastStrength = leastStrength(pattern, regime)
        verdict.extremeLimit = range.map { limit($0, direction) }
        verdict.isAtExtreme =
            regime != .ranging || isAtExtreme(close, range, verdict.extremeLimit, direction)
        verdict.reason = reason(verdict, strength, regime)
        return verdict
    }

    private func reason(
        _ verdict: RouterVerdict, _ strength: Double, _ regime: Regime
    ) -> RouterReason {
        if regime == .noTrade { return .noTrade }
        if !verdict.isEnabled { return .patternDisabled }
        if !verdict.isWithTrend { return .againstTrend }
        if !Comparison.reaches(strength, verdict.leastStrength) { return .tooWeak }
        return verdict.isAtExtreme ? .ok : .notAtExtreme
    }

    func isEnabled(_ pattern: Pattern, _ regime: Regime) -> Bool {
        switch (regime, pattern) {
        case (.trendingUp, _), (.trendingDown, _): true
        case (.ranging, .buyingExhaustion), (.ranging, .sellingExhaustion),
            (.ranging, .buyingAbsorption), (.ranging, .sellingAbsorption),
            (.ranging, .deltaDivergence):
            true
        case (.volatile, .stackedBuyImbalance), (.volatile, .stackedSellImbalance),
            (.volatile, .buyingAbsorption), (.volatile, .sellingAbsorption):
            true
        default: false
        }
    }

    func leastStrength(_ pattern: Pattern, _ regime: Regime) -> Double {
        switch (regime, pattern) {
        case (.trendingUp, .buyImbalance), (.trendingUp, .sellImbalance),
            (.trendingUp, .unfinishedBusiness), (.trendingDown, .buyImbalance),
            (.trendingDown, .sellImbalance), (.trendingDown, .unfinishedBusiness):
            settings.trendStrength
        case (.volatile, .stackedBuyImbalance), (.volatile, .stackedSellImbalance):
            PatternDetector.stackStrength(settings.volatileStackLevels)
        case (.volatile, .buyingAbsorption), (.volatile, .sellingAbsorption):
            settings.volatileAbsorptionStrength
        default: 0
        }
    }

    private func limit(_ range: PriceRange, _ direction: Direction) -> Double {
        let away = settings.rangeFraction * (range.high - range.low)
        return direction == .long ? range.low + away : range.high - away
    }

    private func isAtExtreme(
        _ close: Double, _ range: PriceRange?, _ limit: Double?, _ direction: Direction
    ) -> Bool {
        guard let range, let limit, Comparison.exceeds(range.high, range.low) else { return false }
        return direction == .long
            ? Comparison.reaches(limit, close) : Comparison.reaches(close, limit)
    }
}
