/// The trade ids of the last ticks of one instrument: a set that forgets its oldest.
///
/// Open addressing over a table of twice the ids held; both grow by doubling up to the window, so
/// that an instrument whose feed gives no ids costs nothing.
struct TradeIDWindow: ~Copyable {
    /// Ids remembered at most.
    let window: Int
    private var order: UnsafeMutablePointer<UInt64>
    private var table: UnsafeMutablePointer<UInt64>
    private var used: UnsafeMutablePointer<Bool>
    private var capacity: Int
    private var oldest = 0
    private(set) var count = 0

    /// A window of `window` ids, at least 1.
    init(window: Int) {
        precondition(window >= 1, "a trade id window holds at least 1 id, got \(window)")
        self.window = window
        capacity = 1
        while capacity < min(window, 1024) { capacity *= 2 }
        order = .allocate(capacity: capacity)
        table = .allocate(capacity: capacity * 2)
        used = .allocate(capacity: capacity * 2)
        used.initialize(repeating: false, count: capacity * 2)
    }

    deinit {
        order.deallocate()
        table.deallocate()
        used.deallocate()
    }

    /// Bytes held.
    var bytes: Int { capacity * (8 + 2 * 9) }

    /// Remembers an id, forgetting the oldest of a full window.
    ///
    /// - Returns: `false` when the id is already remembered.
    mutating func insert(_ id: UInt64) -> Bool {
        var place = slot(of: id)
        if used[place] { return false }
        if count == window {
            forgetOldest()
            place = slot(of: id)
        } else if count == capacity {
            grow()
            place = slot(of: id)
        }
        table[place] = id
        used[place] = true
        order[(oldest + count) & (capacity - 1)] = id
        count += 1
        return true
    }

    /// The ids, oldest first.
    func forEach(_ body: (UInt64) -> Void) {
        for index in 0..<count { body(order[(oldest + index) & (capacity - 1)]) }
    }

    /// The place of an id, or the empty place where it belongs.
    private func slot(of id: UInt64) -> Int {
        var place = home(id)
        while used[place], table[place] != id { place = (place + 1) & (capacity * 2 - 1) }
        return place
    }

    private func home(_ id: UInt64) -> Int {
        Int(truncatingIfNeeded: (id &* 0x9E37_79B9_7F4A_7C15) >> 20) & (capacity * 2 - 1)
    }

    /// Removes the oldest id and closes the gap it leaves in its probe run.
    private mutating func forgetOldest() {
        var hole = slot(of: order[oldest])
        oldest = (oldest + 1) & (capacity - 1)
        count -= 1
        let mask = capacity * 2 - 1
        var next = (hole + 1) & mask
        while used[next] {
            let wanted = home(table[next])
            // An entry may move back into the hole unless its home lies after the hole.
            if (next - wanted) & mask >= (next - hole) & mask {
                table[hole] = table[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        used[hole] = false
    }

    private mutating func grow() {
        let old = order
        let size = capacity
        used.deallocate()
        table.deallocate()
        capacity *= 2
        order = .allocate(capacity: capacity)
        table = .allocate(capacity: capacity * 2)
        used = .allocate(capacity: capacity * 2)
        used.initialize(repeating: false, count: capacity * 2)
        for index in 0..<count {
            let id = old[(oldest + index) & (size - 1)]
            order[index] = id
            let place = slot(of: id)
            table[place] = id
            used[place] = true
        }
        oldest = 0
        old.deallocate()
    }
}
