internal import CMemory
internal import Glibc

/// Memory on pages of 2 MB: with hundreds of symbols, each tick's state otherwise costs searches of
/// the page table on top of its cache lines.
public enum HugePages {
    /// Bytes of a large page.
    public static let bytes = 2 << 20

    /// Has what is allocated from now on lie together on large pages, as far as the system has them;
    /// without them nothing is lost.
    ///
    /// It is a matter of the whole process, and for the main thread before it makes another: a
    /// thread that allocated before may keep to small pages.
    ///
    /// - Parameter reserve: about how much that will be; what is not touched of it costs nothing,
    ///   and what comes beyond it is on small pages.
    /// - Returns: Bytes for large pages, 0 when the system has none or another thread asks.
    @discardableResult
    public static func gather(reserve: Int) -> Int {
        let start = heapEnd
        guard pitwire_gather_heap(Int32(clamping: reserve), Int32(bytes)) == 1 else { return 0 }
        let first = (start + bytes - 1) / bytes * bytes
        let end = heapEnd / bytes * bytes
        guard first < end, let place = UnsafeMutableRawPointer(bitPattern: first),
            madvise(place, end - first, MADV_HUGEPAGE) == 0
        else { return 0 }
        return end - first
    }

    private static var heapEnd: Int { Int(bitPattern: sbrk(0)) }
}
