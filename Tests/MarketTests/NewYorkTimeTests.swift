import Foundation
import Market
import Testing

/// The instant that ISO 8601 text names; a test's way of writing times.
func at(_ text: String) -> Nanoseconds {
    guard let time = InstantText.parse(text) else { preconditionFailure("\(text) is no instant") }
    return time
}

/// The date of `YYYY-MM-DD`.
func day(_ text: String) -> SessionDate {
    guard let date = SessionDate(text) else { preconditionFailure("\(text) is no date") }
    return date
}

@Suite struct NewYorkTimeTests {
    @Test(arguments: [
        // Second Sunday of March to first Sunday of November.
        (2007, "2007-03-11", "2007-11-04"), (2024, "2024-03-10", "2024-11-03"),
        (2026, "2026-03-08", "2026-11-01"), (2027, "2027-03-14", "2027-11-07"),
        (2028, "2028-03-12", "2028-11-05"),
        // First Sunday of April to last Sunday of October.
        (1987, "1987-04-05", "1987-10-25"), (2002, "2002-04-07", "2002-10-27"),
        (2006, "2006-04-02", "2006-10-29"),
        // Last Sunday of April before; 1974 and 1975 began early.
        (1986, "1986-04-27", "1986-10-26"), (1974, "1974-01-06", "1974-10-27"),
        (1975, "1975-02-23", "1975-10-26"),
    ])
    func `daylight time of a year`(year: Int, start: String, end: String) {
        #expect(NewYorkTime.daylightDates(of: year) == (day(start), day(end)))
        let spring = at("\(start)T07:00:00Z")
        #expect(NewYorkTime.offset(at: spring - Nanoseconds(1)) == -18_000)
        #expect(NewYorkTime.offset(at: spring) == -14_400)
        let autumn = at("\(end)T06:00:00Z")
        #expect(NewYorkTime.offset(at: autumn - Nanoseconds(1)) == -14_400)
        #expect(NewYorkTime.offset(at: autumn) == -18_000)
    }

    @Test func `the clock jumps from 02 to 03 in March`() {
        let last = NewYorkTime.wallClock(at: at("2024-03-10T06:59:59.999999999Z"))
        #expect(last.date == day("2024-03-10"))
        #expect(last.nanoseconds == 7_199_999_999_999)
        let next = NewYorkTime.wallClock(at: at("2024-03-10T07:00:00Z"))
        #expect(next.seconds == 3 * 3600)
        // 02:30 never happens: read in standard time it is 03:30, and 03:00 is the first instant
        // not before it.
        let sunday = day("2024-03-10")
        #expect(NewYorkTime.instant(sunday, second: 9000) == at("2024-03-10T07:30:00Z"))
        #expect(NewYorkTime.firstInstant(sunday, second: 9000) == at("2024-03-10T07:00:00Z"))
        #expect(NewYorkTime.firstInstant(sunday, second: 7200) == at("2024-03-10T07:00:00Z"))
        #expect(NewYorkTime.firstInstant(sunday, second: 7199) == at("2024-03-10T06:59:59Z"))
    }

    @Test func `an hour that happens twice in November means the first`() {
        let sunday = day("2024-11-03")
        #expect(NewYorkTime.instant(sunday, second: 5400) == at("2024-11-03T05:30:00Z"))
        #expect(NewYorkTime.instant(sunday, second: 7200) == at("2024-11-03T07:00:00Z"))
        #expect(NewYorkTime.wallClock(at: at("2024-11-03T05:30:00Z")).seconds == 5400)
        #expect(NewYorkTime.wallClock(at: at("2024-11-03T06:30:00Z")).seconds == 5400)
    }

    @Test func `wall clock and instant undo each other outside the repeated hour`() {
        var time = at("1999-12-31T00:00:00Z")
        while time < at("2031-01-01T00:00:00Z") {
            let wall = NewYorkTime.wallClock(at: time)
            let back = NewYorkTime.instant(
                wall.date, second: wall.seconds, nanosecond: wall.nanoseconds % 1_000_000_000)
            let isRepeat = back + .seconds(3600) == time && wall.seconds / 3600 == 1
            #expect(back == time || isRepeat)
            time = time + Nanoseconds(3_333_333_333_333)
        }
    }

    static let zone = TimeZone(identifier: "America/New_York")

    @Test(.enabled(if: zone != nil, "the system has no time zone data"))
    func `the offset agrees with the time zone data of the system from 1970 to 2037`() throws {
        let zone = try #require(Self.zone)
        for second in stride(from: Int64(0), to: 2_145_916_800, by: 3 * 3600) {
            let expected = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
            let found = NewYorkTime.offset(at: .seconds(second))
            if found != Int64(expected) { Issue.record("\(second): \(found), not \(expected)") }
        }
    }

    @Test func `the ends of the range have a wall clock`() {
        for time in [Nanoseconds(Int64.min), Nanoseconds(Int64.max)] {
            let wall = NewYorkTime.wallClock(at: time)
            #expect((0..<86_400_000_000_000).contains(wall.nanoseconds))
        }
    }
}
