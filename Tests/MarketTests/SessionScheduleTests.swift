import Market
import Testing

@Suite struct SessionScheduleTests {
    let schedule = SessionSchedule()

    func window(_ date: String, _ start: String, _ end: String) -> SessionLookup {
        .inside(SessionWindow(date: day(date), start: at(start), end: at(end)))
    }

    /// 14:30:00Z is 1709908200 s on the Friday before the change, 13:30:00Z 1710163800 s after it.
    @Test func `the regular session opens at 09:30 on either side of the change of clocks`() {
        let winter = NYSECalendar.standard.session(on: day("2024-03-08"))
        #expect(winter?.open == .seconds(1_709_908_200))
        let summer = NYSECalendar.standard.session(on: day("2024-03-11"))
        #expect(summer?.open == .seconds(1_710_163_800))
    }

    @Test(arguments: [SessionMode.rth, .ext, .globex, .ny, .utc])
    func `a window is half open and an outside span ends where it says`(mode: SessionMode) {
        var time = at("2024-02-28T00:00:00Z")
        while time < at("2024-03-20T00:00:00Z") {
            switch schedule.lookup(time, mode: mode) {
            case .inside(let window):
                #expect(window.contains(time))
                #expect(schedule.lookup(window.start, mode: mode) == .inside(window))
                let last = window.end - Nanoseconds(1)
                #expect(schedule.lookup(last, mode: mode) == .inside(window))
                #expect(schedule.lookup(window.end, mode: mode) != .inside(window))
                time = window.end
            case .outside(let until):
                #expect(until > time)
                let last = until - Nanoseconds(1)
                #expect(schedule.lookup(last, mode: mode) == .outside(until: until))
                time = until
            }
        }
    }

    @Test func `regular hours end at 16, or at 13 on a short day`() {
        let monday = window("2024-03-11", "2024-03-11T13:30:00Z", "2024-03-11T20:00:00Z")
        #expect(schedule.lookup(at("2024-03-11T13:30:00Z"), mode: .rth) == monday)
        #expect(schedule.lookup(at("2024-03-11T19:59:59.999999999Z"), mode: .rth) == monday)
        #expect(
            schedule.lookup(at("2024-03-11T20:00:00Z"), mode: .rth)
                == .outside(until: at("2024-03-12T13:30:00Z")))
        #expect(
            schedule.lookup(at("2024-07-03T10:00:00"), mode: .rth)
                == window("2024-07-03", "2024-07-03T09:30:00", "2024-07-03T13:00:00"))
        // After a short Wednesday comes the holiday, then Friday.
        #expect(
            schedule.lookup(at("2024-07-03T13:00:00"), mode: .rth)
                == .outside(until: at("2024-07-05T09:30:00")))
        // Six days: four of September 2001 and a weekend.
        #expect(
            schedule.lookup(at("2001-09-11T10:00:00"), mode: .rth)
                == .outside(until: at("2001-09-17T09:30:00")))
    }

    @Test func `extended hours run from 04 to 20, or to 17 on a short day`() {
        #expect(
            schedule.lookup(at("2024-03-11T19:59:59"), mode: .ext)
                == window("2024-03-11", "2024-03-11T04:00:00", "2024-03-11T20:00:00"))
        #expect(
            schedule.lookup(at("2024-12-24T16:59:59"), mode: .ext)
                == window("2024-12-24", "2024-12-24T04:00:00", "2024-12-24T17:00:00"))
        #expect(
            schedule.lookup(at("2024-12-24T17:00:00"), mode: .ext)
                == .outside(until: at("2024-12-26T04:00:00")))
    }

    /// Chicago 17:00 is New York 18:00; the evening belongs to the next date.
    @Test(arguments: [
        ("2024-03-17T18:00:00", "2024-03-18"), ("2024-03-18T16:59:59", "2024-03-18"),
        ("2024-03-18T18:00:00", "2024-03-19"), ("2024-03-22T16:59:59", "2024-03-22"),
        // Both weekends on which the clocks change.
        ("2024-03-10T18:00:00", "2024-03-11"), ("2024-11-03T18:00:00", "2024-11-04"),
        // Holidays are not modelled.
        ("2024-12-25T10:00:00", "2024-12-25"),
    ])
    func `a globex session is dated by its end`(time: String, date: String) {
        guard case .inside(let window) = schedule.lookup(at(time), mode: .globex) else {
            Issue.record("\(time) is outside")
            return
        }
        #expect(window.date == day(date))
        #expect(window.start == at("\(day(date).adding(days: -1))T18:00:00"))
        #expect(window.end == at("\(date)T17:00:00"))
    }

    @Test(arguments: [
        ("2024-03-18T17:00:00", "2024-03-18T18:00:00"),
        ("2024-03-18T17:59:59.999999999", "2024-03-18T18:00:00"),
        ("2024-03-22T17:00:00", "2024-03-24T18:00:00"),
        ("2024-03-22T18:30:00", "2024-03-24T18:00:00"),
        ("2024-03-23T12:00:00", "2024-03-24T18:00:00"),
        ("2024-03-24T17:59:59", "2024-03-24T18:00:00"),
        ("2024-03-08T17:30:00", "2024-03-10T18:00:00"),
    ])
    func `globex pauses daily at 17 and over the weekend`(time: String, until: String) {
        #expect(schedule.lookup(at(time), mode: .globex) == .outside(until: at(until)))
    }

    @Test func `the evening of a globex Sunday is in the new week`() {
        guard case .inside(let sunday) = schedule.lookup(at("2024-12-29T19:00:00"), mode: .globex)
        else {
            Issue.record("Sunday evening is outside")
            return
        }
        #expect(sunday.date.isoWeekLabel == "2025-W01")
        #expect(sunday.date.monthLabel == "2024-12")
    }

    @Test func `a New York day lasts 23 hours in March and 25 in November`() {
        for (date, hours) in [("2024-03-10", 23), ("2024-03-11", 24), ("2024-11-03", 25)] {
            guard case .inside(let window) = schedule.lookup(at("\(date)T12:00:00"), mode: .ny)
            else {
                Issue.record("\(date) is outside")
                return
            }
            #expect(window.date == day(date))
            #expect(window.end - window.start == .seconds(Int64(hours) * 3600))
        }
        #expect(
            schedule.lookup(at("2024-03-10T23:00:00Z"), mode: .utc)
                == window("2024-03-10", "2024-03-10T00:00:00Z", "2024-03-11T00:00:00Z"))
        #expect(
            schedule.lookup(at("1969-12-31T23:00:00Z"), mode: .utc)
                == window("1969-12-31", "1969-12-31T00:00:00Z", "1970-01-01T00:00:00Z"))
    }

    @Test func `a month of closures is crossed in two answers`() {
        let first = day("2026-03-02")
        let closed = (0..<40).map { first.adding(days: $0) }
        let schedule = SessionSchedule(calendar: NYSECalendar(extraClosures: closed))
        var time = at("2026-03-02T10:00:00")
        var answers = 0
        while case .outside(let until) = schedule.lookup(time, mode: .rth) {
            #expect(until > time)
            time = until
            answers += 1
        }
        #expect(answers == 2)
        #expect(time == at("2026-04-13T09:30:00"))
    }

    @Test(arguments: SessionMode.allCases)
    func `the ends of the range of time do no harm`(mode: SessionMode) {
        for time in [Int64.min, Int64.min + 1, Int64.max - 1, Int64.max].map(Nanoseconds.init(_:)) {
            let window = SessionWindow(date: day("2024-01-02"), start: time, end: .never)
            if case .inside(let found) = schedule.lookup(time, mode: mode) {
                #expect(found.start <= time)
            }
            for period in BarPeriod.allCases {
                let span = schedule.barSpan(at: time, period: period, mode: mode, window: window)
                #expect(span.end <= window.end)
            }
        }
    }
}
