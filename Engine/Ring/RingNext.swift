/// What an end of a ring touches next, for whoever works on many rings and brings it near: each
/// finds its own cold by its next turn.
@frozen
public struct RingNext<Element: BitwiseCopyable>: BitwiseCopyable {
    @usableFromInline let lines: RingLines
    @usableFromInline let slot: UnsafePointer<Element>

    @inlinable
    init(lines: RingLines, slot: UnsafePointer<Element>) {
        self.lines = lines
        self.slot = slot
    }

    /// Starts to bring near what taking a few elements touches: the indexes of both ends and the
    /// first slots; beyond the end of the ring that is in vain.
    @inlinable @inline(__always)
    public func prefetchTake() {
        prefetchShared(lines.tail)
        prefetchLine(lines.head)
        prefetchShared(slot)
        prefetchShared(slot + 1)
        prefetchShared(slot + 2)
    }

    /// Starts to bring near what a push of `count` elements touches while there is room: the index
    /// of its end and the slots.
    @inlinable @inline(__always)
    public func prefetchPush(_ count: Int) {
        prefetchLine(lines.tail)
        for place in 0..<count { prefetchLine(slot + place) }
    }
}
