import Glibc
import Synchronization

/// A page that a worker writes and its supervisor reads, over an inherited descriptor.
struct SharedPage: @unchecked Sendable {
    /// The descriptor's number in the worker.
    static let descriptor: Int32 = 3

    private struct Fields: ~Copyable {
        let input = Atomic<Int>(-1)
        let stops = Atomic<Bool>(false)
    }

    private let fields: UnsafeMutablePointer<Fields>

    /// Makes a page, or opens the supervisor's.
    ///
    /// - Returns: `nil` when the system has none to give.
    init?(descriptor: Int32, isNew: Bool) {
        let size = sysconf(Int32(_SC_PAGESIZE))
        if isNew, ftruncate(descriptor, size) != 0 { return nil }
        guard
            let place = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            place != MAP_FAILED
        else { return nil }
        fields = place.assumingMemoryBound(to: Fields.self)
        if isNew { fields.initialize(to: Fields()) }
    }

    /// The number of the input that is running; -1 before the first.
    var input: Int {
        get { fields.pointee.input.load(ordering: .relaxed) }
        nonmutating set { fields.pointee.input.store(newValue, ordering: .relaxed) }
    }

    /// Set when the time is up.
    var stops: Bool {
        get { fields.pointee.stops.load(ordering: .relaxed) }
        nonmutating set { fields.pointee.stops.store(newValue, ordering: .relaxed) }
    }
}
