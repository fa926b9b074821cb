/// True range: how far a bar went, counted from the previous close when that lies outside it.
///
/// `max(high - low, |high - previous close|, |low - previous close|)`. First at index 1.
///
/// - Source: J. Welles Wilder, *New Concepts in Technical Trading Systems* (1978).
@frozen
public struct TrueRange: Hashable, Sendable, BitwiseCopyable, Codable {
    @usableFromInline var close = 0.0
    @usableFromInline var range = 0.0
    /// How many bars came, 0, 1 or 2 for more.
    @usableFromInline var seen = 0

    /// No bar yet.
    @inlinable
    public init() {}

    /// The last bar's true range, in the unit of the prices.
    @inlinable
    public var value: Double? { seen == 2 ? range : nil }

    /// Adds the next bar.
    @inlinable
    public mutating func add(high: Double, low: Double, close: Double) {
        if seen > 0 {
            range = Self.of(high: high.bounded, low: low.bounded, previousClose: self.close)
        }
        seen = min(seen + 1, 2)
        self.close = close.bounded
    }

    /// The true range of one bar.
    @inlinable
    public static func of(high: Double, low: Double, previousClose: Double) -> Double {
        max(high - low, abs(high - previousClose), abs(low - previousClose))
    }
}
