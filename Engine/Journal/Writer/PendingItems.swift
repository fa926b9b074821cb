import Records

/// Items that wait to become a block; room that is made once.
struct PendingItems<Item: BitwiseCopyable>: ~Copyable {
    private var items: UnsafeMutablePointer<Item>
    private(set) var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        items = .allocate(capacity: capacity)
    }

    deinit { items.deallocate() }

    var room: Int { capacity - count }

    var all: UnsafeBufferPointer<Item> { UnsafeBufferPointer(start: items, count: count) }

    mutating func take(_ more: UnsafeBufferPointer<Item>) {
        precondition(more.count <= room, "\(more.count) items in room for \(room)")
        guard let start = more.baseAddress else { return }
        (items + count).initialize(from: start, count: more.count)
        count += more.count
    }

    mutating func removeAll() { count = 0 }

    /// Makes room for a block of `needed` items; nothing may be pending.
    mutating func reserve(_ needed: Int) {
        guard needed > capacity else { return }
        precondition(count == 0, "\(count) items pending")
        items.deallocate()
        capacity = needed
        items = .allocate(capacity: needed)
    }
}

extension PendingItems where Item == OutputSlot {
    /// The cause of the last record.
    var lastCause: UInt64 {
        var (place, cause) = (0, UInt64(0))
        while place < count {
            cause = all[place].cause
            place += all[place].slots
        }
        return cause
    }
}
