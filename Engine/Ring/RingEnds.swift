/// The ends of many rings, each in its ring's own memory beside the index that it moves: whoever
/// goes from ring to ring finds each one's cold, and waits for one cache line instead of two.
///
/// What the other end looks at is the index, which changes with every push or pop anyway: it loses
/// nothing by what lies behind it.
@frozen
public struct RingEnds<End: ~Copyable>: ~Copyable, @unchecked Sendable {
    /// The number of rings.
    public let count: Int
    @usableFromInline let ends: UnsafeMutablePointer<UnsafeMutablePointer<End>>

    private init(_ ends: [UnsafeMutablePointer<End>]) {
        count = ends.count
        self.ends = .allocate(capacity: max(1, count))
        for (place, end) in ends.enumerated() { (self.ends + place).initialize(to: end) }
    }

    /// Takes the writing end of each ring; traps when one was taken before.
    public init<Element>(writing rings: [SPSCRing<Element>]) where End == RingProducer<Element> {
        self.init(rings.map { $0.placeProducer() })
    }

    /// Takes the reading end of each ring; traps when one was taken before.
    public init<Element>(reading rings: [SPSCRing<Element>]) where End == RingConsumer<Element> {
        self.init(rings.map { $0.placeConsumer() })
    }

    deinit {
        for place in 0..<count {
            // It holds the memory that it lies in: out of there first.
            _ = ends[place].move()
        }
        ends.deallocate()
    }

    /// The end of the ring at a place of the list; valid as long as this is.
    @inlinable @inline(__always)
    public subscript(place: Int) -> UnsafeMutablePointer<End> { ends[place] }
}
