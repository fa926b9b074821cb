public import Indicators
import Measures

/// What the regime of a bar follows from; `nil` is not defined yet.
@frozen
public struct RegimeInputs: Hashable, Sendable, BitwiseCopyable {
    /// The bar's close.
    public var close = 0.0
    /// The bar's volume.
    public var volume = 0.0
    /// EMA of 9 closes.
    public var ema9: Double?
    /// EMA of 21 closes.
    public var ema21: Double?
    /// VWAP of the session at the close.
    public var vwap: Double?
    /// ADX of 14 bars.
    public var adx: Double?
    /// +DI of 14 bars.
    public var plusDI: Double?
    /// -DI of 14 bars.
    public var minusDI: Double?
    /// ATR of 14 bars.
    public var atr: Double?
    /// ATR over the mean of its last 20 values; 1 when that mean is 0.
    public var atrRatio: Double?
    /// Mean volume of the last 20 bars.
    public var meanVolume: Double?
    /// Of the last 5 bars, those with a higher high than the bar before.
    public var hh = 0
    /// Those with a higher low.
    public var hl = 0
    /// Those with a lower high.
    public var lh = 0
    /// Those with a lower low.
    public var ll = 0
    /// Which way the last 5 bars step.
    public var structure = Structure.neutral
    /// The counts are defined.
    public var hasStructure = false

    /// Nothing known.
    public init() {}

    /// Every input is defined.
    public var isComplete: Bool {
        ema9 != nil && ema21 != nil && vwap != nil && adx != nil && plusDI != nil
            && minusDI != nil && atr != nil && atrRatio != nil && meanVolume != nil && hasStructure
    }

    /// How many of five signs point up, 0 before every input is defined.
    public var scoreUp: Int {
        score(hh >= 3, hl >= 3) { Comparison.exceeds($0, $1) }
    }

    /// How many of five signs point down, 0 before every input is defined.
    public var scoreDown: Int {
        score(lh >= 3, ll >= 3) { Comparison.exceeds($1, $0) }
    }

    private func score(
        _ highs: Bool, _ lows: Bool, _ points: (Double, Double) -> Bool
    ) -> Int {
        guard isComplete, let ema9, let ema21, let vwap, let plusDI, let minusDI else { return 0 }
        return (points(ema9, ema21) ? 1 : 0) + (points(close, vwap) ? 1 : 0) + (highs ? 1 : 0)
            + (lows ? 1 : 0) + (points(plusDI, minusDI) ? 1 : 0)
    }
}
