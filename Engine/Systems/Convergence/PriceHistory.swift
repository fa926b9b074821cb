import Market

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
    private var bars12 = TimedExtremes(PriceHistory.halfDay, capacity: 1024)
    private var bars4 = TimedExtremes(PriceHistory.fourHours, capacity: 256)

    /// Adds the next bar.
    mutating func add(
        start: Nanoseconds, end: Nanoseconds, high: Double, low: Double, close: Double
    ) {
        if first == nil { first = start }
        (now, self.close) = (end, close)
        bars12.add(low: low, high: high, at: start, now: end)
        bars4.add(low: low, high: high, at: start, now: end)
        closes.append(TimedNumber(time: end.rawValue, number: close))
        let dayAgo = (end - Self.day).rawValue
        closes.removeFirst(whileFollowedBy: { $0.time <= dayAgo })
    }

    /// Range of the last 12 hours in percent of their low; undefined while the data is younger, or
    /// when the low is not above 0.
    @inline(__always)
    var range12h: Double? {
        guard reaches(back: Self.halfDay) else { return nil }
        let (low, high) = (bars12.value[0], -bars12.value[1])
        return low > 0 ? (100 * (high - low) / low).finite : nil
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
    var support4h: Double? { reaches(back: Self.fourHours) ? bars4.value[0].finite : nil }

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
