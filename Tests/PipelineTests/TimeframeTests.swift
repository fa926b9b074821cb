import Chance
import Market
import Records
import StateCoding
import Testing

@testable import Pipeline

/// Footprints of another period while the pipeline runs.
@Suite struct TimeframeTests {
    /// Starts in seconds after the open, with their periods.
    private func found(_ session: borrowing PipelineSession) -> [String] {
        session.records.footprints.map {
            let start = ($0.bar.start - PipelineSession.open).rawValue / 1_000_000_000
            return "\($0.bar.period.name) \(start)"
        }
    }

    /// A trade at each of some seconds after the open.
    private func trades(_ seconds: [Double]) -> String {
        seconds.map { "\($0) B 2 @ 100.25" }.joined(separator: "\n")
    }

    @Test func `the running bar closes as it would have, then come those of the new period`() {
        var session = PipelineSession()
        session.feed(trades([0, 130]))
        session.pipeline.setTimeframe(.minute1)
        session.feed(trades([299, 301, 359, 361, 425]))
        session.finish()
        #expect(found(session) == ["5m 0", "1m 300", "1m 360", "1m 420"])
        #expect(session.records.footprints.map(\.bar.volume.rawValue) == [6, 4, 2, 2])
    }

    @Test func `a longer period begins at its own boundary, and its bars are there with it`() {
        var session = PipelineSession()
        session.feed(trades([0, 130]))
        session.pipeline.setTimeframe(.minute15)
        session.feed(trades([301, 500, 899, 900, 1200, 1801]))
        session.finish()
        #expect(found(session) == ["5m 0", "15m 900", "15m 1800"])
        let bars = session.records.bars(.minute15)
        #expect(bars == session.records.footprints.dropFirst().map(\.bar))
        #expect(session.records.bars(.minute5).count == 6)
    }

    @Test func `where nothing runs the next bar is of the new period`() {
        var session = PipelineSession()
        session.feed(trades([10]))
        session.pipeline.beat(PipelineSession.open + .seconds(310), cause: 2, into: &session.out)
        session.pipeline.setTimeframe(.minute1)
        // Nothing traded before in its minute: it is whole.
        session.feed(trades([330, 365]))
        session.finish()
        #expect(found(session) == ["5m 0", "1m 300", "1m 360"])
    }

    @Test func `another change while a boundary is waited for gives no part of a bar`() {
        var session = PipelineSession()
        session.feed(trades([10]))
        session.pipeline.setTimeframe(.minute15)
        session.feed(trades([310, 370]))
        session.pipeline.setTimeframe(.minute1)
        session.feed(trades([400, 430, 485]))
        session.finish()
        #expect(found(session) == ["5m 0", "1m 420", "1m 480"])
    }

    @Test func `a published bar of the new period goes on whole, its rows begin with the next`() {
        var session = PipelineSession { $0.footprint = .minute1 }
        session.feed(trades([10, 70]))
        session.pipeline.setTimeframe(.minute5)
        session.feed(trades([130, 250, 320, 610]))
        session.finish()
        #expect(found(session) == ["1m 0", "1m 60", "5m 300", "5m 600"])
        #expect(session.records.bars(.minute5).map(\.volume.rawValue) == [8, 2, 2])
    }

    @Test func `a change that is taken back in time changes nothing`() {
        var plain = PipelineSession()
        var asked = PipelineSession()
        plain.feed(trades([0, 100, 200]))
        asked.feed(trades([0, 100]))
        asked.pipeline.setTimeframe(.minute1)
        asked.pipeline.setTimeframe(.hour1)
        asked.feed(trades([200]))
        asked.pipeline.setTimeframe(nil)
        for seconds in [299.5, 300, 450, 700] {
            plain.feed(trades([seconds]))
            asked.feed(trades([seconds]))
        }
        plain.finish()
        asked.finish()
        #expect(plain.records.footprints == asked.records.footprints)
        #expect(plain.records.kinds == asked.records.kinds)
    }

    @Test func `without footprints there are none of any period`() {
        var session = PipelineSession { $0.footprint = nil }
        session.feed(trades([0, 100]))
        session.pipeline.setTimeframe(.minute1)
        session.feed(trades([200, 400, 900]))
        session.finish()
        #expect(session.records.footprints.isEmpty)
    }

    /// Trades, quiet stretches, beats and late ones over about a day that begins before midnight.
    private func inputs(_ dice: inout SplitMix64) -> [Input] {
        var time = PipelineSession.open.rawValue + 30_000 * 1_000_000_000
        var price: Int64 = 10_000
        return (0..<5000).map { _ in
            time += dice.below(dice.once(in: 20) ? 400_000_000_000 : 9_000_000_000)
            price += 25 * (dice.below(5) - 2)
            if dice.once(in: 10) {
                let second = time / 1_000_000_000 * 1_000_000_000
                return Input(kind: .beat, instrument: InstrumentID(0), time: Nanoseconds(second))
            }
            let late = dice.once(in: 30) ? 5_000_000_000 : 0
            return .tick(
                InstrumentID(0), time: Nanoseconds(time - Int64(late)), price: Price(price),
                size: Size(1 + dice.below(30)), side: Aggressor(rawValue: UInt8(dice.below(3)))!)
        }
    }

    private func saved(_ session: borrowing PipelineSession) -> [UInt8] {
        var writer = StateWriter()
        session.pipeline.save(into: &writer)
        return writer.finish()
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `each footprint is the one of an engine that was started with its period`(
        seed: UInt64
    ) throws {
        var dice = SplitMix64(seed)
        let inputs = inputs(&dice)
        var started: [BarPeriod: [Nanoseconds: FootprintRecord]] = [:]
        var expectedBars: [Bar] = []
        for period in BarPeriod.allCases {
            var session = PipelineSession { $0.footprint = period }
            for input in inputs { session.feed(input) }
            session.finish()
            for record in session.records.footprints {
                started[period, default: [:]][record.bar.start] = record
            }
            if period == .minute5 { expectedBars = session.records.bars }
        }
        var session = PipelineSession()
        var changes = 0
        for input in inputs {
            if dice.once(in: 120) {
                changes += 1
                session.pipeline.setTimeframe(
                    dice.once(in: 5) ? nil : BarPeriod(rawValue: UInt8(dice.below(6))))
            }
            if dice.once(in: 60) {
                // A pipeline that was saved and restored goes on as this one.
                let state = saved(session)
                var again = PipelineSession()
                var reader = StateReader(state)
                try again.pipeline.restore(from: &reader)
                try reader.end()
                #expect(saved(again) == state)
                swap(&session.pipeline, &again.pipeline)
            }
            session.feed(input)
        }
        session.finish()
        let found = session.records.footprints
        #expect(changes > 20 && Set(found.map(\.bar.period)).count >= 3, "\(changes)")
        for record in found {
            #expect(record == started[record.bar.period]?[record.bar.start])
        }
        // No trade is in two of them.
        for (before, next) in zip(found, found.dropFirst()) {
            #expect(next.bar.start >= before.bar.end || next.bar.session != before.bar.session)
        }
        // Bars that the configuration asks for are as if nothing had been changed.
        let usual = PipelineSettings().bars
        #expect(session.records.bars.filter { usual.contains($0.period) } == expectedBars)
        let others = session.records.bars.filter { !usual.contains($0.period) }
        #expect(others == found.map(\.bar).filter { !usual.contains($0.period) })
    }
}
