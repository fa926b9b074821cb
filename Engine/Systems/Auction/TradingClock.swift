import Market

/// The hours of the day by who trades in them, New York time.
enum TradingSession: Int, Hashable, Sendable, CaseIterable {
    case asia
    case london
    case newYork
    case closed

    var name: String {
        switch self {
        case .asia: "ASIA"
        case .london: "LONDON"
        case .newYork: "NEW_YORK"
        case .closed: "CLOSED"
        }
    }

    /// The session of a second since midnight on the wall, and the second at which the next one
    /// opens; the hours that are closed are none.
    static func at(second: Int64) -> (session: TradingSession, next: Int64) {
        switch second {
        case ..<10_800: (.asia, 10_800)
        case ..<34_200: (.london, 34_200)
        case ..<57_600: (.newYork, 64_800)
        case ..<64_800: (.closed, 64_800)
        default: (.asia, 86_400 + 10_800)
        }
    }
}

/// What the hours suggest.
struct SessionReading: Hashable, Sendable {
    var session: TradingSession
    /// New York hours of a day without a session.
    var isHoliday: Bool
    /// Minutes from the close until the next session opens.
    var minutesToNext: Int

    /// The setup that suits the hours, `nil` for none.
    var recommended: Setup? {
        switch session {
        case .asia, .london: .meanReversion
        case .newYork: isHoliday ? nil : .trendModel
        case .closed: nil
        }
    }
}

/// Tells the session of an instant; remembers which date it asked the calendar about.
struct TradingClock: Sendable, Codable {
    private let schedule: SessionSchedule
    private var date: SessionDate?
    private var isHoliday = false

    init(_ schedule: SessionSchedule) { self.schedule = schedule }

    /// The session that a bar starts in.
    mutating func read(start: Nanoseconds, end: Nanoseconds) -> SessionReading {
        let wall = NewYorkTime.wallClock(at: start)
        let (session, next) = TradingSession.at(second: wall.seconds)
        if date != wall.date {
            date = wall.date
            let noon = NewYorkTime.instant(wall.date, second: 12 * 3600)
            if case .inside = schedule.lookup(noon, mode: .rth) {
                isHoliday = false
            } else {
                isHoliday = true
            }
        }
        let opening =
            next < 86_400
            ? NewYorkTime.instant(wall.date, second: next)
            : NewYorkTime.instant(wall.date.adding(days: 1), second: next - 86_400)
        return SessionReading(
            session: session, isHoliday: session == .newYork && isHoliday,
            minutesToNext: Int((opening - end).rawValue / 60_000_000_000))
    }
}
