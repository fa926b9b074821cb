/// Relative strength index, 0 to 100: the share of the gains in all movement of the close.
///
/// `rsi = 100 * G / (G + L)`, with Wilder averages of gains and losses; 0 when nothing moved.
/// First at index `length`.
///
/// - Source: J. Welles Wilder, *New Concepts in Technical Trading Systems* (1978).
/// - Complexity: O(1) per bar, no allocation.
@frozen
public struct RSI: Hashable, Sendable, BitwiseCopyable, Codable {
    /// How many changes make the seed.
    public let length: Int
    /// Gains and losses: the sums of the first changes, then the Wilder averages, both at once.
    @usableFromInline var averages = SIMD2<Double>.zero
    /// How many changes came; stays at `length`.
    @usableFromInline var seen = 0
    @usableFromInline var previous = 0.0
    @usableFromInline var hasPrevious = false

    /// An index over `length` changes, at least 1.
    @inlinable
    public init(_ length: Int) {
        precondition(length >= 1, "an RSI needs a length of at least 1, got \(length)")
        self.length = length
    }

    /// The index, 0 to 100.
    @inlinable
    public var value: Double? {
        guard seen == length else { return nil }
        let (gain, both) = (averages[0], averages[0] + averages[1])
        // The quotient first: it is at most 1, so the index is at most 100.
        return both == 0 ? 0 : 100 * (gain / both)
    }

    /// Adds the next bar's close.
    @inlinable @inline(__always)
    public mutating func add(_ close: Double) {
        let close = close.bounded
        if hasPrevious { addChange((close - previous).bounded) }
        previous = close
        hasPrevious = true
    }

    @inlinable @inline(__always)
    mutating func addChange(_ change: Double) {
        let movement = SIMD2(change > 0 ? change : 0, change < 0 ? -change : 0)
        let parts = SIMD2(repeating: Double(length))
        if seen == length {
            averages = (averages * SIMD2(repeating: Double(length &- 1)) + movement) / parts
        } else {
            averages += movement
            seen += 1
            if seen == length { averages /= parts }
        }
    }
}
