/// Calendar arithmetic on session dates, in the proleptic Gregorian calendar.
extension SessionDate: CustomStringConvertible {
    /// A day of the week, numbered as ISO 8601 does.
    @frozen
    public enum Weekday: Int, Sendable, CaseIterable {
        case monday = 1
        case tuesday = 2
        case wednesday = 3
        case thursday = 4
        case friday = 5
        case saturday = 6
        case sunday = 7
    }

    /// The date of a year, month (1 to 12) and day (1 to the month's last), or `nil` when there is
    /// no such day. Years -9999 to 9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (-9999...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.daysIn(month: month, year: year)
        else { return nil }
        self.init(rawValue: Self.number(year: year, month: month, day: day))
    }

    /// Reads `YYYY-MM-DD`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2d, bytes[7] == 0x2d,
            let year = ASCII.number(bytes[0..<4]), let month = ASCII.number(bytes[5..<7]),
            let day = ASCII.number(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Year, month and day.
    public var civil: (year: Int, month: Int, day: Int) {
        // Days are counted from 0000-03-01, so that the leap day is the last of its year;
        // 146,097 days are 400 years.
        let shifted = Int(rawValue) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// The day of the week.
    public var weekday: Weekday {
        // Day 0 was a Thursday.
        let fromMonday = ((Int(rawValue) + 3) % 7 + 7) % 7
        return Weekday(rawValue: fromMonday + 1)!
    }

    /// The date `days` later; earlier when negative.
    public func adding(days: Int) -> SessionDate {
        SessionDate(rawValue: rawValue + Int32(days))
    }

    /// `YYYY-MM-DD`.
    public var description: String {
        let (year, month, day) = civil
        return "\(ASCII.padded(year, 4))-\(ASCII.padded(month, 2))-\(ASCII.padded(day, 2))"
    }

    /// The day number of a date that exists.
    static func number(year: Int, month: Int, day: Int) -> Int32 {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int32(era * 146_097 + dayOfEra - 719_468)
    }

    static func daysIn(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The `count`-th `weekday` of a month, from 1.
    static func nth(_ count: Int, _ weekday: Weekday, month: Int, year: Int) -> SessionDate {
        let first = SessionDate(rawValue: number(year: year, month: month, day: 1))
        let ahead = (weekday.rawValue - first.weekday.rawValue + 7) % 7
        return first.adding(days: ahead + 7 * (count - 1))
    }

    /// The last `weekday` of a month.
    static func last(_ weekday: Weekday, month: Int, year: Int) -> SessionDate {
        let days = daysIn(month: month, year: year)
        let last = SessionDate(rawValue: number(year: year, month: month, day: days))
        return last.adding(days: -((last.weekday.rawValue - weekday.rawValue + 7) % 7))
    }
}

/// The week and month a session date belongs to: the anchors of weekly and monthly measures.
extension SessionDate {
    /// ISO 8601 year and week: the week belongs to the year that holds its Thursday.
    public var isoWeek: (year: Int, week: Int) {
        let thursday = adding(days: 4 - weekday.rawValue)
        let year = thursday.civil.year
        let newYear = Self.number(year: year, month: 1, day: 1)
        return (year, Int(thursday.rawValue - newYear) / 7 + 1)
    }

    /// `2024-W03`.
    public var isoWeekLabel: String {
        let (year, week) = isoWeek
        return "\(ASCII.padded(year, 4))-W\(ASCII.padded(week, 2))"
    }

    /// `2024-01`.
    public var monthLabel: String {
        let (year, month, _) = civil
        return "\(ASCII.padded(year, 4))-\(ASCII.padded(month, 2))"
    }

    /// Year and week as one number, 202403: equal within a week, rising from week to week.
    public var isoWeekKey: Int32 {
        let (year, week) = isoWeek
        return Int32(year * 100 + week)
    }

    /// Year and month as one number, 202401: equal within a month, rising from month to month.
    public var monthKey: Int32 {
        let (year, month, _) = civil
        return Int32(year * 100 + month)
    }
}
