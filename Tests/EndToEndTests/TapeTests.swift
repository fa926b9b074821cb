import Batch
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
    var state = seed
    func random(_ bound: UInt64) -> Int64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int64((state >> 33) % bound)
    }
    var time: Int64 = 1_704_292_200_000_000_000
    var price: Int64 = 4700 * 4
    return (0..<count).map { _ in
        time += random(UInt64(7_200_000_000_000 / count))
        price += random(3) - 1
        return Input.tick(
            InstrumentID(0), time: Nanoseconds(time), price: Price(price * 250_000_000),
            size: Size(1 + random(20)), side: Aggressor(rawValue: UInt8(random(3))) ?? .none)
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

@Suite(.timeLimit(.minutes(5))) struct TapeTests {
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
        var settings = EngineSettings()
        settings.listen.port = 0
        var one = try HostInstrument(symbol: "ES", settings: settings, origin: .replay)
        one.pipeline.barsMode = .utc
        one.pipeline.footprintMode = .utc
        one.pipeline.profilesMode = .utc
        one.pipeline.vwapsMode = .utc
        one.pipeline.minimumVolume = nil
        one.pipeline.imbalance.minimumVolume = Volume(10)
        let expected = alone(inputs, one.pipeline, one.instrument)
        #expect(received.ticks == expected.ticks)
        #expect(received.gaps == 0)
        #expect(received.bars == expected.bars)
        #expect(received.footprints.map(\.rows) == expected.footprints.map(\.rows))
    }

    @Test func `a subscriber that is cut resumes without loss or doubling`() async throws {
        let inputs = madeUpHour(60_000)
        let engine = try EngineFixture(
            symbol: "ES", source: { _ in ListSource(inputs) }, clients: 2, session: .utc)
        let proxy = try CuttingProxy(to: engine.host.port, cutAfter: 60_000)
        let port = try await proxy.start()
        let direct = try await engine.client()
        let cut = try await engine.client("127.0.0.1:\(port)")
        async let one = direct.receiveAll("ES")
        async let two = cut.receiveAll("ES")
        let (whole, resumed) = try await (one, two)
        #expect(proxy.cuts.load(ordering: .relaxed) == 1)
        #expect(resumed == whole)
        #expect(whole.gaps == 0)
        #expect(whole.ticks == 60_000)
        await direct.close()
        await cut.close()
        proxy.stop()
        engine.end()
    }
}
