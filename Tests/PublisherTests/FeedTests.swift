import Bytes
import Market
import Publisher
import Records
import Testing
import Wire

/// Ticks that clients send in.
@Suite struct FeedTests {
    private static func fed(_ symbol: String) -> InstrumentSetup {
        var setup = Sample.setup(symbol)
        setup.isWireFed = true
        return setup
    }

    private func bench() -> Bench {
        Bench([Sample.setup, Self.fed("QQQ"), Self.fed("IWM")])
    }

    /// Trade `number` of a feed.
    private func trade(_ number: UInt64, _ place: UInt32) -> Input {
        .tick(
            InstrumentID(place), time: .seconds(1_700_000_000 + Int64(number)),
            price: Price(50_000 + Int64(number % 50)), size: Size(1 + Int64(number % 5)),
            side: .buyer, tradeID: number)
    }

    /// The frame of some trades, whose first has a sequence.
    private func frame(_ numbers: Range<UInt64>, _ place: UInt32 = 1) -> [UInt8] {
        var encoder = FrameEncoder()
        let inputs = numbers.map { trade($0, place) }
        let head = FeedTicks(
            instrument: InstrumentID(place), firstSequence: numbers.lowerBound,
            count: UInt16(inputs.count))
        let frame = encoder.frame(FrameHeader(type: .feedTicks)) { writer in
            head.encode(into: &writer)
            inputs.withUnsafeBufferPointer { RawTicks.encode($0, into: &writer) }
        }
        return frame.copied
    }

    private func open(_ client: Client, _ symbols: [String] = ["QQQ"]) throws -> FeedOpened {
        client.say(FeedOpen(request: client.nextRequest(), symbols: symbols))
        guard case .feedOpened(let opened) = try client.answer() else {
            throw WireError(.badState, in: "feed", reason: "not opened")
        }
        return opened
    }

    /// Trade ids that the rings took of an instrument.
    private func taken(_ bench: Bench, _ place: UInt32 = 1) -> [UInt64] {
        bench.shell.fed.filter { $0.instrument == InstrumentID(place) }.map(\.tradeID)
    }

    @Test(arguments: [
        (Role.read, ["QQQ"], WireErrorCode.roleMissing), (.feed, ["DIA"], .unknownSymbol),
        (.feed, ["QQQ", "DIA"], .unknownSymbol), (.feed, ["SPY"], .instrumentTaken),
        (.feed, ["QQQ", "SPY"], .instrumentTaken),
    ])
    func `a feed that may not be is refused as a whole and the session stays`(
        role: Role, symbols: [String], code: WireErrorCode
    ) throws {
        let bench = bench()
        let client = try bench.login(role)
        client.say(FeedOpen(request: 8, symbols: symbols))
        let error = try #require(try client.answer().error)
        #expect(error.knownCode == code && error.request == 8 && !error.closes)
        #expect(try client.ask(.symbols).count == 3)
        #expect(try open(try bench.login(.feed)).lines.count == 1, "nothing was taken")
    }

    @Test func `an instrument has one feed, until that one leaves`() throws {
        let bench = bench()
        let (first, second) = (try bench.login(.feed), try bench.login(.admin))
        _ = try open(first)
        second.say(FeedOpen(request: 1, symbols: ["QQQ"]))
        #expect(try second.answer().error?.knownCode == .instrumentTaken)
        first.hangUp()
        #expect(try open(second).lines.map(\.acceptedThrough) == [0])
    }

    @Test func `ticks reach the rings as they were and are acknowledged`() throws {
        let bench = bench()
        let client = try bench.login(.feed)
        let opened = try open(client, ["QQQ", "IWM"])
        #expect(opened.lines.map(\.instrument.id) == [InstrumentID(1), InstrumentID(2)])
        client.send(frame(1..<4))
        client.send(frame(1..<3, 2))
        #expect(
            try client.heard() == [
                .feedAck(FeedAck(instrument: InstrumentID(1), acceptedThrough: 3)),
                .feedAck(FeedAck(instrument: InstrumentID(2), acceptedThrough: 2)),
            ])
        #expect(taken(bench) == [1, 2, 3])
        #expect(taken(bench, 2) == [1, 2])
        #expect(bench.shell.fed[0].price == trade(1, 1).price)
        #expect(bench.shell.fed[0].received == bench.now)
    }

    @Test(
        arguments: [
            // Sent before, sent now, accepted in the end, how many of it were repeats.
            (1..<4, 1..<4, 3, 3), (1..<4, 2..<7, 6, 2), (1..<4, 3..<4, 3, 1), (1..<4, 4..<6, 5, 0),
            (1..<4, 1..<9, 8, 3),
        ] as [(Range<UInt64>, Range<UInt64>, UInt64, Int64)])
    func `repeats are ignored and what is behind them is taken`(
        before: Range<UInt64>, now: Range<UInt64>, accepted: UInt64, repeats: Int64
    ) throws {
        let bench = bench()
        let client = try bench.login(.feed)
        _ = try open(client)
        client.send(frame(before))
        client.send(frame(now))
        #expect(
            try client.heard().last
                == .feedAck(FeedAck(instrument: InstrumentID(1), acceptedThrough: accepted)))
        #expect(taken(bench) == Array(1...accepted))
        #expect(try bench.counter(.feedRepeated) == repeats)
        #expect(try bench.counter(.feedAccepted) == Int64(accepted))
    }

    @Test func `a hole is answered with the sequence expected and nothing is taken`() throws {
        let bench = bench()
        let client = try bench.login(.feed)
        _ = try open(client)
        client.send(frame(1..<4))
        _ = try client.heard()
        client.send(frame(5..<9))
        let error = try #require(try client.answer().error)
        #expect(error.knownCode == .sequenceGap && !error.closes)
        #expect(error.limit == 4 && error.value == 5)
        client.send(frame(4..<9))
        #expect(taken(bench) == Array(1..<9))
    }

    @Test func `ticks for an instrument the session does not feed are refused`() throws {
        let bench = bench()
        let client = try bench.login(.feed)
        _ = try open(client)
        for place in [0, 2, 99, UInt32.max] {
            client.send(frame(1..<2, place))
            let error = try #require(try client.answer().error)
            #expect(error.knownCode == .badState && !error.closes)
            #expect(error.value == Int64(place))
        }
        #expect(bench.shell.fed.isEmpty)
    }

    @Test func `full rings stop the reading, room starts it again, nothing is lost`() throws {
        let bench = bench()
        let client = try bench.login(.feed)
        _ = try open(client)
        bench.shell.room = 4
        client.send(frame(1..<7))
        #expect(client.link.isPaused)
        #expect(taken(bench) == [1, 2, 3, 4])
        #expect(
            try client.answer()
                == .feedAck(FeedAck(instrument: InstrumentID(1), acceptedThrough: 4)))
        // Bytes that were on their way come in nevertheless.
        client.send(frame(7..<10))
        #expect(client.link.pauses == 1)
        bench.shell.room = 3
        bench.publisher.feedResumed(now: bench.now)
        #expect(client.link.isPaused)
        #expect(taken(bench) == Array(1..<8))
        bench.shell.room = .max
        bench.pass(10)
        #expect(!client.link.isPaused)
        #expect(taken(bench) == Array(1..<10))
        #expect(
            try client.heard().last
                == .feedAck(FeedAck(instrument: InstrumentID(1), acceptedThrough: 9)))
        #expect(try bench.counter(.feedPauses) == 1)
    }

    @Test func `a repeat while the rings are full is taken once`() throws {
        let bench = bench()
        let client = try bench.login(.feed)
        _ = try open(client)
        bench.shell.room = 2
        client.send(frame(1..<6))
        client.send(frame(1..<6))
        client.send(frame(3..<8))
        bench.shell.room = .max
        bench.publisher.feedResumed(now: bench.now)
        #expect(taken(bench) == Array(1..<8))
    }

    @Test func `a client that is not read because of full rings is not called dead`() throws {
        let bench = bench()
        let client = try bench.login(.feed, heartbeat: 1000)
        _ = try open(client)
        bench.shell.room = 0
        client.send(frame(1..<3))
        for _ in 0..<100 { bench.pass(100) }
        #expect(!client.isClosed)
        bench.shell.room = .max
        bench.pass(10)
        #expect(taken(bench) == [1, 2])
    }

    @Test func `after a reconnect the feed goes on behind what was accepted`() throws {
        let bench = bench()
        let first = try bench.login(.feed)
        _ = try open(first)
        bench.shell.room = 5
        first.send(frame(1..<9))
        // Three trades wait in the session; they go with it and were never accepted.
        first.hangUp()
        bench.shell.room = .max
        bench.publisher.feedResumed(now: bench.now)
        let second = try bench.login(.feed)
        #expect(try open(second).lines[0].acceptedThrough == 5)
        second.send(frame(6..<12))
        #expect(taken(bench) == Array(1..<12))
    }

    @Test func `raw ticks that do not decode end the session and leave the rings as they were`()
        throws
    {
        let bench = bench()
        let client = try bench.login(.feed)
        _ = try open(client)
        var encoder = FrameEncoder()
        let head = FeedTicks(instrument: InstrumentID(1), firstSequence: 1, count: 3)
        client.send(
            encoder.frame(FrameHeader(type: .feedTicks)) {
                head.encode(into: &$0)
                $0.append(UInt8(0x47))
            }.copied)
        #expect(try client.answer().error?.knownCode == .malformed)
        #expect(client.link.closes == 1)
        #expect(bench.shell.fed.isEmpty)
        #expect(try open(try bench.login(.feed)).lines[0].acceptedThrough == 0)
    }

    @Test func `a feed is open once all that was taken of its instrument is on disk`() throws {
        let bench = Bench([Sample.setup, Self.fed("QQQ")]) { $0.waitsForJournal = true }
        let first = try bench.login(.feed)
        #expect(try open(first).lines.map(\.acceptedThrough) == [0])
        first.send(frame(1..<6))
        first.hangUp()
        let second = try bench.login(.feed)
        second.say(FeedOpen(request: second.nextRequest(), symbols: ["QQQ"]))
        #expect(try second.heard().isEmpty, "5 ticks are on their way to the disk")
        bench.publisher.fedDurable([0, 3], now: bench.now)
        #expect(try second.heard().allSatisfy { if case .feedAck = $0 { true } else { false } })
        bench.publisher.fedDurable([0, 5], now: bench.now)
        let opened = try second.heard().compactMap { said -> FeedOpened? in
            if case .feedOpened(let opened) = said { opened } else { nil }
        }
        #expect(opened.map { $0.lines.map(\.acceptedThrough) } == [[5]])
    }
}
