import ClientKit
import Testing

@Suite struct SessionLoginTests {
    @Test func `hello names role, client and token, and nothing else is sent before the welcome`()
        throws
    {
        var bench = try Bench { $0.role = .feed }
        _ = bench.session.subscribe(StreamRequest(channel: .bars, symbol: "SPY"), at: bench.now)
        bench.session.opened(at: bench.now)
        let said = try bench.sent()
        try #require(said.count == 1)
        guard case .hello(let hello) = said[0] else { throw Missing(what: "hello") }
        #expect(hello.role == .feed && hello.token == "secret" && hello.clientName == "ClientKit")
        #expect(bench.receive(Sample.welcome()) == [.welcome])
        #expect(try bench.asked().channel == .bars)
        #expect(bench.session.phase == .ready)
    }

    @Test(
        arguments: [
            (WireErrorCode.loginRefused, ClientError.Code.loginRefused, true),
            (.badVersion, .badVersion, true), (.roleMissing, .loginRefused, true),
            (.loginRequired, .timedOut, false), (.tooManyClients, .disconnected, false),
            (.shuttingDown, .disconnected, false), (.overload, .refused, false),
        ])
    func `a refused login says why and whether to try again`(
        wire: WireErrorCode, code: ClientError.Code, isFinal: Bool
    ) throws {
        var bench = try Bench()
        bench.session.opened(at: bench.now)
        let frame = bench.frames.message(ErrorMessage(code: wire, text: "no"))
        var chunk = frame.bytes
        guard case .lost(let error) = bench.session.next(from: &chunk, at: bench.now) else {
            throw Missing(what: "lost")
        }
        #expect(error.code == code && error.isFinal == isFinal && error.wireCode == wire)
        #expect("\(error)".contains("127.0.0.1:7717") && "\(error)".contains("no"))
        #expect(!"\(error)".contains("secret"))
    }

    @Test func `another version than ours is refused for good`() throws {
        var bench = try Bench()
        bench.session.opened(at: bench.now)
        var welcome = Sample.welcome()
        welcome.version = 2
        #expect(bench.receive(welcome) == [.lost(.badVersion)])
    }

    @Test func `a welcome that does not come is given up`() throws {
        var bench = try Bench { $0.loginTimeout = .seconds(2) }
        bench.session.opened(at: bench.now)
        #expect(bench.session.nextDue == bench.time + 2_000_000_000)
        bench.time += 1_999_999_999
        #expect(bench.session.advance(to: bench.now) == nil)
        bench.time += 1
        guard case .lost(let error) = bench.session.advance(to: bench.now) else {
            throw Missing(what: "lost")
        }
        #expect(error.code == .timedOut && error.detail.contains("2000 ms"))
    }

    @Test func `a second welcome, a client's message and broken bytes end the connection`() throws {
        var bench = try Bench()
        try bench.login()
        #expect(bench.receive(Sample.welcome()) == [.lost(.protocolViolation)])
        var second = try Bench()
        try second.login()
        #expect(
            second.receive(Subscribe(request: 1, channel: .bars, symbol: "SPY"))
                == [.lost(.protocolViolation)])
        var third = try Bench()
        try third.login()
        let bytes = [UInt8](repeating: 1, count: 64)
        let seen = bytes.withUnsafeBytes { bytes -> SessionEvent? in
            var chunk = bytes
            return third.session.next(from: &chunk, at: third.now)
        }
        guard case .lost(let error) = seen else { throw Missing(what: "lost") }
        #expect(error.code == .protocolViolation && error.wireCode == .badMagic)
    }

    @Test func `heartbeats are sent when idle, and three silent intervals are the end`() throws {
        var bench = try Bench()
        try bench.login(heartbeat: 100)
        let start = bench.time
        #expect(bench.session.nextDue == start + 100_000_000)
        bench.time = start + 100_000_000
        #expect(bench.session.advance(to: bench.now) == nil)
        #expect(try bench.sent() == [.heartbeat])
        // Anything heard counts.
        bench.time = start + 250_000_000
        #expect(bench.receive(Heartbeat(time: .zero)) == [])
        bench.time = start + 549_999_999
        #expect(bench.session.advance(to: bench.now) == nil)
        bench.time = start + 550_000_000
        guard case .lost(let error) = bench.session.advance(to: bench.now) else {
            throw Missing(what: "lost")
        }
        #expect(error.code == .peerSilent && !error.isFinal)
    }

    @Test func `while reading is paused, silence says nothing`() throws {
        var bench = try Bench()
        try bench.login(heartbeat: 100)
        bench.session.setPaused(true, at: bench.now)
        bench.time += 10_000_000_000
        #expect(bench.session.advance(to: bench.now) == nil)
        bench.session.setPaused(false, at: bench.now)
        bench.time += 299_000_000
        #expect(bench.session.advance(to: bench.now) == nil)
        bench.time += 1_000_000
        #expect(bench.session.advance(to: bench.now).map(Seen.init) == .lost(.peerSilent))
    }

    @Test(arguments: [
        (Goodbye.Reason.shuttingDown, ClientError.Code.disconnected),
        (.closedByOperator, .disconnected), (.endOfData, .endOfData),
    ])
    func `a goodbye ends the connection`(reason: Goodbye.Reason, code: ClientError.Code) throws {
        var bench = try Bench()
        try bench.login()
        #expect(bench.receive(Goodbye(reason: reason, text: "bye")) == [.lost(code)])
    }

    @Test func `waits double up to the longest, shortened by the generator's share`() {
        struct Constant: RandomNumberGenerator {
            var value: UInt64
            mutating func next() -> UInt64 { value }
        }
        var none = Constant(value: 0)
        var backoff = Backoff(ReconnectPolicy())
        let whole = (0..<8).map { _ in backoff.next(using: &none) / 1_000_000 }
        #expect(whole == [100, 200, 400, 800, 1600, 3200, 5000, 5000])
        var most = Constant(value: .max)
        backoff.reset()
        // Half of each wait is random; the largest number takes all of that half but a hair.
        let short = (0..<3).map { _ in backoff.next(using: &most) }
        #expect(zip(short, [50, 100, 200] as [Int64]).allSatisfy { $0 / 1_000_000 == $1 })
    }
}
