/// A sum of products held in two doubles, which have about 32 digits together.
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

    /// The part that was added since an earlier moment.
    public func since(_ base: DoubledSum) -> Double {
        (high - base.high) + (low - base.low)
    }
}
