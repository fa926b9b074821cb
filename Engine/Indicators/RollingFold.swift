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
/// that of adding `length` numbers. Up to three numbers need no storage: they are kept in place, and
/// folded in the same order.
///
/// - Complexity: two folds per number on average, `length` at the end of a block; nothing is
///   allocated after `init`.
/// - Source: van Herk (1992) and Gil and Werman (1993), for extremes.
@frozen
public struct RollingFold<Operation: Fold>: Hashable, Sendable, Codable {
    /// How many numbers it folds.
    public let length: Int
    /// Up to `next` the present block's numbers, from there the folds of the last block's ends; none
    /// when the numbers are kept in place.
    @usableFromInline var slots: ContiguousArray<Double>
    /// The number two before the last, and the last but one, of three kept in place.
    @usableFromInline var older = 0.0
    @usableFromInline var old = 0.0
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
        self.length = length
        slots = ContiguousArray(repeating: 0, count: length > 3 ? length : 0)
    }

    /// The fold of the last `length` numbers.
    @inlinable
    public var value: Double? { isFull ? whole : nil }

    /// Adds the next number of the series.
    @inlinable @inline(__always)
    public mutating func add(_ number: Double) {
        if length > 3 { addToBlock(number.bounded) } else { addInPlace(number.bounded) }
    }

    @inlinable
    mutating func addToBlock(_ number: Double) {
        start = next == 0 ? number : Operation.combine(start, number)
        slots[next] = number
        next += 1
        if next == length {
            finishBlock()
        } else if isFull {
            whole = Operation.combine(slots[next], start)
        }
    }

    /// The same for one to three numbers.
    @inlinable @inline(__always)
    mutating func addInPlace(_ number: Double) {
        next += 1
        switch length {
        case 1: whole = number
        case 2: whole = Operation.combine(old, number)
        default:
            // Two numbers of the present block are folded before the last block's end joins them.
            whole =
                next == 2
                ? Operation.combine(older, Operation.combine(old, number))
                : Operation.combine(Operation.combine(older, old), number)
        }
        (older, old) = (old, number)
        if next == length { (next, isFull) = (0, true) }
    }

    /// Turns the block's numbers into the folds of its ends.
    @inlinable
    mutating func finishBlock() {
        whole = start
        isFull = true
        next = 0
        slots.withUnsafeMutableBufferPointer { slots in
            var slot = slots.count &- 1
            var end = slots[slot]
            while slot > 0 {
                slot &-= 1
                end = Operation.combine(slots[slot], end)
                slots[slot] = end
            }
        }
    }

    /// Forgets all numbers, and is equal to a new one again.
    @inlinable
    public mutating func removeAll() {
        (older, old, next, start, whole, isFull) = (0, 0, 0, 0, 0, false)
        for slot in slots.indices { slots[slot] = 0 }
    }
}
