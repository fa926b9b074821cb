/// The rules that give holidays and early closes.
extension NYSECalendar {
    /// The holiday on which a weekday is closed.
    static func holiday(_ date: SessionDate) -> Closure? {
        let (year, month, day) = date.civil
        switch month {
        case 1:
            // A New Year's Day on a Saturday is not moved.
            if day == 1 || (day == 2 && date.weekday == .monday) { return .newYear }
            return date == .nth(3, .monday, month: 1, year: year) ? .martinLutherKing : nil
        case 2: return date == .nth(3, .monday, month: 2, year: year) ? .washington : nil
        case 3, 4: return date == easter(year).adding(days: -2) ? .goodFriday : nil
        case 5: return date == .last(.monday, month: 5, year: year) ? .memorial : nil
        case 6: return year >= 2022 && isObserved(date, on: 19) ? .juneteenth : nil
        case 7: return isObserved(date, on: 4) ? .independence : nil
        case 9: return date == .nth(1, .monday, month: 9, year: year) ? .labor : nil
        case 11: return date == .nth(4, .thursday, month: 11, year: year) ? .thanksgiving : nil
        case 12: return isObserved(date, on: 25) ? .christmas : nil
        default: return nil
        }
    }

    /// Whether the holiday on a day of this month is kept on `date`: a Saturday's on the Friday
    /// before, a Sunday's on the Monday after.
    static func isObserved(_ date: SessionDate, on day: Int) -> Bool {
        let today = date.civil.day
        switch date.weekday {
        case .friday: return today == day || today + 1 == day
        case .monday: return today == day || today - 1 == day
        default: return today == day
        }
    }

    /// Whether the rules close an open day at 13:00.
    static func isEarlyByRule(_ date: SessionDate) -> Bool {
        let (year, month, day) = date.civil
        let weekday = date.weekday
        switch (month, day) {
        case (7, 3):
            // 4 July is Tuesday to Friday; a Thursday's gave the short day to the Friday after it
            // before 2013.
            let early: [SessionDate.Weekday] = [.monday, .tuesday, .wednesday, .thursday]
            return early.contains(weekday) && (year >= 2013 || weekday != .wednesday)
        case (7, 5): return year < 2013 && weekday == .friday
        case (11, _):
            return date == .nth(4, .thursday, month: 11, year: year).adding(days: 1)
        case (12, 24): return weekday != .friday
        default: return false
        }
    }

    /// Gregorian Easter Sunday.
    ///
    /// - Source: the anonymous computus in Meeus, *Astronomical Algorithms* (1991), chapter 8.
    static func easter(_ year: Int) -> SessionDate {
        let golden = year % 19
        let (century, rest) = (year / 100, year % 100)
        let moonShift = (century - (century + 8) / 25 + 1) / 3
        let epact = (19 * golden + century - century / 4 - moonShift + 15) % 30
        let weekdayShift = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7
        let correction = (golden + 11 * epact + 22 * weekdayShift) / 451
        let number = epact + weekdayShift - 7 * correction + 114
        return SessionDate(
            rawValue: SessionDate.number(year: year, month: number / 31, day: number % 31 + 1))
    }
}
