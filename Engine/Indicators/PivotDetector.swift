/// Which end of the bars a pivot is looked for at.
@frozen
public enum PivotSide: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// Highs: a pivot is above its neighbours.
    case high = 0
    /// Lows: a pivot is below its neighbours.
    case low = 1
}

/// A turning point of the highs or of the lows.
@frozen
public struct Pivot: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The bar, counted from 0 in the series.
    public var index: Int
    /// Its high or low.
    public var value: Double

    /// The pivot at a bar.
    @inlinable
    public init(index: Int, value: Double) {
        self.index = index
        self.value = value
    }
}

/// Finds the pivots of a series of highs or of lows.
///
/// A pivot high is above each of the `strength` highs before it and not below any of the `strength`
/// after it, so of equal neighbours the first is the pivot; a pivot low mirrors it. It is known
/// `strength` bars later.
///
/// - Complexity: O(strength) per bar, no allocation.
@frozen
public struct PivotDetector: Hashable, Sendable, Codable {
    /// Highs or lows.
    public let side: PivotSide
    /// How many bars to either side decide.
    public let strength: Int
    /// The last pivot that is known.
    @usableFromInline var newest: Pivot?
    @usableFromInline var secondNewest: Pivot?
    /// The highs, or the lows with their sign turned.
    @usableFromInline var window: Window
    @usableFromInline var seen = 0

    /// Pivots among `strength` bars to either side, at least 1.
    @inlinable
    public init(_ side: PivotSide, strength: Int = 2) {
        precondition(strength >= 1, "a pivot needs a strength of at least 1, got \(strength)")
        self.side = side
        self.strength = strength
        window = Window(2 * strength + 1)
    }

    /// The last pivot that is known.
    @inlinable
    public var last: Pivot? { newest }

    /// The one before it.
    @inlinable
    public var previous: Pivot? { secondNewest }

    /// Adds the next bar's high, or low.
    ///
    /// - Returns: The pivot this bar confirms, `strength` bars back.
    @inlinable
    @discardableResult
    public mutating func add(_ price: Double) -> Pivot? {
        let price = price.bounded
        window.push(side == .high ? price : -price)
        seen += 1
        guard window.isFull, isPivot else { return nil }
        let top = window[strength]
        let pivot = Pivot(index: seen - 1 - strength, value: side == .high ? top : -top)
        secondNewest = newest
        newest = pivot
        return pivot
    }

    /// The middle of the window is a pivot.
    @inlinable
    var isPivot: Bool {
        let top = window[strength]
        for distance in 1...strength {
            if window[strength - distance] > top || window[strength + distance] >= top {
                return false
            }
        }
        return true
    }
}
