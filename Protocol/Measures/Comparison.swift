/// Comparison of volumes and prices in rules: values closer than rounding noise are equal.
///
/// With `e = 1e-9 * max(1, |a|, |b|)`, `a` reaches `b` when `a - b >= -e` and exceeds it when
/// `a - b > e`. Without this, sums that differ in their last bit would decide ties. The 1 is one
/// share, contract or coin: `unit` is how many of the values' units that is.
public enum Comparison {
    @inlinable
    static func noise(_ a: Double, _ b: Double, _ unit: Double) -> Double {
        1e-9 * max(unit, max(abs(a), abs(b)))
    }

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
