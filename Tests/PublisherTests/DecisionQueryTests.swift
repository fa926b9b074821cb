import Chance
import Market
import Publisher
import Records
import Testing
import Wire

/// Requests for strategies, evaluations and studies.
@Suite struct DecisionQueryTests {
    private static let info = InstrumentInfo(id: InstrumentID(0), instrument: Sample.instrument)

    /// The evaluations of an answer; instruments must be named before their first.
    private func ask(_ client: Client, _ filter: EvaluationFilter) throws -> [Evaluation] {
        var named: Set<InstrumentID> = []
        var found: [Evaluation] = []
        for told in try client.ask(.evaluations(filter)) {
            switch told {
            case .instrument(let info): #expect(named.insert(info.id).inserted)
            case .evaluation(let evaluation):
                #expect(named.contains(evaluation.instrument))
                found.append(evaluation)
            default: Issue.record("\(told)")
            }
        }
        return found
    }

    private func refusal(_ client: Client, _ query: Query) throws -> ErrorMessage {
        client.say(Request(request: client.nextRequest(), query: query))
        let error = try #require(try client.answer().error)
        #expect(!error.closes)
        return error
    }

    @Test func `strategies are told as they were set up`() throws {
        let client = try Decisions.bench().login()
        #expect(
            try client.ask(.strategies) == [
                .strategy(Decisions.momentum), .strategy(Decisions.auction),
            ])
        #expect(try Bench().login().ask(.strategies).isEmpty)
    }

    @Test func `evaluations come newest first, by every filter`() throws {
        let bench = Decisions.bench()
        let all = Decisions.decisions(1..<31)
        bench.decide(all + [Decisions.study(1)])
        let client = try bench.login()
        let (from, to) = (all[9].time, all[19].time)
        let cases: [(EvaluationFilter, [Evaluation])] = [
            (EvaluationFilter(), all), (EvaluationFilter(symbol: "SPY"), all),
            (EvaluationFilter(limit: 3), Array(all.suffix(3))),
            (EvaluationFilter(from: from), Array(all[9...])),
            (EvaluationFilter(to: to), Array(all[..<19])),
            (EvaluationFilter(from: from, to: to, limit: 4), Array(all[15..<19])),
            (EvaluationFilter(from: to, to: from), []),
            (EvaluationFilter(strategy: "auction"), all.filter { $0.system == 5 }),
            (EvaluationFilter(strategy: "momentum", rule: "burst"), all.filter { $0.system == 2 }),
            (EvaluationFilter(strategy: "momentum", rule: "trend"), []),
            (EvaluationFilter(verdicts: [.approved]), all.filter { $0.verdict == .approved }),
            (EvaluationFilter(verdicts: [.approved, .rejected]), all),
            (EvaluationFilter(verdicts: [.blocked]), []),
            (EvaluationFilter(symbol: "SPY", number: 7), [all[6]]),
            (EvaluationFilter(symbol: "SPY", strategy: "auction", number: 7), []),
        ]
        for (filter, expected) in cases {
            #expect(try ask(client, filter) == expected.reversed(), "\(filter)")
        }
    }

    @Test func `of several instruments the newest of all come first`() throws {
        let symbols = ["SPY", "QQQ", "IWM"]
        let bench = Decisions.bench(symbols.map { Sample.setup($0) })
        var random = SplitMix64(5)
        var all: [Evaluation] = []
        var last: [UInt32: UInt64] = [:]
        for second in 0..<200 {
            let place = UInt32.random(in: 0..<3, using: &random)
            last[place, default: 0] += 1
            var evaluation = Decisions.decision(last[place] ?? 0, place)
            // Several at one instant, told apart by their causes.
            evaluation.time = .seconds(1_700_000_000 + Int64(second / 4))
            evaluation.cause = UInt64(second)
            all.append(evaluation)
        }
        bench.decide(all)
        let client = try bench.login()
        #expect(try ask(client, EvaluationFilter()) == all.reversed())
        #expect(try ask(client, EvaluationFilter(limit: 17)) == all.suffix(17).reversed())
        #expect(
            try ask(client, EvaluationFilter(symbol: "QQQ", limit: 5))
                == all.filter { $0.instrument == InstrumentID(1) }.suffix(5).reversed())
    }

    @Test func `only so many are kept, and what went is counted and said`() throws {
        let bench = Decisions.bench { $0.evaluationsKept = 10 }
        bench.decide(Decisions.decisions(1..<26))
        let client = try bench.login()
        #expect(
            try ask(client, EvaluationFilter()) == Decisions.decisions(16..<26).reversed())
        #expect(try bench.counter(.evaluationsForgotten) == 15)
        func missing(_ number: UInt64) throws -> ErrorMessage {
            try refusal(
                client, .evaluations(EvaluationFilter(symbol: "SPY", number: number)))
        }
        let gone = try missing(15)
        #expect(gone.knownCode == .notKept && gone.limit == 25 && gone.value == 15)
        #expect(gone.text == "SPY-15 is kept no more, the oldest is 16")
        #expect(try missing(26).text == "there is no SPY-26 yet, the last is 25")
        #expect(try ask(client, EvaluationFilter(symbol: "SPY", number: 16)).count == 1)
    }

    @Test func `an answer beyond a frame comes in parts, one beyond the limit is refused`() throws {
        let bench = Decisions.bench {
            $0.maxFrame = 64 * 1024
            $0.answerEvaluations = 2500
        }
        bench.decide(Decisions.decisions(1..<3001))
        let client = try bench.login()
        let all = Array(Decisions.decisions(501..<3001).reversed())
        #expect(try ask(client, EvaluationFilter()) == all)
        #expect(try ask(client, EvaluationFilter(limit: 2500)) == all)
        #expect(client.frames.filter { $0.header.type == .answer }.count > 2)
        #expect(client.frames.allSatisfy { $0.header.heldBytes <= 64 * 1024 })
        let error = try refusal(client, .evaluations(EvaluationFilter(limit: 2501)))
        #expect(error.knownCode == .badParameter && error.limit == 2500 && error.value == 2501)
    }

    @Test func `what is not known is refused by name`() throws {
        let bench = Decisions.bench()
        let client = try bench.login()
        let cases: [(Query, WireErrorCode, String)] = [
            (.evaluations(EvaluationFilter(symbol: "XYZ")), .unknownSymbol, "XYZ"),
            (
                .evaluations(EvaluationFilter(strategy: "momentun")), .unknownStrategy,
                "no strategy momentun here; there are momentum, auction"
            ),
            (
                .evaluations(EvaluationFilter(strategy: "momentum", rule: "bust")), .unknownRule,
                "momentum has no rule bust; its rules are trend, burst"
            ),
            (.evaluations(EvaluationFilter(rule: "burst")), .badParameter, "strategy"),
            (.evaluations(EvaluationFilter(number: 3)), .badParameter, "symbol"),
            (.evaluations(EvaluationFilter(verdicts: [.study])), .badParameter, "studies"),
            (.studies(symbol: "XYZ", strategy: nil), .unknownSymbol, "XYZ"),
            (.studies(symbol: "SPY", strategy: "x"), .unknownStrategy, "no strategy x here"),
        ]
        for (query, code, text) in cases {
            let error = try refusal(client, query)
            #expect(error.knownCode == code && error.text.contains(text), "\(error.text)")
        }
        #expect(
            try refusal(try Bench().login(), .studies(symbol: "SPY", strategy: "x")).text
                == "no strategy runs here")
        #expect(try ask(client, EvaluationFilter(symbol: "SPY")).isEmpty)
    }

    @Test func `studies are the last of each rule and key, of one strategy or of all`() throws {
        let bench = Decisions.bench { $0.studiesKept = 3 }
        bench.decide([
            Decisions.study(1), Decisions.study(2, rule: 1, key: 7),
            Decisions.study(3, system: 5), Decisions.study(4),
            // No room for a fourth; the ones that are there go on.
            Decisions.study(5, rule: 1, key: 8), Decisions.study(6, rule: 1, key: 7),
        ])
        let client = try bench.login()
        let momentum = [Decisions.study(4), Decisions.study(6, rule: 1, key: 7)]
        let all = momentum + [Decisions.study(3, system: 5)]
        #expect(
            try client.ask(.studies(symbol: "SPY", strategy: nil))
                == [.instrument(Self.info)] + all.map { .evaluation($0) })
        #expect(
            try client.ask(.studies(symbol: "SPY", strategy: "momentum"))
                == [.instrument(Self.info)] + momentum.map { .evaluation($0) })
        #expect(try bench.counter(.studiesNotKept) == 1)
        #expect(try ask(client, EvaluationFilter()).isEmpty, "studies are no decisions")
    }

    @Test func `evaluations change nothing of the instrument's state`() throws {
        let (bench, plain) = (Decisions.bench(), Decisions.bench())
        bench.tick(1..<20)
        plain.tick(1..<20)
        bench.decide(Decisions.decisions(1..<9) + [Decisions.study(1)])
        bench.tick(20..<30)
        plain.tick(20..<30)
        for query: Query in [
            .state(symbol: "SPY"),
            .profile(symbol: "SPY", anchor: .daily, anchorNumber: 0, moment: .developing),
        ] {
            let client = try plain.login()
            client.say(Request(request: 1, query: query))
            let other = try bench.login()
            other.say(Request(request: 1, query: query))
            #expect(try client.heard() == other.heard())
        }
    }
}
