import Market
import Publisher
import Records
import Testing
import Wire

@Suite struct CommandTests {
    static let above = Command.addAlert(.atOrAbove, price: Price(50_010), note: "high")

    @Test func `every role, every command: taken or refused by name`() throws {
        let commands: [Command] = [
            Self.above, .removeAlert(.number(1)), .halt(.person, reason: "r"), .resume(nil),
            .set(key: "note", value: "v"), .addAnchor(from: nil), .removeAnchor(1),
            .submit(OrderTerms(side: .buy, type: .market, quantity: Size(1))),
            .cancel(.number(1)), .replace(.number(1), OrderChange(limit: Price(5))), .cancelAll,
            .flatten, .startSession, .stopSession, .cancelOf(session: 1),
        ]
        #expect(Set(commands.map(\.kind)) == Set(Command.Kind.allCases))
        for role in Role.allCases {
            let bench = Bench()
            let client = try bench.login(role)
            for (number, command) in commands.enumerated() {
                let before = bench.shell.commands.count
                try client.command(command, id: "c\(number)")
                let wasTaken = bench.shell.commands.count > before
                #expect(wasTaken == role.allows(command.kind), "\(role) \(command.kind)")
                guard !wasTaken else { continue }
                let error = try #require(try client.answer().error)
                #expect(error.knownCode == .roleMissing && !error.closes)
                #expect(
                    error.text
                        == (command.kind == .cancelOf
                            ? "cancel of session is the engine's own"
                            : "\(command.kind.name) needs the role "
                                + (command.kind == .set ? "admin" : "trade or admin")))
            }
        }
    }

    @Test func `the core gets who, what and when`() throws {
        let bench = Bench([Sample.setup, Sample.setup("QQQ")])
        let client = try bench.login(.trade)
        try client.command(Self.above, "QQQ", id: "mine-7")
        let input = try #require(bench.shell.commands.first)
        #expect(input.instrument == InstrumentID(1))
        #expect(input.id.text == "mine-7" && input.command == Self.above)
        #expect(input.time == bench.now)
        #expect(input.sender.role == Role.trade.rawValue)
        #expect(input.sender.session == client.id.rawValue)
        #expect(input.sender.name == "test")
        let admin = try bench.login(.admin)
        try admin.command(.halt(.person, reason: ""), "")
        #expect(bench.shell.commands.last?.instrument == .all)
        #expect(try client.heard().isEmpty && admin.heard().isEmpty)
    }

    @Test func `what no core takes is refused before it gets there`() throws {
        let bench = Bench()
        let client = try bench.login(.admin)
        func refusal(_ command: Command, _ symbol: String = "SPY") throws -> ErrorMessage {
            try client.command(command, symbol)
            return try #require(try client.answer().error)
        }
        #expect(try refusal(Self.above, "XYZ").knownCode == .unknownSymbol)
        let control = try refusal(.halt(.person, reason: "a\u{1b}b"))
        #expect(control.knownCode == .badParameter)
        #expect(control.text == "a reason holds no control characters")
        let origin = try refusal(.halt(.diskStall, reason: ""))
        #expect(origin.text == "a client halts as person, not as disk_stall")
        bench.shell.commandRoom = 0
        let full = try refusal(Self.above)
        #expect(full.knownCode == .overload && full.text.hasSuffix("try again"))
        bench.shell.takesCommands = false
        let none = try refusal(Self.above)
        #expect(none.knownCode == .unsupported)
        #expect(none.text == "commands need a host that takes them")
        #expect(bench.shell.commands.isEmpty)
        #expect(!client.isClosed)
    }

    @Test func `a session has so many commands waiting and no more`() throws {
        let bench = Bench { $0.commandsWaiting = 2 }
        let client = try bench.login(.admin)
        for number in 1...3 { try client.command(Self.above, id: "c\(number)") }
        let error = try #require(try client.answer().error)
        #expect(error.knownCode == .overload && error.limit == 2 && error.value == 2)
        bench.apply(DeskSample.result(bench.shell.commands[0], cause: 5))
        #expect(try client.heard().commandAnswers.count == 1)
        try client.command(Self.above, id: "c3")
        #expect(bench.shell.commands.count == 3)
    }

    @Test func `without a journal an answer goes at once`() throws {
        let bench = Bench()
        let client = try bench.login(.trade)
        try client.command(Self.above)
        bench.apply(DeskSample.result(bench.shell.commands[0], cause: 5))
        guard case .commandAnswer(let answer) = try client.answer() else {
            Issue.record("no answer")
            return
        }
        #expect(answer.request == 1 && answer.outcome == .accepted && answer.sequence == 5)
        #expect(answer.id.text == "c1" && !answer.isRepeat)
    }

    @Test func `with a journal an answer goes when its sequence is on disk, not before`() throws {
        let bench = Bench { $0.waitsForJournal = true }
        let client = try bench.login(.trade)
        try client.command(Self.above, id: "one")
        try client.command(Self.above, id: "two")
        bench.apply(DeskSample.result(bench.shell.commands[0], cause: 5))
        bench.apply(DeskSample.result(bench.shell.commands[1], cause: 8))
        #expect(try client.heard().isEmpty)
        bench.publisher.durable(through: 4, now: bench.now)
        #expect(try client.heard().isEmpty)
        bench.publisher.durable(through: 7, now: bench.now)
        #expect(try client.heard().commandAnswers.map(\.id.text) == ["one"])
        bench.publisher.durable(through: 3, now: bench.now)
        #expect(try client.heard().isEmpty)
        bench.publisher.durable(through: 8, now: bench.now)
        #expect(try client.heard().commandAnswers.map(\.request) == [2])
        // What is on disk already waits for nothing.
        try client.command(Self.above, id: "three")
        bench.apply(DeskSample.result(bench.shell.commands[2], cause: 8))
        #expect(try client.heard().commandAnswers.count == 1)
    }

    @Test func `an answer goes to the session that asked, and to no other`() throws {
        let bench = Bench { $0.waitsForJournal = true }
        let (first, second) = (try bench.login(.trade), try bench.login(.trade))
        try first.command(Self.above, id: "same")
        try second.command(Self.above, id: "same")
        let inputs = bench.shell.commands
        bench.apply(DeskSample.result(inputs[0], cause: 2))
        bench.apply(DeskSample.result(inputs[1], cause: 4, isRepeat: true))
        bench.publisher.durable(through: 2, now: bench.now)
        #expect(try first.heard().commandAnswers.map(\.isRepeat) == [false])
        #expect(try second.heard().isEmpty)
        first.hangUp()
        bench.publisher.durable(through: 4, now: bench.now)
        #expect(try second.heard().commandAnswers.map(\.isRepeat) == [true])
    }

    @Test func `who is gone gets no answer; who comes back and repeats gets the first`() throws {
        let bench = Bench { $0.waitsForJournal = true }
        let client = try bench.login(.trade)
        try client.command(Self.above, id: "mine")
        client.hangUp()
        bench.apply(DeskSample.result(bench.shell.commands[0], cause: 3))
        bench.publisher.durable(through: 3, now: bench.now)
        let again = try bench.login(.trade)
        try again.command(Self.above, id: "mine")
        let repeated = bench.shell.commands[1]
        #expect(repeated.sender.session == again.id.rawValue)
        bench.apply(DeskSample.result(repeated, cause: 6, isRepeat: true))
        #expect(try again.heard().isEmpty)
        bench.publisher.durable(through: 6, now: bench.now)
        let answer = try #require(try again.heard().commandAnswers.first)
        #expect(answer.isRepeat && answer.sequence == 1 && answer.outcome == .accepted)
    }

    @Test func `commands are refused while the journal is too far behind`() throws {
        let bench = Bench {
            $0.waitsForJournal = true
            $0.deskRecordsHeld = 2
        }
        let client = try bench.login(.admin)
        bench.apply(
            DeskSample.slots([
                .halt(DeskSample.halt(cause: 1)), .halt(DeskSample.halt(false, cause: 2)),
            ]))
        try client.command(Self.above)
        let error = try #require(try client.answer().error)
        #expect(error.knownCode == .overload && error.limit == 2)
        bench.publisher.durable(through: 1, now: bench.now)
        try client.command(Self.above)
        #expect(bench.shell.commands.count == 1)
    }
}
