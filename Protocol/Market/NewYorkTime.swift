/// Wall-clock time of America/New_York: EST (UTC-5) and EDT (UTC-4).
///
/// Daylight time runs from 02:00 on the second Sunday of March to 02:00 on the first Sunday of
/// November since 2007; from the first Sunday of April to the last of October 1987 to 2006; from
/// the last Sunday of April before that, with the early starts of 1974 and 1975. Years before 1970
/// follow the rule of 1970.
public enum NewYorkTime {
    /// A reading of the wall clock.
    @frozen
    public struct WallClock: Hashable, Sendable, BitwiseCopyable {
        /// The date on the wall.
        public var date: SessionDate
        /// Nanoseconds since 00:00 on the wall, 0 to 86,399,999,999,999.
        public var nanoseconds: Int64

        /// Puts a reading together; nothing is checked.
        public init(date: SessionDate, nanoseconds: Int64) {
            self.date = date
            self.nanoseconds = nanoseconds
        }

        /// Whole seconds since 00:00 on the wall.
        public var seconds: Int64 { nanoseconds / 1_000_000_000 }
    }

    static let standardOffset: Int64 = -5 * 3600
    static let daylightOffset: Int64 = -4 * 3600
    static let secondsPerDay: Int64 = 86_400
    /// Both changes happen when the wall shows two o'clock.
    static let changeSecond: Int64 = 2 * 3600

    /// Seconds to add to UTC at an instant: -18,000 or -14,400.
    public static func offset(at time: Nanoseconds) -> Int64 {
        let seconds = floorDivide(time.rawValue, 1_000_000_000)
        // The offset differs from standard time by an hour and no change lies within a day of New
        // Year, so the UTC year is the year whose changes count.
        let year = SessionDate(rawValue: Int32(floorDivide(seconds, secondsPerDay))).civil.year
        let (first, last) = daylightDates(of: year)
        let start = unixSeconds(first, changeSecond, offset: standardOffset)
        let end = unixSeconds(last, changeSecond, offset: daylightOffset)
        return seconds >= start && seconds < end ? daylightOffset : standardOffset
    }

    /// What the wall clock shows at an instant.
    public static func wallClock(at time: Nanoseconds) -> WallClock {
        let seconds = floorDivide(time.rawValue, 1_000_000_000)
        let local = seconds + offset(at: time)
        let day = floorDivide(local, secondsPerDay)
        // Wrapping: the start of the very first second lies outside the range, the rest does not.
        let rest = time.rawValue &- seconds &* 1_000_000_000
        return WallClock(
            date: SessionDate(rawValue: Int32(day)),
            nanoseconds: (local - day * secondsPerDay) * 1_000_000_000 + rest)
    }

    /// The instant of a wall-clock reading.
    ///
    /// A reading that happens twice (an hour in November) means the first, in daylight time. One
    /// that never happens (an hour in March) is read in standard time, so 02:30 is 03:30 EDT.
    /// Saturates at the ends of the range of `Nanoseconds`.
    public static func instant(
        _ date: SessionDate, second: Int64, nanosecond: Int64 = 0
    ) -> Nanoseconds {
        saturating(unixSeconds(date, second, offset: offset(on: date, second)), nanosecond)
    }

    /// The first instant of a date at which the wall clock shows `second` or later.
    ///
    /// Differs from `instant` only in the hour that March skips: 02:30 is 03:00 EDT.
    public static func firstInstant(_ date: SessionDate, second: Int64) -> Nanoseconds {
        let (first, _) = daylightDates(of: date.civil.year)
        let skipped = changeSecond..<(changeSecond + 3600)
        let shown = date == first && skipped.contains(second) ? skipped.upperBound : second
        return instant(date, second: shown)
    }

    /// The offset that a wall-clock reading has.
    static func offset(on date: SessionDate, _ second: Int64) -> Int64 {
        let (first, last) = daylightDates(of: date.civil.year)
        let afterStart = date > first || (date == first && second >= changeSecond + 3600)
        let beforeEnd = date < last || (date == last && second < changeSecond)
        return afterStart && beforeEnd ? daylightOffset : standardOffset
    }

    /// The dates on which daylight time of a year starts and ends.
    public static func daylightDates(of year: Int) -> (start: SessionDate, end: SessionDate) {
        if year >= 2007 {
            return (
                .nth(2, .sunday, month: 3, year: year), .nth(1, .sunday, month: 11, year: year)
            )
        }
        let end = SessionDate.last(.sunday, month: 10, year: year)
        switch year {
        case 1987...: return (.nth(1, .sunday, month: 4, year: year), end)
        case 1974: return (.nth(1, .sunday, month: 1, year: year), end)
        case 1975: return (.last(.sunday, month: 2, year: year), end)
        default: return (.last(.sunday, month: 4, year: year), end)
        }
    }

    static func unixSeconds(_ date: SessionDate, _ second: Int64, offset: Int64) -> Int64 {
        Int64(date.rawValue) * secondsPerDay + second - offset
    }

    /// Seconds and nanoseconds since the epoch as an instant, the nearest one when out of range.
    static func saturating(_ seconds: Int64, _ nanoseconds: Int64 = 0) -> Nanoseconds {
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = whole.addingReportingOverflow(nanoseconds)
        if overflow || carry { return Nanoseconds(seconds < 0 ? Int64.min : Int64.max) }
        return Nanoseconds(sum)
    }
}

@inline(__always)
func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
}
