import Foundation
import Market
import Testing

@Suite struct NYSECalendarTests {
    let calendar = NYSECalendar.standard

    @Test(arguments: [
        (2018, 251), (2019, 252), (2020, 253), (2021, 252), (2022, 251), (2023, 250), (2024, 252),
        (2025, 250), (2026, 251), (2027, 251), (2028, 251), (2029, 251), (2030, 251),
        // 2001: 261 weekdays, 9 holidays, 4 days of September. 2012: 261, 9 and 2 of October.
        (2001, 248), (2012, 250),
    ])
    func `sessions of a year`(year: Int, count: Int) {
        let sessions = calendar.sessions(from: day("\(year)-01-01"), to: day("\(year)-12-31"))
        #expect(sessions.count == count)
    }

    @Test(arguments: [
        ("2024-01-15", NYSECalendar.Closure.martinLutherKing), ("2022-06-20", .juneteenth),
        ("2021-12-24", .christmas), ("2023-01-02", .newYear), ("2020-07-03", .independence),
        ("2021-07-05", .independence), ("2024-03-29", .goodFriday), ("2025-04-18", .goodFriday),
        ("2000-04-21", .goodFriday), ("2026-11-26", .thanksgiving), ("2027-06-18", .juneteenth),
        ("2001-09-11", .oneOff), ("2001-09-14", .oneOff), ("2004-06-11", .oneOff),
        ("2007-01-02", .oneOff), ("2012-10-30", .oneOff), ("2018-12-05", .oneOff),
        ("2025-01-09", .oneOff), ("2024-06-01", .weekend), ("2024-06-02", .weekend),
        ("2010-12-24", .christmas),
    ])
    func `closed`(text: String, why: NYSECalendar.Closure) {
        #expect(calendar.day(day(text)) == .closed(why))
        #expect(calendar.session(on: day(text)) == nil)
    }

    @Test(arguments: [
        // New Year's Day on a Saturday is not moved; Juneteenth starts in 2022.
        "2021-12-31", "2022-01-03", "2027-12-31", "2021-06-18", "2001-09-17", "2001-09-10",
        // A Thursday 4 July before 2013 leaves the 3rd whole; so does a Monday or weekend one.
        "2002-07-03", "2022-07-01", "2021-07-02", "2013-07-05", "2024-07-05", "2019-12-26",
    ])
    func `open until 16`(text: String) {
        #expect(calendar.day(day(text)) == .open(earlyClose: false))
    }

    @Test(arguments: [
        "2024-07-03", "2024-11-29", "2024-12-24", "2002-07-05", "2003-12-26", "2013-07-03",
        "2018-07-03", "2023-07-03", "2025-07-03", "2001-07-03", "2012-07-03", "2008-07-03",
        "2018-12-24",
    ])
    func `open until 13`(text: String) {
        let session = calendar.session(on: day(text))
        #expect(session?.earlyClose == true)
        #expect(session?.close == at("\(text)T13:00:00"))
    }

    @Test func `more days off and short days are data`() {
        let extended = NYSECalendar(
            extraClosures: [day("2026-05-05")], extraEarlyCloses: [day("2026-05-06")])
        #expect(extended.day(day("2026-05-05")) == .closed(.oneOff))
        #expect(extended.day(day("2026-05-06")) == .open(earlyClose: true))
        #expect(calendar.day(day("2026-05-05")) == .open(earlyClose: false))
    }

    @Test func `a span the wrong way round has no sessions`() {
        #expect(calendar.sessions(from: day("2024-02-01"), to: day("2024-01-01")).isEmpty)
    }

    static let table: String? = {
        let folder = ProcessInfo.processInfo.environment["PITWIRE_DATA"] ?? "../shared"
        return try? String(contentsOfFile: "\(folder)/venues/contracts.md", encoding: .utf8)
    }()

    /// Every day of 2018 to 2030 against a table made with another calendar program.
    @Test(.enabled(if: table != nil, "the data folder is not here"))
    func `every day of the published table, and no other, is special`() throws {
        var special: [SessionDate: (kind: Substring, name: Substring)] = [:]
        for line in try #require(Self.table).split(separator: "\n") {
            let cells = line.split(separator: ",")
            guard cells.count == 3, let date = SessionDate(cells[0]) else { continue }
            special[date] = (cells[1], cells[2])
        }
        #expect(special.count == 155)
        var date = day("2018-01-01")
        while date <= day("2030-12-31") {
            switch calendar.day(date) {
            case .closed(.weekend): #expect(special[date] == nil)
            case .closed(.oneOff):
                #expect(special[date]?.kind == "closed" && special[date]!.name.contains("mourning"))
            case .closed(let why):
                #expect(special[date]?.kind == "closed")
                #expect(special[date].map { String($0.name) } == why.rawValue)
            case .open(let early):
                #expect(special[date]?.kind == (early ? "early-13:00" : nil))
            }
            date = date.adding(days: 1)
        }
    }
}
