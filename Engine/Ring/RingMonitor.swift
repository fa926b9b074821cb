public import Synchronization

/// What any thread may ask a ring: how full it is, how full it was, and how often it was full.
///
/// Each figure is exact for the instant it was read; two figures are not of one instant.
public final class RingMonitor: Sendable {
    /// Slots of the ring.
    public let capacity: Int

    /// It owns the ring's one allocation and frees it; each end holds a reference to it, so the
    /// memory outlives whoever still uses it.
    @usableFromInline let lines: RingLines
    private let origin: UInt

    init(capacity: Int, stride: Int, prefault: Bool, origin: UInt) {
        self.capacity = capacity
        self.origin = origin
        lines = RingLines(slotBytes: capacity * stride, prefault: prefault, origin: origin)
    }

    deinit { lines.base.deallocate() }

    /// Elements in the ring now, 0 to `capacity`.
    public var depth: Int {
        // Head first: tail only grows after it, so the difference is never negative; it can pass
        // the capacity when both ends moved between the two loads.
        let head = lines.head.pointee.load(ordering: .acquiring)
        let tail = lines.tail.pointee.load(ordering: .acquiring)
        return min(Int(bitPattern: tail &- head), capacity)
    }

    /// The greatest depth that either end saw when it looked at the other's index.
    ///
    /// Never more than was really in the ring; `capacity` once a push was refused or cut short
    /// (a refused `pushAll`: the depth at that time); and never less than half of the true maximum
    /// once the consumer has looked again. The maximum lies between two of its looks: the
    /// first saw what of it was there before, the second what came after.
    public var highWater: Int {
        Int(
            bitPattern: max(
                lines.producerHigh.pointee.load(ordering: .relaxed),
                lines.consumerHigh.pointee.load(ordering: .relaxed)))
    }

    /// Pushes that were refused or cut short because the ring was full; each try counts.
    public var fullCount: Int {
        Int(bitPattern: lines.fullCount.pointee.load(ordering: .relaxed))
    }

    /// Elements pushed since the ring was made.
    public var pushed: UInt64 {
        UInt64(lines.tail.pointee.load(ordering: .relaxed) &- origin)
    }

    /// Elements taken since the ring was made.
    public var popped: UInt64 {
        UInt64(lines.head.pointee.load(ordering: .relaxed) &- origin)
    }
}

/// The ring's allocation by offset. What one end writes shares no 128-byte line (two cache lines,
/// as the processor fetches them in pairs) with what the other end writes.
///
/// | offset | written by | field                                      |
/// |-------:|------------|--------------------------------------------|
/// |      0 | producer   | tail: index of the next element to write   |
/// |      8 | producer   | the writing end, when it is placed here    |
/// |    128 | consumer   | head: index of the next element to read    |
/// |    136 | consumer   | the reading end, when it is placed here    |
/// |    256 | producer   | refused pushes; greatest depth it saw      |
/// |    384 | consumer   | greatest depth it saw                      |
/// |    512 | producer   | slots                                      |
@frozen @usableFromInline
struct RingLines: @unchecked Sendable {
    @usableFromInline let base: UnsafeMutableRawPointer

    @usableFromInline static let alignment = 128
    @usableFromInline static let slotsOffset = 512
    /// Room for an end behind its index, in the same cache line.
    static let endBytes = 56

    init(slotBytes: Int, prefault: Bool, origin: UInt) {
        let bytes = RingLines.slotsOffset + slotBytes
        base = .allocate(byteCount: bytes, alignment: RingLines.alignment)
        if prefault { base.initializeMemory(as: UInt8.self, repeating: 0, count: bytes) }
        tail.initialize(to: Atomic(origin))
        head.initialize(to: Atomic(origin))
        fullCount.initialize(to: Atomic(0))
        producerHigh.initialize(to: Atomic(0))
        consumerHigh.initialize(to: Atomic(0))
    }

    @inlinable @inline(__always)
    func word(at offset: Int) -> UnsafeMutablePointer<Atomic<UInt>> {
        (base + offset).assumingMemoryBound(to: Atomic<UInt>.self)
    }

    @inlinable @inline(__always)
    var tail: UnsafeMutablePointer<Atomic<UInt>> { word(at: 0) }
    @inlinable @inline(__always)
    var head: UnsafeMutablePointer<Atomic<UInt>> { word(at: 128) }
    @inlinable @inline(__always)
    var fullCount: UnsafeMutablePointer<Atomic<UInt>> { word(at: 256) }
    @inlinable @inline(__always)
    var producerHigh: UnsafeMutablePointer<Atomic<UInt>> { word(at: 264) }
    @inlinable @inline(__always)
    var consumerHigh: UnsafeMutablePointer<Atomic<UInt>> { word(at: 384) }
    @inlinable @inline(__always)
    var slots: UnsafeMutableRawPointer { base + RingLines.slotsOffset }
    var producer: UnsafeMutableRawPointer { base + 8 }
    var consumer: UnsafeMutableRawPointer { base + 136 }
}
