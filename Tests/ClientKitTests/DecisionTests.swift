import ClientKit
import Testing

/// A decision as a value.
@Suite struct DecisionTests {
    private let decision = DecisionSample.decision(37)

    @Test func `its name is the symbol and its number`() {
        #expect(decision.id == "SPY-37" && decision.symbol == "SPY")
        #expect(decision.decisionID == DecisionID(symbol: "SPY", number: 37))
    }

    @Test func `a study is named by its rule and key`() {
        let study = Decision(
            DecisionSample.study, instrument: Sample.info, strategy: DecisionSample.schema)
        #expect(study.id == "SPY momentum.burst[on_high]" && study.decisionID == nil)
        var trend = DecisionSample.study
        trend.rule = 0
        let other = Decision(trend, instrument: Sample.info, strategy: DecisionSample.schema)
        #expect(other.id == "SPY momentum.trend" && other.keyName == nil)
    }

    @Test func `rule, reason, key and values are told in the schema's words`() {
        #expect(decision.strategyName == "momentum" && decision.ruleName == "burst")
        #expect(decision.reasonText == "range_small" && decision.keyName == "on_high")
        #expect(decision["price"] == 500.25 && decision["side"] == 1)
        #expect(decision["range"] == nil && decision["volume"] == nil)
        #expect(decision.word("side") == "BUY" && decision.word("price") == nil)
        #expect(decision.fields.map(\.meaning.name) == ["price", "range", "side"])
        #expect(decision.fields.map(\.value) == [500.25, nil, 1])
        #expect(decision.verdict == .rejected && decision.direction == .long)
        #expect(DecisionSample.decision(38).reasonText == "")
    }

    @Test func `without a schema it is told in numbers`() {
        let bare = Decision(
            DecisionSample.evaluation(37), instrument: Sample.info, strategy: nil)
        #expect(bare.id == "SPY-37" && bare.rule == nil && bare.fields.isEmpty)
        #expect(bare.strategyName == "system 2" && bare.ruleName == "rule 1")
        #expect(bare.reasonText == "reason 1" && bare.keyName == "key 1")
        #expect(bare["price"] == nil)
    }

    @Test func `places outside the schema are numbers, never a trap`() {
        var strange = DecisionSample.evaluation(37)
        strange.reason = 200
        strange.key = 60_000
        strange.values = [1, 2, 3, 4, 5]
        func told(_ evaluation: Evaluation) -> Decision {
            Decision(evaluation, instrument: Sample.info, strategy: DecisionSample.schema)
        }
        #expect(told(strange).reasonText == "reason 200" && told(strange).keyName == "key 60000")
        #expect(told(strange).fields.count == 3)
        #expect(told(strange).word("side") == nil, "3 is no word of three")
        strange.rule = 99
        #expect(told(strange).ruleName == "rule 99" && told(strange).rule == nil)
        strange.rule = 1
        strange.values = []
        #expect(told(strange)["price"] == nil)
        strange.values = [nil, nil, 0.5]
        #expect(told(strange).word("side") == nil)
    }
}

/// Questions about strategies and decisions.
@Suite(.timeLimit(.minutes(1))) struct DecisionQueryTests {
    @Test func `decisions come newest first with their meaning, which is asked once`() async throws
    {
        let server = try await TestServer()
        let client = try await server.client()
        async let found = client.evaluations(
            of: "SPY", strategy: "momentum", rule: "burst", verdicts: [.approved, .rejected],
            from: .seconds(5), to: .seconds(9), limit: 20)
        let asked = await server.answer(
            .evaluations,
            [Sample.info, DecisionSample.evaluation(38), DecisionSample.evaluation(37)])
        #expect(
            asked
                == .evaluations(
                    EvaluationFilter(
                        symbol: "SPY", from: .seconds(5), to: .seconds(9), strategy: "momentum",
                        rule: "burst", verdicts: [.approved, .rejected], limit: 20)))
        #expect(await server.answer(.strategies, [DecisionSample.schema]) == .strategies)
        #expect(try await found == [DecisionSample.decision(38), DecisionSample.decision(37)])

        async let one = client.decision(try #require(DecisionID("SPY-38")))
        #expect(
            await server.answer(.evaluations, [Sample.info, DecisionSample.evaluation(38)])
                == .evaluations(EvaluationFilter(symbol: "SPY", number: 38)))
        #expect(try await one.id == "SPY-38")

        async let studies = client.studies(of: "SPY", strategy: "momentum")
        #expect(
            await server.answer(.studies, [Sample.info, DecisionSample.study])
                == .studies(symbol: "SPY", strategy: "momentum"))
        #expect(try await studies.map(\.id) == ["SPY momentum.burst[on_high]"])
        await client.close()
    }

    @Test func `of another engine's run the strategies are asked again`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        async let strategies = client.strategies()
        _ = await server.answer(.strategies, [DecisionSample.schema])
        #expect(try await strategies == [DecisionSample.schema])

        async let found = client.evaluations()
        _ = await server.answer(
            .evaluations, epoch: 99, [Sample.info, DecisionSample.evaluation(1)])
        var other = DecisionSample.schema
        other.name = "other"
        _ = await server.answer(.strategies, epoch: 99, [other])
        #expect(try await found.map(\.strategyName) == ["other"])
        await client.close()
    }

    @Test func `nothing found needs no meaning, and nothing wanted no question`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        #expect(try await client.evaluations(limit: 0).isEmpty)
        async let none = client.evaluations(of: "SPY")
        #expect(
            await server.answer(.evaluations, [])
                == .evaluations(EvaluationFilter(symbol: "SPY")))
        #expect(try await none.isEmpty)
        await client.close()
    }

    @Test(arguments: [
        (WireErrorCode.unknownStrategy, ClientError.Code.refused), (.unknownRule, .refused),
        (.badParameter, .refused), (.unknownSymbol, .refused), (.notKept, .notFound),
    ])
    func `a refusal is typed`(wire: WireErrorCode, code: ClientError.Code) async throws {
        let server = try await TestServer()
        let client = try await server.client()
        let found = Task { try await client.decision(DecisionID(symbol: "SPY", number: 3)) }
        let request = await server.request()
        server.send(ErrorMessage(request: request.request, code: wire, text: "no"))
        let error = await #expect(throws: ClientError.self) { try await found.value }
        #expect(error?.code == code && error?.wireCode == wire)
        #expect(error?.what == "decision SPY-3")
        await client.close()
    }

    @Test func `an evaluation of an instrument that was not named is a violation`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        let found = Task { try await client.evaluations() }
        _ = await server.answer(.evaluations, [DecisionSample.evaluation(1)])
        let error = await #expect(throws: ClientError.self) { try await found.value }
        #expect(error?.code == .protocolViolation)
        #expect(error?.detail.contains("was not named") == true)
        await client.close()
    }
}
