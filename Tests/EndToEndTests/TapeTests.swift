import Chance
import ClientKit
import Feed
import Foundation
import Host
import Market
import Pipeline
import Records
import Settings
import Synchronization
import Testing
import Wire

/// Ticks of a made-up hour from the open of 2024-01-03, seeded.
func madeUpHour(_ count: Int, seed: UInt64 = 7) -> [Input] {
    var random = SplitMix64(seed)
    var time: Int64 = 1_704_292_200_000_000_000
    var price: Int64 = 4700 * 4
    return (0..<count).map { _ in
        time += Int64(random.below(7_200_000_000_000 / count))
        price += random.below(3) - 1
        return Input.tick(
            InstrumentID(0), time: Nanoseconds(time), price: Price(price * 250_000_000),
            size: Size(1 + random.below(20)),
            side: Aggressor(rawValue: UInt8(random.below(3))) ?? .none)
    }
}

/// What a pipeline alone makes of inputs, in the engine's settings.
func alone(_ inputs: [Input], _ settings: PipelineSettings, _ instrument: Instrument) -> Received {
    var pipeline = TickPipeline(
        instrument: InstrumentID(0), scale: instrument.prices, sizes: instrument.sizes,
        settings: settings)
    var out = OutputBuffer()
    for input in inputs { pipeline.apply(input, cause: 0, into: &out) }
    pipeline.finish(cause: 0, into: &out)
    var received = Received()
    var index = 0
    let slots = out.slots
    while index < slots.count {
        let record = UnsafeBufferPointer(rebasing: slots[index..<index + slots[index].slots])
        switch record[0].kind {
        case .tick: received.ticks += 1
        case .bar:
            let bar = BarRecord(record).bar
            if bar.period == .minute1 { received.bars.append(bar) }
        case .footprint: received.footprints.append(FootprintRecord(record))
        default: break
        }
        index += record.count
    }
    return received
}

/// The settings an engine has for an instrument in these tests.
func fixtureInstrument(_ symbol: String, _ session: SessionMode?) throws -> HostInstrument {
    var one = try HostInstrument(symbol: symbol, settings: EngineSettings(), origin: .replay)
    EngineFixture.adjust(&one, session)
    return one
}

/// Compares without printing a day of records.
func expectSame(_ received: Received, _ expected: Received) {
    let isSame = received == expected
    #expect(isSame, "got \(received.summary), expected \(expected.summary)")
}

@Suite(.serialized, .timeLimit(.minutes(5))) struct TapeTests {
    @Test(arguments: [ThreadLayout.duties, .one])
    func `what a subscriber receives is what a pipeline alone makes`(
        threads: ThreadLayout
    ) async throws {
        let inputs = madeUpHour(20_000)
        let engine = try EngineFixture(
            symbol: "ES", source: { _ in ListSource(inputs) }, threads: threads, session: .utc)
        let client = try await engine.client()
        let received = try await client.receiveAll("ES")
        await client.close()
        engine.end()
        let one = try fixtureInstrument("ES", .utc)
        let expected = alone(inputs, one.pipeline, one.instrument)
        expectSame(received, expected)
    }

    @Test func `a subscriber that is cut resumes without loss or doubling`() async throws {
        let inputs = madeUpHour(60_000)
        let one = try fixtureInstrument("ES", .utc)
        let expected = alone(inputs, one.pipeline, one.instrument)
        let engine = try EngineFixture(
            symbol: "ES", source: { _ in ListSource(inputs) }, streams: 6, stops: false,
            session: .utc)
        let proxy = try CuttingProxy(to: engine.host.port, cutAfter: 60_000)
        let port = try await proxy.start()
        let direct = try await engine.client()
        let cut = try await engine.client("127.0.0.1:\(port)")
        async let first = direct.receiveAll("ES", like: expected)
        async let second = cut.receiveAll("ES", like: expected)
        let (whole, resumed) = try await (first, second)
        #expect(proxy.cuts.load(ordering: .relaxed) == 1)
        expectSame(whole, expected)
        expectSame(resumed, expected)
        await direct.close()
        await cut.close()
        proxy.stop()
        engine.end()
    }

    @Test func `a paced replay gives the same records, also to one that was away`() async throws {
        let inputs = madeUpHour(10_000)
        let one = try fixtureInstrument("ES", .utc)
        let expected = alone(inputs, one.pipeline, one.instrument)
        let engine = try EngineFixture(
            symbol: "ES", source: { _ in ListSource(inputs) }, speed: 2000, streams: 4,
            stops: false, session: .utc)
        let steady = try await engine.client()
        async let received = steady.receiveAll("ES", like: expected)
        // This one hears a bar, goes away without a word, and comes back as somebody new.
        let killed = try await engine.client()
        for await _ in try await killed.bars(of: "ES", period: .second1).records { break }
        await killed.close()
        let whole = try await received
        expectSame(whole, expected)
        let back = try await engine.client()
        let bars = try await back.bars(of: "ES", period: .minute1, limit: 1000)
        let isSame = bars == expected.bars
        #expect(isSame, "\(bars.count) bars by query")
        let last = try await back.footprint(of: "ES", period: .minute5, moment: .previous(1))
        #expect(last.rows == expected.footprints.last?.rows)
        await steady.close()
        await back.close()
        engine.end()
    }

    @Test func `a replay that would take hours ends once its speed is changed`() async throws {
        let inputs = madeUpHour(10_000)
        let one = try fixtureInstrument("ES", .utc)
        let expected = alone(inputs, one.pipeline, one.instrument)
        let engine = try EngineFixture(
            symbol: "ES", source: { _ in ListSource(inputs) }, speed: 0.5, streams: 4,
            stops: false, session: .utc)
        let reader = try await engine.client()
        let admin = try await engine.client(role: .admin)
        async let received = reader.receiveAll("ES", like: expected)
        #expect(try await admin.set("replay.speed", to: "fast").outcome == .badValue)
        #expect(try await admin.set("replay.speed", to: "3600").isAccepted)
        for await _ in try await admin.ticks(of: "ES").records { break }
        #expect(try await admin.set("replay.speed", to: "0").isAccepted)
        let whole = try await received
        expectSame(whole, expected)
        let speed = try await admin.statistics().counters.first { $0.name == "feed.speed_milli" }
        #expect(speed?.value == 0)
        await admin.close()
        await reader.close()
        engine.end()
    }

    @Test(.enabled(if: RealData.isPresent(RealData.esTrades), "needs the ESU4 trades"))
    func `ES trades build exactly the minute bars recorded beside them`() throws {
        let one = try fixtureInstrument("ESU4", .utc)
        func inputs(_ path: String) throws -> [Input] {
            try SourceOpener.open(path, instrument: one.instrument, id: InstrumentID(0))
                .source.readAll()
        }
        let built = alone(try inputs(RealData.esTrades), one.pipeline, one.instrument).bars
        let recorded = try inputs(RealData.esBars)
        var compared = 0
        for index in stride(from: 0, to: recorded.count - 1, by: 2) {
            let bar = BarInput(recorded[index], recorded[index + 1])
            guard let ours = built.first(where: { $0.start == bar.start }) else { continue }
            compared += 1
            #expect(ours.open == bar.open && ours.high == bar.high)
            #expect(ours.low == bar.low && ours.close == bar.close)
            #expect(ours.volume == bar.volume)
        }
        #expect(compared == built.count && compared >= 2)
    }

    @Test func `ticks sent in over the wire make the same records`() async throws {
        let inputs = madeUpHour(10_000)
        let one = try fixtureInstrument("ES", .utc)
        // Nothing ends a client's feed, so its last bar and footprint stay open.
        let expected = alone(inputs, one.pipeline, one.instrument).withoutOpenEnds
        let engine = try EngineFixture(symbol: "ES", source: nil, session: .utc)
        let reader = try await engine.client()
        let feeder = try await engine.client(role: .feed)
        async let received = reader.receiveAll("ES", like: expected)
        let feed = try await feeder.feed(symbols: ["ES"])
        try await engine.waitForSubscriptions(3)
        try await feed.send(inputs)
        try await feed.flush()
        let result = try await received
        expectSame(result, expected)
        await feeder.close()
        await reader.close()
        engine.end()
    }
}
