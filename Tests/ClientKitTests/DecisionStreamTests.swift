import ClientKit
import Testing

/// Streams of signals, decisions and studies.
@Suite(.timeLimit(.minutes(1))) struct DecisionStreamTests {
    private typealias Open =
        @Sendable (PitwireClient) async throws(ClientError) -> DecisionStream

    /// A granted stream whose strategies are told.
    private func stream(
        _ server: TestServer, _ client: PitwireClient, next: UInt64 = 1,
        outcome: Subscribed.Outcome = .live, _ open: @escaping Open
    ) async throws -> (stream: DecisionStream, asked: Subscribe) {
        async let granted = open(client)
        _ = await server.answer(.strategies, [DecisionSample.schema])
        let asked = await server.grant(next: next, outcome: outcome)
        return (try await granted, asked)
    }

    private static let signals: Open = { (client) async throws(ClientError) in
        try await client.signals(of: "SPY")
    }

    @Test func `each stream has its channel, and studies alone are conflated`() async throws {
        let cases: [(Open, Channel, SlowReaderPolicy)] = [
            (Self.signals, .signals, .skip),
            (
                { (client) async throws(ClientError) in try await client.decisions(of: "SPY") },
                .decisions, .skip
            ),
            (
                { (client) async throws(ClientError) in try await client.studies(of: "SPY") },
                .studies, .conflate
            ),
        ]
        for (open, channel, policy) in cases {
            let server = try await TestServer()
            let client = try await server.client()
            let (stream, asked) = try await stream(server, client, open)
            #expect(asked.channel == channel && asked.policy == policy)
            #expect(stream.instrument == Sample.info)
            await client.close()
        }
    }

    @Test func `a stream begins with the last few and goes on with each as it comes`() async throws
    {
        let server = try await TestServer()
        let client = try await server.client()
        let (stream, _) = try await stream(
            server, client, next: 3, outcome: .snapshot, Self.signals)
        var events = stream.makeAsyncIterator()
        server.send {
            [
                $0.record(
                    DecisionSample.evaluation(2), channel: .signals, at: 3,
                    flags: [.snapshot, .lastPart]),
                $0.record(DecisionSample.evaluation(4), channel: .signals, at: 3),
            ]
        }
        #expect(await events.next() == .snapshot([DecisionSample.decision(2)]))
        #expect(await events.next() == .record(DecisionSample.decision(4)))
        server.send { [$0.record(DecisionSample.evaluation(6), channel: .signals, at: 4)] }
        var records = stream.records.makeAsyncIterator()
        #expect(await records.next()?.id == "SPY-6")
        await client.close()
        #expect(await records.next() == nil)
    }

    @Test func `a lost connection is made again and the stream goes on where it was`() async throws
    {
        let server = try await TestServer()
        let client = try await server.client()
        let (stream, _) = try await stream(server, client, Self.signals)
        var events = stream.makeAsyncIterator()
        server.send { [$0.record(DecisionSample.evaluation(2), channel: .signals, at: 1)] }
        #expect(await events.next() == .record(DecisionSample.decision(2)))
        server.cut()
        await server.welcome()
        let again = await server.grant(stream: 9, next: 2, outcome: .continuing)
        #expect(again.channel == .signals)
        #expect(again.resume == StreamPosition(epoch: Sample.epoch, nextSequence: 2))
        server.send {
            [$0.record(DecisionSample.evaluation(4), channel: .signals, at: 2, stream: 9)]
        }
        #expect(await events.next() == .record(DecisionSample.decision(4)), "its strategies stay")
        await client.close()
    }

    @Test func `behind a restart decisions have the new engine's meaning`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        let (stream, _) = try await stream(server, client, Self.signals)
        var events = stream.makeAsyncIterator()
        server.restart(epoch: 99)
        server.cut()
        await server.welcome(Sample.welcome(epoch: 99))
        await server.grant(epoch: 99)
        server.send { [$0.record(DecisionSample.evaluation(2), channel: .signals, at: 1)] }
        guard case .restarted(let restart) = await events.next() else {
            throw Missing(what: "restarted")
        }
        #expect(restart.epoch == 99)
        // The first answer fails: the decision comes bare, and the next one asks again.
        async let refused: Void = server.refuse(.strategies)
        guard case .record(let bare) = await events.next() else { throw Missing(what: "record") }
        await refused
        #expect(bare.strategy == nil && bare.id == "SPY-2")

        server.send { [$0.record(DecisionSample.evaluation(4), channel: .signals, at: 2)] }
        var other = DecisionSample.schema
        other.name = "other"
        async let query = server.answer(.strategies, epoch: 99, [other])
        guard case .record(let told) = await events.next() else { throw Missing(what: "record") }
        #expect(await query == .strategies)
        #expect(told.strategyName == "other")
        await client.close()
    }

    /// An engine at the end of its data grants, sends all, and says goodbye, in one piece.
    @Test func `a stream that is granted is had whole, however soon the engine ends`() async throws
    {
        let server = try await TestServer()
        let client = try await server.client()
        async let opened = client.decisions(of: "SPY")
        _ = await server.answer(.strategies, [DecisionSample.schema])
        await server.grant()
        server.send { [$0.record(DecisionSample.evaluation(2), channel: .decisions, at: 1)] }
        server.send(Goodbye(reason: .endOfData))
        var found: [Decision] = []
        for await decision in try await opened.records { found.append(decision) }
        #expect(found == [DecisionSample.decision(2)])
        await client.close()
    }

    @Test func `an engine without strategies refuses the stream`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        let granted = Task { try await client.studies(of: "SPY") }
        _ = await server.answer(.strategies, [StrategySchema]())
        let asked = await server.subscribe()
        server.send(
            ErrorMessage(
                request: asked.request, code: .unknownChannel, text: "no strategy runs here"))
        let error = await #expect(throws: ClientError.self) { try await granted.value }
        #expect(error?.code == .refused && error?.wireCode == .unknownChannel)
        await client.close()
    }
}
