/// Which way the bars of the lookback step.
@frozen
public enum Structure: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// Neither.
    case neutral = 0
    /// Most highs and most lows are above their predecessors.
    case bullish = 1
    /// Most highs and most lows are below their predecessors.
    case bearish = 2

    /// The name used in files and output: `NEUTRAL`, `BULLISH`, `BEARISH`.
    public var name: String {
        switch self {
        case .neutral: "NEUTRAL"
        case .bullish: "BULLISH"
        case .bearish: "BEARISH"
        }
    }
}

/// How many of the last `length` bars have a higher or lower high, and a higher or lower low, than
/// the bar before them; compared exactly.
///
/// First at index `length`; until then all counts are 0 and the structure is neutral.
///
/// - Complexity: O(1) per bar, no allocation.
@frozen
public struct StructureCounts: Hashable, Sendable, BitwiseCopyable, Codable {
    /// How many bars are compared with their predecessors.
    public let length: Int
    /// One bit a bar, the newest lowest.
    @usableFromInline var higherHighs: UInt64 = 0
    @usableFromInline var lowerHighs: UInt64 = 0
    @usableFromInline var higherLows: UInt64 = 0
    @usableFromInline var lowerLows: UInt64 = 0
    @usableFromInline var previousHigh = 0.0
    @usableFromInline var previousLow = 0.0
    /// How many bars came; stays at `length + 1`.
    @usableFromInline var seen = 0

    /// Counts over `length` bars, 1 to 64.
    @inlinable
    public init(_ length: Int = 5) {
        precondition((1...64).contains(length), "structure of 1 to 64 bars, got \(length)")
        self.length = length
    }

    /// The counts are defined: `length` bars and a predecessor came.
    @inlinable
    public var isDefined: Bool { seen > length }

    /// More than half of the bars: 3 of 5.
    @inlinable
    public var majority: Int { length / 2 + 1 }

    /// Bars with a higher high.
    @inlinable
    public var hh: Int { count(higherHighs) }

    /// Bars with a lower high.
    @inlinable
    public var lh: Int { count(lowerHighs) }

    /// Bars with a higher low.
    @inlinable
    public var hl: Int { count(higherLows) }

    /// Bars with a lower low.
    @inlinable
    public var ll: Int { count(lowerLows) }

    /// Bullish when most highs and most lows rose, bearish when most of both fell.
    @inlinable
    public var structure: Structure {
        if hh >= majority && hl >= majority { return .bullish }
        if lh >= majority && ll >= majority { return .bearish }
        return .neutral
    }

    /// Adds the next bar.
    @inlinable
    public mutating func add(high: Double, low: Double) {
        if seen > 0 {
            higherHighs = higherHighs << 1 | (high > previousHigh ? 1 : 0)
            lowerHighs = lowerHighs << 1 | (high < previousHigh ? 1 : 0)
            higherLows = higherLows << 1 | (low > previousLow ? 1 : 0)
            lowerLows = lowerLows << 1 | (low < previousLow ? 1 : 0)
        }
        if seen <= length { seen += 1 }
        (previousHigh, previousLow) = (high, low)
    }

    @inlinable
    func count(_ bits: UInt64) -> Int {
        isDefined ? (bits & (~0 >> UInt64(64 - length))).nonzeroBitCount : 0
    }
}
