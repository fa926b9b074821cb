import Chance
import Market
import Publisher
import Records
import Testing
import Wire

/// Requests and what they are answered with.
@Suite struct QueryTests {
    /// A bench behind an hour that has not ended, and the hour.
    private func bench() -> (bench: Bench, hour: MarketHour) {
        let bench = Bench([Sample.setup, StreamTests.bare])
        let hour = MarketHour(seed: 11)
        for batch in hour.batches { bench.apply(batch) }
        return (bench, hour)
    }

    @Test func `symbols are all instruments by number`() throws {
        let client = try bench().bench.login()
        #expect(
            try client.ask(.symbols) == [
                .instrument(InstrumentInfo(id: InstrumentID(0), instrument: Sample.instrument)),
                .instrument(
                    InstrumentInfo(id: InstrumentID(1), instrument: StreamTests.bare.instrument)),
            ])
    }

    @Test func `many instruments, whose lines are fetched ahead, answer as each alone`() throws {
        let symbols = (0..<20).map { "S\($0)" }
        let hours = symbols.indices.map { MarketHour(seed: UInt64($0), trades: 1500) }
        let many = Bench(symbols.map { Sample.setup($0) })
        // All of a batch at once, as the bars of a second close together.
        for batch in 0..<(hours.map(\.batches.count).max() ?? 0) {
            var slots: [OutputSlot] = []
            for (place, hour) in hours.enumerated() where batch < hour.batches.count {
                slots += hour.batches[batch].of(InstrumentID(UInt32(place)))
            }
            many.apply(slots)
        }
        let client = try many.login()
        for (place, symbol) in symbols.prefix(16).enumerated() {
            // Of so few nothing is fetched; the last of them has the same number.
            let few = Bench(symbols[...place].map { Sample.setup($0) })
            for batch in hours[place].batches { few.apply(batch.of(InstrumentID(UInt32(place)))) }
            let alone = try few.login()
            for query in [
                Query.state(symbol: symbol),
                .profile(symbol: symbol, anchor: .daily, anchorNumber: 0, moment: .developing),
            ] {
                let told = try client.ask(query)
                #expect(told == (try alone.ask(query)) && !told.isEmpty)
            }
        }
    }

    @Test func `the state has the last tick, the open bars and the VWAPs of the session`() throws {
        let (bench, hour) = bench()
        let told = try bench.login().ask(.state(symbol: "SPY"))
        guard case .state(let state) = try #require(told.first) else {
            Issue.record("no state")
            return
        }
        let last = try #require(hour.ticks.last)
        #expect(state.lastTick == last && state.time == last.time && state.feed == .live)
        #expect(state.quote == hour.quotes.last?.quote)
        let roll = try #require(hour.rolls.last { $0.measure == .bars })
        #expect(state.session == roll.window.date)
        let session = hour.ticks.filter { $0.time >= roll.window.start }
        let delta = session.reduce(0.0) {
            switch $1.aggressor {
            case .buyer: $0 + Double($1.size.rawValue)
            case .seller: $0 - Double($1.size.rawValue)
            case .none: $0
            }
        }
        #expect(state.cumulativeDelta.rawValue == delta)
        let vwaps = told.compactMap { told -> VWAPState? in
            if case .vwapState(let state) = told { state } else { nil }
        }
        #expect(vwaps.map(\.anchor) == [.daily, .weekly, .monthly])
        #expect(
            vwaps[0].volume.rawValue == session.reduce(0) { $0 + Double($1.size.rawValue) })
        for case .openBar(let open) in told {
            let ticks = hour.ticks.filter { $0.time >= open.bar.start }
            #expect(open.bar.trades == Int64(ticks.count))
            #expect(open.bar.high == ticks.map(\.price).max())
            #expect(open.bar.low == ticks.map(\.price).min())
            #expect(open.bar.close == last.price)
        }
        #expect(
            try bench.login().ask(.state(symbol: "BARE")).count == 1, "nothing traded there")
    }

    @Test func `a line that nobody watches says what a watched one does`() throws {
        var random = SplitMix64(17)
        let (quiet, watched) = (Bench([Sample.setup]), Bench([Sample.setup]))
        _ = try watched.login().subscribe(.ticks, "SPY")
        let (asker, other) = (try quiet.login(), try watched.login())
        var asked = 0
        for batch in MarketHour(seed: 4).batches {
            quiet.apply(batch)
            watched.apply(batch)
            guard random.once(in: 150) else { continue }
            #expect(try asker.ask(.state(symbol: "SPY")) == other.ask(.state(symbol: "SPY")))
            asked += 1
        }
        #expect(asked > 5)
        // Whoever subscribes now goes on where the ticks are.
        let late = try asker.subscribe(.ticks, "SPY").granted
        let later = try other.subscribe(.ticks, "SPY").granted
        #expect(late.nextSequence == later.nextSequence && late.nextSequence > 1000)
    }

    @Test func `bars are the newest so many that start within the bounds, ascending`() throws {
        let (bench, hour) = bench()
        let client = try bench.login()
        let all = hour.bars.filter { $0.bar.period == .minute1 }
        try #require(all.count > 30)
        let (from, to) = (all[10].bar.start, all[20].bar.start)
        let cases: [(Nanoseconds?, Nanoseconds?, UInt32, ArraySlice<BarRecord>)] = [
            (nil, nil, 1000, all[...]), (nil, nil, 3, all.suffix(3)),
            (from, nil, 1000, all[10...]), (nil, to, 1000, all[..<20]),
            (from, to, 1000, all[10..<20]), (from, to, 4, all[16..<20]),
            (from, from, 1000, []), (to, from, 1000, []),
            (from + Nanoseconds(1), to + Nanoseconds(1), 1000, all[11...20]),
        ]
        for (from, to, limit, expected) in cases {
            let told = try client.ask(
                .bars(symbol: "SPY", period: .minute1, from: from, to: to, limit: limit))
            #expect(told == expected.map { .bar($0) })
        }
    }

    @Test func `bars beyond a frame come in parts`() throws {
        let bench = Bench { $0.maxFrame = 64 * 1024 }
        let bars = (1..<3000 as Range<UInt64>).map { Sample.bar($0) }
        bench.apply(Sample.slots(bars))
        let client = try bench.login()
        let told = try client.ask(
            .bars(symbol: "SPY", period: .minute1, from: nil, to: nil, limit: 5000))
        #expect(told == bars.map { .bar($0) })
        #expect(client.frames.filter { $0.header.type == .answer }.count > 1)
        #expect(client.frames.allSatisfy { $0.header.heldBytes <= 64 * 1024 })
    }

    @Test func `only so many bars are kept`() throws {
        let bench = Bench { $0.barsKept = 50 }
        bench.apply(Sample.slots((1..<200 as Range<UInt64>).map { Sample.bar($0) }))
        let told = try bench.login().ask(
            .bars(symbol: "SPY", period: .minute1, from: nil, to: nil, limit: 5000))
        #expect(told == (150..<200 as Range<UInt64>).map { .bar(Sample.bar($0)) })
    }

    @Test func `footprints are the developing one, those before it, and the one at a time`() throws
    {
        let (bench, hour) = bench()
        let client = try bench.login()
        func ask(_ moment: Query.Moment) throws -> [Told] {
            try client.ask(.footprint(symbol: "SPY", period: .minute5, moment: moment))
        }
        let closed = hour.footprints
        #expect(try ask(.previous(1)) == [.footprint(closed[closed.count - 1])])
        #expect(try ask(.previous(4)) == [.footprint(closed[closed.count - 4])])
        let some = closed[3]
        for time in [some.bar.start, some.bar.end - Nanoseconds(1)] {
            #expect(try ask(.at(time)) == [.footprint(some)])
        }
        guard case .openFootprint(let open) = try #require(try ask(.developing).first) else {
            Issue.record("no open footprint")
            return
        }
        let ticks = hour.ticks.filter { $0.time >= open.bar.start }
        #expect(
            open.rows.reduce(0) { $0 + $1.volume.rawValue }
                == ticks.reduce(0) { $0 + Double($1.size.rawValue) })
        #expect(open.rows.count { $0.marks.contains(.poc) } == 1)
    }

    @Test func `profiles are the developing one and those completed, with their landmarks`() throws
    {
        let (bench, hour) = bench()
        let client = try bench.login()
        let completed = try #require(hour.profiles.last { $0.anchor == .daily })
        for moment in [Query.Moment.previous(1), .at(completed.start), .at(completed.end)] {
            let told = try client.ask(
                .profile(symbol: "SPY", anchor: .daily, anchorNumber: 0, moment: moment))
            guard case .profile(let profile) = try #require(told.first) else {
                Issue.record("no profile")
                return
            }
            #expect(profile.isCompleted && profile.date == completed.date)
            #expect(profile.rows == completed.rows)
            #expect(profile.landmarks.poc == completed.poc)
            #expect(profile.landmarks.valueArea == completed.val...completed.vah)
            #expect(profile.landmarks.lvns != nil && profile.landmarks.hvns != nil)
        }
    }

    @Test func `statistics count what happened`() throws {
        let (bench, hour) = bench()
        let client = try bench.login()
        guard case .statistics(let statistics) = try #require(try client.ask(.statistics).first)
        else {
            Issue.record("no statistics")
            return
        }
        let values = Dictionary(
            uniqueKeysWithValues: statistics.counters.map { ($0.name, $0.value) })
        #expect(values["publisher.ticks"] == Int64(hour.ticks.count))
        #expect(values["publisher.sessions"] == 1)
        #expect(values["publisher.logins"] == 1)
        for counter in PublisherCounter.allCases { #expect(values[counter.name] != nil) }
    }

    @Test(
        arguments: [
            (.state(symbol: "QQQ"), .unknownSymbol),
            (.bars(symbol: "QQQ", period: .minute1, from: nil, to: nil, limit: 1), .unknownSymbol),
            (.bars(symbol: "SPY", period: .day1, from: nil, to: nil, limit: 1), .badParameter),
            (.footprint(symbol: "SPY", period: .hour1, moment: .developing), .badParameter),
            (.footprint(symbol: "BARE", period: .minute5, moment: .developing), .badParameter),
            (.footprint(symbol: "SPY", period: .minute5, moment: .previous(9999)), .notKept),
            (.footprint(symbol: "SPY", period: .minute5, moment: .at(.zero)), .notKept),
            (
                .profile(symbol: "SPY", anchor: .daily, anchorNumber: 0, moment: .previous(99)),
                .notKept
            ),
            (
                .profile(symbol: "SPY", anchor: .user, anchorNumber: 0, moment: .developing),
                .notKept
            ),
            (
                .profile(symbol: "BARE", anchor: .daily, anchorNumber: 0, moment: .at(.zero)),
                .notKept
            ),
        ] as [(Query, WireErrorCode)])
    func `what there is not is refused with its code and the session stays`(
        query: Query, code: WireErrorCode
    ) throws {
        let client = try bench().bench.login()
        client.say(Request(request: 77, query: query))
        let error = try #require(try client.answer().error)
        #expect(error.knownCode == code)
        #expect(error.request == 77 && !error.closes)
        #expect(try client.ask(.symbols).count == 2)
    }
}
