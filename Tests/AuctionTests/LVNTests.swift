import Measures
import Records
import Testing

@testable import Auction

@Suite struct LVNTests {
    private func profile(_ rows: Int64...) -> ProfileReading {
        ProfileReading(poc: 0, vah: 0, val: 0, lvns: rows, rowTicks: 1)
    }

    private func nearest(_ close: Double, _ profile: ProfileReading, tick: Double = 0.01)
        -> NearestLVN?
    {
        NearestLVN(
            close: close, level: Int64((close / tick).rounded()), profile, tickSize: tick)
    }

    @Test func `near is below half a percent of the node`() throws {
        let near253 = try #require(nearest(253.30, profile(25_450)))
        #expect(near(near253.distance, 0.4715, 1e-4) && near253.isWithin(0.5))
        let far = try #require(nearest(253.20, profile(25_450)))
        #expect(near(far.distance, 0.5108, 1e-4) && !far.isWithin(0.5))
        #expect(near253.side == 1)
        #expect(nearest(254.20, profile(25_450)).map { near($0.distance, 0.11788, 1e-4) } == true)
    }

    @Test func `exactly half a percent is not near`() {
        #expect(nearest(199, profile(200), tick: 1)?.isWithin(0.5) == false)
        #expect(nearest(199, profile(200), tick: 1)?.isWithin(0.5000001) == true)
    }

    @Test func `the nearest by levels, of two the lower`() {
        #expect(nearest(100, profile(95, 105), tick: 1)?.row == 95)
        #expect(nearest(100, profile(95, 104), tick: 1)?.row == 104)
        #expect(nearest(100, profile(95, 100), tick: 1)?.side == 0)
        #expect(nearest(100, profile(90), tick: 1)?.side == -1)
        #expect(nearest(100, profile(), tick: 1) == nil)
    }

    @Test func `a node at zero is never near`() {
        #expect(nearest(0, profile(0), tick: 1)?.isWithin(0.5) == false)
        #expect(nearest(0, profile(0), tick: 1)?.distance == nil)
    }

    /// Nodes at 10,000 and so on, a tick of 0.01: half a percent is 50 rows at 10,000.
    private struct Walk {
        var alarm = LVNAlarm()
        mutating func close(_ level: Int64, _ rows: Int64...) -> Bool {
            let profile = ProfileReading(poc: 0, vah: 0, val: 0, lvns: rows, rowTicks: 1)
            let price = Double(level) * 0.01
            let nearest = NearestLVN(close: price, level: level, profile, tickSize: 0.01)
            return alarm.close(
                price: price, profile, nearest: nearest, tickSize: 0.01, LVNAlarmRule())
        }
    }

    @Test func `one notification until price was three quarters of a percent away`() {
        var walk = Walk()
        #expect(walk.close(9960, 10_000) == true)
        #expect(walk.close(9990, 10_000) == false)
        #expect(walk.close(9930, 10_000) == false)
        #expect(walk.close(9970, 10_000) == false)
        // 0.75 % of 10,000 is 75 rows: reached, so armed again.
        #expect(walk.close(9925, 10_000) == false)
        #expect(walk.close(9960, 10_000) == true)
    }

    @Test func `a node that moves two rows is the same, one that jumps three is another`() {
        var walk = Walk()
        #expect(walk.close(9990, 10_000) == true)
        #expect(walk.close(9990, 10_002) == false)
        #expect(walk.close(9990, 10_004) == false)
        #expect(walk.close(9990, 10_007) == true)
        // The first is still remembered where it was last.
        #expect(walk.close(9990, 10_004) == false)
    }

    @Test func `a node that vanishes for a while is remembered`() {
        var walk = Walk()
        #expect(walk.close(9990, 10_000) == true)
        #expect(walk.close(9990) == false)
        #expect(walk.close(9990, 10_000) == false)
        // Far away while it is gone: armed again.
        #expect(walk.close(9900) == false)
        #expect(walk.close(9990, 10_000) == true)
    }

    @Test func `two nodes are notified each`() {
        var walk = Walk()
        #expect(walk.close(9990, 10_000, 9970) == true)
        #expect(walk.close(9975, 10_000, 9970) == true)
        #expect(walk.close(9990, 10_000, 9970) == false)
    }

    @Test func `memory is bounded`() {
        var walk = Walk()
        for place in 0..<400 {
            _ = walk.close(1_000_000 + Int64(place) * 4, 1_000_000 + Int64(place) * 4)
        }
        #expect(walk.alarm.fired.count == LVNAlarm.limit)
    }

    @Test func `an alert says what it saw, and a session forgets it`() throws {
        // Two humps with a valley at 102.25.
        let hump =
            "101.25x400 B, 101.5x900 B, 101.75x400 S, 102.0x20 B, 102.25x5 B, 102.5x20 B, "
            + "102.75x400 S, 103.0x900 B, 103.25x400 B, 102.5x1 S"
        var sheet = Sheet()
        let first = sheet.minute(hump)
        let alert = try #require(first.of("lvn_alert").first)
        #expect(alert.verdict == .alert && alert.number == 1)
        #expect(alert["price"] == 102.5 && alert["lvn"] == 102.25)
        #expect(near(alert["distance_pct"], 0.25 / 102.25 * 100))
        #expect(alert.word("lvn_side") == "BELOW" && alert["lvn_row"] == 409)
        #expect(alert.word("approach") == "approaching")
        #expect(first.study["lvn_alert"] == 1 && first.study["nearest_lvn"] == 102.25)
        let second = sheet.minute(hump)
        #expect(second.of("lvn_alert").isEmpty && second.study["lvn_alert"] == 1)
        sheet.nextDay()
        #expect(sheet.minute(hump).of("lvn_alert").count == 1)
    }

    @Test func `no node, no alert`() {
        var sheet = Sheet()
        let made = sheet.minute("100.0x5 B, 100.25x5 B")
        #expect(made.study["nearest_lvn"] == nil && made.study["lvn_distance_pct"] == nil)
        #expect(made.study["lvn_alert"] == 0 && made.of("lvn_alert").isEmpty)
    }
}
