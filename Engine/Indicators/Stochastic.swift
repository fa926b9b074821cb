/// Slow stochastic, 0 to 100: where the close lies in the range of the last `length` bars.
///
/// Fast %K is `100 * (C - LL) / (HH - LL)` with the highest high and lowest low of `length` bars, 0
/// when they are equal. Slow %K is its mean over `smoothing` bars, %D the mean of slow %K over
/// `signal` bars. Both are reported from %D's first index on: `length + 3` with 3 and 3.
///
/// - Source: George C. Lane; first indexes as in TA-Lib.
/// - Complexity: O(1) per bar on average, no allocation.
@frozen
public struct Stochastic: Hashable, Sendable, Codable {
    @usableFromInline var range: RollingExtremes
    @usableFromInline var slow: SMA
    @usableFromInline var slowest: SMA

    /// A range of `length` bars, means over `smoothing` and `signal` bars; each at least 1.
    @inlinable
    public init(_ length: Int, smoothing: Int = 3, signal: Int = 3) {
        range = RollingExtremes(length)
        slow = SMA(smoothing)
        slowest = SMA(signal)
    }

    /// Slow %K.
    @inlinable
    public var slowK: Double? { slowest.sum.isFull ? slow.value : nil }

    /// %D, the mean of slow %K.
    @inlinable
    public var d: Double? { slowest.value }

    /// Adds the next bar.
    @inlinable @inline(__always)
    public mutating func add(high: Double, low: Double, close: Double) {
        range.add(high: high, low: low)
        guard let highest = range.maximum, let lowest = range.minimum else { return }
        let distance = highest - lowest
        slow.add(distance == 0 ? 0 : 100 * ((close.bounded - lowest) / distance))
        if let slowK = slow.value { slowest.add(slowK) }
    }
}
