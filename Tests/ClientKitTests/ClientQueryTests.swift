import ClientKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct ClientQueryTests {
    private func profile() -> ProfileSnapshot {
        let row = FootprintRow(
            row: 50_000, bid: Volume(5), ask: Volume(7), neutral: Volume(0))
        return ProfileSnapshot(
            instrument: Sample.info.id, cause: 9, anchor: .daily,
            date: SessionDate(rawValue: 19_675), start: .seconds(1), end: .seconds(2),
            rowTicks: 1, isFromTicks: true, isCompleted: false,
            landmarks: ProfileLandmarks(poc: 50_000), rows: [row])
    }

    @Test func `each question gets its typed answer`() async throws {
        let server = try await TestServer()
        let client = try await server.client()

        async let bars = client.bars(of: "SPY", period: .minute1, limit: 2)
        var request = await server.request()
        #expect(
            request.query
                == .bars(symbol: "SPY", period: .minute1, from: nil, to: nil, limit: 2))
        let id = request.request
        server.send { frames in
            (0..<2).map { part in
                frames.answer(
                    Answer(request: id, kind: .bars, part: UInt32(part), parts: 2),
                    [
                        BarRecord(
                            instrument: Sample.info.id, bar: Sample.bar(UInt64(part)), cause: 1)
                    ])
            }
        }
        #expect(try await bars == [Sample.bar(0), Sample.bar(1)])

        async let found = client.positionedProfile(of: "SPY", moment: .developing)
        request = await server.request()
        let (second, profile) = (request.request, profile())
        server.send {
            [$0.answer(Answer(request: second, kind: .profile), position: 77, [profile])]
        }
        let answer = try await found
        #expect(answer.value == profile)
        #expect(answer.position == StreamPosition(epoch: Sample.epoch, nextSequence: 77))

        async let statistics = client.statistics()
        request = await server.request()
        let third = request.request
        let told = Statistics(time: .seconds(1), counters: [NamedCounter("ticks", 5)])
        server.send { [$0.answer(Answer(request: third, kind: .statistics), [told])] }
        #expect(try await statistics == told)
        await client.close()
    }

    @Test func `where an instrument stands comes with open bars, VWAPs and counters`() async throws
    {
        let server = try await TestServer()
        let client = try await server.client()
        async let reading = client.state(of: "SPY")
        let request = await server.request()
        let state = InstrumentState(
            instrument: Sample.info.id, time: .seconds(5), session: SessionDate(rawValue: 19_675),
            cumulativeDelta: Volume(12), feed: .live, isSimulated: false,
            lastTick: Sample.tick(3))
        let vwap = VWAPState(
            instrument: Sample.info.id, cause: 1, time: .seconds(5), anchor: .daily,
            date: SessionDate(rawValue: 19_675), vwap: 500, sigma: 1, volume: Volume(10),
            origin: 50_000, first: 0, second: 100_000)
        server.send {
            [
                $0.answer(
                    Answer(request: request.request, kind: .state),
                    [state, vwap, CountersRecord(instrument: Sample.info.id)])
            ]
        }
        let found = try await reading
        #expect(found.state == state && found.vwaps == [vwap] && found.openBars == [])
        #expect(found.counters?.instrument == Sample.info.id && found.position == nil)
        await client.close()
    }

    @Test func `an empty answer is absence, and a broken one names what was asked`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        let empty = Task { try await client.statistics() }
        var request = await server.request()
        let first = request.request
        server.send { [$0.answer(Answer(request: first, kind: .statistics))] }
        let absent = await #expect(throws: ClientError.self) { try await empty.value }
        #expect(absent?.code == .notFound)

        let broken = Task {
            try await client.footprint(of: "SPY", period: .minute5, moment: .previous(1))
        }
        request = await server.request()
        let second = request.request
        server.send { frames in
            let header = FrameHeader(type: .answer, flags: .lastPart)
            let head = Answer(request: second, kind: .footprint)
            return [
                frames.encoder.frame(header) { writer in
                    head.encode(into: &writer)
                    Goodbye(reason: .done).encode(into: &writer)
                    head.encode(into: &writer)
                }
            ]
        }
        let error = await #expect(throws: ClientError.self) { try await broken.value }
        #expect(error?.what == "footprint SPY 5m")
        #expect(error?.code == .protocolViolation || error?.code == .notFound)
        await client.close()
    }
}

@Suite(.timeLimit(.minutes(1))) struct ClientFeedTests {
    private func tick(_ number: Int64) -> Input {
        .tick(
            Sample.info.id, time: .seconds(number), price: Price(number), size: Size(1),
            side: .seller)
    }

    private func open(_ server: TestServer, accepted: UInt64 = 0) async {
        let open = await server.heard { said -> FeedOpen? in
            if case .feedOpen(let open) = said { open } else { nil }
        }
        server.send(
            FeedOpened(
                request: open.request,
                lines: [FeedOpened.Line(instrument: Sample.info, acceptedThrough: accepted)]))
    }

    private func ticks(_ server: TestServer) async -> (FeedTicks, [Int64]) {
        await server.heard { said in
            if case .feedTicks(let head, let prices) = said { (head, prices) } else { nil }
        }
    }

    @Test func `send waits while too much is unacknowledged, and goes on with the acknowledgement`()
        async throws
    {
        let server = try await TestServer()
        let client = try await server.client { $0.feedBuffer = 4 }
        async let opened = client.feed(symbols: ["SPY"])
        await open(server)
        let feed = try await opened
        #expect(feed.instrument("SPY") == Sample.info && feed.instrument("XYZ") == nil)
        let log = Log()
        let sending = Task {
            try await feed.send((1...6).map(tick))
            log.add("sent")
            try await feed.flush()
            log.add("flushed")
        }
        var prices: [Int64] = []
        while prices.count < 4 { prices += await ticks(server).1 }
        #expect(prices == [1, 2, 3, 4] && log.lines.isEmpty)
        #expect(try await feed.unacknowledged() == 4)
        server.send(FeedAck(instrument: Sample.info.id, acceptedThrough: 2))
        while prices.count < 6 { prices += await ticks(server).1 }
        #expect(prices == [1, 2, 3, 4, 5, 6])
        await log.until(count: 1)
        #expect(log.lines == ["sent"])
        server.send(FeedAck(instrument: Sample.info.id, acceptedThrough: 6))
        try await sending.value
        #expect(log.lines == ["sent", "flushed"])
        #expect(try await feed.acknowledged(Sample.info.id) == 6)
        await client.close()
    }

    @Test func `after a reconnect what was not taken is sent again, once`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        async let opened = client.feed(symbols: ["SPY"])
        await open(server)
        let feed = try await opened
        try await feed.send([tick(1), tick(2), tick(3)])
        #expect(await ticks(server).1 == [1, 2, 3])
        server.send(FeedAck(instrument: Sample.info.id, acceptedThrough: 1))
        server.cut()
        await server.welcome()
        await open(server, accepted: 2)
        let (head, prices) = await ticks(server)
        #expect(head.firstSequence == 3 && prices == [3])
        await client.close()
        let error = await #expect(throws: ClientError.self) { try await feed.send([tick(4)]) }
        #expect(error?.code == .closed)
    }

    @Test func `a feed that is refused after a reconnect says why from then on`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        async let opened = client.feed(symbols: ["SPY"])
        await open(server)
        let feed = try await opened
        try await feed.send([tick(1)])
        server.cut()
        await server.welcome()
        let flushing = Task { try await feed.flush() }
        let again = await server.heard { said -> FeedOpen? in
            if case .feedOpen(let open) = said { open } else { nil }
        }
        server.send(
            ErrorMessage(request: again.request, code: .roleMissing, text: "no longer a feed"))
        let waiting = await #expect(throws: ClientError.self) { try await flushing.value }
        #expect(waiting?.wireCode == .roleMissing)
        let late = await #expect(throws: ClientError.self) { try await feed.send([tick(2)]) }
        #expect(late?.wireCode == .roleMissing)
        await client.close()
    }

    @Test func `a send that waits is given up by cancellation and by the end`() async throws {
        let server = try await TestServer()
        let client = try await server.client { $0.feedBuffer = 1 }
        async let opened = client.feed(symbols: ["SPY"])
        await open(server)
        let feed = try await opened
        try await feed.send([tick(1)])
        let cancelled = Task { try await feed.send([tick(2)]) }
        cancelled.cancel()
        let first = await #expect(throws: ClientError.self) { try await cancelled.value }
        #expect(first?.code == .cancelled)
        let closed = Task { try await feed.send([tick(3)]) }
        #expect(try await feed.unacknowledged() == 1)
        await client.close()
        let second = await #expect(throws: ClientError.self) { try await closed.value }
        #expect(second?.code == .closed)
    }

    @Test func `only trades and quotes of the feed's instruments are sent`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        async let opened = client.feed(symbols: ["SPY"])
        await open(server)
        let feed = try await opened
        let wrong = [
            Input(kind: .feedGap, instrument: Sample.info.id, time: .zero),
            Input.tick(
                InstrumentID(99), time: .zero, price: Price(1), size: Size(1), side: .buyer),
        ]
        for input in wrong {
            let error = await #expect(throws: ClientError.self) { try await feed.send([input]) }
            #expect(error?.code == .refused)
        }
        let none = await #expect(throws: ClientError.self) { try await client.feed(symbols: []) }
        #expect(none?.detail == "a feed has 1 to 4096 symbols, got 0")
        await client.close()
    }
}
