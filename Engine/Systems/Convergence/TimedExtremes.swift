import Market

/// The lowest low and the highest high of the bars since an instant.
///
/// A queue in two parts, cut at some bar in the middle: each older bar holds the extremes from it to
/// the cut, and one fold holds those of the newer ones. When the last older bar leaves, the cut moves
/// behind the newest. Every number is kept and none is searched for: what a bar costs does not hang
/// on how the price moves.
///
/// - Complexity: O(1) on average.
struct TimedExtremes: Sendable {
    let span: Nanoseconds
    /// Starts of the bars; the living begin at `head`.
    private var times: ContiguousArray<Int64>
    /// Low and high of a bar, the high with its sign turned; of an older one the extremes from it to
    /// the cut.
    private var folds: ContiguousArray<SIMD2<Double>>
    private var head = 0
    private var count = 0
    /// How many of the living are before the cut.
    private var older = 0
    /// The extremes behind the cut; above everything when there is nothing.
    private var newer = Self.nothing

    private static let nothing = SIMD2<Double>(repeating: .infinity)

    /// - Parameter capacity: a power of two; it doubles when it is full.
    init(_ span: Nanoseconds, capacity: Int) {
        precondition(
            capacity.nonzeroBitCount == 1, "a ring's capacity is a power of two, got \(capacity)")
        self.span = span
        times = ContiguousArray(repeating: 0, count: capacity)
        folds = ContiguousArray(repeating: .zero, count: capacity)
    }

    private var mask: Int { times.count &- 1 }

    /// Lowest low, and highest high with its sign turned; infinite when nothing is left.
    @inline(__always)
    var value: SIMD2<Double> { older > 0 ? Self.lower(folds[head], newer) : newer }

    /// Adds a bar that starts at `time`, and forgets those that start before `now - span`.
    @inline(__always)
    mutating func add(low: Double, high: Double, at time: Nanoseconds, now: Nanoseconds) {
        if count == times.count { grow() }
        let bar = SIMD2(low, -high)
        let place = (head &+ count) & mask
        times[place] = time.rawValue
        folds[place] = bar
        count &+= 1
        newer = Self.lower(newer, bar)
        let oldest = (now - span).rawValue
        while count > 0, times[head] < oldest { removeFirst() }
    }

    @inline(__always)
    private static func lower(
        _ older: SIMD2<Double>, _ newer: SIMD2<Double>
    ) -> SIMD2<Double> {
        older.replacing(with: newer, where: newer .< older)
    }

    @inline(__always)
    private mutating func removeFirst() {
        if older == 0 { cut() }
        head = (head &+ 1) & mask
        count &-= 1
        older &-= 1
    }

    /// Moves the cut behind the newest bar.
    private mutating func cut() {
        let (head, count, mask) = (head, count, mask)
        folds.withUnsafeMutableBufferPointer { folds in
            var end = Self.nothing
            for place in stride(from: count &- 1, through: 0, by: -1) {
                let slot = (head &+ place) & mask
                end = Self.lower(folds[slot], end)
                folds[slot] = end
            }
        }
        older = count
        newer = Self.nothing
    }

    private mutating func grow() {
        let places = (0..<count).map { (head &+ $0) & mask }
        let (times, folds) = (places.map { self.times[$0] }, places.map { self.folds[$0] })
        let room = 2 * self.times.count
        self.times = ContiguousArray(repeating: 0, count: room)
        self.folds = ContiguousArray(repeating: .zero, count: room)
        self.times.replaceSubrange(0..<count, with: times)
        self.folds.replaceSubrange(0..<count, with: folds)
        head = 0
    }
}

extension TimedExtremes: Hashable {
    private var places: [Int] { (0..<count).map { (head &+ $0) & mask } }

    /// What was taken out stays in memory until it is overwritten, so this looks at the living.
    static func == (left: TimedExtremes, right: TimedExtremes) -> Bool {
        (left.span, left.older, left.newer) == (right.span, right.older, right.newer)
            && left.places.map { left.times[$0] } == right.places.map { right.times[$0] }
            && left.places.map { left.folds[$0] } == right.places.map { right.folds[$0] }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(span)
        hasher.combine(older)
        hasher.combine(newer)
        for place in places {
            hasher.combine(times[place])
            hasher.combine(folds[place])
        }
    }
}

/// Only the living numbers are kept; how much room there was is not.
extension TimedExtremes: Codable {
    private enum CodingKeys: CodingKey { case span, times, folds, older, newer }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(span, forKey: .span)
        try container.encode(places.map { times[$0] }, forKey: .times)
        try container.encode(places.map { folds[$0] }, forKey: .folds)
        try container.encode(older, forKey: .older)
        try container.encode(newer, forKey: .newer)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let span = try container.decode(Nanoseconds.self, forKey: .span)
        let times = try container.decode([Int64].self, forKey: .times)
        let folds = try container.decode([SIMD2<Double>].self, forKey: .folds)
        let older = try container.decode(Int.self, forKey: .older)
        guard times.count == folds.count, (0...times.count).contains(older) else {
            throw DecodingError.dataCorruptedError(
                forKey: .folds, in: container,
                debugDescription: "\(folds.count) bars of \(times.count), \(older) before the cut")
        }
        var capacity = 256
        while capacity < times.count { capacity *= 2 }
        self.init(span, capacity: capacity)
        self.times.replaceSubrange(0..<times.count, with: times)
        self.folds.replaceSubrange(0..<folds.count, with: folds)
        (self.older, count) = (older, times.count)
        newer = try container.decode(SIMD2<Double>.self, forKey: .newer)
    }
}
