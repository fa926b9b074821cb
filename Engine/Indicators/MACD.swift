/// Moving average convergence and divergence: a fast EMA minus a slow one, and the EMA of that.
///
/// The fast EMA is seeded so that its first value falls on the slow one's: it starts `slow - fast`
/// closes late. All three readings are first at the signal's first index,
/// `slow + signal - 2`: 33 with 12, 26 and 9.
///
/// - Source: Gerald Appel; seeding as in TA-Lib.
/// - Complexity: O(1) per bar, no allocation.
@frozen
public struct MACD: Hashable, Sendable, BitwiseCopyable, Codable {
    @usableFromInline var fast: EMA
    @usableFromInline var slow: EMA
    @usableFromInline var average: EMA
    /// Closes the fast EMA has still to leave out.
    @usableFromInline var skipped: Int
    @usableFromInline var difference = 0.0

    /// The usual lengths, 12, 26 and 9.
    @inlinable
    public init() { self.init(fast: 12, slow: 26, signal: 9) }

    /// EMAs of `fast` and `slow` closes, `1 <= fast <= slow`, and of `signal` differences.
    @inlinable
    public init(fast: Int, slow: Int, signal: Int) {
        precondition(fast <= slow, "the fast EMA is not longer than the slow, got \(fast), \(slow)")
        self.fast = EMA(fast)
        self.slow = EMA(slow)
        average = EMA(signal)
        skipped = slow - fast
    }

    /// Fast minus slow EMA, in the unit of the prices.
    @inlinable
    public var line: Double? { average.value == nil ? nil : difference }

    /// The EMA of the line.
    @inlinable
    public var signal: Double? { average.value }

    /// Line minus signal.
    @inlinable
    public var histogram: Double? { average.value.map { difference - $0 } }

    /// Adds the next bar's close.
    @inlinable @inline(__always)
    public mutating func add(_ close: Double) {
        slow.add(close)
        if skipped > 0 {
            skipped -= 1
        } else {
            fast.add(close)
        }
        guard let fast = fast.value, let slow = slow.value else { return }
        difference = fast - slow
        average.add(difference)
    }
}
