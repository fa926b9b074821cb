/// What is to happen, in the order of simulated time; of one instant, in the order it was planned.
final class Schedule {
    private struct Entry {
        var time: Int64
        var number: UInt64
        var body: () -> Void

        func isBefore(_ other: Entry) -> Bool { (time, number) < (other.time, other.number) }
    }

    /// Nanoseconds since the simulation began.
    private(set) var now: Int64 = 0
    /// What has happened so far.
    private(set) var count: UInt64 = 0
    private var heap: [Entry] = []
    private var planned: UInt64 = 0

    /// Plans something for so many nanoseconds from now.
    func after(_ delay: Int64, _ body: @escaping () -> Void) {
        planned += 1
        heap.append(Entry(time: now + max(0, delay), number: planned, body: body))
        var place = heap.count - 1
        while place > 0 {
            let parent = (place - 1) / 2
            guard heap[place].isBefore(heap[parent]) else { break }
            heap.swapAt(place, parent)
            place = parent
        }
    }

    /// Lets the next thing happen; `false` when there is none.
    func step() -> Bool {
        guard let next = heap.first else { return false }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        now = next.time
        count += 1
        next.body()
        return true
    }

    private func sink() {
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < heap.count && heap[child].isBefore(heap[least]) {
                least = child
            }
            guard least != place else { return }
            heap.swapAt(place, least)
            place = least
        }
    }

    /// Forgets everything planned.
    func end() { heap.removeAll() }
}
