import Intake
import Market
import Records
import Testing

@testable import Pipeline

@Suite struct BarTests {
    @Test func `the worked minute: O 100 H 100.5 L 99.75 C 100.25, delta 2, 2 to -2`() throws {
        var session = PipelineSession()
        session.feed(
            """
            0 B 2 @ 100.00
            10 S 1 @ 100.50
            20 S 3 @ 99.75
            59 B 4 @ 100.25
            """)
        session.finish()
        let bar = try #require(session.records.bars(.minute1).first)
        #expect(bar.open == Price(10000))
        #expect(bar.high == Price(10050))
        #expect(bar.low == Price(9975))
        #expect(bar.close == Price(10025))
        #expect(bar.volume == Volume(10))
        #expect(bar.buyVolume == Volume(6))
        #expect(bar.sellVolume == Volume(4))
        #expect(bar.delta == Volume(2))
        #expect(bar.maxDelta == Volume(2))
        #expect(bar.minDelta == Volume(-2))
        #expect(bar.trades == 4)
        #expect(try #require(bar.vwap) == 100.075)
        #expect(bar.completeness.isWhole)
        #expect(bar.completeness.sideQuality == .exchange)
    }

    @Test func `no trade, no bar; each period closes by itself`() {
        var session = PipelineSession()
        session.feed(
            """
            0 B 1 @ 100.00
            1.5 B 1 @ 100.25
            65 S 1 @ 100.00
            400 S 1 @ 99.75
            """)
        session.finish()
        let records = session.records
        #expect(records.bars(.second1).count == 4)
        #expect(records.bars(.minute1).map(\.trades) == [2, 1, 1])
        #expect(records.bars(.minute5).map(\.trades) == [3, 1])
        #expect(records.bars(.hour2).map(\.trades) == [4])
        #expect(records.bars(.hour2).map(\.cumulativeDelta) == [Volume(0)])
    }

    @Test func `an earlier tick inside the second belongs to the same bars`() throws {
        var session = PipelineSession()
        session.feed(
            """
            59.9 B 1 @ 100.00
            59.1 S 1 @ 101.00
            58.9 S 1 @ 99.00
            60 S 1 @ 100.00
            """)
        session.finish()
        let bar = try #require(session.records.bars(.minute1).first)
        #expect(bar.high == Price(10100))
        #expect(bar.low == Price(10000))
        #expect(bar.close == Price(10100))  // the last that arrived
        #expect(bar.completeness.late == 1)  // 58.9 is older than the second of 59.9
        #expect(session.pipeline.counters.late == 1)
    }

    @Test func `a beat closes what ended, and the next tick opens anew`() {
        var session = PipelineSession()
        session.feed("0 B 1 @ 100.00")
        session.pipeline.beat(
            PipelineSession.open + .seconds(59), cause: 2, into: &session.out)
        #expect(session.records.bars(.minute1).isEmpty)
        #expect(session.records.bars(.second1).count == 1)
        session.pipeline.beat(
            PipelineSession.open + .seconds(60), cause: 3, into: &session.out)
        #expect(session.records.bars(.minute1).count == 1)
        session.feed("60.5 B 1 @ 100.00")
        session.feed("59.5 B 1 @ 100.00")  // older than the beat: late
        session.finish()
        #expect(session.records.bars(.minute1).map(\.trades) == [1, 1])
        #expect(session.pipeline.counters.late == 1)
    }

    @Test func `beats change no bar that ticks alone would make`() {
        func bars(beatEvery step: Int64?) -> [Bar] {
            var session = PipelineSession()
            for second in Int64(0)..<900 where second % 7 != 3 {
                session.feed("\(second) B 1 @ \(100 + Double(second % 5) * 0.25)")
                if let step, second % step == 0 {
                    session.pipeline.beat(
                        PipelineSession.open + .seconds(second), cause: 0, into: &session.out)
                }
            }
            session.finish()
            return session.records.bars.sorted {
                ($0.start, $0.period.rawValue) < ($1.start, $1.period.rawValue)
            }
        }
        let plain = bars(beatEvery: nil)
        #expect(bars(beatEvery: 1) == plain)
        #expect(bars(beatEvery: 60) == plain)
    }

    @Test func `regular hours leave out what trades before and after`() {
        var session = PipelineSession { settings in
            settings.barsMode = .rth
            settings.footprintMode = .rth
            settings.profilesMode = .rth
            settings.vwapsMode = .rth
        }
        session.feed(
            """
            -60 B 5 @ 99.00
            0 B 1 @ 100.00
            23399 B 1 @ 101.00
            23400 B 9 @ 102.00
            """)
        session.finish()
        let records = session.records
        #expect(records.bars(.minute1).map(\.volume) == [Volume(1), Volume(1)])
        #expect(
            records.ticks.map { $0.tick.flags.contains(.inBars) } == [false, true, true, false])
        #expect(session.pipeline.counters.outOfSession.bars == 2)
        #expect(session.pipeline.counters.accepted == 4)
        #expect(records.profiles.first { $0.anchor == .daily }?.rows.count == 2)
        let last = records.bars(.minute1).last
        #expect(last?.end == PipelineSession.open + .seconds(23400))
    }

    @Test func `a price beyond the span is refused, counted and flagged in the bar`() throws {
        var session = PipelineSession { $0.intake.span = 100 }
        session.feed(
            """
            0 B 1 @ 100.00
            1 B 1 @ 125.00
            2 B 1 @ 125.25
            3 B 1 @ 100.25
            """)
        session.finish()
        let bar = try #require(session.records.bars(.minute1).first)
        #expect(bar.trades == 3)
        #expect(bar.high == Price(12500))
        #expect(bar.completeness.outOfRange == 1)
        #expect(session.pipeline.counters.outOfRange == 1)
    }
}
