public import Synchronization

/// The reading end of a ring: one thread at a time.
///
/// It may be stored in memory of its own (`UnsafeMutablePointer<RingConsumer<T>>`) and handed to
/// another thread, as long as that hand-over is itself synchronised.
@frozen
public struct RingConsumer<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    @usableFromInline let lines: RingLines
    @usableFromInline let slots: UnsafeMutablePointer<Element>
    @usableFromInline let mask: UInt
    /// The next index to read; only this end writes it, so its own copy is the truth.
    @usableFromInline var head: UInt
    /// The producer's index when last read. It lags, so it only ever shows too few elements.
    @usableFromInline var cachedTail: UInt
    @usableFromInline var highWater: UInt = 0
    @usableFromInline let memory: RingMonitor

    init(_ memory: RingMonitor, origin: UInt) {
        self.memory = memory
        lines = memory.lines
        slots = memory.lines.slots.bindMemory(to: Element.self, capacity: memory.capacity)
        mask = UInt(memory.capacity) - 1
        head = origin
        cachedTail = origin
    }

    /// Slots of the ring.
    @inlinable
    public var capacity: Int { Int(bitPattern: mask) + 1 }

    /// Elements that were there when this end last looked at the producer, and are still.
    @inlinable @inline(__always)
    public var known: Int { Int(bitPattern: cachedTail &- head) }

    /// Nothing to read now; looks at the producer.
    @inlinable
    public var isEmpty: Bool {
        head == cachedTail && head == lines.tail.pointee.load(ordering: .acquiring)
    }

    /// Takes the oldest element, or `nil` when there is none.
    @inlinable @inline(__always)
    public mutating func pop() -> Element? {
        if head == cachedTail {
            refresh()
            if head == cachedTail { return nil }
        }
        let element = slots[Int(bitPattern: head & mask)]
        free(1)
        return element
    }

    /// Takes the oldest elements, as many as there are and `into` holds.
    ///
    /// - Returns: how many.
    @inlinable
    public mutating func pop(into: UnsafeMutableBufferPointer<Element>) -> Int {
        let count = available(atMost: into.count)
        guard count > 0, let target = into.baseAddress else { return 0 }
        let start = Int(bitPattern: head & mask)
        let first = min(count, capacity - start)
        target.update(from: slots + start, count: first)
        if first < count { (target + first).update(from: slots, count: count - first) }
        free(UInt(bitPattern: count))
        return count
    }

    /// Gives up to `max` of the oldest elements to `body`, in order.
    ///
    /// Their slots go back to the producer together, after the last call.
    ///
    /// - Returns: how many.
    @inlinable @inline(__always)
    public mutating func drain(max: Int, _ body: (Element) -> Void) -> Int {
        let count = available(atMost: max)
        guard count > 0 else { return 0 }
        var index = head
        let end = head &+ UInt(bitPattern: count)
        while index != end {
            body(slots[Int(bitPattern: index & mask)])
            index &+= 1
        }
        free(UInt(bitPattern: count))
        return count
    }

    /// The oldest elements in place, up to the end of the slots: when they wrap, the rest follows
    /// once these are released. Valid until `release`.
    @inlinable
    public mutating func ready() -> UnsafeBufferPointer<Element> {
        if head == cachedTail { refresh() }
        let start = Int(bitPattern: head & mask)
        let count = min(Int(bitPattern: cachedTail &- head), capacity - start)
        return UnsafeBufferPointer(start: slots + start, count: count)
    }

    /// An element behind the oldest, which the producer has said to be there.
    @inlinable @inline(__always)
    public func peek(_ place: Int) -> UnsafePointer<Element> {
        UnsafePointer(slots + Int(bitPattern: (head &+ UInt(bitPattern: place)) & mask))
    }

    /// What it touches next.
    @inlinable @inline(__always)
    public var next: RingNext<Element> { RingNext(lines: lines, slot: peek(0)) }

    /// Gives the `count` oldest elements back to the producer; traps beyond what this end has
    /// seen to be there.
    @inlinable
    public mutating func release(_ count: Int) {
        precondition(
            count >= 0 && count <= Int(bitPattern: cachedTail &- head),
            "release of \(count) elements, \(cachedTail &- head) were ready")
        if count > 0 { free(UInt(bitPattern: count)) }
    }

    /// How many can be taken, looking at the producer only when `limit` needs it.
    @inlinable @inline(__always)
    mutating func available(atMost limit: Int) -> Int {
        precondition(limit >= 0, "a number of elements is not negative, got \(limit)")
        let known = Int(bitPattern: cachedTail &- head)
        if known >= limit { return limit }
        refresh()
        return min(Int(bitPattern: cachedTail &- head), limit)
    }

    @inlinable @inline(__always)
    mutating func free(_ count: UInt) {
        head &+= count
        // Release: the producer that sees the new head overwrites the slots only after our reads.
        lines.head.pointee.store(head, ordering: .releasing)
    }

    @inlinable @inline(__always)
    mutating func refresh() {
        // Acquire pairs with the producer's release: what lies before the tail is written.
        cachedTail = lines.tail.pointee.load(ordering: .acquiring)
        let depth = cachedTail &- head
        if depth > highWater {
            highWater = depth
            lines.consumerHigh.pointee.store(depth, ordering: .relaxed)
        }
    }
}
