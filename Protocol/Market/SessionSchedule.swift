/// Where an instant lies in a session mode.
public enum SessionLookup: Sendable, Equatable {
    /// In this session.
    case inside(SessionWindow)
    /// In none; `until` is the first instant at which that may change.
    case outside(until: Nanoseconds)
}

/// The span a bar covers: `[start, end)`.
@frozen
public struct BarSpan: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The start the bar is known by; may lie before its session's.
    public var start: Nanoseconds
    /// The first instant after the bar, never after its session's end.
    public var end: Nanoseconds

    /// Puts a span together; nothing is checked.
    @inlinable
    public init(start: Nanoseconds, end: Nanoseconds) {
        self.start = start
        self.end = end
    }
}

/// Maps instants to sessions and bars.
///
/// A lookup computes dates and daylight time anew, so callers keep the answer until it ends.
public struct SessionSchedule: Sendable, Codable {
    let calendar: NYSECalendar

    /// A schedule over a calendar of NYSE days.
    public init(calendar: NYSECalendar = .standard) { self.calendar = calendar }

    /// The session of `mode` that holds an instant.
    public func lookup(_ time: Nanoseconds, mode: SessionMode) -> SessionLookup {
        switch mode {
        case .rth, .ext: return lookupExchange(time, mode)
        case .globex: return lookupGlobex(time)
        case .ny:
            let date = NewYorkTime.wallClock(at: time).date
            return .inside(
                SessionWindow(
                    date: date, start: midnight(date), end: midnight(date.adding(days: 1))))
        case .utc:
            let day = floorDivide(time.rawValue, 86_400_000_000_000)
            return .inside(
                SessionWindow(
                    date: SessionDate(rawValue: Int32(day)),
                    start: NewYorkTime.saturating(day * 86_400),
                    end: NewYorkTime.saturating((day + 1) * 86_400)))
        }
    }

    /// The bar of `period` that holds `time`, an instant of `window`.
    ///
    /// Up to an hour, and in mode `utc`, bars start at multiples of the period in UTC; longer ones
    /// at multiples of it on the New York wall clock; a `day1` bar is its session.
    public func barSpan(
        at time: Nanoseconds, period: BarPeriod, mode: SessionMode, window: SessionWindow
    ) -> BarSpan {
        if period == .day1 {
            // Midnight would cut an evening session in two.
            let start = mode == .globex || mode == .utc ? window.start : midnight(window.date)
            return BarSpan(start: start, end: window.end)
        }
        if period.seconds <= 3600 || mode == .utc {
            let bucket = floorDivide(time.rawValue, period.seconds * 1_000_000_000)
            let start = NewYorkTime.saturating(bucket * period.seconds)
            let end = NewYorkTime.saturating((bucket + 1) * period.seconds)
            return BarSpan(start: start, end: min(end, window.end))
        }
        let wall = NewYorkTime.wallClock(at: time)
        let bucket = wall.seconds / period.seconds
        let next = (bucket + 1) * period.seconds
        let end =
            next < 86_400
            ? NewYorkTime.firstInstant(wall.date, second: next)
            : midnight(wall.date.adding(days: 1))
        return BarSpan(
            start: NewYorkTime.firstInstant(wall.date, second: bucket * period.seconds),
            end: min(end, window.end))
    }

    func midnight(_ date: SessionDate) -> Nanoseconds { NewYorkTime.instant(date, second: 0) }
}

/// The modes with hours.
extension SessionSchedule {
    /// Regular or extended hours of NYSE days.
    func lookupExchange(_ time: Nanoseconds, _ mode: SessionMode) -> SessionLookup {
        let today = NewYorkTime.wallClock(at: time).date
        // The longest closure so far was six days; after a month the caller asks again.
        for ahead in 0...31 {
            guard let window = exchangeWindow(today.adding(days: ahead), mode) else { continue }
            if window.contains(time) { return .inside(window) }
            if time < window.start { return .outside(until: window.start) }
        }
        return .outside(until: midnight(today.adding(days: 32)))
    }

    func exchangeWindow(_ date: SessionDate, _ mode: SessionMode) -> SessionWindow? {
        guard let session = calendar.session(on: date) else { return nil }
        if mode == .rth {
            return SessionWindow(date: date, start: session.open, end: session.close)
        }
        let endHour: Int64 = session.earlyClose ? 17 : 20
        return SessionWindow(
            date: date, start: NewYorkTime.instant(date, second: 4 * 3600),
            end: NewYorkTime.instant(date, second: endHour * 3600))
    }

    /// 18:00 of the evening before to 17:00, Monday to Friday; holidays are not modelled.
    func lookupGlobex(_ time: Nanoseconds) -> SessionLookup {
        let wall = NewYorkTime.wallClock(at: time)
        var date = wall.seconds >= 18 * 3600 ? wall.date.adding(days: 1) : wall.date
        while date.weekday == .saturday || date.weekday == .sunday { date = date.adding(days: 1) }
        var window = globexWindow(date)
        if time < window.start { return .outside(until: window.start) }
        if time < window.end { return .inside(window) }
        // Only the hour after 17:00 is left.
        repeat { date = date.adding(days: 1) } while date.weekday.rawValue > 5
        window = globexWindow(date)
        return .outside(until: window.start)
    }

    func globexWindow(_ date: SessionDate) -> SessionWindow {
        SessionWindow(
            date: date, start: NewYorkTime.instant(date.adding(days: -1), second: 18 * 3600),
            end: NewYorkTime.instant(date, second: 17 * 3600))
    }
}
