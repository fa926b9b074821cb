/// Relative strength index, 0 to 100: the share of the gains in all movement of the close.
///
/// `rsi = 100 * G / (G + L)`, with Wilder averages of gains and losses; 0 when nothing moved.
/// First at index `length`.
///
/// - Source: J. Welles Wilder, *New Concepts in Technical Trading Systems* (1978).
/// - Complexity: O(1) per bar, no allocation.
@frozen
public struct RSI: Hashable, Sendable, BitwiseCopyable, Codable {
    @usableFromInline var gains: WilderAverage
    @usableFromInline var losses: WilderAverage
    @usableFromInline var previous = 0.0
    @usableFromInline var hasPrevious = false

    /// An index over `length` changes, at least 1.
    @inlinable
    public init(_ length: Int) {
        gains = WilderAverage(length)
        losses = WilderAverage(length)
    }

    /// The index, 0 to 100.
    @inlinable
    public var value: Double? {
        guard let gain = gains.value, let loss = losses.value else { return nil }
        // The quotient first: it is at most 1, so the index is at most 100.
        return gain + loss == 0 ? 0 : 100 * (gain / (gain + loss))
    }

    /// Adds the next bar's close.
    @inlinable
    public mutating func add(_ close: Double) {
        let close = close.bounded
        if hasPrevious {
            let change = close - previous
            gains.add(change > 0 ? change : 0)
            losses.add(change < 0 ? -change : 0)
        }
        previous = close
        hasPrevious = true
    }
}
