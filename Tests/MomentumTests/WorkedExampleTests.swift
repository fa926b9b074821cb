import Market
import Records
import Testing

@testable import Momentum

/// AAPL on 2024-01-16: thirty wide bars from 09:35:00, six quiet ones, and a burst at 09:35:36.
@Suite struct WorkedExampleTests {
    private func burst(then rows: [Row]) -> Session {
        var session = Session()
        session.feed("2024-01-16T09:35:00", Array(repeating: .wide, count: 30))
        session.feed("2024-01-16T09:35:30", Array(repeating: .quiet, count: 6))
        session.feed("2024-01-16T09:35:36", [.burst] + rows)
        return session
    }

    @Test func `six quiet bars compress, from the third on it is a compression`() {
        let states = burst(then: []).states
        #expect(states[29].hasSuffix("0 0 0 IDLE"))
        // 0.20 < 1.1 * (29 * 0.20 + 0.08) / 30 = 0.21560 and 40 < (9 * 100 + 40) / 10 = 94.
        #expect(
            states[30...35].map { $0.split(separator: " ").dropFirst().joined(separator: " ") } == [
                "1 1 0 IDLE", "1 2 0 IDLE", "1 3 0 COMPRESSION", "1 4 0 COMPRESSION",
                "1 5 0 COMPRESSION", "1 6 0 COMPRESSION",
            ])
        #expect(states[36] == "BULLISH 0 0 1 IN_TRADE")
    }

    @Test func `the windows of the first quiet bar`() {
        let bar = burst(then: []).of("bar")[30]
        #expect(money(bar["max_range"]) == "0.2000")
        #expect(abs(bar["mean_range"]! * 1.1 - 0.21560) < 1e-9)
        #expect(bar["mean_volume"] == 94)
    }

    @Test func `the burst is bought at its close`() {
        let session = burst(then: [])
        let entry = session.of("entry")
        #expect(session.entries == ["approved LONG"])
        #expect(money(entry[0]["price"]) == "100.2500")
        #expect(money(entry[0]["stop"]) == "100.0800")
        #expect(money(entry[0]["target"]) == "100.5500")
        #expect(money(entry[0]["prior_range"]) == "0.0800")
        #expect(entry[0]["prior_volume"] == 40)
        #expect(abs(entry[0]["vwap"]! - 100.02) < 0.005)
        #expect(InstantText.newYorkClock(entry[0].time) == "09:35:37")
        #expect(
            session.changes == [
                "IDLE -> COMPRESSION 3 compressed", "COMPRESSION -> IN_TRADE 0 entered",
            ])
    }

    @Test func `the target is reached on the second bar`() {
        let session = burst(then: [
            Row(100.25, 100.40, 100.20, 100.38), Row(100.38, 100.60, 100.36, 100.58),
        ])
        #expect(session.trades == ["LONG 100.2500 100.0800 100.5500 100.5500 TARGET 0.3000 2"])
        #expect(InstantText.newYorkClock(session.of("trade")[0].time) == "09:35:39")
        #expect(session.changes.last == "IN_TRADE -> IDLE 0 exited")
    }

    @Test func `an open beyond the target fills at the open`() {
        let session = burst(then: [Row(100.70, 100.75, 100.65, 100.72)])
        #expect(session.trades == ["LONG 100.2500 100.0800 100.5500 100.7000 TARGET 0.4500 1"])
    }

    @Test func `both touched in one bar is the stop`() {
        let session = burst(then: [Row(100.25, 100.60, 100.00, 100.50)])
        #expect(session.trades == ["LONG 100.2500 100.0800 100.5500 100.0800 STOP -0.1700 1"])
    }

    @Test func `a losing trade ends after fifteen seconds`() {
        let row = Row(100.24, 100.26, 100.22, 100.24)
        let session = burst(then: Array(repeating: row, count: 20))
        #expect(session.trades == ["LONG 100.2500 100.0800 100.5500 100.2400 TIME_EXIT -0.0100 15"])
        #expect(InstantText.newYorkClock(session.of("trade")[0].time) == "09:35:52")
    }

    @Test func `a trade at its entry is held to the end of the session`() {
        let row = Row(100.25, 100.26, 100.22, 100.25)
        var session = burst(then: Array(repeating: row, count: 20))
        #expect(session.trades.isEmpty)
        session.endSession()
        #expect(
            session.trades == ["LONG 100.2500 100.0800 100.5500 100.2500 SESSION_END 0.0000 20"])
        #expect(InstantText.newYorkClock(session.of("trade")[0].time) == "09:35:57")
    }

    @Test func `equality with the VWAP is neutral`() {
        var closes = LastCloses()
        for close in [150.30, 150.32, 150.31] { closes.add(close) }
        #expect(closes.bias(vwap: 150.31) == .neutral)
        #expect(closes.bias(vwap: 150.29) == .bullish)
        #expect(closes.bias(vwap: 150.33) == .bearish)
        #expect(closes.bias(vwap: nil) == .neutral)
    }

    @Test func `a short bar that closes exactly on the edge counts`() {
        var session = Session()
        session.feed("2024-01-16T09:35:00", Array(repeating: .wide, count: 30), vwap: 200)
        session.feed("2024-01-16T09:35:30", Array(repeating: .quiet, count: 6), vwap: 200)
        // 150.24 <= 150.20 + 0.2 * 0.20.
        session.feed(
            "2024-01-16T09:35:36", [Row(150.38, 150.40, 150.20, 150.24, 200)], vwap: 200)
        #expect(session.entries == ["approved SHORT"])
        #expect(money(session.of("entry")[0]["stop"]) == "150.4000")
        #expect(money(session.of("entry")[0]["target"]) == "149.9400")
    }
}
