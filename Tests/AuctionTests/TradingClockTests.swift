import Market
import Testing

@testable import Auction

@Suite struct TradingClockTests {
    private func read(_ date: String, _ hour: Int64, _ minute: Int64) -> SessionReading {
        var clock = TradingClock(SessionSchedule())
        let start = NewYorkTime.instant(
            SessionDate(date)!, second: hour * 3600 + minute * 60)
        return clock.read(start: start, end: start + .seconds(60))
    }

    @Test(arguments: [
        (18, 0, TradingSession.asia, Setup?.some(.meanReversion)),
        (23, 59, .asia, .meanReversion), (0, 0, .asia, .meanReversion),
        (2, 59, .asia, .meanReversion), (3, 0, .london, .meanReversion),
        (9, 29, .london, .meanReversion), (9, 30, .newYork, .trendModel),
        (15, 59, .newYork, .trendModel), (16, 0, .closed, nil), (17, 59, .closed, nil),
    ])
    func `each hour of a trading day`(
        hour: Int64, minute: Int64, session: TradingSession, recommended: Setup?
    ) {
        let reading = read("2024-03-12", hour, minute)
        #expect(reading.session == session && reading.recommended == recommended)
        #expect(!reading.isHoliday)
    }

    @Test func `a day without a session is a holiday in New York hours only`() {
        let monday = read("2024-01-15", 10, 45)
        #expect(monday.session == .newYork && monday.isHoliday && monday.recommended == nil)
        #expect(!read("2024-01-15", 4, 0).isHoliday)
        #expect(read("2024-01-15", 4, 0).recommended == .meanReversion)
        #expect(read("2024-03-09", 12, 0).isHoliday)
        #expect(!read("2024-07-03", 15, 0).isHoliday)
    }

    @Test func `minutes until the next session opens`() {
        #expect(read("2024-03-12", 10, 44).minutesToNext == 7 * 60 + 15)
        #expect(read("2024-03-12", 9, 29).minutesToNext == 0)
        #expect(read("2024-03-12", 16, 59).minutesToNext == 60)
        #expect(read("2024-03-12", 23, 59).minutesToNext == 180)
        #expect(read("2024-03-12", 1, 59).minutesToNext == 60)
        // The night of the change to daylight time is an hour shorter.
        #expect(read("2024-03-09", 23, 59).minutesToNext == 120)
    }

    @Test func `the calendar is asked anew for each date`() {
        var clock = TradingClock(SessionSchedule())
        let holiday = NewYorkTime.instant(SessionDate("2024-01-15")!, second: 36_000)
        let open = NewYorkTime.instant(SessionDate("2024-01-16")!, second: 36_000)
        #expect(clock.read(start: holiday, end: holiday).isHoliday)
        #expect(!clock.read(start: open, end: open).isHoliday)
        #expect(clock.read(start: holiday, end: holiday).isHoliday)
    }
}
