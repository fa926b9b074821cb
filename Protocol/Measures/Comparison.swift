/// Comparison of volumes and prices in rules: values closer than rounding noise are equal.
///
/// With `e = 1e-9 * max(1, |a|, |b|)`, `a` reaches `b` when `a - b >= -e` and exceeds it when
/// `a - b > e`. Without this, sums that differ in their last bit would decide ties.
@usableFromInline
enum Comparison {
    @inlinable
    static func noise(_ a: Double, _ b: Double) -> Double {
        1e-9 * max(1, max(abs(a), abs(b)))
    }

    /// `a >= b`, up to noise.
    @inlinable
    static func reaches(_ a: Double, _ b: Double) -> Bool { a - b >= -noise(a, b) }

    /// `a > b`, beyond noise.
    @inlinable
    static func exceeds(_ a: Double, _ b: Double) -> Bool { a - b > noise(a, b) }

    /// `a == b`, up to noise.
    @inlinable
    static func equal(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= noise(a, b) }
}
