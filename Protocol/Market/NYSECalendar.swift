/// The regular trading days of the NYSE, by rule and by tables of the days no rule gives.
///
/// Holds from 2000 on; later years are projections of today's rules.
public struct NYSECalendar: Sendable, Hashable, Codable {
    /// Why the exchange is closed on a day.
    public enum Closure: String, Sendable, CaseIterable {
        case weekend = "weekend"
        case newYear = "new-year"
        case martinLutherKing = "mlk"
        case washington = "presidents"
        case goodFriday = "good-friday"
        case memorial = "memorial"
        case juneteenth = "juneteenth"
        case independence = "independence"
        case labor = "labor"
        case thanksgiving = "thanksgiving"
        case christmas = "christmas"
        case oneOff = "one-off"
    }

    /// What a day is.
    public enum Day: Sendable, Hashable {
        case closed(Closure)
        /// Open from 09:30 to 16:00, or to 13:00 on an early close.
        case open(earlyClose: Bool)
    }

    /// One regular session.
    public struct Session: Sendable, Hashable {
        /// The local date, which is the session id.
        public var date: SessionDate
        /// 09:30 New York.
        public var open: Nanoseconds
        /// 16:00 New York, 13:00 on an early close: the first instant after the session.
        public var close: Nanoseconds
        /// Closes at 13:00.
        public var earlyClose: Bool
    }

    /// Days closed by decision, since 2000.
    public static let oneOffClosures: [String] = [
        "2001-09-11", "2001-09-12", "2001-09-13", "2001-09-14", "2004-06-11", "2007-01-02",
        "2012-10-29", "2012-10-30", "2018-12-05", "2025-01-09",
    ]

    /// Early closes by decision, since 2000.
    public static let oneOffEarlyCloses: [String] = ["2003-12-26"]

    /// The rules and the tables above.
    public static let standard = NYSECalendar()

    static let openSecond: Int64 = 9 * 3600 + 30 * 60
    static let closeSecond: Int64 = 16 * 3600
    static let earlyCloseSecond: Int64 = 13 * 3600

    let closures: Set<SessionDate>
    let earlyCloses: Set<SessionDate>

    /// The rules, the tables above, and more days of each kind; a closure wins over an early close.
    public init(extraClosures: [SessionDate] = [], extraEarlyCloses: [SessionDate] = []) {
        closures = Set(Self.dates(Self.oneOffClosures) + extraClosures)
        earlyCloses = Set(Self.dates(Self.oneOffEarlyCloses) + extraEarlyCloses)
    }

    /// What a day is.
    public func day(_ date: SessionDate) -> Day {
        switch date.weekday {
        case .saturday, .sunday: return .closed(.weekend)
        default: break
        }
        if closures.contains(date) { return .closed(.oneOff) }
        if let holiday = Self.holiday(date) { return .closed(holiday) }
        return .open(earlyClose: earlyCloses.contains(date) || Self.isEarlyByRule(date))
    }

    /// The session of a day, `nil` when the exchange is closed.
    public func session(on date: SessionDate) -> Session? {
        guard case .open(let early) = day(date) else { return nil }
        let close = early ? Self.earlyCloseSecond : Self.closeSecond
        return Session(
            date: date, open: NewYorkTime.instant(date, second: Self.openSecond),
            close: NewYorkTime.instant(date, second: close), earlyClose: early)
    }

    /// The sessions from one date to another, both included, in order.
    public func sessions(from first: SessionDate, to last: SessionDate) -> [Session] {
        guard first <= last else { return [] }
        return (first.rawValue...last.rawValue).compactMap {
            session(on: SessionDate(rawValue: $0))
        }
    }

    static func dates(_ texts: [String]) -> [SessionDate] {
        texts.map { text in
            guard let date = SessionDate(text) else {
                preconditionFailure("the calendar's table holds \(text), which is no date")
            }
            return date
        }
    }
}
