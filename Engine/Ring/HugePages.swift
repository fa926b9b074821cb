internal import CPause
internal import Glibc

/// Memory on pages of 2 MB: with hundreds of symbols, each tick's state otherwise costs searches of
/// the page table on top of its cache lines.
///
/// Everything that is allocated by the main thread between `init` and `cover` lies together, and
/// then moves onto large pages as far as the system has them; without them nothing is lost.
public struct HugePages {
    /// Bytes of a large page.
    public static let bytes = 2 << 20
    /// What the heap grows by at a time; what is not touched of it costs nothing.
    private static let step = 32 << 20
    /// Collapses pages that are in use, Linux 6.1 and later.
    private static let collapse: Int32 = 25

    private let start: Int

    /// Gathers what is allocated from now on.
    public init() {
        _ = pitwire_gather_heap(Int32(Self.step))
        start = Self.heapEnd
    }

    /// Moves what was allocated since onto large pages, and has the rest of that region use them.
    ///
    /// - Returns: Bytes on or for large pages, 0 when less than one was allocated or the system
    ///   gives none.
    @discardableResult
    public func cover() -> Int {
        let first = (start + Self.bytes - 1) / Self.bytes * Self.bytes
        let end = Self.heapEnd / Self.bytes * Self.bytes
        guard first < end, let place = UnsafeMutableRawPointer(bitPattern: first),
            madvise(place, end - first, MADV_HUGEPAGE) == 0
        else { return 0 }
        // A refusal leaves small pages, which the system may still exchange later.
        _ = madvise(place, end - first, Self.collapse)
        return end - first
    }

    private static var heapEnd: Int { Int(bitPattern: sbrk(0)) }
}
