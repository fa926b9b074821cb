public import Memory
public import Synchronization

/// The writing end of a ring: one thread at a time.
///
/// It may be stored in memory of its own (`UnsafeMutablePointer<RingProducer<T>>`) and handed to
/// another thread, as long as that hand-over is itself synchronised.
@frozen
public struct RingProducer<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    @usableFromInline let lines: RingLines
    @usableFromInline let slots: UnsafeMutablePointer<Element>
    @usableFromInline let mask: UInt
    /// The next index to write; only this end writes it, so its own copy is the truth.
    @usableFromInline var tail: UInt
    /// The consumer's index when last read. It lags, so it only ever shows too little room.
    @usableFromInline var cachedHead: UInt
    @usableFromInline var highWater: UInt = 0
    @usableFromInline let memory: RingMonitor

    init(_ memory: RingMonitor, origin: UInt) {
        self.memory = memory
        lines = memory.lines
        slots = memory.lines.slots.bindMemory(to: Element.self, capacity: memory.capacity)
        mask = UInt(memory.capacity) - 1
        tail = origin
        cachedHead = origin
    }

    /// Slots of the ring.
    @inlinable
    public var capacity: Int { Int(bitPattern: mask) + 1 }

    /// Elements that a push would take now, at least: the consumer may free more at any time.
    @inlinable
    public var free: Int {
        let head = lines.head.pointee.load(ordering: .acquiring)
        return capacity - Int(bitPattern: tail &- head)
    }

    /// Adds `element`, or returns `false` and counts it when the ring is full.
    @inlinable @inline(__always)
    public mutating func push(_ element: Element) -> Bool {
        if tail &- cachedHead > mask {
            refresh()
            if tail &- cachedHead > mask {
                countFull()
                return false
            }
        }
        slots[Int(bitPattern: tail & mask)] = element
        publish(1)
        return true
    }

    /// Adds as many of `batch` as fit, first ones first, and makes them visible at once.
    ///
    /// - Returns: how many; fewer than given is counted as one full ring.
    @inlinable @inline(__always)
    public mutating func push(_ batch: UnsafeBufferPointer<Element>) -> Int {
        let count = min(batch.count, room(for: batch.count))
        copy(batch, count)
        if count < batch.count {
            note(depth: mask + 1)
            countFull()
        }
        return count
    }

    /// Adds as many of the first `count` of `batch` as fit, first ones first, and makes them visible
    /// at once. What follows them in the batch may be read, and is not added.
    ///
    /// Of few it copies as many whatever the count, where it can: that can not be predicted.
    ///
    /// - Returns: how many; fewer than `count` is counted as one full ring.
    @inlinable @inline(__always)
    public mutating func push(first count: Int, of batch: UnsafeBufferPointer<Element>) -> Int {
        let start = Int(bitPattern: tail & mask)
        let few = Self.few
        guard count <= few, count > 0, batch.count >= few, start &+ few <= capacity,
            room(for: few) >= few, let source = batch.baseAddress
        else { return push(UnsafeBufferPointer(rebasing: batch[..<count])) }
        for place in 0..<few { slots[start &+ place] = source[place] }
        publish(UInt(bitPattern: count))
        return count
    }

    /// Adds all of `batch` and makes it visible at once, or adds nothing and returns `false`.
    ///
    /// A batch of more than `capacity` elements could wait for ever, so it traps.
    @inlinable
    public mutating func pushAll(_ batch: UnsafeBufferPointer<Element>) -> Bool {
        precondition(
            batch.count <= capacity,
            "a batch of \(batch.count) never fits a ring of \(capacity) slots")
        guard room(for: batch.count) >= batch.count else {
            countFull()
            return false
        }
        copy(batch, batch.count)
        return true
    }

    /// Free slots as far as this end knows, looking at the consumer only when `count` needs it.
    @inlinable @inline(__always)
    public mutating func room(for count: Int) -> Int {
        let known = capacity - Int(bitPattern: tail &- cachedHead)
        if known >= count { return known }
        refresh()
        return capacity - Int(bitPattern: tail &- cachedHead)
    }

    /// Copies the first `count` of `batch` into the slots, in two runs when they wrap.
    @inlinable @inline(__always)
    mutating func copy(_ batch: UnsafeBufferPointer<Element>, _ count: Int) {
        guard count > 0, let source = batch.baseAddress else { return }
        let start = Int(bitPattern: tail & mask)
        let first = min(count, capacity - start)
        (slots + start).update(from: source, count: first)
        if first < count { slots.update(from: source + first, count: count - first) }
        publish(UInt(bitPattern: count))
    }

    /// Starts to bring near the slots that a push of `count` elements writes while there is room.
    @inlinable @inline(__always)
    public func prefetchSlots(_ count: Int) {
        let first = slots + Int(bitPattern: tail & mask)
        for place in 0..<count { prefetchLine(first + place) }
    }

    @inlinable @inline(__always)
    mutating func publish(_ count: UInt) {
        tail &+= count
        // Release: whoever sees the new tail sees the slots written before it.
        lines.tail.pointee.store(tail, ordering: .releasing)
    }

    @inlinable @inline(__always)
    mutating func refresh() {
        // Acquire pairs with the consumer's release: a slot is ours to overwrite only after the
        // consumer's reads of it.
        cachedHead = lines.head.pointee.load(ordering: .acquiring)
        note(depth: tail &- cachedHead)
    }

    @inlinable @inline(__always)
    mutating func note(depth: UInt) {
        if depth > highWater {
            highWater = depth
            lines.producerHigh.pointee.store(depth, ordering: .relaxed)
        }
    }

    /// So many elements are copied at a stroke.
    @inlinable static var few: Int { 4 }

    /// Counts that elements found no room, for who looks for it before it pushes.
    @inlinable @inline(never)
    public mutating func countFull() {
        // Relaxed load and store instead of an atomic add: this end is the only writer.
        let count = lines.fullCount.pointee.load(ordering: .relaxed)
        lines.fullCount.pointee.store(count &+ 1, ordering: .relaxed)
    }
}
