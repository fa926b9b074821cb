import Market
import Publisher
import Records
import Testing
import Wire

/// What a subscription begins with, and what comes on top of it.
@Suite struct SnapshotTests {
    /// A bench whose sessions have begun, with 30 ticks.
    private func bench() -> Bench {
        let bench = Bench()
        bench.apply([
            Sample.roll(.bars), Sample.roll(.footprint), Sample.roll(.profiles),
            Sample.roll(.vwaps),
        ])
        bench.tick(1..<31)
        return bench
    }

    /// The only snapshot frame among what was said: its first sequence and records.
    private func snapshot(_ said: [Said]) throws -> (first: UInt64, told: [Told]) {
        try #require(said.count == 1, "said: \(said)")
        guard case .data(let header, let told) = said[0] else {
            throw WireError(.badType, in: "snapshot", reason: "\(said[0])")
        }
        #expect(header.flags.isSuperset(of: [.snapshot, .lastPart]))
        return (header.firstSequence, told)
    }

    /// The volume of sample ticks, by level: at the bid, at the ask.
    private func rows(_ numbers: Range<UInt64>) -> [Int64: FootprintRow] {
        var rows: [Int64: FootprintRow] = [:]
        for tick in Sample.ticks(numbers) {
            let level = tick.level.rawValue
            var row =
                rows[level]
                ?? FootprintRow(row: level, bid: .zero, ask: .zero, neutral: .zero)
            let volume = Volume(Double(tick.size.rawValue))
            if tick.aggressor == .buyer { row.ask += volume } else { row.bid += volume }
            rows[level] = row
        }
        return rows
    }

    @Test func `bars begin with the last closed and the open one`() throws {
        let bench = Bench()
        bench.apply([Sample.roll(.bars)])
        bench.tick(1..<5)
        bench.apply(Sample.slots([Sample.bar(1)]))
        bench.tick(60..<65)
        let client = try bench.login()
        let minute = StreamParameters(period: .minute1)
        let (granted, rest) = try client.subscribe(.bars, "SPY", minute)
        #expect(granted.outcome == .snapshot && granted.nextSequence == 2)
        let (first, told) = try snapshot(rest)
        #expect(first == 2)
        try #require(told.count == 2)
        #expect(told[0] == .bar(Sample.bar(1)))
        guard case .openBar(let open) = told[1] else {
            Issue.record("no open bar")
            return
        }
        let ticks = Sample.ticks(60..<65)
        #expect(open.bar.trades == 5)
        #expect(open.bar.open == ticks[0].price && open.bar.close == ticks[4].price)
        #expect(
            open.bar.volume.rawValue == ticks.reduce(0) { $0 + Double($1.size.rawValue) })
        bench.apply(Sample.slots([Sample.bar(2)]))
        guard case .data(let header, let live) = try client.answer() else {
            Issue.record("no bar")
            return
        }
        #expect(header.firstSequence == 2 && live == [.bar(Sample.bar(2))])
    }

    @Test func `a footprint view begins with the open footprint and goes on with it`() throws {
        let bench = bench()
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(.footprintView)
        #expect(granted.outcome == .snapshot)
        #expect(granted.parameters.period == .minute5 && granted.parameters.viewInterval == 100)
        func rowsOf(_ told: [Told]) -> [Int64: FootprintRow]? {
            guard case .openFootprint(let open) = told.last else { return nil }
            return Dictionary(
                uniqueKeysWithValues: open.rows.map { row in
                    var row = row
                    row.marks = []
                    return (row.row, row)
                })
        }
        #expect(rowsOf(try snapshot(rest).told) == rows(1..<31))
        bench.tick(31..<40)
        #expect(try client.heard().isEmpty)
        bench.pass(100)
        guard case .data(let header, let told) = try client.answer() else {
            Issue.record("no view")
            return
        }
        #expect(header.firstSequence == 1 && rowsOf(told) == rows(1..<40))
        bench.pass(1000)
        #expect(try client.heard().isEmpty, "nothing changed")
    }

    @Test func `a profile is its snapshot with the rows of each delta in place of its own`() throws
    {
        let bench = bench()
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(.profile)
        #expect(granted.outcome == .snapshot && granted.nextSequence == 1)
        var held = ProfileFold()
        held.take(rest)
        #expect(held.rows == rows(1..<31))
        var next: UInt64 = 31
        for step in [3, 1, 20, 7] as [UInt64] {
            bench.tick(next..<next + step)
            next += step
            bench.pass(100)
            held.take(try client.heard())
            #expect(held.rows == rows(1..<next))
        }
        #expect(held.deltas == 4)
    }

    @Test func `a profile that was left and taken up again has every row`() throws {
        let bench = bench()
        let first = try bench.login()
        var held = ProfileFold()
        held.take(try first.subscribe(.profile).rest)
        bench.tick(31..<34)
        bench.pass(100)
        held.take(try first.heard())
        first.hangUp()
        bench.tick(34..<60)
        bench.pass(100)
        let second = try bench.login()
        let (granted, rest) = try second.subscribe(
            .profile, resume: StreamPosition(epoch: Sample.epoch, nextSequence: held.next))
        #expect(granted.outcome == .replaying)
        held.take(rest)
        bench.tick(60..<61)
        bench.pass(100)
        held.take(try second.heard())
        #expect(held.rows == rows(1..<61), "\(held.rows.count) rows")
    }

    @Test func `a clock that is set back holds no view up`() throws {
        let bench = bench()
        let client = try bench.login()
        _ = try client.subscribe(.footprintView)
        bench.tick(31..<40)
        bench.pass(200)
        #expect(!(try client.heard().isEmpty))
        bench.pass(-3_600_000)
        bench.tick(40..<50)
        bench.pass(200)
        #expect(try client.heard().contains { $0.streamHeader?.channel == .footprintView })
    }

    @Test func `two profile views with different intervals both have every row`() throws {
        let bench = bench()
        let (quick, slow) = (try bench.login(), try bench.login())
        var (often, seldom) = (ProfileFold(), ProfileFold())
        often.take(try quick.subscribe(.profile, "SPY", StreamParameters(viewInterval: 20)).rest)
        seldom.take(try slow.subscribe(.profile, "SPY", StreamParameters(viewInterval: 500)).rest)
        for number in 31..<131 as Range<UInt64> {
            bench.tick(number..<number + 1)
            bench.pass(20)
        }
        bench.pass(500)
        often.take(try quick.heard())
        seldom.take(try slow.heard())
        #expect(often.rows == rows(1..<131))
        #expect(seldom.rows == rows(1..<131))
        #expect(often.deltas > 3 * seldom.deltas)
    }

    @Test func `a VWAP begins with sums to go on from and states what they give`() throws {
        let bench = bench()
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(.vwap)
        #expect(granted.outcome == .snapshot)
        func check(_ told: [Told], _ numbers: Range<UInt64>) throws {
            guard case .vwapState(let state) = try #require(told.last) else {
                Issue.record("no VWAP state")
                return
            }
            let ticks = Sample.ticks(numbers)
            let volume = ticks.reduce(0) { $0 + Double($1.size.rawValue) }
            let sum = ticks.reduce(0) {
                $0 + Double($1.size.rawValue) * (Double($1.price.rawValue) - state.origin)
            }
            #expect(state.origin == Double(ticks[0].price.rawValue))
            #expect(state.volume.rawValue == volume && state.first == sum)
            #expect(abs(state.vwap - (state.origin + sum / volume) / 100) < 1e-9)
        }
        try check(try snapshot(rest).told, 1..<31)
        bench.tick(31..<50)
        bench.pass(100)
        guard case .data(_, let told) = try client.answer() else {
            Issue.record("no VWAP")
            return
        }
        try check(told, 1..<50)
    }

    @Test func `status begins at once and comes once an interval`() throws {
        let bench = bench()
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(.status)
        #expect(granted.outcome == .snapshot)
        guard case .status(let status) = try #require(try snapshot(rest).told.first) else {
            Issue.record("no status")
            return
        }
        #expect(status.feed == .live && status.time == bench.now)
        var count = 0
        for _ in 0..<30 {
            bench.pass(100)
            count += try client.heard().count
        }
        #expect(count == 3)
    }

    @Test(arguments: [(0, 100), (1, 20), (20, 20), (777, 777), (60_001, 60_000), (.max, 60_000)])
    func `views are 20 ms to a minute apart`(asked: UInt32, granted: UInt32) throws {
        let client = try bench().login()
        for channel in [Channel.profile, .vwap, .footprintView] {
            let (answer, _) = try client.subscribe(
                channel, "SPY", StreamParameters(viewInterval: asked))
            #expect(answer.parameters.viewInterval == granted)
        }
    }

    @Test func `a closed footprint's stream begins with the last one`() throws {
        let bench = bench()
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(.footprint)
        #expect(granted.outcome == .live && rest.isEmpty)
    }
}
