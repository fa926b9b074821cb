/// How two numbers, or the folds of two neighbouring runs of numbers, become one.
public protocol Fold {
    /// The fold of both; must be associative, up to rounding.
    static func combine(_ older: Double, _ newer: Double) -> Double
}

/// The sum.
public enum SumFold: Fold {
    /// `older + newer`.
    @inlinable @inline(__always)
    public static func combine(_ older: Double, _ newer: Double) -> Double { older + newer }
}

/// The smaller one.
public enum MinimumFold: Fold {
    /// The smaller of both.
    @inlinable @inline(__always)
    public static func combine(_ older: Double, _ newer: Double) -> Double {
        newer < older ? newer : older
    }
}

/// The larger one.
public enum MaximumFold: Fold {
    /// The larger of both.
    @inlinable @inline(__always)
    public static func combine(_ older: Double, _ newer: Double) -> Double {
        newer > older ? newer : older
    }
}

/// Sum of the last `length` numbers, added anew from the numbers themselves.
public typealias RollingSum = RollingFold<SumFold>
/// Smallest of the last `length` numbers.
public typealias RollingMinimum = RollingFold<MinimumFold>
/// Largest of the last `length` numbers.
public typealias RollingMaximum = RollingFold<MaximumFold>

/// A fold of the last `length` numbers; `nil` until there are that many.
///
/// The series is cut into blocks of `length`. A window is the end of one block and the start of the
/// next: the folds of all ends of the last block are kept, and one fold of the present block's
/// numbers. Nothing is ever subtracted, so a sum cannot drift however long the series: its error is
/// that of adding `length` numbers.
///
/// - Complexity: two folds per number on average, `length` at the end of a block; nothing is
///   allocated after `init`.
/// - Source: van Herk (1992) and Gil and Werman (1993), for extremes.
@frozen
public struct RollingFold<Operation: Fold>: Hashable, Sendable, Codable {
    /// Up to `next` the present block's numbers, from there the folds of the last block's ends.
    @usableFromInline var slots: ContiguousArray<Double>
    @usableFromInline var next = 0
    /// The fold of the present block's numbers.
    @usableFromInline var start = 0.0
    /// The fold of the window.
    @usableFromInline var whole = 0.0
    @usableFromInline var isFull = false

    /// An empty window of `length` numbers, at least 1.
    @inlinable
    public init(_ length: Int) {
        precondition(length >= 1, "a window needs a length of at least 1, got \(length)")
        slots = ContiguousArray(repeating: 0, count: length)
    }

    /// How many numbers it folds.
    @inlinable
    public var length: Int { slots.count }

    /// The fold of the last `length` numbers.
    @inlinable
    public var value: Double? { isFull ? whole : nil }

    /// Adds the next number of the series.
    @inlinable
    public mutating func add(_ number: Double) {
        let number = number.bounded
        start = next == 0 ? number : Operation.combine(start, number)
        slots[next] = number
        next += 1
        if next == slots.count {
            finishBlock()
        } else if isFull {
            whole = Operation.combine(slots[next], start)
        }
    }

    /// Turns the block's numbers into the folds of its ends.
    @inlinable
    mutating func finishBlock() {
        whole = start
        isFull = true
        next = 0
        var end = slots[slots.count - 1]
        for slot in (0..<slots.count - 1).reversed() {
            end = Operation.combine(slots[slot], end)
            slots[slot] = end
        }
    }

    /// Forgets all numbers, and is equal to a new one again.
    @inlinable
    public mutating func removeAll() {
        (next, start, whole, isFull) = (0, 0, 0, false)
        for slot in slots.indices { slots[slot] = 0 }
    }
}
