import ClientKit
import Feed
import Host
import Market
import Pipeline
import Records
import Settings
import Strategy
import Synchronization
import Systems
import Testing
import Wire

/// An engine with the strategies that its configuration says.
struct StrategyEngine {
    let host: EngineHost
    let one: HostInstrument
    /// What the engine's own listener heard.
    let heard: Heard

    /// Everything that is no study, as a listener gets it.
    final class Heard: Sendable {
        let evaluations = Mutex<[Evaluation]>([])
    }

    /// Starts an engine that waits for so many streams, then plays the inputs.
    init(
        _ text: String, _ inputs: [Input], streams: Int, stops: Bool = true,
        threads: ThreadLayout = .duties
    ) throws {
        try self.init(
            text, symbol: "ES", streams: streams, mode: .utc, stops: stops, threads: threads
        ) { _ in ListSource(inputs) }
    }

    /// Starts an engine that waits for so many streams, then plays a source.
    init(
        _ text: String, symbol: String, streams: Int, mode: SessionMode? = nil, stops: Bool = true,
        threads: ThreadLayout = .duties, source: (Instrument) throws -> any InputSource
    ) throws {
        let catalog = SystemCatalog.catalog
        var settings = try SettingsLoader.load(text: text, strategies: catalog.declarations).get()
        settings.listen.port = 0
        settings.engine.threads = threads
        var one = try HostInstrument(symbol: symbol, settings: settings, origin: .replay)
        one.strategies = catalog.seats(
            on: try settings.instrumentSettings(for: symbol), of: settings, mode: mode)
        var plan = HostPlan(settings: settings, instruments: [one]) { token, _ in
            token == Array(EngineFixture.token.utf8)
        }
        plan.source = MergedSource([try source(one.instrument)])
        plan.speed = 0
        plan.waitsForStreams = streams
        plan.stopsAtEnd = stops
        let heard = Heard()
        plan.onDecision = { evaluation in heard.evaluations.withLock { $0.append(evaluation) } }
        self.one = one
        self.heard = heard
        host = try EngineHost(plan)
        host.start()
    }

    func client() async throws -> PitwireClient {
        try await PitwireClient.connect(
            to: "127.0.0.1:\(host.port)", role: .read, token: EngineFixture.token)
    }

    func end() {
        host.stop()
        host.join()
    }

    /// What a pipeline alone evaluates, causes left aside.
    func alone(_ inputs: [Input]) -> [Evaluation] {
        var pipeline = TickPipeline(
            instrument: InstrumentID(0), scale: one.instrument.prices, sizes: one.instrument.sizes,
            settings: one.pipeline, strategies: one.strategies)
        var out = OutputBuffer()
        for input in inputs { pipeline.apply(input, cause: 0, into: &out) }
        pipeline.finish(cause: 0, into: &out)
        var found: [Evaluation] = []
        var index = 0
        while index < out.slots.count {
            let count = out.slots[index].slots
            if out.slots[index].kind == .evaluation {
                found.append(
                    Evaluation(UnsafeBufferPointer(rebasing: out.slots[index..<index + count])))
            }
            index += count
        }
        return found
    }
}

extension Evaluation {
    /// Without the sequence of the input, which tests by hand do not have.
    fileprivate var withoutCause: Evaluation {
        var copy = self
        copy.cause = 0
        return copy
    }
}

@Suite(.serialized, .timeLimit(.minutes(5))) struct StrategyRunTests {
    private func collect(_ stream: DecisionStream) async -> [Evaluation] {
        var found: [Evaluation] = []
        for await decision in stream.records { found.append(decision.evaluation.withoutCause) }
        return found
    }

    /// The middle of a run: what a stream brought before the engine's end.
    @Test(arguments: [ThreadLayout.duties, .one])
    func `a client receives what the configured strategies decide in a pipeline alone`(
        threads: ThreadLayout
    ) async throws {
        let inputs = madeUpHour(20_000)
        let engine = try StrategyEngine(
            // What trading says of a position built in parts comes from no pipeline.
            "[strategy indicators]\non = true\ntimeframe = 1m\n[strategy sef]\non = false\n"
                + "[strategy convergence]\ntrade = false", inputs,
            streams: 2, threads: threads)
        #expect(engine.one.strategies.count == 5)
        let client = try await engine.client()
        let decisions = try await client.decisions(of: "ES")
        let studies = try await client.studies(of: "ES")
        async let decided = collect(decisions)
        async let studied = collect(studies)
        let (gotDecisions, gotStudies) = await (decided, studied)
        await client.close()
        engine.end()
        let all = engine.alone(inputs).map(\.withoutCause)
        let expected = all.filter { $0.verdict != .study }
        #expect(gotDecisions == expected)
        #expect(gotStudies == all.filter { $0.verdict == .study })
        #expect(expected.count > 10 && gotStudies.count > 100)
        #expect(engine.heard.evaluations.withLock { $0.map(\.withoutCause) } == expected)
    }

    @Test func `a strategy that can not run on the input is blocked once, and the status says so`()
        async throws
    {
        var inputs: [Input] = []
        for minute in 0..<30 {
            let price = Price(Int64(4700 + minute % 3) * 1_000_000_000)
            let bar = BarInput(
                start: Nanoseconds(1_704_292_200_000_000_000) + .seconds(Int64(minute) * 60),
                period: .minute1, open: price, high: price, low: price, close: price,
                volume: Volume(100))
            let (first, rest) = bar.inputs(for: InstrumentID(0))
            inputs += [first, rest]
        }
        let engine = try StrategyEngine(
            "[symbol ES]\nsef.on = false\nconvergence.on = false\nauction.on = false", inputs,
            streams: 1, stops: false)
        let client = try await engine.client()
        var blocked: [Decision] = []
        for await decision in try await client.decisions(of: "ES").records {
            blocked.append(decision)
            if blocked.count == 2 { break }
        }
        #expect(blocked.map(\.verdict) == [.blocked, .blocked])
        #expect(
            blocked.map { "\($0.strategyName) \($0.ruleName) \($0.reasonText)" } == [
                "momentum input needs_shorter_bars", "orderflow choice needs_ticks",
            ])
        #expect(blocked[0]["needed_s"] == 1 && blocked[0]["given_s"] == 60)
        #expect(blocked[0].time == Nanoseconds(1_704_292_200_000_000_000))
        // The bars behind the first are decided, too, before the count is looked at.
        var counters: [String: Int64] = [:]
        while counters["core.inputs", default: 0] < Int64(inputs.count) {
            for one in try await client.statistics().counters { counters[one.name] = one.value }
            await Task.yield()
        }
        #expect(counters["strategy.blocked"] == 2)
        #expect(counters["strategy.approved"] == 0)
        await client.close()
        engine.end()
    }

    @Test func `an engine without strategies has no counters of them`() async throws {
        let engine = try StrategyEngine(
            SystemCatalog.catalog.names.map { "[strategy \($0)]\non = false\n" }.joined(),
            madeUpHour(100), streams: 0, stops: false)
        #expect(engine.one.strategies.isEmpty)
        let client = try await engine.client()
        let names = try await client.statistics().counters.map(\.name)
        #expect(!names.contains { $0.hasPrefix("strategy.") })
        #expect(try await client.strategies().isEmpty)
        await client.close()
        engine.end()
    }
}
