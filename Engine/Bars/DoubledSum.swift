/// A sum held in two doubles, which have about 32 digits together.
@frozen
public struct DoubledSum: Sendable, BitwiseCopyable {
    /// The nearest double.
    @usableFromInline
    var high = 0.0
    /// What it leaves out.
    @usableFromInline
    var low = 0.0

    /// Zero.
    @inlinable
    public init() {}

    /// Adds a product without rounding it first.
    public mutating func add(_ one: Double, times other: Double) {
        let product = one * other
        let rest = (-product).addingProduct(one, other)
        let sum = high + product
        let taken = sum - high
        // What the addition rounded away, whichever of the two was the larger.
        low += (high - (sum - taken)) + (product - taken) + rest
        high = sum
    }

    /// Adds a number.
    public mutating func add(_ number: Double) {
        let sum = high + number
        if sum.isFinite {
            let taken = sum - high
            low += (high - (sum - taken)) + (number - taken)
        }
        high = sum
    }

    /// The sum as one double.
    @inlinable
    public var value: Double { high + low }

    /// The part that was added since an earlier moment.
    @inlinable
    public func since(_ base: DoubledSum) -> Double {
        (high - base.high) + (low - base.low)
    }
}
