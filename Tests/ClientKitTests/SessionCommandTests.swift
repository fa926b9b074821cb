import ClientKit
import Testing

@Suite struct SessionCommandTests {
    static let alert = Command.addAlert(.atOrAbove, price: Price(50_010), note: "high")

    private func id(_ text: String) throws -> CommandID { try #require(CommandID(text)) }

    private func answer(
        _ request: UInt32, _ id: CommandID, _ outcome: CommandOutcome = .accepted,
        kind: Command.Kind = .addAlert, isRepeat: Bool = false
    ) -> CommandAnswer {
        CommandAnswer(
            request: request,
            CommandResult(
                instrument: Sample.info.id, time: .zero, cause: 9, id: id, kind: kind, number: 1,
                subject: 4, outcome: outcome, isRepeat: isRepeat, first: 9, session: 1))
    }

    @Test func `a command is sent once and answered once`() throws {
        var bench = try Bench()
        try bench.login()
        let mine = try id("mine")
        let request = bench.session.command(Self.alert, of: "SPY", id: mine, at: bench.now)
        #expect(
            try bench.sent() == [
                .command(
                    CommandRequest(
                        request: request, id: mine, symbol: "SPY", command: Self.alert))
            ])
        let answer = answer(request, mine, .tooManyAlerts)
        #expect(bench.receive(answer) == [.commandAnswered(answer)])
        #expect(bench.receive(answer) == [])
        #expect(bench.isIdle == true)
    }

    @Test func `what is not answered is sent again by the same id, in order, until it is`() throws {
        var bench = try Bench()
        let ids = try (1...3).map { try id("c\($0)") }
        // Asked before there is a connection, and cut off twice.
        let requests = ids.map {
            bench.session.command(Self.alert, of: "SPY", id: $0, at: bench.now)
        }
        try bench.login()
        func sentIDs(_ bench: inout Bench) throws -> [CommandID] {
            try bench.sent().compactMap { if case .command(let sent) = $0 { sent.id } else { nil } }
        }
        #expect(try sentIDs(&bench) == ids)
        let first = answer(requests[1], ids[1])
        #expect(bench.receive(first) == [.commandAnswered(first)])
        for _ in 0..<2 {
            bench.session.closed()
            try bench.login()
            #expect(try sentIDs(&bench) == [ids[0], ids[2]])
        }
        let again = answer(requests[0], ids[0], isRepeat: true)
        #expect(bench.receive(again) == [.commandAnswered(again)])
        bench.session.closed()
        try bench.login()
        #expect(try sentIDs(&bench) == [ids[2]])
    }

    @Test func `a refusal fails with the engine's code`() throws {
        var bench = try Bench()
        try bench.login()
        let request = bench.session.command(
            .resume(nil), of: "", id: try id("r"), at: bench.now)
        let refusal = ErrorMessage(request: request, code: .roleMissing, text: "needs admin")
        #expect(bench.receive(refusal) == [.commandFailed(.refused)])
        #expect(bench.isIdle == true)
    }

    @Test func `an answer to something else ends the connection`() throws {
        for (other, kind) in [("x", Command.Kind.addAlert), ("mine", .halt)] {
            var bench = try Bench()
            try bench.login()
            let request = bench.session.command(
                Self.alert, of: "SPY", id: try id("mine"), at: bench.now)
            #expect(
                bench.receive(answer(request, try id(other), kind: kind))
                    == [.lost(.protocolViolation)])
        }
    }

    @Test func `a command times out and says by which id to ask again`() throws {
        for isConnected in [true, false] {
            var bench = try Bench { $0.requestTimeout = .seconds(1) }
            if isConnected { try bench.login() }
            let mine = try id("mine")
            let request = bench.session.command(Self.alert, of: "SPY", id: mine, at: bench.now)
            #expect(bench.session.nextDue == bench.time + 1_000_000_000)
            bench.time += 1_000_000_000
            guard case .commandFailed(request, let error) = bench.session.advance(to: bench.now)
            else { throw Missing(what: "failed") }
            #expect(error.code == .timedOut && error.what == "alert add SPY")
            #expect(error.detail.contains("mine"))
            #expect(error.detail.contains("not connected") != isConnected)
            if isConnected { #expect(bench.receive(answer(request, mine)) == []) }
        }
    }
}
