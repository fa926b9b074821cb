public import Market

/// Instants as people read them: New York's wall clock, or UTC.
public struct ClockText: Hashable, Sendable {
    /// Times are UTC.
    public var isUTC: Bool

    /// New York unless told otherwise.
    public init(isUTC: Bool = false) { self.isUTC = isUTC }

    /// `09:30:05`
    public func clock(_ time: Nanoseconds) -> String {
        let second = wall(time).seconds
        return [second / 3600, second / 60 % 60, second % 60].map { Self.two($0) }
            .joined(separator: ":")
    }

    /// `09:30`
    public func minute(_ time: Nanoseconds) -> String { String(clock(time).prefix(5)) }

    /// `2024-03-08`
    public func date(_ time: Nanoseconds) -> String { wall(time).date.description }

    /// `2024-03-08 09:30:05`
    public func dateTime(_ time: Nanoseconds) -> String { "\(date(time)) \(clock(time))" }

    /// `09:30:05.123`
    public func milliseconds(_ time: Nanoseconds) -> String {
        let rest = wall(time).nanoseconds / 1_000_000 % 1000
        return clock(time) + "." + (rest < 100 ? "0" : "") + Self.two(rest)
    }

    /// `EST`, `EDT` or `UTC`.
    public func zone(_ time: Nanoseconds) -> String {
        isUTC ? "UTC" : NewYorkTime.offset(at: time) == -5 * 3600 ? "EST" : "EDT"
    }

    /// `09:30:00-09:35:00 EST`, with the date in front; with both dates when they differ.
    public func span(_ start: Nanoseconds, _ end: Nanoseconds) -> String {
        let second = date(start) == date(end) ? clock(end) : dateTime(end)
        return "\(dateTime(start))-\(second) \(zone(end))"
    }

    private func wall(_ time: Nanoseconds) -> NewYorkTime.WallClock {
        if !isUTC { return NewYorkTime.wallClock(at: time) }
        let day = time.floored(to: 86_400_000_000_000)
        return NewYorkTime.WallClock(
            date: SessionDate(rawValue: Int32(day.rawValue / 86_400_000_000_000)),
            nanoseconds: time.rawValue &- day.rawValue)
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
