import Bytes
import Market
import Publisher
import Testing
import Wire

/// Logins, time-outs and heartbeats.
@Suite struct SessionTests {
    @Test(arguments: [Role.read, .feed, .admin])
    func `a login with the role's token is welcomed with the engine's limits`(role: Role) throws {
        let bench = Bench { $0.maxSubscriptions = 7 }
        let client = bench.connect()
        client.say(Sample.hello(role, heartbeat: 250))
        guard case .welcome(let welcome) = try client.answer() else {
            Issue.record("no welcome")
            return
        }
        #expect(welcome.role == role)
        #expect(welcome.heartbeat == 250)
        #expect(welcome.epoch == Sample.epoch)
        #expect(welcome.subscriptionLimit == 7)
        #expect(welcome.frameLimit == UInt32(FrameLimits.afterLogin))
        #expect(welcome.version == FrameHeader.version)
        #expect(!client.isClosed)
    }

    @Test(arguments: [
        (0, 1000), (1, 100), (99, 100), (100, 100), (60_000, 60_000), (99_999, 60_000),
    ])
    func `a heartbeat of 100 ms to 60 s is granted`(asked: UInt32, granted: UInt32) throws {
        let client = Bench().connect()
        client.say(Sample.hello(heartbeat: asked))
        guard case .welcome(let welcome) = try client.answer() else {
            Issue.record("no welcome")
            return
        }
        #expect(welcome.heartbeat == granted)
    }

    @Test(arguments: [
        (Role.read, "wrong"), (.read, ""), (.read, "feeder"), (.feed, "reader"), (.trade, "reader"),
        (.read, "reade"), (.read, "readers"),
    ])
    func `a token that is not the role's is refused and the session ends`(
        role: Role, token: String
    ) throws {
        let client = Bench().connect()
        client.say(Hello(role: role, clientName: "test", token: token))
        let error = try #require(try client.answer().error)
        #expect(error.knownCode == .loginRefused)
        #expect(error.closes)
        #expect(client.link.closes == 1)
    }

    @Test func `a client of later versions only is told which one is spoken`() throws {
        let client = Bench().connect()
        client.say(
            Hello(
                minimumVersion: 2, maximumVersion: 3, role: .read, clientName: "", token: "reader"))
        let error = try #require(try client.answer().error)
        #expect(error.knownCode == .badVersion)
        #expect(error.limit == 1 && error.value == 3)
        #expect(client.isClosed)
    }

    @Test func `a client that also knows later versions is served`() throws {
        let client = Bench().connect()
        client.say(
            Hello(
                minimumVersion: 1, maximumVersion: 9, role: .read, clientName: "", token: "reader"))
        guard case .welcome(let welcome) = try client.answer() else {
            Issue.record("no welcome")
            return
        }
        #expect(welcome.version == 1)
    }

    @Test func `anything but hello before the login ends the session`() throws {
        let bench = Bench()
        for number in 0..<4 {
            let client = bench.connect()
            switch number {
            case 0: client.say(Heartbeat(time: .zero))
            case 1: client.say(Subscribe(request: 1, channel: .ticks, symbol: "SPY"))
            case 2: client.say(Request(request: 1, query: .symbols))
            default: client.say(Goodbye(reason: .done))
            }
            #expect(try client.answer().error?.knownCode == .loginRequired)
            #expect(client.link.closes == 1)
        }
    }

    @Test func `a connection that does not log in within the time ends`() throws {
        let bench = Bench { $0.loginTimeout = .seconds(5) }
        let client = bench.connect()
        bench.pass(5000)
        #expect(try client.heard().isEmpty)
        bench.pass(1)
        let error = try #require(try client.answer().error)
        #expect(error.knownCode == .loginRequired)
        #expect(error.limit == 5000)
        #expect(client.isClosed)
    }

    @Test func `a login may come byte by byte`() throws {
        let bench = Bench()
        let client = bench.connect()
        let hello = client.bytes(Sample.hello())
        for (index, byte) in hello.enumerated() {
            #expect(try client.heard().isEmpty, "said before byte \(index)")
            client.send([byte])
        }
        guard case .welcome = try client.answer() else {
            Issue.record("no welcome")
            return
        }
    }

    @Test func `a login, a request and a goodbye in one piece are all taken`() throws {
        let client = Bench().connect()
        client.send(
            client.bytes(Sample.hello()) + client.bytes(Request(request: 5, query: .symbols))
                + client.bytes(Goodbye(reason: .done)))
        let said = try client.heard()
        #expect(said.count == 2)
        guard case .answer(_, let head, let records) = try #require(said.last) else {
            Issue.record("no answer")
            return
        }
        #expect(head.request == 5)
        #expect(
            records == [
                .instrument(InstrumentInfo(id: InstrumentID(0), instrument: Sample.instrument))
            ])
        #expect(client.link.closes == 1)
        #expect(client.link.afterClose == 0)
    }

    @Test func `the client beyond the limit is told so, and a place that frees is given`() throws {
        let bench = Bench { $0.maxClients = 2 }
        let first = try bench.login()
        _ = try bench.login()
        let third = bench.connect()
        #expect(!third.wasAdmitted)
        let error = try #require(try third.answer().error)
        #expect(error.knownCode == .tooManyClients)
        #expect(error.limit == 2 && error.value == 3)
        #expect(third.isClosed)
        first.hangUp()
        #expect(bench.connect().wasAdmitted)
    }

    @Test func `a silent engine sends heartbeats with the position of each stream`() throws {
        let bench = Bench()
        let client = try bench.login(heartbeat: 1000)
        let ticks = try client.subscribe(.ticks).granted
        let bars = try client.subscribe(.bars, "SPY", StreamParameters(period: .minute1)).granted
        bench.tick(1..<4)
        _ = try client.heard()
        bench.pass(999)
        #expect(try client.heard().isEmpty)
        bench.pass(1)
        guard case .heartbeat(let beat) = try client.answer() else {
            Issue.record("no heartbeat")
            return
        }
        #expect(
            beat.positions == [
                Heartbeat.Position(stream: ticks.stream, nextSequence: 4),
                Heartbeat.Position(stream: bars.stream, nextSequence: 1),
            ])
        bench.pass(500)
        #expect(try client.heard().isEmpty)
    }

    @Test func `a client that is silent for three intervals is gone`() throws {
        let bench = Bench()
        let silent = try bench.login(heartbeat: 1000)
        let alive = try bench.login(heartbeat: 1000)
        for _ in 0..<3 {
            bench.pass(1000)
            alive.say(Heartbeat(time: bench.now))
        }
        #expect(try silent.heard().allSatisfy { $0.error == nil })
        #expect(!silent.isClosed)
        bench.pass(1)
        let error = try #require(try silent.heard().last?.error)
        #expect(error.knownCode == .heartbeatMissed)
        #expect(error.limit == 3000 && error.value == 3001)
        #expect(silent.isClosed)
        #expect(!alive.isClosed)
        #expect(try alive.heard().compactMap(\.error) == [])
    }

    @Test func `the end of the data ends every stream, then every session`() throws {
        let bench = Bench()
        let client = try bench.login()
        let stream = try client.subscribe(.ticks).granted.stream
        bench.tick(1..<6)
        _ = try client.heard()
        bench.publisher.shutdown(reason: .endOfData, now: bench.now)
        bench.settle()
        #expect(
            try client.heard() == [
                .streamEnd(StreamEnd(stream: stream, reason: .endOfData, nextSequence: 6)),
                .goodbye(Goodbye(reason: .endOfData)),
            ])
        #expect(client.link.closes == 1)
    }
}
