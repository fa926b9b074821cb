import Market

/// The lowest of the numbers since an instant.
///
/// - Complexity: O(1) on average; only numbers that can still become the lowest are kept.
struct TimedMinimum: Hashable, Sendable, Codable {
    let span: Nanoseconds
    private var ring: TimedRing

    /// - Parameter capacity: a power of two.
    init(_ span: Nanoseconds, capacity: Int) {
        self.span = span
        ring = TimedRing(capacity: capacity)
    }

    /// Adds a number of an instant, and forgets those of before `now - span`.
    mutating func add(_ number: Double, at time: Nanoseconds, now: Nanoseconds) {
        ring.removeLast(while: { $0.number >= number })
        ring.append(TimedNumber(time: time.rawValue, number: number))
        let oldest = (now - span).rawValue
        ring.removeFirst(while: { $0.time < oldest })
    }

    /// The lowest, `nil` when nothing is left.
    var value: Double? { ring.first?.number }
}

/// Where the price was in the last 24, 12 and 4 hours.
struct PriceHistory: Hashable, Sendable, Codable {
    static let day = Nanoseconds.seconds(24 * 3600)
    static let halfDay = Nanoseconds.seconds(12 * 3600)
    static let fourHours = Nanoseconds.seconds(4 * 3600)

    /// Start of the first bar of the data.
    private var first: Nanoseconds?
    private var now = Nanoseconds.zero
    private var close = 0.0
    /// Closes of the last 24 hours by their bar's end, and the last one before.
    private var closes = TimedRing(capacity: 2048)
    private var lowest12 = TimedMinimum(PriceHistory.halfDay, capacity: 1024)
    /// Of the highs with their sign turned.
    private var highest12 = TimedMinimum(PriceHistory.halfDay, capacity: 1024)
    private var lowest4 = TimedMinimum(PriceHistory.fourHours, capacity: 256)

    /// Adds the next bar.
    mutating func add(
        start: Nanoseconds, end: Nanoseconds, high: Double, low: Double, close: Double
    ) {
        if first == nil { first = start }
        (now, self.close) = (end, close)
        lowest12.add(low, at: start, now: end)
        highest12.add(-high, at: start, now: end)
        lowest4.add(low, at: start, now: end)
        closes.append(TimedNumber(time: end.rawValue, number: close))
        let dayAgo = (end - Self.day).rawValue
        closes.removeFirst(whileFollowedBy: { $0.time <= dayAgo })
    }

    /// Range of the last 12 hours in percent of their low; undefined while the data is younger, or
    /// when the low is not above 0.
    @inline(__always)
    var range12h: Double? {
        guard reaches(back: Self.halfDay), let low = lowest12.value, let high = highest12.value,
            low > 0
        else { return nil }
        return (100 * (-high - low) / low).finite
    }

    /// Change in percent since the last bar that ended at or before 24 hours ago; undefined while
    /// there is none, or when it closed at 0.
    @inline(__always)
    var momentum24h: Double? {
        guard let old = closes.first, old.time <= (now - Self.day).rawValue, old.number != 0 else {
            return nil
        }
        return (100 * (close - old.number) / old.number).finite
    }

    /// Lowest low of the last 4 hours; undefined while the data is younger.
    @inline(__always)
    var support4h: Double? { reaches(back: Self.fourHours) ? lowest4.value : nil }

    /// The data begins at or before that long ago.
    private func reaches(back span: Nanoseconds) -> Bool {
        guard let first else { return false }
        return first <= now - span
    }
}

extension Double {
    /// The number unless a division by next to nothing made it infinite.
    var finite: Double? { isFinite ? self : nil }
}
