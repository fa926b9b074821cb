import Market
import Publisher
import Records
import Testing
import Wire

/// Questions about the past on their way to whoever reads the journal and the store, and back.
@Suite struct PastTests {
    private let instant = Nanoseconds.seconds(1_700_000_500)

    private func refusal(_ client: Client, _ query: Query) throws -> ErrorMessage {
        client.say(Request(request: client.nextRequest(), query: query, asOf: instant))
        let error = try #require(try client.answer().error)
        #expect(!error.closes)
        return error
    }

    /// The bars of an answer.
    private func bars(_ said: Said) throws -> [BarRecord] {
        guard case .answer(_, _, let told) = said else {
            throw WireError(.badState, in: "answer", reason: "\(said)")
        }
        return told.compactMap { if case .bar(let record) = $0 { record } else { nil } }
    }

    private func history(_ bench: Bench) throws -> HistoryQuestion {
        guard case .history(let question) = try #require(bench.shell.questions.last).question
        else { throw WireError(.badState, in: "question", reason: "no history") }
        return question
    }

    // MARK: As of an instant

    @Test func `without a journal a moment is refused, and what has no past anywhere`() throws {
        let bench = Bench()
        let client = try bench.login()
        let state = try refusal(client, .state(symbol: "SPY"))
        #expect(state.knownCode == .unsupported && state.text.contains("no journal here"))
        bench.shell.pastRoom = 4
        for query in [Query.symbols, .statistics, .strategies] {
            #expect(try refusal(client, query).knownCode == .badParameter)
        }
        #expect(try refusal(client, .desk(symbol: "XYZ")).knownCode == .unknownSymbol)
        let unknown = Query.evaluations(EvaluationFilter(symbol: "XYZ"))
        #expect(try refusal(client, unknown).knownCode == .unknownSymbol)
        #expect(bench.shell.questions.isEmpty)
    }

    @Test func `only so many wait`() throws {
        let bench = Bench()
        bench.shell.pastRoom = 2
        let client = try bench.login()
        for _ in 0..<2 {
            client.say(
                Request(
                    request: client.nextRequest(), query: .state(symbol: "SPY"), asOf: instant))
        }
        let full = try refusal(client, .state(symbol: "SPY"))
        #expect(full.knownCode == .overload && full.limit == 2)
        #expect(bench.shell.questions.map(\.question.request.asOf) == [instant, instant])
        #expect(try bench.counter(.pastQuestions) == 2)
    }

    @Test func `an answer goes to the session that asked, under its number, with its moment`()
        throws
    {
        let bench = Bench()
        bench.shell.pastRoom = 9
        let (client, other) = (try bench.login(), try bench.login())
        let copy = Bench()
        copy.tick(1..<40)
        client.say(Request(request: 77, query: .state(symbol: "SPY"), asOf: instant))
        let asked = try #require(bench.shell.questions.first)
        #expect(asked.session == client.id)
        #expect(try client.heard().isEmpty)
        let outcome = copy.publisher.respond(to: asked.question.request, now: bench.now).outcome
        let moment = PastMoment(sequence: 39, time: instant)
        let answer = PastAnswer(asked.question.request, outcome, moment: moment)
        bench.publisher.answered(answer, for: asked.session, now: bench.now)
        guard case .answer(let header, let head, let told) = try client.answer() else {
            Issue.record("no answer")
            return
        }
        #expect(head.request == 77 && head.moment == moment && head.kind == .state)
        #expect(header.epoch == Sample.epoch && header.flags.contains(.lastPart))
        #expect(try told == copy.login().ask(.state(symbol: "SPY")))
        #expect(try other.heard().isEmpty)
        // Of a session that is gone nothing is left.
        client.hangUp()
        bench.publisher.answered(answer, for: client.id, now: bench.now)
        #expect(try client.heard().isEmpty)
    }

    // MARK: Before what is kept

    @Test func `bars that memory keeps no more are asked of the store, and merged`() throws {
        let all = (0..<60).map { Sample.bar($0) }
        let bench = Bench([Sample.setup]) { $0.barsKept = 20 }
        bench.shell.pastRoom = 9
        bench.shell.hasHistory = true
        bench.apply(Sample.slots(all))
        let client = try bench.login()
        let start = { (number: Int) in all[number].bar.start }
        // Range, limit, and the part of it that is answered; from memory alone when none is asked.
        let cases: [(from: Int?, to: Int?, limit: UInt32, expected: Range<Int>, isAsked: Bool)] = [
            (nil, nil, 10, 50..<60, false), (nil, nil, 20, 40..<60, false),
            (40, nil, 500, 40..<60, false), (nil, nil, 21, 39..<60, true),
            (nil, nil, 500, 0..<60, true), (30, 50, 500, 30..<50, true),
            (5, 10, 500, 5..<10, true), (5, 10, 3, 7..<10, true), (39, 41, 2, 39..<41, true),
        ]
        for one in cases {
            let before = bench.shell.questions.count
            client.say(
                Request(
                    request: client.nextRequest(),
                    query: .bars(
                        symbol: "SPY", period: .minute1, from: one.from.map(start),
                        to: one.to.map(start), limit: one.limit)))
            #expect((bench.shell.questions.count > before) == one.isAsked, "\(one)")
            if one.isAsked {
                let question = try history(bench)
                #expect(question.through == all[40].cause && question.mode == .utc)
                // The store may have all of the range: none of it comes twice.
                let stored = all.filter { bar in
                    (one.from.map { bar.bar.start >= start($0) } ?? true)
                        && (one.to.map { bar.bar.start < start($0) } ?? true)
                }
                bench.publisher.answered(
                    PastAnswer(question.request, question.answer(older: stored)),
                    for: client.id, now: bench.now)
            }
            #expect(try bars(try client.answer()) == Array(all[one.expected]), "\(one)")
        }
    }

    @Test func `without a store memory answers alone, and a whole memory is not doubted`() throws {
        let all = (0..<30).map { Sample.bar($0) }
        let bench = Bench([Sample.setup]) { $0.barsKept = 20 }
        bench.apply(Sample.slots(all))
        let query = Query.bars(
            symbol: "SPY", period: .minute1, from: nil, to: nil, limit: 500)
        #expect(try bench.login().ask(query).count == 20)
        let whole = Bench()
        whole.shell.hasHistory = true
        whole.shell.pastRoom = 9
        whole.apply(Sample.slots(all))
        #expect(try whole.login().ask(query).count == 30)
        #expect(whole.shell.questions.isEmpty)
        // An engine that was brought back may have had more.
        whole.publisher.olderThrough = 5
        try whole.login().say(Request(request: 1, query: query))
        #expect(try history(whole).through == all[0].cause)
    }

    @Test func `decisions are merged by number, newest first, whatever overlaps`() throws {
        let bench = Decisions.bench { $0.evaluationsKept = 10 }
        bench.shell.hasHistory = true
        bench.shell.pastRoom = 99
        let all = Decisions.decisions(1..<41)
        bench.decide(all)
        let client = try bench.login()
        for overlap in [0, 3, 10] {
            client.say(
                Request(
                    request: client.nextRequest(),
                    query: .evaluations(EvaluationFilter(symbol: "SPY", limit: 25))))
            let question = try history(bench)
            #expect(question.through == all[30].cause)
            let stored = Array(all[..<(30 + overlap)].suffix(25))
            bench.publisher.answered(
                PastAnswer(question.request, question.answer(older: stored)), for: client.id,
                now: bench.now)
            guard case .answer(_, _, let told) = try client.answer() else {
                Issue.record("no answer")
                return
            }
            #expect(told.evaluations == all.suffix(25).reversed())
            let info = InstrumentInfo(id: InstrumentID(0), instrument: Sample.instrument)
            #expect(told.first == .instrument(info))
        }
    }

    @Test func `a decision that memory forgot is the store's, or is kept no more`() throws {
        let bench = Decisions.bench { $0.evaluationsKept = 10 }
        bench.shell.hasHistory = true
        bench.shell.pastRoom = 99
        let all = Decisions.decisions(1..<41)
        bench.decide(all)
        let client = try bench.login()
        func ask(_ number: UInt64) {
            client.say(
                Request(
                    request: client.nextRequest(),
                    query: .evaluations(EvaluationFilter(symbol: "SPY", number: number))))
        }
        ask(7)
        let question = try history(bench)
        bench.publisher.answered(
            PastAnswer(question.request, question.answer(older: [all[6]])), for: client.id,
            now: bench.now)
        guard case .answer(_, _, let told) = try client.answer() else {
            Issue.record("no answer")
            return
        }
        #expect(told.evaluations == [all[6]])
        bench.publisher.answered(
            PastAnswer(question.request, question.answer(older: [Evaluation]())), for: client.id,
            now: bench.now)
        let gone = try #require(try client.answer().error)
        #expect(gone.knownCode == .notKept)
        #expect(gone.text == "SPY-7 is kept no more, the oldest is 31")
        // One to come is nobody's, one that is kept is memory's.
        ask(41)
        #expect(try client.answer().error?.knownCode == .notKept)
        ask(40)
        _ = try client.answer()
        #expect(bench.shell.questions.count == 1)
    }
}
