import Market
import Testing

@Suite struct CivilDateTests {
    @Test func `the epoch is Thursday, 1 January 1970`() {
        let date = SessionDate(rawValue: 0)
        #expect(date.civil == (1970, 1, 1))
        #expect(date.weekday == .thursday)
        #expect(date.description == "1970-01-01")
    }

    @Test func `every day of two centuries follows the day before it`() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var date = SessionDate("1900-01-01")!
        // 1 January 1900 was a Monday.
        var weekday = 1
        for year in 1900...2100 {
            let isLeap = year % 4 == 0 && year != 1900 && year != 2100
            for month in 1...12 {
                for day in 1...(lengths[month - 1] + (isLeap && month == 2 ? 1 : 0)) {
                    #expect(date.civil == (year, month, day))
                    #expect(SessionDate(year: year, month: month, day: day) == date)
                    #expect(date.weekday.rawValue == weekday)
                    date = date.adding(days: 1)
                    weekday = weekday % 7 + 1
                }
            }
        }
        #expect(date.description == "2101-01-01")
    }

    @Test(arguments: [
        "2023-02-29", "2100-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "2024-4-1",
        "2024/04/01", "24-04-01", "2024-04-01 ", "", "2024-04-0x",
    ])
    func `what is no date is refused`(text: String) {
        #expect(SessionDate(text) == nil)
    }

    @Test(arguments: [
        ("2024-01-15", "2024-W03", 202_403), ("2024-12-29", "2024-W52", 202_452),
        ("2024-12-30", "2025-W01", 202_501), ("2021-01-03", "2020-W53", 202_053),
        ("2021-01-04", "2021-W01", 202_101), ("2023-01-01", "2022-W52", 202_252),
        ("2026-12-31", "2026-W53", 202_653), ("2027-01-01", "2026-W53", 202_653),
    ])
    func `a week belongs to the year of its Thursday`(text: String, label: String, key: Int32) {
        let date = SessionDate(text)!
        #expect(date.isoWeekLabel == label)
        #expect(date.isoWeekKey == key)
    }

    @Test func `week and month keys rise with the date and change on Mondays and firsts`() {
        var date = SessionDate("2015-12-01")!
        while date < SessionDate("2030-02-01")! {
            let next = date.adding(days: 1)
            let (week, nextWeek) = (date.isoWeekKey, next.isoWeekKey)
            #expect(next.weekday == .monday ? nextWeek > week : nextWeek == week)
            let (month, nextMonth) = (date.monthKey, next.monthKey)
            #expect(next.civil.day == 1 ? nextMonth > month : nextMonth == month)
            date = next
        }
        #expect(SessionDate("2024-01-15")?.monthLabel == "2024-01")
        #expect(SessionDate("2024-01-15")?.monthKey == 202_401)
    }

    @Test func `text of a date reads back`() {
        for number in stride(from: Int32(-700_000), through: 2_000_000, by: 997) {
            let date = SessionDate(rawValue: number)
            #expect(SessionDate(date.description) == date)
        }
    }
}
