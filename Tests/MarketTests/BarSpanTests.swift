import Market
import Testing

@Suite struct BarSpanTests {
    let schedule = SessionSchedule()

    func span(_ time: String, _ period: BarPeriod, _ mode: SessionMode) -> BarSpan? {
        guard case .inside(let window) = schedule.lookup(at(time), mode: mode) else { return nil }
        return schedule.barSpan(at: at(time), period: period, mode: mode, window: window)
    }

    func expect(
        _ time: String, _ period: BarPeriod, _ mode: SessionMode, _ start: String, _ end: String
    ) {
        #expect(span(time, period, mode) == BarSpan(start: at(start), end: at(end)))
    }

    @Test func `bars up to an hour start at multiples of the period in UTC`() {
        let time = "2024-03-11T13:47:33.5Z"
        expect(time, .second1, .rth, "2024-03-11T13:47:33Z", "2024-03-11T13:47:34Z")
        expect(time, .minute1, .rth, "2024-03-11T13:47:00Z", "2024-03-11T13:48:00Z")
        expect(time, .minute5, .rth, "2024-03-11T13:45:00Z", "2024-03-11T13:50:00Z")
        expect(time, .minute15, .rth, "2024-03-11T13:45:00Z", "2024-03-11T14:00:00Z")
        // The first hour of the session is known by the hour it lies in.
        expect(time, .hour1, .rth, "2024-03-11T13:00:00Z", "2024-03-11T14:00:00Z")
        expect(
            "1969-12-31T23:59:59.5Z", .minute1, .utc, "1969-12-31T23:59:00Z",
            "1970-01-01T00:00:00Z")
    }

    @Test func `extended two-hour bars start at even hours from 04 to 18`() {
        var time = at("2024-03-11T04:00:00")
        var starts: [String] = []
        while case .inside(let window) = schedule.lookup(time, mode: .ext) {
            let span = schedule.barSpan(at: time, period: .hour2, mode: .ext, window: window)
            starts.append(InstantText.newYorkClock(span.start))
            time = span.end
        }
        #expect(
            starts == [
                "04:00:00", "06:00:00", "08:00:00", "10:00:00", "12:00:00", "14:00:00",
                "16:00:00", "18:00:00",
            ])
        // A short day ends the bar of 16:00 at 17:00.
        expect(
            "2024-12-24T16:30:00", .hour2, .ext, "2024-12-24T16:00:00", "2024-12-24T17:00:00")
    }

    @Test func `a regular session's two-hour bars lie on the wall clock's even hours`() {
        expect(
            "2024-03-11T09:30:00", .hour2, .rth, "2024-03-11T08:00:00", "2024-03-11T10:00:00")
        expect(
            "2024-03-11T15:30:00", .hour2, .rth, "2024-03-11T14:00:00", "2024-03-11T16:00:00")
        expect(
            "2024-07-03T12:30:00", .hour2, .rth, "2024-07-03T12:00:00", "2024-07-03T13:00:00")
    }

    /// 03:00 EDT is 07:00Z and 04:00 EDT 08:00Z.
    @Test func `the bar of 02 starts at 03 on the March Sunday`() {
        expect("2024-03-10T07:20:00Z", .hour2, .ny, "2024-03-10T07:00:00Z", "2024-03-10T08:00:00Z")
        expect("2024-03-10T06:59:59Z", .hour2, .ny, "2024-03-10T05:00:00Z", "2024-03-10T07:00:00Z")
    }

    /// 00:00 EDT is 04:00Z and 02:00 EST 07:00Z.
    @Test(arguments: ["04:00:00", "05:30:00", "06:30:00", "06:59:59"])
    func `the bar of 00 lasts three hours on the November Sunday`(time: String) {
        expect(
            "2024-11-03T\(time)Z", .hour2, .ny, "2024-11-03T04:00:00Z", "2024-11-03T07:00:00Z")
    }

    @Test func `in UTC mode two-hour bars ignore New York`() {
        expect("2024-03-10T07:20:00Z", .hour2, .utc, "2024-03-10T06:00:00Z", "2024-03-10T08:00:00Z")
    }

    @Test func `the last two-hour bar of a globex session ends at 17`() {
        expect(
            "2024-03-18T16:30:00", .hour2, .globex, "2024-03-18T16:00:00", "2024-03-18T17:00:00")
        expect(
            "2024-03-18T23:30:00", .hour2, .globex, "2024-03-18T22:00:00", "2024-03-19T00:00:00")
    }

    @Test func `a daily bar is its session`() {
        let time = "2024-03-11T15:00:00"
        expect(time, .day1, .rth, "2024-03-11T00:00:00", "2024-03-11T16:00:00")
        expect(time, .day1, .ext, "2024-03-11T00:00:00", "2024-03-11T20:00:00")
        expect(time, .day1, .ny, "2024-03-11T00:00:00", "2024-03-12T00:00:00")
        expect(time, .day1, .globex, "2024-03-10T18:00:00", "2024-03-11T17:00:00")
        expect(
            "2024-03-17T20:00:00", .day1, .globex, "2024-03-17T18:00:00", "2024-03-18T17:00:00")
        expect(time, .day1, .utc, "2024-03-11T00:00:00Z", "2024-03-12T00:00:00Z")
    }

    @Test(arguments: SessionMode.allCases)
    func `bars of a session follow each other without gap or overlap`(mode: SessionMode) {
        // The week of the March change, so that every mode meets it.
        for period in BarPeriod.allCases where period.seconds >= 300 {
            var time = at("2024-03-08T00:00:00Z")
            while time < at("2024-03-13T00:00:00Z") {
                guard case .inside(let window) = schedule.lookup(time, mode: mode) else {
                    if case .outside(let until) = schedule.lookup(time, mode: mode) { time = until }
                    continue
                }
                let span = schedule.barSpan(at: time, period: period, mode: mode, window: window)
                #expect(span.start <= time && time < span.end && span.end <= window.end)
                let last = span.end - Nanoseconds(1)
                #expect(
                    schedule.barSpan(at: last, period: period, mode: mode, window: window) == span)
                time = span.end
            }
        }
    }
}
