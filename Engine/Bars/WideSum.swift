/// A sum of 192 bits: squares of distances times sizes pass 128 bits where prices and sizes are
/// both counted in billionths.
@frozen
public struct WideSum: Hashable, Sendable, BitwiseCopyable {
    @usableFromInline
    var low: UInt128 = 0
    @usableFromInline
    var high: Int64 = 0

    /// Zero.
    @inlinable
    public init() {}

    /// Adds a number that is not negative.
    @inlinable
    @inline(__always)
    mutating func add(_ value: UInt128) {
        let (sum, carry) = low.addingReportingOverflow(value)
        low = sum
        high &+= carry ? 1 : 0
    }

    /// Adds the product of two numbers of any sign.
    @usableFromInline
    mutating func add(_ one: Int128, times other: Int64) {
        let product = WideSum(one.magnitude, times: other.magnitude)
        if (one < 0) != (other < 0) { self &-= product } else { self &+= product }
    }

    /// The product of two magnitudes, the first below 2^127.
    private init(_ one: UInt128, times other: UInt64) {
        let lower = UInt128(UInt64(truncatingIfNeeded: one)) * UInt128(other)
        let upper = (one >> 64) * UInt128(other)
        let (sum, carry) = lower.addingReportingOverflow(upper << 64)
        low = sum
        high = Int64(truncatingIfNeeded: upper >> 64) &+ (carry ? 1 : 0)
    }

    @usableFromInline
    static func &+= (left: inout WideSum, right: WideSum) {
        left.add(right.low)
        left.high &+= right.high
    }

    @usableFromInline
    static func &-= (left: inout WideSum, right: WideSum) {
        let (rest, borrow) = left.low.subtractingReportingOverflow(right.low)
        left.low = rest
        left.high &-= right.high &+ (borrow ? 1 : 0)
    }

    /// The nearest double, or its neighbour.
    @usableFromInline
    var real: Double {
        // The magnitude, whose upper part has one bit more than a signed one holds.
        let isNegative = high < 0
        let low = isNegative ? 0 &- self.low : self.low
        let upper =
            UInt64(bitPattern: isNegative ? ~high : high) &+ (isNegative && low == 0 ? 1 : 0)
        let middle = Double(UInt64(truncatingIfNeeded: low >> 64))
        let real =
            Double(upper) * 0x1p128 + middle * 0x1p64 + Double(UInt64(truncatingIfNeeded: low))
        return isNegative ? -real : real
    }
}
