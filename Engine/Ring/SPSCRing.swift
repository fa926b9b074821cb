internal import Synchronization

/// A lock-free ring between one producer and one consumer thread, in one allocation.
///
/// Make it anywhere, then take each end once on the thread that will use it:
///
///     let ring = SPSCRing(of: Tick.self, capacity: 4096)
///     var producer = ring.takeProducer()      // feed thread
///     var consumer = ring.takeConsumer()      // core thread
///
/// An index counts elements and wraps at 2^64; its low bits are the slot. Each end keeps its own
/// index in a register and a copy of the other's, and reads the other's line only when the copy
/// says full or empty. After creation nothing allocates.
public final class SPSCRing<Element: BitwiseCopyable>: Sendable {
    /// Depth and counters, for any thread.
    public let monitor: RingMonitor
    private let producerTaken = Atomic(false)
    private let consumerTaken = Atomic(false)
    private let origin: UInt

    /// Makes an empty ring.
    ///
    /// - Parameters:
    ///   - capacity: slots: a power of two, 1 to 2^24; traps on anything else.
    ///   - prefault: touch the memory now, so that the first lap takes no page faults.
    public convenience init(
        of element: Element.Type = Element.self, capacity: Int, prefault: Bool = false
    ) {
        self.init(capacity: capacity, prefault: prefault, origin: 0)
    }

    /// As above with both indexes at `origin`, to test the wrap of the indexes.
    init(capacity: Int, prefault: Bool, origin: UInt) {
        precondition(
            capacity >= 1 && capacity <= ringCapacityLimit && capacity.nonzeroBitCount == 1,
            "ring capacity is a power of two from 1 to \(ringCapacityLimit), got \(capacity)")
        precondition(
            MemoryLayout<Element>.alignment <= RingLines.alignment,
            "ring elements align to \(RingLines.alignment) bytes at most, got "
                + "\(MemoryLayout<Element>.alignment)")
        monitor = RingMonitor(
            capacity: capacity, stride: MemoryLayout<Element>.stride, prefault: prefault,
            origin: origin)
        self.origin = origin
    }

    /// The writing end; traps when it was taken before.
    public func takeProducer() -> RingProducer<Element> {
        let taken = producerTaken.exchange(true, ordering: .acquiringAndReleasing)
        precondition(!taken, "the producer of this ring was taken before: it has only one")
        return RingProducer(monitor, origin: origin)
    }

    /// The reading end; traps when it was taken before.
    public func takeConsumer() -> RingConsumer<Element> {
        let taken = consumerTaken.exchange(true, ordering: .acquiringAndReleasing)
        precondition(!taken, "the consumer of this ring was taken before: it has only one")
        return RingConsumer(monitor, origin: origin)
    }

    /// The writing end, in the ring's own memory: see `RingEnds`. Traps when it was taken before.
    func placeProducer() -> UnsafeMutablePointer<RingProducer<Element>> {
        let end = Self.room(monitor.lines.producer, for: RingProducer<Element>.self)
        end.initialize(to: takeProducer())
        return end
    }

    /// The reading end, in the ring's own memory: see `RingEnds`. Traps when it was taken before.
    func placeConsumer() -> UnsafeMutablePointer<RingConsumer<Element>> {
        let end = Self.room(monitor.lines.consumer, for: RingConsumer<Element>.self)
        end.initialize(to: takeConsumer())
        return end
    }

    private static func room<End: ~Copyable>(
        _ place: UnsafeMutableRawPointer, for end: End.Type
    ) -> UnsafeMutablePointer<End> {
        precondition(
            MemoryLayout<End>.size <= RingLines.endBytes,
            "an end takes \(MemoryLayout<End>.size) bytes, its line has \(RingLines.endBytes)")
        return place.bindMemory(to: End.self, capacity: 1)
    }
}

/// The most slots a ring may have, 2^24.
public let ringCapacityLimit = 1 << 24
