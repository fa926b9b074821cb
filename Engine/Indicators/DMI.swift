/// Directional movement: which way the bars reach out (+DI, -DI) and how one-sidedly (ADX).
///
/// A bar's movement is what it reaches beyond the previous bar on the side where it reaches further.
/// Both movements and the true range are summed over bars 1 to `length - 1`; from bar `length` on
/// `S = S - S / length + x`. `DI = 100 * S(movement) / S(range)`, 0 when the range is 0;
/// `DX = 100 * |+DI - -DI| / (+DI + -DI)`. The first ADX is the mean of the first `length` DX, then
/// `(adx * (length - 1) + DX) / length`. A bar without any movement counts 0 in that first mean and
/// leaves a later ADX as it is.
///
/// The DIs are first at index `length`, ADX at `2 * length - 1`.
///
/// - Source: J. Welles Wilder, *New Concepts in Technical Trading Systems* (1978), with the sums as
///   TA-Lib takes them.
/// - Complexity: O(1) per bar, no allocation.
@frozen
public struct DMI: Hashable, Sendable, BitwiseCopyable, Codable {
    /// How many bars make one reading.
    public let length: Int
    /// How many bars came; stays at `length + 1` when the DIs are defined.
    @usableFromInline var seen = 0
    @usableFromInline var high = 0.0
    @usableFromInline var low = 0.0
    @usableFromInline var close = 0.0
    @usableFromInline var upSum = 0.0
    @usableFromInline var downSum = 0.0
    @usableFromInline var rangeSum = 0.0
    @usableFromInline var plus = 0.0
    @usableFromInline var minus = 0.0
    @usableFromInline var strength: WilderAverage

    /// Movement over `length` bars, at least 1.
    @inlinable
    public init(_ length: Int) {
        self.length = length
        strength = WilderAverage(length)
    }

    /// +DI: upward movement in percent of the range.
    @inlinable
    public var plusDI: Double? { seen > length ? plus : nil }

    /// -DI: downward movement in percent of the range.
    @inlinable
    public var minusDI: Double? { seen > length ? minus : nil }

    /// ADX, 0 to 100: the average of how far +DI and -DI are apart.
    @inlinable
    public var adx: Double? { strength.value }

    /// Adds the next bar.
    @inlinable
    public mutating func add(high: Double, low: Double, close: Double) {
        let (high, low) = (high.bounded, low.bounded)
        if seen > 0 {
            let up = high - self.high
            let down = self.low - low
            accumulate(
                up: up > down && up > 0 ? up : 0,
                down: down > up && down > 0 ? down : 0,
                range: TrueRange.of(high: high, low: low, previousClose: self.close))
        }
        if seen <= length { seen += 1 }
        if seen > length { read() }
        (self.high, self.low, self.close) = (high, low, close.bounded)
    }

    /// Bars 1 to `length - 1` add up; from then on each sum first gives up a part of itself.
    @inlinable
    mutating func accumulate(up: Double, down: Double, range: Double) {
        if seen >= length {
            let parts = Double(length)
            upSum -= upSum / parts
            downSum -= downSum / parts
            rangeSum -= rangeSum / parts
        }
        upSum += up
        downSum += down
        rangeSum += range
    }

    @inlinable
    mutating func read() {
        // Bounded, because a bar whose close lies outside it can move without a range.
        plus = rangeSum == 0 ? 0 : (100 * (upSum / rangeSum)).bounded
        minus = rangeSum == 0 ? 0 : (100 * (downSum / rangeSum)).bounded
        let both = plus + minus
        if both != 0 {
            strength.add(100 * (abs(plus - minus) / both))
        } else if strength.value == nil {
            strength.add(0)
        }
    }
}
