public import Memory

/// What the reading end of a ring touches next, for whoever reads many rings and brings it near:
/// each finds its own cold by its next turn.
@frozen
public struct RingNext<Element: BitwiseCopyable>: BitwiseCopyable {
    @usableFromInline let lines: RingLines
    @usableFromInline let slot: UnsafePointer<Element>

    @inlinable
    init(lines: RingLines, slot: UnsafePointer<Element>) {
        self.lines = lines
        self.slot = slot
    }

    /// Starts to bring near what taking a few elements touches: the indexes of both ends, this end
    /// beside its own, and the first slots; beyond the end of the ring that is in vain.
    @inlinable @inline(__always)
    public func prefetchTake() {
        prefetchShared(lines.tail)
        prefetchLine(lines.head)
        prefetchShared(slot)
        prefetchShared(slot + 1)
        prefetchShared(slot + 2)
    }
}
