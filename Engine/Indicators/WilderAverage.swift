/// Wilder's moving average, the one inside RSI, ATR and ADX.
///
/// Seeded with the mean of the first `length` numbers, then `a = (a * (length - 1) + x) / length`.
/// First at index `length - 1`.
///
/// - Source: J. Welles Wilder, *New Concepts in Technical Trading Systems* (1978).
/// - Complexity: O(1) per number, no allocation.
@frozen
public struct WilderAverage: Hashable, Sendable, BitwiseCopyable, Codable {
    /// How many numbers make the seed.
    public let length: Int
    /// The sum of the first numbers, then the average.
    @usableFromInline var average = 0.0
    /// How many numbers came; stays at `length`.
    @usableFromInline var seen = 0

    /// An average of weight `1 / length`; `length` is at least 1.
    @inlinable
    public init(_ length: Int) {
        precondition(length >= 1, "a Wilder average needs a length of at least 1, got \(length)")
        self.length = length
    }

    /// The average, in the unit of the numbers.
    @inlinable
    public var value: Double? { seen == length ? average : nil }

    /// Adds the next number of the series.
    @inlinable @inline(__always)
    public mutating func add(_ number: Double) {
        let number = number.bounded
        if seen == length {
            average = (average * Double(length - 1) + number) / Double(length)
        } else {
            average += number
            seen += 1
            if seen == length { average /= Double(length) }
        }
    }
}
