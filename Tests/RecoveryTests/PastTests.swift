import Chance
import Core
import Glibc
import Journal
import Market
import Publisher
import Records
import Recovery
import Testing
import Wire

/// What was answered: the bytes of its records and where the ticks stood, or why not.
private struct Said: Equatable {
    var payload: [UInt8] = []
    var position: UInt64 = 0
    var refusal: ErrorMessage?

    init(_ outcome: PastAnswer.Outcome) {
        switch outcome {
        case .found(let parts, let position):
            payload = parts.parts.flatMap(\.payload)
            self.position = position
        case .refused(let message): refusal = message
        }
    }
}

/// Questions as of earlier instants, answered from a journal beside a core that goes on.
@Suite struct PastTests {
    private static let queries: [(symbol: String?, query: Query)] = {
        var queries: [(String?, Query)] = [
            (nil, .desk(symbol: nil)), (nil, .evaluations(EvaluationFilter())),
        ]
        for symbol in PastMarket.symbols {
            queries += [
                (symbol, .state(symbol: symbol)),
                (
                    symbol,
                    .bars(symbol: symbol, period: .minute1, from: nil, to: nil, limit: 50)
                ),
                (symbol, .bars(symbol: symbol, period: .second1, from: nil, to: nil, limit: 90)),
                (symbol, .footprint(symbol: symbol, period: .minute5, moment: .developing)),
                (symbol, .footprint(symbol: symbol, period: .minute5, moment: .previous(1))),
                (
                    symbol,
                    .profile(symbol: symbol, anchor: .daily, anchorNumber: 0, moment: .developing)
                ),
                (
                    symbol,
                    .profile(symbol: symbol, anchor: .daily, anchorNumber: 0, moment: .previous(1))
                ),
                (symbol, .studies(symbol: symbol, strategy: nil)), (symbol, .desk(symbol: symbol)),
            ]
        }
        return queries
    }()

    private struct Moment {
        var instant: Nanoseconds
        var query: Query
        var sequence: UInt64
        var time: Nanoseconds
        var said: Said
    }

    /// A market run live; before the first input behind each instant the live publisher is asked.
    private func run(
        seed: UInt64, seconds: Int64, moments: Int, checkpoints: Set<Int> = []
    ) throws -> (engine: PastEngine, asked: [Moment]) {
        // Not the numbers of the market.
        var random = SplitMix64(seed &+ 100)
        let inputs = PastMarket.inputs(seconds: seconds, seed: seed)
        let engine = try PastEngine()
        let instants = (0..<moments).map { _ in
            Nanoseconds(
                PastMarket.start * 1_000_000_000 + 5_000_000_000
                    + Int64(random.below(Int(seconds - 8) * 1_000_000_000)))
        }
        var asked: [Moment] = []
        for symbol in [nil] + PastMarket.symbols.map(Optional.some) {
            // Each kind of question has a clock of its own.
            for instant in instants {
                let end = inputs.firstIndex {
                    PastMarket.clock($0, of: symbol).map { $0 > instant } ?? false
                }
                let cut = try #require(end)
                let time = inputs[..<cut].compactMap { PastMarket.clock($0, of: symbol) }.max()
                for entry in Self.queries where entry.symbol == symbol {
                    asked.append(
                        Moment(
                            instant: instant, query: entry.query, sequence: UInt64(cut),
                            time: try #require(time), said: Said(.refused(Self.none))))
                }
            }
        }
        let order = asked.indices.sorted { asked[$0].sequence < asked[$1].sequence }
        var place = 0
        for index in order {
            let cut = Int(asked[index].sequence)
            for checkpoint in checkpoints.sorted() where (place..<cut).contains(checkpoint) {
                try engine.take(inputs[place..<Self.whole(checkpoint, inputs)])
                place = Self.whole(checkpoint, inputs)
                try engine.checkpoint()
            }
            if cut > place { try engine.take(inputs[place..<cut]) }
            place = max(place, cut)
            try #require(engine.core.sequence == asked[index].sequence)
            asked[index].said = Said(
                engine.publisher.respond(
                    to: Request(request: 1, query: asked[index].query), now: .seconds(9)
                ).outcome)
        }
        try engine.take(inputs[place...])
        try engine.commit()
        return (engine, asked)
    }

    private static let none = ErrorMessage(code: .internalFault, text: "not asked")

    /// A place that no command lies across.
    private static func whole(_ place: Int, _ inputs: [Input]) -> Int {
        inputs[..<place].lastIndex { !$0.isCommandPart } ?? 0
    }

    private func answer(_ past: PastQueries, _ query: Query, _ instant: Nanoseconds) -> PastAnswer {
        past.answer(Request(request: 1, query: query, asOf: instant), now: .seconds(9))
    }

    private func refusal(
        _ past: PastQueries, _ query: Query, _ instant: Nanoseconds
    ) throws -> ErrorMessage {
        guard case .refused(let message) = answer(past, query, instant).outcome else {
            throw RecoveryError("answered")
        }
        return message
    }

    /// `PITWIRE_LONG=1` takes more seeds.
    @Test(arguments: 1...(getenv("PITWIRE_LONG") == nil ? 2 : 4))
    func `an answer is byte by byte what the live publisher said at that very input`(
        seed: Int
    ) throws {
        let (engine, asked) = try run(
            seed: UInt64(seed), seconds: 700, moments: 8, checkpoints: [1500, 3100, 3200])
        // In any order: later moments go on from the copy, earlier ones begin anew.
        var random = SplitMix64(UInt64(seed))
        let past = PastQueries(engine.storage, PastMarket.parts)
        for moment in asked.shuffled(using: &random) {
            let answer = answer(past, moment.query, moment.instant)
            #expect(
                answer.moment == PastMoment(sequence: moment.sequence, time: moment.time),
                "\(moment.query)")
            #expect(Said(answer.outcome) == moment.said, "\(moment.query) at \(moment.sequence)")
        }
        #expect(asked.contains { $0.said.payload.count > 2000 })
        #expect(asked.contains { $0.said.refusal != nil })
    }

    @Test func `a later moment goes on from the copy, which goes after a minute`() throws {
        let (engine, asked) = try run(seed: 5, seconds: 60, moments: 6)
        let states = asked.filter { $0.query == .state(symbol: "AAA") }
            .sorted { $0.instant < $1.instant }
        let past = PastQueries(engine.storage, PastMarket.parts)
        let list = JournalError.Operation.read
        var reads: [Int] = []
        for moment in states {
            let before = engine.storage.operations.count { $0 == list }
            #expect(
                Said(answer(past, moment.query, moment.instant).outcome) == moment.said)
            reads.append(engine.storage.operations.count { $0 == list } - before)
        }
        #expect(past.isWarm)
        past.rest(now: .seconds(69))
        #expect(past.isWarm)
        past.rest(now: .seconds(70))
        #expect(!past.isWarm)
        #expect(
            Said(answer(past, states[5].query, states[5].instant).outcome) == states[5].said)
    }

    @Test func `what is written meanwhile can be asked for`() throws {
        let inputs = PastMarket.inputs(seconds: 40, seed: 6)
        let engine = try PastEngine()
        let past = PastQueries(engine.storage, PastMarket.parts)
        let query = Query.state(symbol: "AAA")
        let early = Nanoseconds.seconds(PastMarket.start + 10)
        #expect(try refusal(past, query, early).text == "the journal has nothing of AAA yet")
        try engine.take(inputs[..<60])
        try engine.commit()
        #expect(try refusal(past, query, early).knownCode == .notKept)
        let cut = try #require(
            inputs.firstIndex { PastMarket.clock($0, of: "AAA").map { $0 > early } ?? false })
        try #require(cut > 60)
        try engine.take(inputs[60..<cut])
        let live = Said(
            engine.publisher.respond(to: Request(request: 1, query: query), now: .zero).outcome)
        try engine.take(inputs[cut...])
        try engine.commit()
        #expect(Said(answer(past, query, early).outcome) == live)
    }

    @Test func `before the beginning and behind the end the range is named`() throws {
        let (engine, _) = try run(seed: 7, seconds: 20, moments: 1)
        let past = PastQueries(engine.storage, PastMarket.parts)
        let inputs = PastMarket.inputs(seconds: 20, seed: 7)
        let times = inputs.compactMap { PastMarket.clock($0, of: "BBB") }
        let (first, last) = (times[0], try #require(times.max()))
        for instant in [
            first - Nanoseconds(1), last + Nanoseconds(1), .seconds(1), .seconds(9_000_000_000),
        ] {
            let message = try refusal(past, .state(symbol: "BBB"), instant)
            #expect(message.knownCode == .notKept && !message.closes)
            #expect(
                message.text
                    == "the journal has nothing of BBB as of \(InstantText.utc(instant)); it "
                    + "reaches from \(InstantText.utc(first)) to \(InstantText.utc(last))")
        }
        #expect(answer(past, .state(symbol: "BBB"), last).moment?.time == last)
        #expect(try refusal(past, .state(symbol: "CCC"), last).knownCode == .unknownSymbol)
    }

    @Test func `a replay above the limit is refused with its length`() throws {
        let (engine, asked) = try run(seed: 8, seconds: 60, moments: 1)
        var limits = PastLimits()
        limits.inputs = 10
        let past = PastQueries(engine.storage, PastMarket.parts, limits: limits)
        let moment = asked[0]
        let message = try refusal(past, moment.query, moment.instant)
        #expect(message.knownCode == .badParameter && message.limit == 10)
        #expect(message.value == Int64(moment.sequence))
        limits.inputs = moment.sequence
        let enough = PastQueries(engine.storage, PastMarket.parts, limits: limits)
        #expect(Said(answer(enough, moment.query, moment.instant).outcome) == moment.said)
    }

    @Test func `an engine that ends gives a replay up`() throws {
        let (engine, asked) = try run(seed: 9, seconds: 30, moments: 1)
        let past = PastQueries(engine.storage, PastMarket.parts, isEnding: { true })
        let message = try refusal(past, asked[0].query, asked[0].instant)
        #expect(message.knownCode == .overload && message.text == "the engine is ending")
    }

    @Test func `segments that went meanwhile are noticed, and what is forgotten is said`() throws {
        let (engine, asked) = try run(
            seed: 10, seconds: 1500, moments: 12, checkpoints: [4000])
        let past = PastQueries(engine.storage, PastMarket.parts)
        let order = asked.sorted { $0.sequence < $1.sequence }
        let (first, last) = (order[0], order[order.count - 1])
        try #require(first.sequence < 4000 && last.sequence > 4000)
        #expect(Said(answer(past, first.query, first.instant).outcome) == first.said)
        try engine.forget(before: 4001)
        // The copy stands at the first moment, and what follows it is gone.
        #expect(Said(answer(past, last.query, last.instant).outcome) == last.said)
        let gone = try refusal(past, first.query, first.instant)
        #expect(gone.knownCode == .notKept)
    }

    @Test func `a journal that can not be read is a typed refusal that names it`() throws {
        let (engine, asked) = try run(seed: 11, seconds: 30, moments: 1)
        let name = try #require(engine.storage.fileNames.first { $0.contains("input") })
        let file = try engine.storage.open(name)
        try engine.storage.truncate(file, to: 40)
        let past = PastQueries(engine.storage, PastMarket.parts)
        let message = try refusal(past, asked[0].query, asked[0].instant)
        #expect(message.knownCode == .unreadable && !message.closes)
        #expect(message.text.contains(name))
    }
}
