/// Who comes next among many: a binary heap, so that one of a thousand costs ten looks, and who
/// stays first costs two.
struct TurnQueue<Turn: Comparable & BitwiseCopyable>: ~Copyable {
    private let turns: UnsafeMutablePointer<Turn>
    private let capacity: Int
    private(set) var count = 0

    /// An empty queue with room for so many.
    init(capacity: Int) {
        self.capacity = capacity
        turns = .allocate(capacity: max(1, capacity))
    }

    deinit { turns.deallocate() }

    /// Whose turn it is; `nil` when nobody waits.
    var first: Turn? { count > 0 ? turns[0] : nil }

    /// Whose turn it is after the first one's.
    var runnerUp: Turn? {
        if count > 2 { return min(turns[1], turns[2]) }
        return count > 1 ? turns[1] : nil
    }

    /// Adds one that is not in it.
    mutating func add(_ turn: Turn) {
        precondition(count < capacity, "\(count) wait already, there is room for \(capacity)")
        var place = count
        count += 1
        while place > 0, turn < turns[(place - 1) / 2] {
            turns[place] = turns[(place - 1) / 2]
            place = (place - 1) / 2
        }
        turns[place] = turn
    }

    /// The first waits again, for a turn not before its last.
    ///
    /// - Parameter approach: is given who comes near.
    @inline(__always)
    mutating func replaceFirst(_ turn: Turn, approach: (Turn) -> Void = { _ in }) {
        var place = 0
        while true {
            var child = 2 * place + 1
            guard child < count else { break }
            // Which of the two is less can not be predicted: no branch.
            if child + 1 < count { child &+= turns[child + 1] < turns[child] ? 1 : 0 }
            guard turns[child] < turn else { break }
            turns[place] = turns[child]
            if Self.near.contains(place) { approach(turns[place]) }
            place = child
        }
        turns[place] = turn
    }

    /// The fourth level of the heap: some turns before theirs.
    private static var near: Range<Int> { 7..<15 }

    /// The first waits no more.
    mutating func removeFirst() {
        precondition(count > 0, "nobody waits")
        count -= 1
        if count > 0 { replaceFirst(turns[count]) }
    }
}
