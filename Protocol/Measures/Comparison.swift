/// Comparison of volumes and prices in rules: values closer than rounding noise are equal.
///
/// With `e = 1e-9 * max(1, |a|, |b|)`, `a` reaches `b` when `a - b >= -e` and exceeds it when
/// `a - b > e`. Without this, sums that differ in their last bit would decide ties. The 1 is one
/// share, contract or coin: `unit` is how many of the values' units that is.
public enum Comparison {
    @inlinable
    static func noise(_ a: Double, _ b: Double, _ unit: Double) -> Double {
        // Each multiplied by itself: the same as after, and then the last `larger` is no branch.
        larger(1e-9 * larger(abs(a), abs(b)), 1e-9 * unit)
    }

    /// The larger of two; what is no number makes every comparison false with either. One
    /// instruction, where `max`, which tells the zeros apart, is five.
    @inlinable @inline(__always)
    static func larger(_ a: Double, _ b: Double) -> Double { a > b ? a : b }

    /// `a >= b`, up to noise.
    @inlinable
    public static func reaches(_ a: Double, _ b: Double, unit: Double = 1) -> Bool {
        a - b >= -noise(a, b, unit)
    }

    /// `a > b`, beyond noise.
    @inlinable
    public static func exceeds(_ a: Double, _ b: Double, unit: Double = 1) -> Bool {
        a - b > noise(a, b, unit)
    }

    /// `a == b`, up to noise.
    @inlinable
    public static func equal(_ a: Double, _ b: Double, unit: Double = 1) -> Bool {
        abs(a - b) <= noise(a, b, unit)
    }
}
