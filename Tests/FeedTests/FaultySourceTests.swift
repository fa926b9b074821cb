import Feed
import Market
import Records
import Testing

@Suite struct FaultySourceTests {
    private let ids = [InstrumentID(0)]
    /// A tick every second of a regular session.
    private static let session = Self.seconds(23_400)
    private var session: [Input] { Self.session }
    /// A tick every 0.2 s on average, with ids.
    private static let ticks = Sample.ticks(20_000, of: Sample.es, hasIDs: true)
    private var ticks: [Input] { Self.ticks }

    private func faulty(
        _ plan: String, _ inputs: [Input]? = nil, seed: UInt64 = 7, marks: Bool = false,
        step: Int = 300
    ) throws -> FaultySource {
        FaultySource(
            MemorySource(inputs ?? ticks, step: step), plan: try FaultPlan(plan), seed: seed,
            instruments: ids, marksDelivery: marks)
    }

    /// Ids of the ticks that come through, in order.
    private func trades(_ inputs: [Input]) -> [UInt64] {
        inputs.filter { $0.kind == .tick }.map(\.tradeID)
    }

    /// About a share of all ticks: within six standard deviations.
    private func isAbout(_ count: Int, _ share: Double) -> Bool {
        let mean = Double(ticks.count) * share
        return abs(Double(count) - mean) < 6 * (mean * (1 - share)).squareRoot()
    }

    @Test func `no faults, no change`() throws {
        let source = try faulty("drop=0,gap=0/day")
        #expect(Sample.areSame(try source.readAll(), ticks))
        #expect(source.counts == FaultCounts())
        #expect(source.report.good == ticks.count)
    }

    @Test func `the same seed gives the same inputs, however they are cut`() throws {
        let plan =
            "drop=1%,duplicate=1%,reorder=1%,late=1%,malformed=1%,gap=80/day,stall=80/day,"
            + "burst=80/day:40,clock=80/day:-2s,sequenced"
        let first = try faulty(plan)
        let inputs = try first.readAll()
        #expect(
            first.counts.readings.filter { $0.count == 0 }.map(\.name) == [
                "doubled without id", "bars repeated",
            ])
        for (batch, step) in [(2, 300), (3, 2), (4096, 5), (64, 1024)] {
            let again = try faulty(plan, step: step)
            #expect(Sample.areSame(try again.readAll(batch: batch), inputs))
            #expect(again.counts == first.counts)
        }
        #expect(!Sample.areSame(try faulty(plan, seed: 8).readAll(), inputs))
    }

    @Test func `drops are silent`() throws {
        let source = try faulty("drop=2%")
        let inputs = try source.readAll()
        #expect(inputs.count == ticks.count - source.counts.dropped)
        #expect(isAbout(source.counts.dropped, 0.02))
        #expect(inputs.allSatisfy { $0.kind == .tick })
    }

    @Test func `a feed with sequence numbers notices each drop`() throws {
        let source = try faulty("drop=2%,sequenced")
        let inputs = try source.readAll()
        let notes = inputs.filter { $0.kind == .feedGap }
        #expect(notes.count == source.counts.dropped)
        #expect(source.counts.gapNotes == notes.count)
        #expect(trades(inputs) == trades(try faulty("drop=2%").readAll()))
    }

    @Test func `duplicates keep their trade id and come at once`() throws {
        let source = try faulty("duplicate=2%")
        let ids = trades(try source.readAll())
        let repeated = zip(ids, ids.dropFirst()).filter { $0 == $1 }.count
        #expect(repeated == source.counts.duplicated)
        #expect(isAbout(repeated, 0.02))
        #expect(Set(ids).count == ticks.count)
        let unnamed = try faulty("duplicate=2%", Sample.ticks(20_000, of: Sample.es))
        #expect(try unnamed.readAll().count == ticks.count + unnamed.counts.doubled)
        #expect(unnamed.counts.duplicated == 0 && isAbout(unnamed.counts.doubled, 0.02))
    }

    @Test func `reordered ticks change places within their second`() throws {
        let source = try faulty("reorder=10%")
        let inputs = try source.readAll()
        #expect(trades(inputs).sorted() == trades(ticks))
        var swaps = 0
        for (left, right) in zip(inputs, inputs.dropFirst()) where left.tradeID > right.tradeID {
            swaps += 1
            #expect(left.tradeID == right.tradeID + 1)
            #expect(left.time.secondStart == right.time.secondStart)
        }
        #expect(swaps == source.counts.reordered && swaps > 1000)
        #expect(source.counts.late == 0)
    }

    @Test func `late ticks come behind a newer second`() throws {
        let source = try faulty("late=2%")
        let inputs = try source.readAll()
        #expect(trades(inputs).sorted() == trades(ticks))
        var newest = Nanoseconds.zero
        var late = 0
        for input in inputs {
            if input.time < newest.secondStart { late += 1 }
            newest = max(newest, input.time)
        }
        #expect(late == source.counts.heldBack && late == source.counts.late)
        #expect(isAbout(late, 0.02))
    }

    @Test func `malformed messages take the place of ticks`() throws {
        let source = try faulty("malformed=2%")
        let inputs = try source.readAll()
        #expect(inputs.count == ticks.count)
        let bad = inputs.filter { $0.kind == .malformed }
        #expect(bad.count == source.counts.malformed && bad.allSatisfy { $0.size == 1 })
        #expect(isAbout(bad.count, 0.02))
    }

    @Test func `a gap loses everything for its length and says so`() throws {
        let source = try faulty("gap=3/day:10s", session)
        let inputs = try source.readAll()
        #expect(source.counts.gaps == 3)
        let notes = inputs.filter { $0.kind == .feedGap }
        #expect(notes.count == 3 && source.counts.gapNotes == 3)
        // One tick a second: ten of them a gap.
        #expect(source.counts.lostInGaps == 30)
        #expect(inputs.count == 23_400 - 30 + 3)
        for (index, input) in inputs.enumerated() where input.kind == .feedGap {
            #expect(input.time == inputs[index + 1].time)
            #expect(input.time - inputs[index - 1].time == .seconds(11))
        }
    }

    @Test func `every day has as many`() throws {
        let next = Self.seconds(23_400, from: 1_790_086_400)
        let source = try faulty("gap=3/day,stall=2/day,burst=4/day,clock=1/day", session + next)
        _ = try source.readAll()
        let counts = source.counts
        #expect((counts.gaps, counts.stalls, counts.bursts, counts.clockSteps) == (6, 4, 8, 2))
    }

    @Test func `a stall holds everything back and the clock goes on`() throws {
        let source = try faulty("stall=1/day:5s", session, marks: true)
        let inputs = try source.readAll()
        let beat = try #require(inputs.firstIndex { $0.kind == .beat })
        let held = inputs[(beat + 1)...].prefix { $0.received > .zero }
        // It begins with a tick on a whole second: five are held, the sixth ends it. Beats stay
        // half a second behind, so that only the last one is not late.
        #expect(source.counts.stalled == 5 && held.count == 5)
        let begin = try #require(held.first?.time)
        #expect(inputs[beat].time == begin + .seconds(4))
        #expect(held.allSatisfy { $0.received == begin + .seconds(5) })
        #expect(source.counts.late == 4)
        #expect(trades(inputs) == trades(session))
        // A replay that is not paced is told nothing of delivery.
        let plain = try faulty("stall=1/day:5s", session).readAll()
        #expect(plain.allSatisfy { $0.received == .zero })
        #expect(plain.map(\.time) == inputs.map(\.time))
    }

    @Test func `a burst changes nothing but the moment of delivery`() throws {
        let source = try faulty("burst=2/day:50", session, marks: true)
        var inputs = try source.readAll()
        let marked = inputs.filter { $0.received > .zero }
        #expect(marked.count == 100 && source.counts.inBursts == 100)
        for burst in [marked[..<50], marked[50...]] {
            #expect(burst.allSatisfy { $0.received == burst.last?.time })
        }
        for index in inputs.indices { inputs[index].received = .zero }
        #expect(Sample.areSame(inputs, session))
        #expect(source.counts.late == 0)
    }

    @Test func `a wrong clock moves the times of a minute`() throws {
        for (step, late) in [("-2s", 1), ("+2s", 1), ("-90s", 60), ("500ms", 0)] {
            let source = try faulty("clock=1/day:\(step)", session)
            let inputs = try source.readAll()
            let moved = zip(inputs, session).filter { $0.time != $1.time }
            #expect(moved.count == 60 && source.counts.mistimed == 60)
            #expect(Set(moved.map { ($0.time - $1.time).rawValue }).count == 1)
            // Two seconds back: the first tick is older than the one before, the second as old.
            // Forward: the same for the first behind the minute.
            #expect(source.counts.late == late, "\(step)")
        }
    }

    @Test func `bars have faults as a whole`() throws {
        let bars = (0..<5000).map { index in
            BarInput(
                start: Nanoseconds(1_790_000_000_000_000_000 + Int64(index) * 1_000_000_000),
                period: .second1, open: Price(1), high: Price(2), low: Price(1), close: Price(2),
                volume: Volume(Double(index + 1)), sessionVWAP: 1.5)
        }
        let source = try faulty(
            "drop=2%,duplicate=2%,reorder=2%,late=2%,malformed=2%,stall=1/day",
            Sample.inputs(bars))
        let inputs = try source.readAll(batch: 3)
        let counts = source.counts
        var starts: [Int64] = []
        for (index, input) in inputs.enumerated() where input.kind == .bar {
            #expect(inputs[index + 1].kind == .barRest)
            let bar = BarInput(input, inputs[index + 1])
            #expect(bar.sessionVWAP == 1.5)
            starts.append(bar.start.rawValue)
        }
        #expect(inputs.filter { $0.kind == .barRest }.count == starts.count)
        #expect(
            starts.count == 5000 - counts.dropped - counts.malformed + counts.repeatedBars)
        var newest = Int64.min
        let late = starts.filter { start in
            defer { newest = max(newest, start) }
            return start <= newest
        }.count
        #expect(late == counts.late && late == counts.repeatedBars + counts.heldBack)
        #expect(counts.reordered == 0 && counts.heldBack > 50)
    }

    @Test func `nothing is lost at the end`() throws {
        // Everything waits for something that never comes.
        let few = Array(Self.seconds(10).prefix(3))
        for plan in ["late=100%", "reorder=100%", "stall=10000/day:60m", "burst=10000/day:100"] {
            let source = try faulty(plan, few)
            #expect(trades(try source.readAll()).sorted() == trades(few), "\(plan)")
        }
        let lost = try faulty("gap=10000/day:60m", session.suffix(4000).map { $0 })
        #expect(try lost.readAll().contains { $0.kind == .feedGap })
    }

    @Test func `times at the ends of time do no harm`() throws {
        var few = Array(Self.seconds(10).prefix(4))
        few[1].time = Nanoseconds(Int64.min)
        few[2].time = .never
        let source = try faulty(
            "late=20%,reorder=20%,gap=10/day,stall=10/day,clock=10/day:-60m", few)
        #expect(try source.readAll().count <= 40)
    }

    /// A tick every second, with ids, from 2026-09-21T14:13:20Z unless said otherwise.
    private static func seconds(_ count: Int, from start: Int64 = 1_790_000_000) -> [Input] {
        (0..<count).map { index in
            .tick(
                InstrumentID(0), time: .seconds(start + Int64(index)), price: Price(500_000),
                size: Size(1), side: .buyer, tradeID: UInt64(index + 1))
        }
    }
}
