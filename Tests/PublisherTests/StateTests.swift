import Chance
import Market
import Publisher
import Records
import StateCoding
import Testing
import Wire

/// A publisher that is saved and restored answers and sends the same, byte for byte, as one that
/// ran through.
@Suite struct StateTests {
    /// The core's output of two instruments: a market hour each, decisions, the desk between.
    private static let batches: [[OutputSlot]] = {
        var found: [[OutputSlot]] = []
        let hours = (0..<2).map { MarketHour(seed: $0 + 5, trades: 2700, turns: true) }
        var number: UInt64 = 0
        for place in 0..<max(hours[0].batches.count, hours[1].batches.count) {
            for (index, hour) in hours.enumerated() where place < hour.batches.count {
                found.append(hour.batches[place].moved(to: UInt64(index)))
            }
            guard place % 9 == 0 else { continue }
            number += 1
            let instrument = UInt32(number % 2)
            found.append(Decisions.slots([Decisions.decision(number, instrument)]))
            found.append(
                Decisions.slots([Decisions.study(number, key: UInt16(truncatingIfNeeded: place))]))
            found.append(desk(number))
        }
        return found
    }()

    private static func desk(_ number: UInt64) -> [OutputSlot] {
        let anchor = AnchorRecord(
            time: .seconds(1), cause: number, isSet: number % 3 != 0,
            anchor: UserAnchor(
                instrument: InstrumentID(0), number: UInt32(2 + number % 2),
                from: MarketHour.start + .seconds(Int64(number)), by: "ann"))
        guard let alert = try? DeskSample.alert(number, cause: number) else { return [] }
        var naked = [
            NakedPOCRecord(
                instrument: InstrumentID(0), time: .seconds(9), cause: number,
                session: SessionDate(rawValue: Int32(number)), row: Int64(number), rowTicks: 1,
                isTouched: number % 4 == 0
            ).slot
        ]
        naked += DeskSample.slots([
            .alert(alert), .halt(DeskSample.halt(number % 2 == 0, cause: number)),
            .setting(DeskSample.setting("\(number)", cause: number)), .anchor(anchor),
        ])
        naked += AccountSample.slots([
            AccountSample.order(number, report: 2 * number - 1, cause: number),
            AccountSample.fill(number, report: 2 * number, cause: number),
            AccountSample.position(Int64(number % 3), cause: number),
            AccountSample.session(.running, cause: number),
        ])
        return naked
    }

    private func bench() -> Bench {
        let setups = ["SPY", "QQQ"].map { symbol in
            var setup = Sample.setup(symbol)
            setup.userAnchors = [MarketHour.start + .seconds(600)]
            return setup
        }
        return Decisions.bench(setups) {
            // Rings that turn over within the hour.
            $0.barsKept = 40
            $0.footprintsKept = 4
            $0.evaluationsKept = 12
            $0.studiesKept = 30
        }
    }

    private func saved(_ bench: Bench) -> [UInt8] {
        var writer = StateWriter()
        bench.publisher.save(into: &writer)
        return writer.finish()
    }

    /// All that can be asked for.
    private var queries: [Query] {
        var queries: [Query] = [.evaluations(EvaluationFilter()), .desk(symbol: nil)]
        for symbol in ["SPY", "QQQ"] {
            queries += [
                .state(symbol: symbol), .studies(symbol: symbol, strategy: nil),
                .desk(symbol: symbol),
            ]
            queries += BarPeriod.allCases.map {
                .bars(symbol: symbol, period: $0, from: nil, to: nil, limit: 100)
            }
            for moment in [.developing, .previous(1), .previous(3)] as [Query.Moment] {
                queries += [BarPeriod.minute5, .minute1, .minute15, .second1].map {
                    .footprint(symbol: symbol, period: $0, moment: moment)
                }
                queries += [Anchor.daily, .weekly, .monthly].map {
                    .profile(symbol: symbol, anchor: $0, anchorNumber: 0, moment: moment)
                }
            }
        }
        return queries
    }

    /// The answers, or that there is nothing yet, in frames.
    private func asked(_ bench: Bench) throws -> [[UInt8]] {
        let client = try bench.login()
        for query in queries { client.say(Request(request: client.nextRequest(), query: query)) }
        client.hangUp()
        return client.frames.map(\.copied)
    }

    /// A client of every stream, which has begun to listen.
    private func listener(_ bench: Bench) throws -> Client {
        let client = try bench.login()
        for symbol in ["SPY", "QQQ"] {
            for channel in [
                Channel.ticks, .quotes, .signals, .decisions, .studies, .events, .status,
            ] { _ = try client.subscribe(channel, symbol) }
            for period in Sample.setup.bars {
                _ = try client.subscribe(.bars, symbol, StreamParameters(period: period))
            }
            let five = StreamParameters(period: .minute5)
            _ = try client.subscribe(.footprint, symbol, five)
            _ = try client.subscribe(.footprintView, symbol, five)
            for anchor in [Anchor.daily, .weekly] {
                _ = try client.subscribe(.profile, symbol, StreamParameters(anchor: anchor))
                _ = try client.subscribe(.vwap, symbol, StreamParameters(anchor: anchor))
            }
            _ = try client.subscribe(
                .vwap, symbol, StreamParameters(anchor: .user, anchorNumber: 1))
        }
        return client
    }

    /// What a client was sent; the streams of one moment have no order among them.
    private func ordered(_ client: Client) -> [[UInt8]] {
        client.frames.map(\.copied).sorted { $0.lexicographicallyPrecedes($1) }
    }

    private func run(_ bench: Bench, _ range: Range<Int>) {
        for (place, batch) in Self.batches[range].enumerated() {
            bench.apply(batch)
            if place % 50 == 0 { bench.pass(200) }
        }
    }

    @Test(arguments: [0, 1, 97, 300, 511, 720])
    func `answers, snapshots and live frames are the same after a restart`(cut: Int) throws {
        try #require(Self.batches.count > 720, "\(Self.batches.count)")
        let plain = bench()
        for batch in Self.batches[..<cut] { plain.apply(batch) }
        let state = saved(plain)
        #expect(saved(plain) == state)

        let restored = bench()
        restored.now = plain.now
        var reader = StateReader(state)
        try restored.publisher.restore(from: &reader)
        try reader.end()
        #expect(saved(restored) == state)

        #expect(try asked(restored) == asked(plain))
        let (one, other) = (try listener(plain), try listener(restored))
        run(plain, cut..<Self.batches.count)
        run(restored, cut..<Self.batches.count)
        #expect(one.frames.count > 60)
        #expect(ordered(one) == ordered(other))
        #expect(try asked(restored) == asked(plain))
        #expect(saved(restored) == saved(plain))
        for counter in [
            PublisherCounter.ticks, .records, .evaluationsForgotten, .studiesNotKept,
        ] {
            #expect(try restored.counter(counter) == plain.counter(counter))
        }
        #expect(try plain.counter(.studiesNotKept) > 0)
        #expect(try plain.counter(.evaluationsForgotten) > 0)
    }

    @Test func `the state of other instruments or of fewer is refused`() throws {
        let two = bench()
        for batch in Self.batches[..<60] { two.apply(batch) }
        let state = saved(two)
        for setups in [[Sample.setup("SPY")], [Sample.setup("SPY"), Sample.setup("IWM")]] {
            let other = Bench(setups)
            #expect(throws: StateError.self) {
                var reader = StateReader(state)
                try other.publisher.restore(from: &reader)
            }
        }
    }

    @Test func `cut and changed states are refused or taken, never a trap`() throws {
        let bench = bench()
        for batch in Self.batches[..<300] { bench.apply(batch) }
        let state = saved(bench)
        var random = SplitMix64(4)
        var refused = 0
        for round in 0..<150 {
            var changed = state
            if round % 5 == 0 {
                changed.removeLast(Int.random(in: 1..<state.count, using: &random))
            } else {
                for _ in 0...round % 3 {
                    changed[Int.random(in: 16..<state.count, using: &random)] ^= UInt8.random(
                        in: 1...255, using: &random)
                }
            }
            let other = self.bench()
            do throws(StateError) {
                var reader = StateReader(changed)
                try other.publisher.restore(from: &reader)
                try reader.end()
            } catch {
                refused += 1
            }
        }
        #expect(refused >= 30)
    }
}

extension [OutputSlot] {
    /// The same records about another instrument.
    fileprivate func moved(to place: UInt64) -> [OutputSlot] {
        var moved = self
        var index = 0
        while index < count {
            let size = Swift.max(1, self[index].slots)
            moved[index].head = self[index].head & 0xff_ffff_ffff | place << 40
            index += size
        }
        return moved
    }
}
