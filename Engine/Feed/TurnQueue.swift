import Records

/// A lane that waits for its turn: the least key first, of equal keys the lane listed first.
struct Turn: Comparable, BitwiseCopyable {
    var key: Int64
    let lane: Int
    /// The input that it waits with.
    var next: UnsafePointer<Input>

    static func == (left: Turn, right: Turn) -> Bool {
        left.key == right.key && left.lane == right.lane
    }

    @inline(__always)
    static func < (left: Turn, right: Turn) -> Bool {
        left.key != right.key ? left.key < right.key : left.lane < right.lane
    }
}

/// Who comes next among many lanes: a binary heap, so that one of a thousand costs ten looks, and
/// a lane that stays first costs two.
struct TurnQueue: ~Copyable {
    private let turns: UnsafeMutablePointer<Turn>
    private let capacity: Int
    private(set) var count = 0

    /// An empty queue for so many lanes.
    init(capacity: Int) {
        self.capacity = capacity
        turns = .allocate(capacity: max(1, capacity))
    }

    deinit { turns.deallocate() }

    /// The lane whose turn it is; `nil` when none waits.
    var first: Turn? { count > 0 ? turns[0] : nil }

    /// The lane whose turn it is after the first one's.
    var runnerUp: Turn? {
        if count > 2 { return min(turns[1], turns[2]) }
        return count > 1 ? turns[1] : nil
    }

    /// Adds a lane that is not in it.
    mutating func add(_ turn: Turn) {
        precondition(count < capacity, "\(count) lanes wait already, there are \(capacity)")
        var place = count
        count += 1
        while place > 0, turn < turns[(place - 1) / 2] {
            turns[place] = turns[(place - 1) / 2]
            place = (place - 1) / 2
        }
        turns[place] = turn
    }

    /// The first lane waits again, for a turn not before its last.
    ///
    /// - Parameter approach: is given a lane whose turn comes near.
    @inline(__always)
    mutating func replaceFirst(_ turn: Turn, approach: (Turn) -> Void = { _ in }) {
        var place = 0
        while true {
            var child = 2 * place + 1
            guard child < count else { break }
            if child + 1 < count, turns[child + 1] < turns[child] { child += 1 }
            guard turns[child] < turn else { break }
            turns[place] = turns[child]
            if Self.near.contains(place) { approach(turns[place]) }
            place = child
        }
        turns[place] = turn
    }

    /// The third level of the heap.
    private static var near: Range<Int> { 3..<7 }

    /// The first lane has ended.
    mutating func removeFirst() {
        precondition(count > 0, "no lane waits")
        count -= 1
        if count > 0 { replaceFirst(turns[count]) }
    }
}
