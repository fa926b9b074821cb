/// Exponential moving average: each number moves it by `2 / (length + 1)` of the distance.
///
/// Seeded with the mean of the first `length` numbers, then `e += 2 / (length + 1) * (x - e)`.
/// First at index `length - 1`.
///
/// - Complexity: O(1) per number, no allocation.
@frozen
public struct EMA: Hashable, Sendable, BitwiseCopyable, Codable {
    /// How many numbers make the seed.
    public let length: Int
    @usableFromInline let factor: Double
    /// The sum of the first numbers, then the average.
    @usableFromInline var average = 0.0
    /// How many numbers came; stays at `length`.
    @usableFromInline var seen = 0

    /// An average of weight `2 / (length + 1)`; `length` is at least 1.
    @inlinable
    public init(_ length: Int) {
        precondition(length >= 1, "an EMA needs a length of at least 1, got \(length)")
        self.length = length
        factor = 2 / Double(length + 1)
    }

    /// The average, in the unit of the numbers.
    @inlinable
    public var value: Double? { seen == length ? average : nil }

    /// Adds the next number of the series.
    @inlinable @inline(__always)
    public mutating func add(_ number: Double) {
        let number = number.bounded
        if seen == length {
            average += factor * (number - average)
        } else {
            average += number
            seen += 1
            if seen == length { average /= Double(length) }
        }
    }
}
