import Market
import Publisher
import Records
import Testing
import Wire

/// Cancel on disconnect and the dead man, with time as a value.
@Suite struct FarewellTests {
    static let buy = Command.submit(OrderTerms(side: .buy, type: .market, quantity: Size(1)))
    static let tied = SessionOptions(cancelsOnDisconnect: true)

    /// The sessions whose orders the engine took back, as orders name them.
    private func cancelled(_ bench: Bench) -> [UInt64] {
        bench.shell.commands.compactMap { input in
            guard case .cancelOf(let session) = input.command else { return nil }
            #expect(input.sender == .engine && input.instrument == .all)
            return session
        }
    }

    private func named(_ client: Client) -> UInt64 { client.id.rawValue | 1 << 63 }

    @Test func `the orders of a session that asked for it go when it ends, however it ends`()
        throws
    {
        let ways: [(String, (Bench, Client) throws -> Void)] = [
            ("hangs up", { $1.hangUp() }),
            ("says goodbye", { $1.say(Goodbye(reason: .done, text: "")) }),
            ("breaks the protocol", { _, client in client.say(Sample.hello(.trade)) }),
            ("falls silent", { bench, _ in bench.pass(200_000) }),
        ]
        for (name, end) in ways {
            let bench = Bench()
            let client = try bench.login(.trade, options: Self.tied)
            try client.command(Self.buy)
            #expect(bench.shell.commands.last?.sender.session == named(client))
            #expect(cancelled(bench).isEmpty)
            try end(bench, client)
            #expect(cancelled(bench) == [named(client)], "\(name)")
            bench.pass(1000)
            #expect(cancelled(bench).count == 1, "\(name)")
        }
    }

    @Test func `the answer to a tied session's order finds its way`() throws {
        let bench = Bench()
        let client = try bench.login(.trade, options: Self.tied)
        try client.command(Self.buy)
        bench.apply(DeskSample.result(bench.shell.commands[0], cause: 5))
        #expect(try client.heard().commandAnswers.map(\.id.text) == ["c1"])
    }

    @Test func `who did not ask for it, and who sent no order, leaves nothing to cancel`() throws {
        let bench = Bench()
        let free = try bench.login(.trade)
        try free.command(Self.buy)
        #expect(bench.shell.commands.last?.sender.session == free.id.rawValue)
        free.hangUp()
        let idle = try bench.login(.trade, options: Self.tied)
        try idle.command(.cancelAll, "", id: "c2")
        idle.hangUp()
        bench.pass(1_000_000)
        #expect(cancelled(bench).isEmpty)
    }

    @Test func `a dead man is found at the end of his time, and once`() throws {
        let bench = Bench()
        let client = try bench.login(.trade, options: SessionOptions(deadMan: 30))
        try client.command(Self.buy)
        bench.pass(30_000)
        #expect(cancelled(bench).isEmpty)
        client.say(Heartbeat(time: bench.now))
        bench.pass(30_000)
        #expect(cancelled(bench).isEmpty, "a heartbeat is a word")
        bench.pass(1)
        #expect(cancelled(bench) == [named(client)] && client.isClosed)
        bench.pass(60_000)
        #expect(cancelled(bench).count == 1)
        let next = try bench.login(.trade, options: SessionOptions(deadMan: 30))
        try next.command(Self.buy, id: "c2")
        bench.pass(30_001)
        #expect(cancelled(bench) == [named(client), named(next)])
        #expect(Set(bench.shell.commands.map(\.id)).count == 4)
    }

    @Test func `the silence that ends a session fits in its dead man's time`() throws {
        let bench = Bench()
        let client = bench.connect()
        client.say(
            Sample.hello(.trade, heartbeat: 60_000, options: SessionOptions(deadMan: 6)))
        guard case .welcome(let welcome) = try client.answer() else {
            Issue.record("no welcome")
            return
        }
        #expect(welcome.heartbeat == 2000)
    }

    @Test
    func `a session with a dead man that is cut off has that long, counted from its last word`()
        throws
    {
        let bench = Bench()
        let client = try bench.login(.trade, options: SessionOptions(deadMan: 30))
        try client.command(Self.buy)
        bench.pass(20_000)
        client.hangUp()
        bench.pass(9_999)
        #expect(cancelled(bench).isEmpty)
        bench.pass(1)
        #expect(cancelled(bench) == [named(client)])
    }

    @Test func `a clock that is set back does not make a dead man wait longer`() throws {
        let bench = Bench()
        let client = try bench.login(.trade, options: SessionOptions(deadMan: 30))
        try client.command(Self.buy)
        client.hangUp()
        bench.pass(1)
        bench.pass(-3_600_000)
        bench.pass(29_999)
        #expect(cancelled(bench).isEmpty)
        bench.pass(1)
        #expect(cancelled(bench) == [named(client)])
    }

    @Test func `a cancel that finds no room is given again`() throws {
        let bench = Bench()
        let client = try bench.login(.trade, options: Self.tied)
        try client.command(Self.buy)
        bench.shell.commandRoom = 1
        client.hangUp()
        bench.pass(1000)
        #expect(cancelled(bench).isEmpty)
        bench.shell.commandRoom = .max
        bench.pass(1000)
        #expect(cancelled(bench) == [named(client)])
    }

    @Test func `an engine started anew takes back what its last run's sessions left`() throws {
        let bench = Bench()
        let tied = SessionOptions.tiedBit
        bench.apply(
            AccountSample.slots([
                AccountSample.order(1, report: 1, cause: 1, session: 3 | tied),
                AccountSample.order(2, report: 2, cause: 2, session: 4),
                AccountSample.order(3, .filled, report: 3, cause: 3, session: 5 | tied),
                AccountSample.order(4, report: 4, cause: 4, session: 3 | tied),
            ]))
        #expect(bench.shell.commands.isEmpty)
        // Before anybody can be a session of that number.
        let first = bench.connect()
        #expect(cancelled(bench) == [3 | tied])
        bench.pass(1000)
        first.hangUp()
        #expect(cancelled(bench).count == 1)
    }
}
