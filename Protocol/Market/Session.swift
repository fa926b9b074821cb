/// Which hours count, and which date they belong to.
@frozen
public enum SessionMode: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// NYSE regular hours, `[open, close)`.
    case rth = 0
    /// NYSE days, 04:00 to 20:00 New York, 17:00 on early-close days.
    case ext = 1
    /// Everything but 17:00-18:00 daily and Friday 17:00 to Sunday 18:00; the evening belongs to
    /// the next date.
    case globex = 2
    /// Always; New York dates.
    case ny = 3
    /// Always; UTC dates.
    case utc = 4

    /// The name used in configuration, files and output.
    public var name: String {
        switch self {
        case .rth: "rth"
        case .ext: "ext"
        case .globex: "globex"
        case .ny: "ny"
        case .utc: "utc"
        }
    }

    /// The mode of that name, or `nil`.
    public init?(name: String) {
        guard let mode = SessionMode.allCases.first(where: { $0.name == name }) else { return nil }
        self = mode
    }
}

/// The id of a session: a calendar date, as days since 1970-01-01.
@frozen
public struct SessionDate: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable,
    Codable
{
    /// Days since 1970-01-01.
    public var rawValue: Int32

    /// Wraps a day number.
    @inlinable
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// Whether `left` comes first.
    @inlinable
    public static func < (left: SessionDate, right: SessionDate) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// One session: its date and its half-open span `[start, end)`.
@frozen
public struct SessionWindow: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The session id.
    public var date: SessionDate
    /// The first instant of the session.
    public var start: Nanoseconds
    /// The first instant after it.
    public var end: Nanoseconds

    /// Puts a window together; nothing is checked.
    @inlinable
    public init(date: SessionDate, start: Nanoseconds, end: Nanoseconds) {
        self.date = date
        self.start = start
        self.end = end
    }

    /// Whether `time` lies in the session.
    @inlinable
    public func contains(_ time: Nanoseconds) -> Bool { time >= start && time < end }
}
