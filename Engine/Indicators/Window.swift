/// The last `length` numbers of a series, in storage that is allocated once.
///
/// - Complexity: O(1) per number; nothing is allocated after `init` while the window is mutated
///   in place.
@frozen
public struct Window: Hashable, Sendable, Codable {
    @usableFromInline var slots: ContiguousArray<Double>
    /// Where the next number goes; the oldest one's slot once the window is full.
    @usableFromInline var next = 0
    @usableFromInline var filled = 0

    /// An empty window of `length` numbers, at least 1.
    @inlinable
    public init(_ length: Int) {
        precondition(length >= 1, "a window needs a length of at least 1, got \(length)")
        slots = ContiguousArray(repeating: 0, count: length)
    }

    /// The most numbers it holds.
    @inlinable
    public var length: Int { slots.count }

    /// The numbers it holds.
    @inlinable
    public var count: Int { filled }

    /// It holds `length` numbers.
    @inlinable
    public var isFull: Bool { filled == slots.count }

    /// Adds a number; a full window forgets its oldest one.
    @inlinable @inline(__always)
    public mutating func push(_ number: Double) {
        slots[next] = number
        next = next + 1 == slots.count ? 0 : next + 1
        if filled < slots.count { filled += 1 }
    }

    /// The number `age` pushes ago: 0 is the newest, `count - 1` the oldest.
    @inlinable
    public subscript(age: Int) -> Double {
        precondition(age >= 0 && age < filled, "age \(age) in a window of \(filled) numbers")
        let slot = next - 1 - age
        return slots[slot >= 0 ? slot : slot + slots.count]
    }

    /// Forgets all numbers, and is equal to a new window again.
    @inlinable
    public mutating func removeAll() {
        (next, filled) = (0, 0)
        for slot in slots.indices { slots[slot] = 0 }
    }
}
