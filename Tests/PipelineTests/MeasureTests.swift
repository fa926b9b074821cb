import Market
import Measures
import Records
import Testing

@testable import Pipeline

@Suite struct MeasureTests {
    @Test func `a footprint closes with its rows, imbalances, POC and bar`() throws {
        var session = PipelineSession()
        // 100.00: 12x20, 100.25: 10x40, 100.50: 8x36, 100.75: 5x30, 101.00: 2x6
        let rows: [(Double, Int, Int)] = [
            (100.00, 12, 20), (100.25, 10, 40), (100.50, 8, 36), (100.75, 5, 30), (101.00, 2, 6),
        ]
        for (index, row) in rows.enumerated() {
            session.feed("\(index) S \(row.1) @ \(row.0)")
            session.feed("\(index) B \(row.2) @ \(row.0)")
        }
        session.feed("300 B 1 @ 101.00")
        let footprint = try #require(session.records.footprints.first)
        #expect(footprint.rows.map(\.row) == [400, 401, 402, 403, 404])
        #expect(
            footprint.rows.map { $0.marks.contains(.buyImbalance) }
                == [false, true, true, true, false])
        #expect(footprint.poc == 401)
        #expect(footprint.buyImbalances == 3)
        #expect(footprint.bar.delta == Volume(95))
        #expect(footprint.bar.start == PipelineSession.open)
        #expect(Stacks.lengths(of: .buyImbalance, in: footprint.rows) == [0, 3, 3, 3, 0])
    }

    @Test func `the next footprint starts empty`() {
        var session = PipelineSession()
        session.feed("0 B 5 @ 100.00")
        session.feed("301 S 7 @ 100.50")
        session.finish()
        let footprints = session.records.footprints
        #expect(footprints.map { $0.rows.map(\.volume) } == [[Volume(5)], [Volume(7)]])
    }

    @Test func `daily profiles end with their session, weekly and monthly go on`() {
        var session = PipelineSession()
        session.feed("0 B 5 @ 100.00")
        session.feed("86400 S 7 @ 100.50")
        session.finish()
        let profiles = session.records.profiles
        #expect(profiles.map(\.anchor) == [.daily, .daily, .weekly, .monthly])
        #expect(profiles[0].rows.map(\.row) == [400])
        #expect(profiles[2].rows.map(\.row) == [400, 402])
        #expect(profiles[2].poc == 402)
        #expect(profiles[0].date.description == "2024-01-03")
    }

    @Test func `a POC is naked until a later tick trades there`() {
        var session = PipelineSession()
        session.feed("0 B 5 @ 100.00")
        session.feed("86400 S 7 @ 100.50")
        session.feed("86401 S 7 @ 100.25")
        session.feed("86402 S 7 @ 100.00")
        session.feed("86403 S 7 @ 100.00")
        let records = session.records.nakedPOCs
        #expect(records.map(\.isTouched) == [false, true])
        #expect(records.map(\.row) == [400, 400])
        #expect(records[1].time == PipelineSession.open + .seconds(86402))
    }

    @Test func `VWAPs are reported at the close of their bars`() throws {
        var session = PipelineSession()
        session.feed("0 B 10 @ 100.00")
        session.feed("1 B 30 @ 102.00")
        session.feed("2 B 10 @ 101.00")
        session.feed("60 B 10 @ 101.00")
        let vwaps = session.records.vwaps
        #expect(vwaps.map(\.anchor) == [.daily, .weekly, .monthly])
        let daily = try #require(vwaps.first)
        #expect(abs(daily.vwap - 101.4) < 1e-12)
        #expect(abs(daily.sigma - 0.8) < 1e-12)
        #expect(daily.volume == Volume(50))
        #expect(daily.barStart == PipelineSession.open)
    }

    @Test func `a user's anchor counts from its instant, given before or while running`() {
        var session = PipelineSession {
            $0.userAnchors = [PipelineSession.open + .seconds(10)]
        }
        session.feed("0 B 10 @ 100.00")
        session.feed(
            Input(
                kind: .anchor, instrument: InstrumentID(0),
                time: PipelineSession.open + .seconds(20), tradeID: 2))
        session.feed("10 B 10 @ 102.00")
        session.feed("20 B 10 @ 104.00")
        session.feed("60 B 10 @ 104.00")
        let user = session.records.vwaps.filter { $0.anchor == .user }
        #expect(user.map(\.anchorNumber) == [1, 2])
        #expect(user.map(\.vwap) == [103, 104])
    }

    @Test func `rolls come before the first tick of what they begin`() {
        var session = PipelineSession()
        session.feed("0 B 10 @ 100.00")
        let kinds = session.records.kinds
        #expect(kinds.last == .tick)
        #expect(kinds.dropLast().allSatisfy { $0 == .roll })
        #expect(session.records.rolls.count == 8)  // bars, footprint, 3 profiles, 3 VWAPs
    }

    @Test func `provider's bars combine into longer ones and spread over profiles`() throws {
        var session = PipelineSession { $0.bars = [.minute1, .minute5] }
        for minute in Int64(0)..<6 {
            session.feed(
                bar: BarInput(
                    start: PipelineSession.open + .seconds(minute * 60), period: .minute1,
                    open: Price(10000), high: Price(10050), low: Price(9950 + minute % 3 * 25),
                    close: Price(10025), volume: Volume(10), sides: (Volume(6), Volume(4))))
        }
        session.finish()
        let records = session.records
        #expect(records.bars(.minute1).count == 6)
        let five = try #require(records.bars(.minute5).first)
        #expect(five.volume == Volume(50))
        #expect(five.low == Price(9950))
        #expect(five.delta == Volume(10))
        #expect(!five.isFromTicks)
        #expect(records.footprints.isEmpty)
        let profile = try #require(records.profiles.first { $0.anchor == .daily })
        #expect(abs(profile.rows.reduce(0) { $0 + $1.volume.rawValue } - 60) < 1e-9)
        #expect(!profile.isFromTicks)
    }

    @Test func `invalid, repeated and empty bars make nothing`() {
        var session = PipelineSession()
        func bar(_ minute: Int64, high: Int64 = 10100, volume: Double = 1) -> BarInput {
            BarInput(
                start: PipelineSession.open + .seconds(minute * 60), period: .minute1,
                open: Price(10000), high: Price(high), low: Price(9900), close: Price(10050),
                volume: Volume(volume))
        }
        session.feed(bar: bar(1))
        session.feed(bar: bar(1))
        session.feed(bar: bar(0))
        session.feed(bar: bar(2, high: 10000))
        session.feed(bar: bar(3, volume: -1))
        session.feed(bar: bar(4, volume: .nan))
        session.feed(bar: bar(5, volume: 0))
        session.finish()
        #expect(session.records.bars(.minute1).count == 1)
        #expect(session.pipeline.counters.late == 2)
        #expect(session.pipeline.counters.bad == 3)
        #expect(session.pipeline.counters.accepted == 1)
    }
}
