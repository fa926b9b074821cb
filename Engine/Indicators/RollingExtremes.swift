/// The smallest and the largest of the last `length` numbers; `nil` until there are that many.
///
/// - Complexity: O(1) per number on average, no allocation; see `RollingFold`.
@frozen
public struct RollingExtremes: Hashable, Sendable, Codable {
    @usableFromInline var smallest: RollingMinimum
    @usableFromInline var largest: RollingMaximum

    /// Extremes of the last `length` numbers, at least 1.
    @inlinable
    public init(_ length: Int) {
        smallest = RollingMinimum(length)
        largest = RollingMaximum(length)
    }

    /// The smallest of the last `length` numbers.
    @inlinable
    public var minimum: Double? { smallest.value }

    /// The largest of the last `length` numbers.
    @inlinable
    public var maximum: Double? { largest.value }

    /// Adds the next number of the series.
    @inlinable
    public mutating func add(_ number: Double) { add(high: number, low: number) }

    /// Adds the next bar: then `minimum` is the lowest low and `maximum` the highest high.
    @inlinable
    public mutating func add(high: Double, low: Double) {
        smallest.add(low)
        largest.add(high)
    }

    /// Forgets all numbers.
    @inlinable
    public mutating func removeAll() {
        smallest.removeAll()
        largest.removeAll()
    }
}
