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
    /// A bar that counts.
    private struct Place {
        /// Its start.
        var time: Int64
        /// Its low and high, the high with its sign turned; of an older one the extremes from it to the
        /// cut.
        var fold: SIMD2<Double>
    }

    /// The bars; the living begin at `head`.
    private var bars: ContiguousArray<Place>
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
        bars = Self.room(capacity)
    }

    private static func room(_ capacity: Int) -> ContiguousArray<Place> {
        ContiguousArray(repeating: Place(time: 0, fold: .zero), count: capacity)
    }

    private var mask: Int { bars.count &- 1 }

    /// Lowest low, and highest high with its sign turned; infinite when nothing is left.
    @inline(__always)
    var value: SIMD2<Double> { older > 0 ? Self.lower(bars[head].fold, newer) : newer }

    /// Adds a bar that starts at `time`, and forgets those that start before `now - span`.
    @inline(__always)
    mutating func add(low: Double, high: Double, at time: Nanoseconds, now: Nanoseconds) {
        if count == bars.count { grow() }
        let bar = SIMD2(low, -high)
        bars[(head &+ count) & mask] = Place(time: time.rawValue, fold: bar)
        count &+= 1
        newer = Self.lower(newer, bar)
        let oldest = (now - span).rawValue
        while count > 0, bars[head].time < oldest { removeFirst() }
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
        bars.withUnsafeMutableBufferPointer { bars in
            var end = Self.nothing
            for place in stride(from: count &- 1, through: 0, by: -1) {
                let slot = (head &+ place) & mask
                end = Self.lower(bars[slot].fold, end)
                bars[slot].fold = end
            }
        }
        older = count
        newer = Self.nothing
    }

    private mutating func grow() {
        let living = living
        bars = Self.room(2 * bars.count)
        bars.replaceSubrange(0..<count, with: living)
        head = 0
    }

    private var living: [Place] { (0..<count).map { bars[(head &+ $0) & mask] } }
}

extension TimedExtremes: Hashable {
    /// What was taken out stays in memory until it is overwritten, so this looks at the living.
    static func == (left: TimedExtremes, right: TimedExtremes) -> Bool {
        (left.span, left.older, left.newer) == (right.span, right.older, right.newer)
            && left.living.map(\.time) == right.living.map(\.time)
            && left.living.map(\.fold) == right.living.map(\.fold)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(span)
        hasher.combine(older)
        hasher.combine(newer)
        for bar in living {
            hasher.combine(bar.time)
            hasher.combine(bar.fold)
        }
    }
}

/// Only the living numbers are kept; how much room there was is not.
extension TimedExtremes: Codable {
    private enum CodingKeys: CodingKey { case span, times, folds, older, newer }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(span, forKey: .span)
        try container.encode(living.map(\.time), forKey: .times)
        try container.encode(living.map(\.fold), forKey: .folds)
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
        let living = zip(times, folds).map { Place(time: $0, fold: $1) }
        bars.replaceSubrange(0..<times.count, with: living)
        (self.older, count) = (older, times.count)
        newer = try container.decode(SIMD2<Double>.self, forKey: .newer)
    }
}
