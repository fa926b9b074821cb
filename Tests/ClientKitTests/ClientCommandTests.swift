import ClientKit
import Testing

@Suite struct ClientCommandTests {
    private func result(
        _ asked: CommandRequest, _ outcome: CommandOutcome = .accepted, subject: UInt64 = 0,
        text: String = ""
    ) -> CommandAnswer {
        CommandAnswer(
            request: asked.request,
            CommandResult(
                instrument: .all, time: .zero, cause: 9, id: asked.id, kind: asked.command.kind,
                number: 1, subject: subject, outcome: outcome, first: 9, session: 1, text: text))
    }

    @Test func `each call sends its command, and ids differ`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        async let said: Void = {
            _ = try await client.addAlert(of: "SPY", .atOrBelow, Price(5), note: "low")
            _ = try await client.removeAlert(3)
            _ = try await client.halt(reason: "news")
            _ = try await client.resume("SPY")
            _ = try await client.resume(isForced: true)
            _ = try await client.set("note", to: "v", of: "SPY")
            _ = try await client.addAnchor(of: "SPY", from: .seconds(9))
            _ = try await client.removeAnchor(2, of: "SPY")
        }()
        let expected: [(String, Command)] = [
            ("SPY", .addAlert(.atOrBelow, price: Price(5), note: "low")),
            ("", .removeAlert(.number(3))), ("", .halt(.person, reason: "news")),
            ("SPY", .resume(.person)), ("", .resume(nil)),
            ("SPY", .set(key: "note", value: "v")), ("SPY", .addAnchor(from: .seconds(9))),
            ("SPY", .removeAnchor(2)),
        ]
        var ids: Set<CommandID> = []
        for (symbol, command) in expected {
            let asked = await server.command()
            #expect(asked.symbol == symbol && asked.command == command)
            ids.insert(asked.id)
            server.send(result(asked))
        }
        try await said
        #expect(ids.count == expected.count)
        await client.close()
    }

    @Test func `a command that is cut off is answered on the next connection`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        let id = try #require(CommandID("mine"))
        async let answer = client.command(.resume(nil), id: id)
        let first = await server.command()
        server.cut()
        await server.welcome()
        let second = await server.command()
        #expect(first == second && second.id == id)
        server.send(result(second, .notHalted, text: "nothing is halted"))
        let got = try await answer
        #expect(!got.isAccepted && got.outcome == .notHalted && got.text == "nothing is halted")
        await client.close()
    }

    @Test func `an engine that knows no commands is sent none`() async throws {
        let server = try await TestServer()
        let configuration = try server.configuration()
        async let connected = PitwireClient.connect(configuration)
        var welcome = Sample.welcome()
        welcome.features.remove(.commands)
        await server.welcome(welcome)
        let client = try await connected
        for ask in [
            { _ = try await client.resume() }, { _ = try await client.desk() },
            { _ = try await client.events() },
        ] as [@Sendable () async throws -> Void] {
            let error = await #expect(throws: ClientError.self) { try await ask() }
            #expect(error?.wireCode == .unsupported)
        }
        await client.close()
    }

    @Test func `a command of the wrong shape is never sent`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        await #expect(throws: ClientError.self) {
            try await client.halt(reason: String(repeating: "x", count: 129))
        }
        async let answer = client.removeAlert(1)
        let asked = await server.command()
        #expect(asked.command == .removeAlert(.number(1)))
        server.send(result(asked, subject: 1))
        #expect(try await answer.subject == 1)
        await client.close()
    }

    @Test func `the desk is read with its instruments, and followed by its events`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        let halt = HaltRecord(
            time: .seconds(3), cause: 5, isHalted: true,
            halt: Halt(
                instrument: Sample.info.id, origin: .person, since: .seconds(3), by: "ann",
                reason: "news"))
        async let reading = client.desk(of: "SPY")
        #expect(await server.answer(.desk, [Sample.info, halt]) == .desk(symbol: "SPY"))
        let desk = try await reading
        #expect(desk.state == DeskState([.halt(halt)]))
        #expect(desk.instruments[Sample.info.id] == Sample.info)
        async let stream = client.events()
        let asked = await server.grant(outcome: .snapshot)
        #expect(asked.channel == .events && asked.symbol.isEmpty)
        server.send { frames in
            [
                frames.record(
                    halt, channel: .events, at: 1, flags: [.snapshot, .lastPart]),
                frames.record(
                    HaltRecord(
                        time: .seconds(4), cause: 6, isHalted: false, halt: halt.halt),
                    channel: .events, at: 1),
            ]
        }
        var state = DeskState()
        var seen = 0
        for await event in try await stream {
            switch event {
            case .snapshot(let events): state = DeskState(events)
            case .record(let event): state.fold(event)
            default: Issue.record("\(event)")
            }
            seen += 1
            #expect(state.isHalted(Sample.info.id) == (seen == 1))
            if seen == 2 { break }
        }
        await client.close()
    }
}

extension TestServer {
    /// The next command.
    func command() async -> CommandRequest {
        await heard { if case .command(let command) = $0 { command } else { nil } }
    }
}
