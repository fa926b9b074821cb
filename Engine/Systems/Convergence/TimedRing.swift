/// A number and the instant it belongs to.
struct TimedNumber: Hashable, Sendable, BitwiseCopyable, Codable {
    /// Nanoseconds since 1970.
    var time: Int64
    var number: Double
}

/// A queue of numbers by time; it doubles when it is full.
///
/// What was taken out stays in memory until it is overwritten, so equality looks at the living.
struct TimedRing: Sendable {
    private var slots: ContiguousArray<TimedNumber>
    private var head = 0
    private(set) var count = 0

    /// - Parameter capacity: a power of two.
    init(capacity: Int) {
        precondition(
            capacity.nonzeroBitCount == 1, "a ring's capacity is a power of two, got \(capacity)")
        slots = ContiguousArray(repeating: TimedNumber(time: 0, number: 0), count: capacity)
    }

    /// The number `place` steps behind the oldest.
    subscript(place: Int) -> TimedNumber {
        precondition(place >= 0 && place < count, "place \(place) in a ring of \(count)")
        return slots[(head &+ place) & mask]
    }

    /// The oldest.
    var first: TimedNumber? { count > 0 ? slots[head] : nil }

    private var mask: Int { slots.count &- 1 }

    /// Takes the oldest numbers out, as long as they are as described.
    @inline(__always)
    mutating func removeFirst(while isPast: (TimedNumber) -> Bool) {
        while count > 0, isPast(slots[head]) {
            head = (head &+ 1) & mask
            count &-= 1
        }
    }

    /// Takes the oldest number out, as long as the one behind it is as described.
    @inline(__always)
    mutating func removeFirst(whileFollowedBy isPast: (TimedNumber) -> Bool) {
        while count > 1, isPast(slots[(head &+ 1) & mask]) {
            head = (head &+ 1) & mask
            count &-= 1
        }
    }

    /// Puts a number behind the newest.
    @inline(__always)
    mutating func append(_ number: TimedNumber) {
        if count == slots.count { grow() }
        slots[(head &+ count) & mask] = number
        count += 1
    }

    private mutating func grow() {
        let living = (0..<count).map { self[$0] }
        slots = ContiguousArray(
            repeating: TimedNumber(time: 0, number: 0), count: 2 * slots.count)
        slots.replaceSubrange(0..<count, with: living)
        head = 0
    }
}

extension TimedRing: Hashable {
    static func == (left: TimedRing, right: TimedRing) -> Bool {
        left.count == right.count && (0..<left.count).allSatisfy { left[$0] == right[$0] }
    }

    func hash(into hasher: inout Hasher) {
        for place in 0..<count { hasher.combine(self[place]) }
    }
}
