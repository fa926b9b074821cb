import Chance
import Market
import Testing

@testable import OrderFlow

/// Where nothing is to be done by the clock alone.
@Suite struct TradingHoursTests {
    func reason(
        _ start: String, seconds: Int64 = 300, mode: SessionMode = .rth, news: [String] = []
    ) -> RegimeReason {
        var settings = RegimeSettings()
        settings.news = news.map { InstantText.parse($0)! }
        var hours = TradingHours(settings, SessionSchedule())
        let time = InstantText.parse(start)!
        return hours.reason(start: time, end: time + .seconds(seconds), mode: mode)
    }

    @Test func `the first and the last quarter of an hour are edges`() {
        // New York is five hours behind in November.
        #expect(reason("2024-11-13T14:30:00Z") == .sessionEdge)
        #expect(reason("2024-11-13T14:40:00Z") == .sessionEdge)  // ends at 09:45, in the edge
        #expect(reason("2024-11-13T14:45:00Z") == .none)
        #expect(reason("2024-11-13T20:40:00Z") == .none)  // ends at 15:45, 15 minutes are left
        #expect(reason("2024-11-13T20:45:00Z") == .sessionEdge)
        #expect(reason("2024-11-13T20:55:00Z") == .sessionEdge)
    }

    @Test func `an early close moves the last quarter of an hour`() {
        // 2024-07-03 closes at 13:00, four hours behind UTC.
        #expect(reason("2024-07-03T16:40:00Z") == .none)
        #expect(reason("2024-07-03T16:45:00Z") == .sessionEdge)
        #expect(reason("2024-07-03T16:55:00Z") == .sessionEdge)
        #expect(reason("2024-07-03T17:00:00Z", mode: .ext) == .outsideRTH)
        #expect(reason("2024-07-02T17:00:00Z", mode: .ext) == .none)
        // The day after Thanksgiving, five hours behind.
        #expect(reason("2024-11-29T17:45:00Z") == .sessionEdge)
        #expect(reason("2024-11-29T17:40:00Z") == .none)
    }

    @Test(arguments: [SessionMode.rth, .ext, .globex])
    func `outside regular hours nothing is done in modes of an exchange`(_ mode: SessionMode) {
        for time in [
            "2024-11-13T14:25:00Z", "2024-11-13T21:00:00Z", "2024-11-13T03:00:00Z",
            "2024-11-16T15:30:00Z",  // a Saturday
            "2024-11-28T15:30:00Z",  // Thanksgiving
        ] {
            #expect(reason(time, mode: mode) == .outsideRTH)
        }
    }

    @Test(arguments: [SessionMode.ny, .utc])
    func `other modes know no regular hours`(_ mode: SessionMode) {
        for time in ["2024-11-13T14:30:00Z", "2024-11-16T03:00:00Z"] {
            #expect(reason(time, mode: mode) == .none)
        }
    }

    @Test func `a bar that starts before the open is outside, as hourly ones do`() {
        #expect(reason("2024-11-13T14:00:00Z", seconds: 3600) == .outsideRTH)
        #expect(reason("2024-11-13T15:00:00Z", seconds: 3600) == .none)
        #expect(reason("2024-11-13T20:00:00Z", seconds: 3600) == .sessionEdge)
    }

    @Test func `bars that end in the five minutes around news are blocked`() {
        let news = ["2024-11-13T19:00:00Z", "2024-11-13T16:00:00Z"]
        #expect(reason("2024-11-13T15:50:00Z", seconds: 60, news: news) == .none)
        #expect(reason("2024-11-13T15:54:00Z", seconds: 60, news: news) == .none)
        #expect(reason("2024-11-13T15:55:00Z", seconds: 60, news: news) == .news)
        #expect(reason("2024-11-13T16:04:00Z", seconds: 60, news: news) == .news)
        #expect(reason("2024-11-13T16:05:00Z", seconds: 60, news: news) == .none)
        #expect(reason("2024-11-13T19:00:00Z", seconds: 60, news: news) == .news)
        #expect(reason("2024-11-13T19:30:00Z", seconds: 60, news: news) == .none)
        // The clock of the exchange comes first.
        #expect(
            reason("2024-11-13T14:30:00Z", news: ["2024-11-13T14:35:00Z"]) == .sessionEdge)
        #expect(reason("2024-11-16T03:00:00Z", mode: .utc, news: ["2024-11-16T03:05:00Z"]) == .news)
    }

    @Test func `news windows last five minutes to either side`() {
        var settings = RegimeSettings()
        settings.news = [.seconds(1000)]
        #expect(settings.newsWindows.map(\.from) == [.seconds(700)])
        #expect(settings.newsWindows.map(\.to) == [.seconds(1300)])
    }

    @Test func `what it remembers never changes its answers`() {
        var settings = RegimeSettings()
        settings.news = [Sample.open + .seconds(7200)]
        var kept = TradingHours(settings, SessionSchedule())
        var dice = SplitMix64(7)
        for _ in 0..<3000 {
            // Ten weeks around the end of daylight time, forward and back.
            let start = Sample.open + .seconds(300 * Int64(dice.below(20_000) - 10_000))
            let mode = SessionMode.allCases[dice.below(5)]
            var fresh = TradingHours(settings, SessionSchedule())
            let end = start + .seconds(300)
            #expect(
                kept.reason(start: start, end: end, mode: mode)
                    == fresh.reason(start: start, end: end, mode: mode))
        }
    }
}
