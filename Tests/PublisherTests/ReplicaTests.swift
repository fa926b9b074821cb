import Market
import Pipeline
import Publisher
import Records
import Testing
import Wire

/// What clients see of an hour is what the core computed of it.
@Suite struct ReplicaTests {
    private static let minute = StreamParameters(period: .minute1)

    @Test(arguments: [UInt64(1), 2, 3])
    func `subscribers get the core's records, each once and in order`(seed: UInt64) throws {
        let hour = MarketHour(seed: seed, finishes: true)
        let bench = Bench()
        let client = try bench.login()
        for channel in [Channel.ticks, .quotes, .footprint, .vwap] {
            _ = try client.subscribe(channel)
        }
        _ = try client.subscribe(.bars, "SPY", Self.minute)
        for batch in hour.batches {
            bench.apply(batch)
            bench.pass(5)
        }
        var ticks: [Tick] = []
        var told: [Channel: [Told]] = [:]
        for said in try client.heard() {
            if case .ticks(_, let some) = said { ticks += some }
            if case .data(let header, let some) = said {
                told[try #require(header.channel), default: []] += some
            }
        }
        #expect(ticks == hour.ticks)
        #expect(told[.quotes] == hour.quotes.map { .quote($0) })
        #expect(
            told[.bars] == hour.bars.filter { $0.bar.period == .minute1 }.map { .bar($0) })
        #expect(told[.footprint] == hour.footprints.map { .footprint($0) })
        #expect(told[.ticks] == hour.rolls.map { .roll($0) })
        let vwaps = told[.vwap]?.compactMap { told -> VWAPRecord? in
            if case .vwap(let record) = told { record } else { nil }
        }
        #expect(vwaps == hour.vwaps.filter { $0.anchor == .daily })
        #expect(hour.ticks.count > 3000 && hour.footprints.count > 10 && hour.rolls.count > 4)
    }

    @Test(arguments: [UInt64(4), 5, 6])
    func `a profile put together from snapshot and deltas is the completed one`(
        seed: UInt64
    ) throws {
        let hour = MarketHour(seed: seed)
        let completed = try #require(hour.profiles.first { $0.anchor == .daily })
        let bench = Bench()
        let client = try bench.login()
        var held = ProfileFold()
        var rolling: [OutputSlot] = []
        for (place, batch) in hour.batches.enumerated() {
            bench.apply(batch)
            if place == 20 {
                let (granted, rest) = try client.subscribe(.profile)
                #expect(granted.outcome == .snapshot)
                held.take(rest)
            }
            bench.pass(100)
            if place >= 20 { held.take(try client.heard()) }
            rolling = batch
            if held.completed != nil { break }
        }
        let whole = try #require(held.completed)
        #expect(held.deltas > 100)
        #expect(whole.date == completed.date && whole.rows == completed.rows)
        // What the deltas gave lacks only the session's last ticks, those of the batch that
        // ended it.
        var rows = held.before
        var place = 0
        while place < rolling.count {
            let slot = rolling[place]
            place += slot.slots
            guard slot.kind == .tick else { continue }
            let tick = TickRecord(slot).tick
            guard tick.time <= completed.end else { continue }
            let level = tick.level.rawValue
            var row =
                rows[level] ?? FootprintRow(row: level, bid: .zero, ask: .zero, neutral: .zero)
            let volume = Volume(Double(tick.size.rawValue))
            switch tick.aggressor {
            case .buyer: row.ask += volume
            case .seller: row.bid += volume
            case .none: row.neutral += volume
            }
            rows[level] = row
        }
        #expect(
            rows.values.sorted { $0.row < $1.row }
                == completed.rows.map { row in
                    var row = row
                    row.marks = []
                    return row
                })
    }

    @Test(arguments: [UInt64(7), 8])
    func `a developing profile folded from deltas is the one a request gives`(seed: UInt64) throws {
        let hour = MarketHour(seed: seed)
        let bench = Bench()
        let client = try bench.login()
        var held = ProfileFold()
        for (place, batch) in hour.batches.enumerated() {
            bench.apply(batch)
            if place == 3 { held.take(try client.subscribe(.profile).rest) }
            bench.pass(50)
            if place >= 3 { held.take(try client.heard()) }
        }
        bench.pass(100)
        held.take(try client.heard())
        var asked = ProfileFold()
        for told in try client.ask(
            .profile(symbol: "SPY", anchor: .daily, anchorNumber: 0, moment: .developing))
        {
            guard case .profile(let profile) = told else { continue }
            asked.take([
                .data(
                    FrameHeader(type: .data, channel: .profile, count: 1, firstSequence: 1),
                    [.profile(profile)])
            ])
            // The volume of the rows is that of the session's ticks.
            let volume = profile.rows.reduce(0) { $0 + $1.volume.rawValue }
            let rolled = try #require(hour.rolls.last { $0.measure == .profiles })
            let ticks = hour.ticks.filter { $0.time >= rolled.window.start }
            #expect(volume == ticks.reduce(0) { $0 + Double($1.size.rawValue) })
        }
        #expect(!asked.rows.isEmpty && held.rows == asked.rows)
    }
}
