import Market
import Publisher
import Records
import Testing
import Wire

/// Signals, decisions and studies as streams.
@Suite struct DecisionStreamTests {
    @Test func `each verdict goes where it belongs, in the core's order`() throws {
        let bench = Decisions.bench()
        let client = try bench.login()
        for channel: Channel in [.signals, .decisions, .studies] {
            let (granted, rest) = try client.subscribe(channel)
            #expect(granted.outcome == .live && granted.nextSequence == 1 && rest.isEmpty)
        }
        let all = Verdict.allCases.enumerated().map { place, verdict in
            var evaluation = Decisions.decision(UInt64(place))
            evaluation.verdict = verdict
            return evaluation
        }
        bench.decide(all)
        var heard: [Channel: [Evaluation]] = [:]
        for case .data(let header, let told) in try client.heard() {
            #expect(header.firstSequence == 1 && header.epoch == Sample.epoch)
            heard[try #require(header.channel), default: []] += told.evaluations
        }
        #expect(heard[.signals] == all.filter { $0.verdict == .approved })
        #expect(heard[.decisions] == all.filter { $0.verdict != .study })
        #expect(heard[.studies] == all.filter { $0.verdict == .study })
    }

    @Test func `streams of another instrument hear nothing of it`() throws {
        let bench = Decisions.bench([Sample.setup, Sample.setup("QQQ")])
        let client = try bench.login()
        _ = try client.subscribe(.decisions, "QQQ")
        bench.decide(Decisions.decisions(1..<5, 0))
        #expect(try client.heard().isEmpty)
        bench.decide(Decisions.decisions(1..<3, 1))
        #expect(try client.heard().evaluated.live == Decisions.decisions(1..<3, 1))
    }

    @Test(arguments: [Channel.signals, .decisions])
    func `a stream begins with the last few and goes on without a hole`(channel: Channel) throws {
        let bench = Decisions.bench { $0.snapshotEvaluations = 4 }
        bench.decide(Decisions.decisions(1..<31))
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(channel)
        let isSignals = channel == .signals
        let all = isSignals ? Decisions.signals(1..<31) : Decisions.decisions(1..<31)
        #expect(granted.outcome == .snapshot)
        #expect(granted.nextSequence == UInt64(all.count + 1))
        guard case .data(let header, _) = try #require(rest.last) else {
            Issue.record("no snapshot: \(rest)")
            return
        }
        #expect(header.flags.isSuperset(of: [.snapshot, .lastPart]))
        #expect(header.firstSequence == granted.nextSequence)
        #expect(rest.evaluated.snapshot == Array(all.suffix(4)))
        bench.decide(Decisions.decisions(31..<34))
        let live = try client.heard()
        #expect(live.first?.streamHeader?.firstSequence == granted.nextSequence)
        #expect(
            live.evaluated.live
                == (isSignals ? Decisions.signals(31..<34) : Decisions.decisions(31..<34)))
    }

    @Test func `studies begin with the last of every rule and key, by their places`() throws {
        let bench = Decisions.bench()
        bench.decide([
            Decisions.study(1, system: 5), Decisions.study(2, rule: 1, key: 300),
            Decisions.study(3, rule: 1, key: 2), Decisions.study(4), Decisions.study(5, system: 5),
            Decisions.study(6, rule: 1, key: 2),
        ])
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(.studies)
        #expect(granted.outcome == .snapshot && granted.nextSequence == 7)
        #expect(
            rest.evaluated.snapshot == [
                Decisions.study(4), Decisions.study(6, rule: 1, key: 2),
                Decisions.study(2, rule: 1, key: 300), Decisions.study(5, system: 5),
            ])
        bench.decide([Decisions.study(7)])
        #expect(try client.heard().evaluated.live == [Decisions.study(7)])
    }

    @Test func `a snapshot beyond a frame comes in parts of one sequence`() throws {
        let bench = Decisions.bench {
            $0.maxFrame = 64 * 1024
            $0.snapshotEvaluations = 4000
        }
        let all = Decisions.decisions(1..<3001)
        bench.decide(all)
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(.decisions)
        #expect(rest.count > 1)
        for (place, said) in rest.enumerated() {
            let header = try #require(said.streamHeader)
            #expect(header.firstSequence == granted.nextSequence)
            #expect(header.flags.contains(.lastPart) == (place == rest.count - 1))
        }
        #expect(client.frames.allSatisfy { $0.header.heldBytes <= 64 * 1024 })
        #expect(rest.evaluated.snapshot == all)
    }

    @Test func `a resumed stream goes on where it was, or says what is missing`() throws {
        let bench = Decisions.bench { $0.resumeWindow = 600 }
        let first = try bench.login()
        _ = try first.subscribe(.decisions)
        bench.decide(Decisions.decisions(1..<5))
        first.hangUp()
        bench.decide(Decisions.decisions(5..<7))
        let second = try bench.login()
        let position = StreamPosition(epoch: Sample.epoch, nextSequence: 5)
        let (granted, rest) = try second.subscribe(.decisions, resume: position)
        #expect(granted.outcome == .replaying && granted.replayed == 2)
        #expect(rest.evaluated.live.suffix(2) == Decisions.decisions(5..<7)[...])
        second.hangUp()

        for number in 7..<40 as Range<UInt64> { bench.decide([Decisions.decision(number)]) }
        let third = try bench.login()
        let (late, snapshot) = try third.subscribe(.decisions, resume: position)
        #expect(late.outcome == .snapshot && late.gap == 5..<40 && late.nextSequence == 40)
        #expect(snapshot.evaluated.snapshot == Decisions.decisions(1..<40))
    }

    @Test func `a slow reader of decisions gets a gap, one of studies all of them anew`() throws {
        let bench = Decisions.bench {
            $0.socketBytes = 500
            $0.subscriptionQueue = 1000
        }
        let slow = try bench.login()
        _ = try slow.subscribe(.decisions, policy: .skip)
        _ = try slow.subscribe(.studies, policy: .skip)
        slow.stall()
        for number in 1..<60 as Range<UInt64> {
            bench.decide([
                Decisions.decision(number), Decisions.study(number),
                Decisions.study(number, rule: 1),
            ])
        }
        slow.drain()
        bench.decide([Decisions.decision(60), Decisions.study(60)])
        var next: [StreamID: UInt64] = [:]
        var table: [UInt8: Evaluation] = [:]
        var decided: [Evaluation] = []
        var channels: [StreamID: Channel] = [:]
        var gaps: [Gap] = []
        for said in try slow.heard() {
            if case .gap(let gap) = said {
                gaps.append(gap)
                #expect(gap.from == next[gap.stream, default: 1] && gap.reason == .slowReader)
                next[gap.stream] = gap.to
            }
            guard case .data(let header, let told) = said else { continue }
            channels[header.stream] = header.channel
            #expect(header.firstSequence == next[header.stream, default: 1])
            next[header.stream] = header.nextSequence
            for evaluation in told.evaluations {
                if header.channel == .studies { table[evaluation.rule] = evaluation }
                if header.channel == .decisions { decided.append(evaluation) }
            }
        }
        #expect(Set(gaps.compactMap { channels[$0.stream] }) == [.decisions, .studies])
        #expect(table == [0: Decisions.study(60), 1: Decisions.study(59, rule: 1)])
        #expect(decided.last == Decisions.decision(60) && decided.count < 60)
        let missing = gaps.filter { channels[$0.stream] == .decisions }
            .reduce(0) { $0 + Int($1.to - $1.from) }
        #expect(decided.count + missing == 60)
        #expect(!slow.isClosed)
    }

    @Test func `without strategies there is no such stream`() throws {
        let client = try Bench().login()
        for channel: Channel in [.signals, .decisions, .studies] {
            client.say(
                Subscribe(request: client.nextRequest(), channel: channel, symbol: "SPY"))
            #expect(try client.answer().error?.knownCode == .unknownChannel)
        }
        client.say(Subscribe(request: client.nextRequest(), channel: .signals, symbol: ""))
        #expect(try client.answer().error?.knownCode == .unknownSymbol)
    }
}
