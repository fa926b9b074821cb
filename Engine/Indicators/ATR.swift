/// Average true range: the typical distance a bar travels.
///
/// The Wilder average of the true range: the first is the mean of those of bars 1 to `length`.
/// First at index `length`.
///
/// - Source: J. Welles Wilder, *New Concepts in Technical Trading Systems* (1978).
/// - Complexity: O(1) per bar, no allocation.
@frozen
public struct ATR: Hashable, Sendable, BitwiseCopyable, Codable {
    @usableFromInline var trueRange = TrueRange()
    @usableFromInline var average: WilderAverage

    /// An average over `length` true ranges, at least 1.
    @inlinable
    public init(_ length: Int) { average = WilderAverage(length) }

    /// The average, in the unit of the prices.
    @inlinable
    public var value: Double? { average.value }

    /// Adds the next bar.
    @inlinable
    public mutating func add(high: Double, low: Double, close: Double) {
        trueRange.add(high: high, low: low, close: close)
        if let range = trueRange.value { average.add(range) }
    }
}
