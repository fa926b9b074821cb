/// The smallest and the largest of the last `length` numbers; `nil` until there are that many.
///
/// Cut into blocks as `RollingFold` is, both sides at once: lows in one lane, highs with their sign
/// turned in the other.
///
/// - Complexity: O(1) per number on average, no allocation; see `RollingFold`.
@frozen
public struct RollingExtremes: Hashable, Sendable, Codable {
    /// Up to `next` the present block's numbers, from there the extremes of the last block's ends.
    @usableFromInline var slots: ContiguousArray<SIMD2<Double>>
    @usableFromInline var next = 0
    /// The extremes of the present block.
    @usableFromInline var start = SIMD2<Double>.zero
    /// The extremes of the window.
    @usableFromInline var whole = SIMD2<Double>.zero
    @usableFromInline var isFull = false

    /// Extremes of the last `length` numbers, at least 1.
    @inlinable
    public init(_ length: Int) {
        precondition(length >= 1, "a window needs a length of at least 1, got \(length)")
        slots = ContiguousArray(repeating: .zero, count: length)
    }

    /// The smallest of the last `length` numbers.
    @inlinable
    public var minimum: Double? { isFull ? whole[0] : nil }

    /// The largest of the last `length` numbers.
    @inlinable
    public var maximum: Double? { isFull ? -whole[1] : nil }

    /// Adds the next number of the series.
    @inlinable
    public mutating func add(_ number: Double) { add(high: number, low: number) }

    /// Adds the next bar: then `minimum` is the lowest low and `maximum` the highest high.
    @inlinable @inline(__always)
    public mutating func add(high: Double, low: Double) {
        let bar = SIMD2(low.bounded, -high.bounded)
        start = next == 0 ? bar : Self.lower(start, bar)
        slots[next] = bar
        next += 1
        if next == slots.count {
            finishBlock()
        } else if isFull {
            whole = Self.lower(slots[next], start)
        }
    }

    @inlinable @inline(__always)
    static func lower(_ older: SIMD2<Double>, _ newer: SIMD2<Double>) -> SIMD2<Double> {
        older.replacing(with: newer, where: newer .< older)
    }

    /// Turns the block's numbers into the extremes of its ends.
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
                end = Self.lower(slots[slot], end)
                slots[slot] = end
            }
        }
    }

    /// Forgets all numbers.
    @inlinable
    public mutating func removeAll() {
        (next, start, whole, isFull) = (0, .zero, .zero, false)
        for slot in slots.indices { slots[slot] = .zero }
    }
}
