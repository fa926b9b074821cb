import Feed
import Market
import Pipeline
import Records
import Testing

/// A bad day of a feed, through the core: what it counts is what was done.
@Suite struct FaultRehearsalTests {
    /// Ticks of an instrument with ids, one every 0.3 s; the whole second is a tick's own.
    private func ticks(_ instrument: UInt32, _ count: Int) -> [Input] {
        (0..<count).map { index in
            let time = 1_790_000_000_000_000_000 + Int64(index) * 300_000_000
            return Input.tick(
                InstrumentID(instrument), time: Nanoseconds(time),
                price: Price(10_000 + Int64(index % 7)), size: Size(1), side: .buyer,
                tradeID: UInt64(index + 1))
        }
    }

    private func faulty(_ plan: String, _ inputs: [[Input]], seed: UInt64) throws -> FaultySource {
        FaultySource(
            MergedSource(inputs.map { ListSource($0) }), plan: try FaultPlan(plan), seed: seed,
            instruments: inputs.indices.map { InstrumentID(UInt32($0)) })
    }

    /// The counters of one instrument that takes everything directly.
    private func counters(_ source: FaultySource) throws -> CountersRecord {
        var pipeline = TickPipeline(
            instrument: InstrumentID(0), scale: testScale, settings: testSettings)
        var out = OutputBuffer()
        for (index, input) in try source.readAll().enumerated() {
            pipeline.apply(input, cause: UInt64(index + 1), into: &out)
            out.removeAll()
        }
        return pipeline.counters
    }

    private static let shares = "drop=1%,duplicate=1%,reorder=1%,late=1%,malformed=1%"

    @Test(arguments: [
        shares, shares + ",sequenced", shares + ",gap=40/day", shares + ",stall=40/day",
        shares + ",clock=20/day:-2s", shares + ",burst=40/day:20", "clock=30/day:+3s",
        shares + ",gap=20/day,stall=20/day:7s,burst=20/day:30,clock=20/day:-1500ms,sequenced",
    ])
    func `the intake counts what was injected`(plan: String) throws {
        for seed in UInt64(1)...(isLong ? 3 : 1) {
            let source = try faulty(plan, [ticks(0, 40_000)], seed: seed)
            let counted = try counters(source)
            let done = source.counts
            #expect(counted.duplicate == Int64(done.duplicated))
            #expect(counted.late == Int64(done.late))
            #expect(counted.bad == Int64(done.malformed))
            #expect(counted.feedGaps == Int64(done.gapNotes))
            let lost = done.dropped + done.malformed + done.lostInGaps
            #expect(counted.accepted == Int64(40_000 - lost - done.late))
            #expect(done.late > 0)
        }
    }

    @Test func `two instruments through rings and beats count the same`() throws {
        let plan = Self.shares + ",gap=10/day,stall=10/day,clock=10/day:-2s"
        let source = try faulty(plan, [ticks(0, 8000), ticks(1, 8000)], seed: 5)
        let inputs = try source.readAll()
        let slots = try ShardTests().run(
            [inputs, []], input: 64, order: 64, output: 4096, seed: 3)
        var last: [UInt32: CountersRecord] = [:]
        slots.withUnsafeBufferPointer { slots in
            var index = 0
            while index < slots.count {
                let size = slots[index].slots
                let record = UnsafeBufferPointer(rebasing: slots[index..<index + size])
                if record[0].kind == .counters {
                    last[record[0].instrument.rawValue] = CountersRecord(record)
                }
                index += size
            }
        }
        let counted = last.values
        let done = source.counts
        #expect(counted.count == 2)
        #expect(counted.reduce(0) { $0 + $1.duplicate } == Int64(done.duplicated))
        #expect(counted.reduce(0) { $0 + $1.late } == Int64(done.late))
        #expect(counted.reduce(0) { $0 + $1.bad } == Int64(done.malformed))
        #expect(counted.reduce(0) { $0 + $1.feedGaps } == Int64(done.gapNotes))
    }
}
