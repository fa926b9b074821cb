import Market
import Measures
import Records
import Testing

@testable import Auction

@Suite struct PullbackTests {
    private func zones(_ levels: Int64..., between first: Int64 = 0, and second: Int64 = 1000)
        -> EntryZones
    {
        EntryZones(
            ProfileReading(poc: 0, vah: 0, val: 0, lvns: levels, rowTicks: 1), between: first,
            and: second)
    }

    private func minute(_ high: Double, _ low: Double, _ close: Double) -> Minute {
        Minute(
            start: .zero, high: high, low: low, close: close, highLevel: Int64(high),
            lowLevel: Int64(low), volume: 1, cvd: 0)
    }

    private func touch(
        _ zones: inout EntryZones, _ direction: Direction, _ high: Double, _ low: Double,
        _ close: Double
    ) -> [Int64] {
        zones.touched(
            by: minute(high, low, close), for: direction, tolerance: 1, tickSize: 1)
    }

    @Test func `nodes lie strictly between origin and extreme`() {
        #expect(zones(5, 6, 9, 10, between: 5, and: 10).levels == [6, 9])
        #expect(zones(5, 6, 9, 10, between: 10, and: 5).levels == [6, 9])
        let rows = ProfileReading(poc: 0, vah: 0, val: 0, lvns: [2, 3], rowTicks: 5)
        #expect(EntryZones(rows, between: 10, and: 20).levels == [15])
    }

    @Test func `the tolerance is a share of the close, at least a tick`() {
        let rule = PullbackRule()
        #expect(rule.distance(close: 102.75, tickSize: 0.25) == 0.25)
        #expect(near(rule.distance(close: 5000, tickSize: 0.25), 2.5))
        #expect(near(rule.distance(close: -5000, tickSize: 0.25), 2.5))
    }

    @Test func `a purchase touches with its low and holds with its close`() {
        var zones = zones(100)
        #expect(touch(&zones, .long, 110, 101.01, 105) == [])
        #expect(touch(&zones, .long, 110, 101, 105) == [100])
        #expect(touch(&zones, .long, 110, 90, 99) == [100])
        #expect(touch(&zones, .long, 110, 90, 98.99) == [])
        // Closed below: spent, and not tried again.
        #expect(touch(&zones, .long, 110, 100, 105) == [])
    }

    @Test func `a sale touches with its high and holds with its close`() {
        var zones = zones(100)
        #expect(touch(&zones, .short, 98.99, 90, 95) == [])
        #expect(touch(&zones, .short, 99, 90, 95) == [100])
        #expect(touch(&zones, .short, 110, 90, 101) == [100])
        #expect(touch(&zones, .short, 110, 90, 101.01) == [])
        #expect(touch(&zones, .short, 100, 90, 95) == [])
    }

    @Test func `a purchase tries from high to low, a sale from low to high`() {
        var zones = zones(100, 102, 104)
        #expect(touch(&zones, .long, 110, 99, 104) == [104, 102, 100])
        #expect(touch(&zones, .short, 110, 99, 100) == [100, 102, 104])
    }

    @Test func `a used node is not tried again, even when the leg grows`() {
        var zones = zones(100, 102)
        zones.use(102)
        #expect(touch(&zones, .long, 110, 99, 104) == [100])
        zones.setLevels(
            ProfileReading(poc: 0, vah: 0, val: 0, lvns: [98, 102], rowTicks: 1), between: 0,
            and: 1000)
        #expect(touch(&zones, .long, 110, 97, 104) == [98])
    }

    @Test func `no nodes, no pullback`() {
        var none = EntryZones()
        #expect(touch(&none, .long, 110, 0, 100) == [])
        #expect(EntryZones(nil, between: 0, and: 10).levels == [])
    }
}
