import ClientKit
import Testing

@Suite struct OrderTests {
    private func accept(_ asked: CommandRequest, subject: UInt64 = 7) -> CommandAnswer {
        CommandAnswer(
            request: asked.request,
            CommandResult(
                instrument: .all, time: .zero, cause: 9, id: asked.id, kind: asked.command.kind,
                number: 1, subject: subject, outcome: .accepted, first: 9, session: 1))
    }

    /// The price unit of the sample instrument is a cent, its size unit a share.
    @Test func `each call sends its terms, amounts as they were written`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        async let said: Void = {
            _ = try await client.buy(10, of: "SPY")
            _ = try await client.sell(3, of: "SPY", limit: "580.25", force: .untilCancelled)
            _ = try await client.buy("1e1", of: "SPY", stop: "581")
            _ = try await client.sell(1, of: "SPY", limit: 578, stop: "578.50")
            _ = try await client.bracket(.buy, 2, of: "SPY", stop: 578, target: "584.07")
            _ = try await client.replace(.number(4), of: "SPY", quantity: 5, limit: "580.1")
            _ = try await client.cancel(.id(CommandID("mine")!))
            _ = try await client.cancelAll("SPY")
            _ = try await client.flatten()
            _ = try await client.startSession()
            _ = try await client.stopSession()
        }()
        #expect(await server.answer(.symbols, [Sample.info]) == .symbols)
        func terms(_ side: OrderSide, _ type: OrderType, _ size: Int64) -> OrderTerms {
            OrderTerms(side: side, type: type, quantity: Size(size))
        }
        var limit = terms(.sell, .limit, 3)
        (limit.limit, limit.force) = (Price(58_025), .untilCancelled)
        var stop = terms(.buy, .stop, 10)
        stop.stop = Price(58_100)
        var both = terms(.sell, .stopLimit, 1)
        (both.limit, both.stop) = (Price(57_800), Price(57_850))
        var bracket = terms(.buy, .market, 2)
        bracket.bracket = Bracket(stop: Price(57_800), target: Price(58_407))
        let expected: [(String, Command)] = [
            ("SPY", .submit(terms(.buy, .market, 10))), ("SPY", .submit(limit)),
            ("SPY", .submit(stop)), ("SPY", .submit(both)), ("SPY", .submit(bracket)),
            (
                "SPY",
                .replace(.number(4), OrderChange(quantity: Size(5), limit: Price(58_010)))
            ),
            ("", .cancel(.id(CommandID("mine")!))), ("SPY", .cancelAll), ("", .flatten),
            ("", .startSession), ("", .stopSession),
        ]
        for (symbol, command) in expected {
            let asked = await server.command()
            #expect(asked.symbol == symbol && asked.command == command)
            server.send(accept(asked))
        }
        try await said
        await client.close()
    }

    @Test func `amounts that are none are refused here, with the limit and the value`()
        async throws
    {
        let server = try await TestServer()
        let client = try await server.client()
        async let info = client.instrument("SPY")
        #expect(await server.answer(.symbols, [Sample.info]) == .symbols)
        #expect(try await info == Sample.info)
        func refusal(
            _ ask: @Sendable () async throws -> CommandAnswer
        ) async throws -> String {
            let thrown = await #expect(throws: ClientError.self) { _ = try await ask() }
            let error = try #require(thrown)
            #expect(error.code == .refused && error.wireCode == .badParameter)
            return error.detail
        }
        for quantity in ["0", "-1", "-0.0"] as [Exact] {
            #expect(
                try await refusal { try await client.buy(quantity, of: "SPY") }
                    == "the quantity is above 0, got \(quantity)")
        }
        for quantity in ["nan", "ten", "", "inf", "0.5"] as [Exact] {
            let detail = try await refusal { try await client.buy(quantity, of: "SPY") }
            #expect(
                detail.hasPrefix(
                    "the quantity is a number of at most 0 decimals, got '\(quantity)'"))
        }
        let fine = try await refusal { try await client.buy(1, of: "SPY", limit: "580.255") }
        #expect(
            fine.hasPrefix("the limit price is a number of at most 2 decimals, got '580.255'"))
        #expect(
            try await refusal { try await client.sell(1, of: "SPY", stop: 0) }
                == "the stop price is above 0, got 0")
        let leg = try await refusal {
            try await client.bracket(.buy, 1, of: "SPY", entryStop: -1, stop: 1, target: 2)
        }
        #expect(leg == "the entry's stop price is above 0, got -1")
        let raw = try await refusal {
            try await client.submit(
                OrderTerms(side: .buy, type: .market, quantity: Size(0)), of: "SPY")
        }
        #expect(raw == "the quantity is above 0 size units, got 0")
        // Nothing of it was sent: this is the first command the engine hears.
        async let answer = client.cancelAll()
        let asked = await server.command()
        #expect(asked.command == .cancelAll)
        server.send(accept(asked))
        _ = try await answer
        await client.close()
    }

    @Test func `an order that is cut off is sent again by its id, and is one order`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        let id = try #require(CommandID("mine"))
        async let answer = client.buy(10, of: "SPY", id: id)
        #expect(await server.answer(.symbols, [Sample.info]) == .symbols)
        let first = await server.command()
        server.cut()
        await server.welcome()
        let second = await server.command()
        #expect(first == second && second.id == id)
        var again = accept(second, subject: 41)
        again.isRepeat = true
        server.send(again)
        let got = try await answer
        #expect(got.isAccepted && got.subject == 41 && got.isRepeat)
        await client.close()
    }

    @Test func `an engine that knows no orders is asked nothing of the kind`() async throws {
        let server = try await TestServer()
        let configuration = try server.configuration()
        async let connected = PitwireClient.connect(configuration)
        var welcome = Sample.welcome()
        welcome.features.remove(.trading)
        await server.welcome(welcome)
        let client = try await connected
        for ask in [
            { _ = try await client.buy(1, of: "SPY") }, { _ = try await client.flatten() },
            { _ = try await client.readOrders() }, { _ = try await client.reports(from: 1) },
            { _ = try await client.fills() }, { _ = try await client.readAccount() },
        ] as [@Sendable () async throws -> Void] {
            let error = await #expect(throws: ClientError.self) { try await ask() }
            #expect(error?.wireCode == .unsupported)
        }
        await client.close()
    }

    @Test func `a promise that the engine cannot keep is no session`() async throws {
        let server = try await TestServer()
        let configuration = try server.configuration {
            $0.role = .trade
            $0.session = SessionOptions(cancelsOnDisconnect: true, deadMan: 30)
        }
        let connecting = Task { _ = try await PitwireClient.connect(configuration) }
        var welcome = Sample.welcome()
        welcome.features.remove(.trading)
        await server.welcome(welcome)
        let error = await #expect(throws: ClientError.self) { try await connecting.value }
        #expect(error?.code == .badVersion)
        #expect(error?.detail.contains("cannot cancel the orders of a session that ends") == true)
    }

    @Test func `reports say what is missing and where to go on`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        func report(_ number: UInt64) -> FillRecord {
            FillRecord(
                time: .seconds(1), cause: number, report: number,
                fill: Fill(
                    number: number, order: 1, id: CommandID("a")!, instrument: Sample.info.id,
                    book: .manual, side: .buy, price: Price(58_000), size: Size(1),
                    commission: .zero, realised: .zero, position: 1))
        }
        async let whole = client.reports(from: 5)
        #expect(
            await server.answer(.reports, [Sample.info, report(5), report(6)], position: 7)
                == .reports(from: 5, limit: 0))
        let first = try await whole
        #expect(first.records == [.fill(report(5)), .fill(report(6))])
        #expect(first.gap == nil && first.next == 7)
        #expect(first.instruments[Sample.info.id] == Sample.info)
        async let cut = client.reports(from: 1, limit: 2)
        #expect(
            await server.answer(.reports, [report(8)], position: 9) == .reports(from: 1, limit: 2))
        let second = try await cut
        #expect(second.gap == 1..<8 && second.next == 9)
        async let none = client.reports(from: 9)
        _ = await server.answer(.reports, [], position: 9)
        let third = try await none
        #expect(third.records.isEmpty && third.gap == nil && third.next == 9)
        await client.close()
    }

    @Test func `positions are followed from what stands`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        var position = Position(instrument: Sample.info.id, book: .manual)
        position.quantity = 3
        let held = PositionRecord(time: .seconds(1), cause: 4, position: position)
        position.quantity = 0
        let flat = PositionRecord(time: .seconds(2), cause: 5, position: position)
        async let stream = client.positions()
        let asked = await server.grant(outcome: .snapshot)
        #expect(asked.channel == .positions && asked.symbol.isEmpty)
        #expect(asked.policy == .conflate)
        server.send { frames in
            [
                frames.record(held, channel: .positions, at: 1, flags: [.snapshot, .lastPart]),
                frames.record(flat, channel: .positions, at: 1),
            ]
        }
        var book = TradingBook()
        var counts: [Int] = []
        for await event in try await stream {
            switch event {
            case .snapshot(let records): book = TradingBook(records.map { .position($0) })
            case .record(let record): book.fold(.position(record))
            default: Issue.record("\(event)")
            }
            counts.append(book.positions.count)
            if counts.count == 2 { break }
        }
        #expect(counts == [1, 0])
        await client.close()
    }
}
