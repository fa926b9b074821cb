import ClientKit
import Testing

@Suite struct SessionRequestTests {
    private func head(_ request: UInt32, _ part: UInt32 = 0, of parts: UInt32 = 1) -> Answer {
        Answer(request: request, kind: .symbols, part: part, parts: parts)
    }

    @Test func `parts of an answer are gathered in order`() throws {
        var bench = try Bench()
        try bench.login()
        let id = bench.session.ask(.symbols, at: bench.now)
        #expect(try bench.sent() == [.request(Request(request: id, query: .symbols))])
        let whole = bench.frames.answer(head(id), [Sample.info, Sample.info])
        let bytes = Int(whole.header.rawLength) - 15
        let parts = [
            bench.frames.answer(head(id, 0, of: 2), [Sample.info]),
            bench.frames.answer(head(id, 1, of: 2), [Sample.info]),
        ]
        #expect(bench.receive(parts) == [.answered(bytes: bytes)])
        // Answered once; more of the same is nobody's.
        #expect(bench.receive(parts) == [])
    }

    @Test func `a part out of order, or of another question, ends the connection`() throws {
        for wrong in [
            Answer(request: 1, kind: .symbols, part: 1, parts: 2),
            Answer(request: 1, kind: .statistics),
        ] {
            var bench = try Bench()
            try bench.login()
            #expect(bench.session.ask(.symbols, at: bench.now) == 1)
            let frame = bench.frames.answer(wrong)
            #expect(bench.receive([frame]) == [.lost(.protocolViolation)])
        }
    }

    @Test func `an answer above the limit is refused`() throws {
        var bench = try Bench { $0.answerLimit = 100 }
        try bench.login()
        let id = bench.session.ask(.symbols, at: bench.now)
        let parts = (0..<4).map { part in
            bench.frames.answer(head(id, UInt32(part), of: 4), [Sample.info])
        }
        #expect(bench.receive(parts) == [.failed(.answerTooLong)])
    }

    @Test func `a question times out, connected or not`() throws {
        for isConnected in [true, false] {
            var bench = try Bench { $0.requestTimeout = .seconds(1) }
            if isConnected { try bench.login() }
            _ = bench.session.ask(.statistics, at: bench.now)
            #expect(bench.session.nextDue == bench.time + 1_000_000_000)
            bench.time += 1_000_000_000
            guard case .failed(_, let error) = bench.session.advance(to: bench.now) else {
                throw Missing(what: "failed")
            }
            #expect(error.code == .timedOut)
            #expect(error.detail.contains("not connected") != isConnected)
            #expect(bench.isIdle == true)
        }
    }

    @Test func `a question outlives a reconnect and begins anew`() throws {
        var bench = try Bench()
        try bench.login()
        let id = bench.session.ask(.symbols, at: bench.now)
        let part = bench.frames.answer(head(id, 0, of: 2), [Sample.info])
        _ = bench.receive([part])
        bench.session.closed()
        try bench.login()
        #expect(try bench.sent() == [.request(Request(request: id, query: .symbols))])
        let whole = bench.frames.answer(head(id), [Sample.info])
        let bytes = Int(whole.header.rawLength) - 15
        #expect(bench.receive([whole]) == [.answered(bytes: bytes)])
    }

    @Test func `a refused question fails with the engine's code`() throws {
        var bench = try Bench()
        try bench.login()
        let id = bench.session.ask(.state(symbol: "XYZ"), at: bench.now)
        #expect(
            bench.receive(ErrorMessage(request: id, code: .notKept, text: "gone"))
                == [.failed(.notFound)])
    }
}

@Suite struct SessionFeedTests {
    private func tick(_ number: Int64) -> Input {
        .tick(
            Sample.info.id, time: .seconds(number), price: Price(number), size: Size(1),
            side: .buyer)
    }

    private func opened(_ bench: inout Bench, accepted: UInt64, id: UInt32 = 3) throws -> [Seen] {
        let said = try bench.sent()
        for case .feedOpen(let open) in said {
            var info = Sample.info
            info.id = InstrumentID(id)
            let line = FeedOpened.Line(instrument: info, acceptedThrough: accepted)
            return bench.receive(FeedOpened(request: open.request, lines: [line]))
        }
        throw Missing(what: "feedOpen in \(said)")
    }

    private func sentTicks(_ bench: inout Bench) throws -> [(first: UInt64, prices: [Int64])] {
        try bench.sent().compactMap {
            if case .feedTicks(let head, let prices) = $0 {
                (first: head.firstSequence, prices: prices)
            } else {
                nil
            }
        }
    }

    @Test func `ticks are numbered behind what the engine has`() throws {
        var bench = try Bench()
        try bench.login()
        let id = bench.session.openFeed(["SPY"], at: bench.now)
        #expect(try opened(&bench, accepted: 41) == [.feedOpened])
        bench.session.feed(id, line: 0, [tick(1), tick(2)], at: bench.now)
        let sent = try sentTicks(&bench)
        #expect(sent.count == 1 && sent[0].first == 42 && sent[0].prices == [1, 2])
        #expect(bench.session.unacknowledged(id) == 2)
        let ack = FeedAck(instrument: InstrumentID(3), acceptedThrough: 42)
        #expect(bench.receive(ack) == [.feedAcknowledged])
        #expect(bench.session.unacknowledged(id) == 1)
        #expect(bench.session.acknowledged(id, line: 0) == 42)
    }

    @Test func `after a reconnect exactly what was not taken is sent again`() throws {
        var bench = try Bench()
        try bench.login()
        let id = bench.session.openFeed(["SPY"], at: bench.now)
        _ = try opened(&bench, accepted: 0)
        bench.session.feed(id, line: 0, [tick(1), tick(2), tick(3), tick(4)], at: bench.now)
        _ = bench.receive(FeedAck(instrument: InstrumentID(3), acceptedThrough: 1))
        bench.session.closed()
        bench.session.feed(id, line: 0, [tick(5)], at: bench.now)
        try bench.login()
        // The engine took one more than it had said.
        _ = try opened(&bench, accepted: 2)
        let sent = try sentTicks(&bench)
        #expect(sent.count == 1 && sent[0].first == 3 && sent[0].prices == [3, 4, 5])
    }

    @Test func `a new engine gets what is left under new numbers`() throws {
        var bench = try Bench()
        try bench.login()
        let id = bench.session.openFeed(["SPY"], at: bench.now)
        _ = try opened(&bench, accepted: 0)
        bench.session.feed(id, line: 0, [tick(1), tick(2), tick(3)], at: bench.now)
        _ = bench.receive(FeedAck(instrument: InstrumentID(3), acceptedThrough: 2))
        bench.session.closed()
        try bench.login(epoch: 99)
        _ = try opened(&bench, accepted: 0, id: 8)
        let said = try bench.sent()
        guard case .feedTicks(let head, let prices) = said.last else {
            throw Missing(what: "ticks in \(said)")
        }
        #expect(head.instrument == InstrumentID(8) && head.firstSequence == 1 && prices == [3])
    }

    @Test func `a new engine that kept its journal gets only what it has not`() throws {
        var bench = try Bench()
        try bench.login()
        let id = bench.session.openFeed(["SPY"], at: bench.now)
        _ = try opened(&bench, accepted: 0)
        bench.session.feed(id, line: 0, [tick(1), tick(2), tick(3), tick(4)], at: bench.now)
        _ = bench.receive(FeedAck(instrument: InstrumentID(3), acceptedThrough: 2))
        bench.session.closed()
        try bench.login(epoch: 99)
        // It had one more on disk than it had said.
        _ = try opened(&bench, accepted: 3)
        let sent = try sentTicks(&bench)
        #expect(sent.count == 1 && sent[0].first == 4 && sent[0].prices == [4])
        #expect(bench.session.acknowledged(id, line: 0) == 3)
    }

    @Test func `long runs are split to fit the engine's frames`() throws {
        var bench = try Bench()
        try bench.login()
        let id = bench.session.openFeed(["SPY"], at: bench.now)
        _ = try opened(&bench, accepted: 0)
        bench.session.feed(id, line: 0, (1...2500).map(tick)[...], at: bench.now)
        let sent = try sentTicks(&bench)
        #expect(sent.map(\.prices.count) == [1024, 1024, 452])
        #expect(sent.map(\.first) == [1, 1025, 2049])
    }

    @Test func `an instrument still held by the lost session is asked for again`() throws {
        var bench = try Bench()
        try bench.login()
        _ = bench.session.openFeed(["SPY"], at: bench.now)
        _ = try opened(&bench, accepted: 0)
        bench.session.closed()
        try bench.login()
        guard case .feedOpen(let open) = try bench.sent().last else {
            throw Missing(what: "feedOpen")
        }
        #expect(
            bench.receive(ErrorMessage(request: open.request, code: .instrumentTaken, text: ""))
                == [])
        bench.time = bench.session.nextDue
        #expect(bench.session.advance(to: bench.now) == nil)
        #expect(try opened(&bench, accepted: 0) == [.feedOpened])
    }

    @Test func `a feed is refused with the engine's code, and a foreign one's at once`() throws {
        var bench = try Bench()
        try bench.login()
        _ = bench.session.openFeed(["SPY"], at: bench.now)
        guard case .feedOpen(let open) = try bench.sent().last else {
            throw Missing(what: "feedOpen")
        }
        #expect(
            bench.receive(ErrorMessage(request: open.request, code: .instrumentTaken, text: ""))
                == [.feedRefused(.instrumentTaken)])
        #expect(bench.isIdle == true)
    }

    @Test func `an acknowledgement of what was not sent ends the connection`() throws {
        var bench = try Bench()
        try bench.login()
        let id = bench.session.openFeed(["SPY"], at: bench.now)
        _ = try opened(&bench, accepted: 0)
        bench.session.feed(id, line: 0, [tick(1)], at: bench.now)
        #expect(
            bench.receive(FeedAck(instrument: InstrumentID(3), acceptedThrough: 2))
                == [.lost(.protocolViolation)])
    }

    @Test func `a hole seen by the engine ends the connection, and the next one closes it`() throws
    {
        var bench = try Bench()
        try bench.login()
        #expect(
            bench.receive(ErrorMessage(code: .sequenceGap, limit: 3, value: 5, text: "hole"))
                == [.lost(.refused)])
    }
}
