/// The last pivot high against the one before it.
@frozen
public enum SwingHigh: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// HH: above it.
    case higherHigh = 0
    /// LH: below it.
    case lowerHigh = 1
}

/// The last pivot low against the one before it.
@frozen
public enum SwingLow: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// HL: above it.
    case higherLow = 0
    /// LL: below it.
    case lowerLow = 1
}

/// Swing structure: HH or LH, and HL or LL, of the last two pivots of either side.
///
/// A reading is undefined until two pivots of its side are known, and while the last two are equal.
///
/// - Complexity: O(strength) per bar, no allocation.
@frozen
public struct SwingStructure: Hashable, Sendable, Codable {
    @usableFromInline var highPivots: PivotDetector
    @usableFromInline var lowPivots: PivotDetector

    /// The structure of pivots of that strength, at least 1.
    @inlinable
    public init(strength: Int = 2) {
        highPivots = PivotDetector(.high, strength: strength)
        lowPivots = PivotDetector(.low, strength: strength)
    }

    /// The pivot highs.
    @inlinable
    public var highs: PivotDetector { highPivots }

    /// The pivot lows.
    @inlinable
    public var lows: PivotDetector { lowPivots }

    /// HH or LH.
    @inlinable
    public var high: SwingHigh? {
        guard let last = highPivots.last, let previous = highPivots.previous,
            last.value != previous.value
        else { return nil }
        return last.value > previous.value ? .higherHigh : .lowerHigh
    }

    /// HL or LL.
    @inlinable
    public var low: SwingLow? {
        guard let last = lowPivots.last, let previous = lowPivots.previous,
            last.value != previous.value
        else { return nil }
        return last.value > previous.value ? .higherLow : .lowerLow
    }

    /// Adds the next bar; the pivots it may confirm are `strength` bars back.
    @inlinable
    public mutating func add(high: Double, low: Double) {
        highPivots.add(high)
        lowPivots.add(low)
    }
}
