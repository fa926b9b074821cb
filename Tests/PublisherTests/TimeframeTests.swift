import Market
import Records
import Testing
import Wire

@testable import Publisher

/// Footprints of another period, as clients get them.
@Suite struct TimeframeTests {
    /// The records of some slots, one by one.
    private func records(_ slots: [OutputSlot]) -> [[OutputSlot]] {
        var found: [[OutputSlot]] = []
        var index = 0
        while index < slots.count {
            let size = max(1, slots[index].slots)
            found.append(Array(slots[index..<index + size]))
            index += size
        }
        return found
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `what was developing is what the core closes`(seed: UInt64) throws {
        let hour = MarketHour(seed: seed, finishes: true, turns: true)
        let bench = Bench()
        var periods: Set<BarPeriod> = []
        for record in hour.batches.flatMap(records) {
            let line = bench.publisher.lines[0]
            record.withUnsafeBufferPointer { slots in
                if slots[0].kind == .footprint {
                    let closed = FootprintRecord(slots)
                    let open = line.replica.openFootprint(line.id)
                    #expect(open?.bar.start == closed.bar.start && open?.rows == closed.rows)
                    #expect(open?.bar.period == closed.bar.period && open?.poc == closed.poc)
                    periods.insert(closed.bar.period)
                } else if slots[0].kind == .bar {
                    let closed = BarRecord(slots).bar
                    let open = line.replica.openBar(closed.period, line.id)?.bar
                    #expect(open?.start == closed.start && open?.volume == closed.volume)
                    #expect(open?.high == closed.high && open?.delta == closed.delta)
                }
            }
            bench.apply(record, flushes: false)
        }
        #expect(periods == [.second1, .minute1, .minute5, .minute15])
    }

    @Test func `who asks for the new period gets its footprints and bars, as they close`() throws {
        let hour = MarketHour(seed: 5, finishes: true, turns: true)
        let bench = Bench()
        let client = try bench.login()
        let old = StreamParameters(period: .minute5)
        let new = StreamParameters(period: .minute15)
        #expect(throws: (any Error).self) { try client.subscribe(.footprint, "SPY", new) }
        #expect(throws: (any Error).self) { try client.subscribe(.bars, "SPY", new) }
        _ = try client.subscribe(.footprint, "SPY", old)
        var isAsked = false
        var told: [Channel: [Told]] = [:]
        for batch in hour.batches {
            bench.apply(batch)
            bench.pass(5)
            for case .data(let header, let some) in try client.heard() {
                told[try #require(header.channel), default: []] += some
            }
            if !isAsked, bench.publisher.lines[0].timeframe == .minute15 {
                isAsked = true
                _ = try client.subscribe(.footprint, "SPY", new)
                _ = try client.subscribe(.bars, "SPY", new)
            }
        }
        let wanted = hour.footprints.filter { [.minute5, .minute15].contains($0.bar.period) }
        #expect(wanted.contains { $0.bar.period == .minute15 })
        #expect(told[.footprint] == wanted.map { .footprint($0) })
        #expect(
            told[.bars] == hour.bars.filter { $0.bar.period == .minute15 }.map { .bar($0) })
    }

    @Test func `questions know the timeframe, and what closed before it`() throws {
        let bench = Bench()
        let client = try bench.login()
        func ask(_ period: BarPeriod, _ moment: Query.Moment) throws -> [Told] {
            try client.ask(.footprint(symbol: "SPY", period: period, moment: moment))
        }
        let hour = MarketHour(seed: 6, trades: 600, turns: true)
        for batch in hour.batches { bench.apply(batch) }
        let closed = try #require(hour.footprints.last)
        #expect(closed.bar.period == .minute5)
        // The command is the last thing that happened: the running footprint is not told any more.
        #expect(throws: (any Error).self) { try ask(.minute5, .developing) }
        #expect(throws: (any Error).self) { try ask(.minute1, .developing) }
        #expect(try ask(.minute5, .previous(1)) == [.footprint(closed)])
        let (granted, _) = try client.subscribe(.footprint, "SPY", StreamParameters())
        #expect(granted.parameters.period == .minute1)
        let view = try client.subscribe(.footprintView, "SPY", StreamParameters()).granted
        #expect(view.parameters.period == .minute1)
    }
}
