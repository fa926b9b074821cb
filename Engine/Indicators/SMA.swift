/// Simple moving average: the mean of the last `length` numbers.
///
/// First at index `length - 1`. The sum is never carried on by subtraction, so the mean does not
/// drift: see `RollingFold`.
///
/// - Complexity: O(1) per number on average, no allocation.
@frozen
public struct SMA: Hashable, Sendable, Codable {
    @usableFromInline var sum: RollingSum

    /// The mean of the last `length` numbers, at least 1.
    @inlinable
    public init(_ length: Int) { sum = RollingSum(length) }

    /// How many numbers it averages.
    @inlinable
    public var length: Int { sum.length }

    /// The mean, in the unit of the numbers.
    @inlinable
    public var value: Double? { sum.isFull ? sum.whole / Double(sum.length) : nil }

    /// Adds the next number of the series.
    @inlinable @inline(__always)
    public mutating func add(_ number: Double) { sum.add(number) }
}
