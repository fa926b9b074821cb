import Indicators
import Measures

/// The regime of a bar, with what it follows from.
@frozen
public struct RegimeReading: Hashable, Sendable, BitwiseCopyable {
    /// What it follows from.
    public var inputs: RegimeInputs
    /// What the market is doing.
    public var regime: Regime
    /// Why nothing is to be done.
    public var reason: RegimeReason
    /// The regime by the indicators alone, `nil` before they are defined.
    public var raw: Regime?
    /// That of the bar before.
    public var previousRaw: Regime?
    /// Signs that point up, 0 to 5.
    public var scoreUp: Int
    /// Signs that point down, 0 to 5.
    public var scoreDown: Int
    /// How clear the regime is, 0 to 1.
    public var confidence: Double
    /// The share of the position size that it allows, 0 to 1.
    public var sizeMultiplier: Double

    /// The regime of a bar: the first line of the table that holds.
    ///
    /// - Parameters:
    ///   - hours: why the bar's hours forbid anything, `none` when they do not.
    ///   - previousRaw: the raw regime of the bar before: a trend outlasts a bar without order.
    public init(
        _ inputs: RegimeInputs, hours: RegimeReason, previousRaw: Regime?,
        _ settings: RegimeSettings = RegimeSettings()
    ) {
        self.inputs = inputs
        self.previousRaw = previousRaw
        raw = Self.raw(inputs, previousRaw, settings)
        scoreUp = inputs.scoreUp
        scoreDown = inputs.scoreDown
        confidence = 0
        sizeMultiplier = 0
        regime = .noTrade
        reason = .warmup
        guard let raw else { return }
        reason = hours
        if reason == .none, Self.isLow(inputs, settings) { reason = .lowVolume }
        guard reason == .none else { return }
        regime = raw
        confidence = confidence(of: raw, settings)
        sizeMultiplier = Self.multiplier(raw, confidence)
    }

    /// The regime by the indicators alone, `nil` when one is undefined.
    static func raw(
        _ inputs: RegimeInputs, _ previous: Regime?, _ settings: RegimeSettings
    ) -> Regime? {
        guard inputs.isComplete, let adx = inputs.adx, let ratio = inputs.atrRatio,
            let fast = inputs.ema9, let slow = inputs.ema21
        else { return nil }
        guard Comparison.exceeds(adx, settings.trendADX) else {
            return Comparison.reaches(ratio, settings.volatileRatio) ? .volatile : .ranging
        }
        let structure = inputs.structure
        if Comparison.exceeds(fast, slow),
            structure == .bullish || (previous == .trendingUp && structure != .bearish)
        {
            return .trendingUp
        }
        if Comparison.exceeds(slow, fast),
            structure == .bearish || (previous == .trendingDown && structure != .bullish)
        {
            return .trendingDown
        }
        return .volatile
    }

    static func isLow(_ inputs: RegimeInputs, _ settings: RegimeSettings) -> Bool {
        guard let mean = inputs.meanVolume else { return false }
        return Comparison.exceeds(settings.lowVolumeShare * mean, inputs.volume)
    }

    private func confidence(of regime: Regime, _ settings: RegimeSettings) -> Double {
        guard let adx = inputs.adx, let ratio = inputs.atrRatio else { return 0 }
        let limit = settings.trendADX
        switch regime {
        case .trendingUp, .trendingDown:
            let score = Double(regime == .trendingUp ? scoreUp : scoreDown)
            return 0.5 * min(1, (adx - limit) / limit) + 0.5 * score / 5
        // Within the noise of comparison ADX may be a hair above the limit.
        case .ranging: return max(0, (limit - adx) / limit)
        case .volatile: return min(1, max(0, ratio - 1))
        case .noTrade: return 0
        }
    }

    /// The share of the position size that a confidence allows.
    static func multiplier(_ regime: Regime, _ confidence: Double) -> Double {
        guard regime != .noTrade else { return 0 }
        let share =
            Comparison.reaches(confidence, 0.75)
            ? 1.0
            : Comparison.reaches(confidence, 0.5)
                ? 0.75 : Comparison.reaches(confidence, 0.25) ? 0.5 : 0.25
        return regime == .volatile ? share / 2 : share
    }
}
