import ClientKit
import Host
import Market
import Records
import Testing
import Wire

/// Orders of clients of a whole engine: what becomes of them when sessions and engines end.
@Suite(.serialized, .timeLimit(.minutes(3))) struct OrderRunTests {
    private func client(
        _ host: EngineHost, _ role: Role = .trade, options: SessionOptions = SessionOptions()
    ) async throws -> PitwireClient {
        var configuration = try ClientConfiguration(
            address: "127.0.0.1:\(host.port)", role: role, token: EngineFixture.token)
        configuration.session = options
        configuration.reconnect = nil
        return try await PitwireClient.connect(configuration)
    }

    /// Lets the instrument trade.
    ///
    /// - Returns: The terms of an order that waits below the market.
    private func trade(_ host: EngineHost) async throws -> OrderTerms {
        let feeder = try await client(host, .feed)
        let feed = try await feeder.feed(symbols: ["ES"])
        let inputs = madeUpHour(200)
        try await feed.send(inputs)
        try await feed.flush()
        let prices = feed.instruments[0].instrument.prices
        let last = try #require(inputs.last { $0.kind == .tick })
        await feeder.close()
        let reader = try await client(host, .read)
        while try await reader.state(of: "ES").state.lastTick == nil { await Task.yield() }
        await reader.close()
        let level = prices.level(of: Price(last.price)).rawValue - 40
        return OrderTerms(
            side: .buy, type: .limit, quantity: Size(1), limit: prices.price(of: Level(level)),
            force: .untilCancelled)
    }

    /// Follows the orders until `isDone`, and gives what they fold to.
    private func orders(
        _ client: PitwireClient, until isDone: (TradingBook) -> Bool
    ) async throws -> TradingBook {
        var book = TradingBook()
        for await event in try await client.orders() {
            switch event {
            case .snapshot(let orders): book = TradingBook(orders.map { .order($0) })
            case .record(let order): book.fold(.order(order))
            default: Issue.record("\(event)")
            }
            if isDone(book) { break }
        }
        return book
    }

    @Test func `the orders of a session go when its client does, those of others stay`()
        async throws
    {
        let engine = try EngineFixture(symbol: "ES", source: nil, session: .utc)
        let terms = try await trade(engine.host)
        let stays = try await client(engine.host)
        let kept = try await stays.submit(terms, of: "ES")
        #expect(kept.isAccepted, "\(kept)")
        let goes = try await client(
            engine.host, options: SessionOptions(cancelsOnDisconnect: true))
        let gone = try await goes.submit(terms, of: "ES")
        #expect(gone.isAccepted, "\(gone)")
        async let book = orders(stays) { !$0.ended.isEmpty }
        await goes.close()
        let found = try await book
        #expect(found.orders.map(\.order.number) == [kept.subject])
        let ended = try #require(found.ended.last?.order)
        #expect(ended.number == gone.subject && ended.state == .cancelled)
        #expect(ended.text == "its session ended" && ended.isTied)
        await stays.close()
        engine.end()
    }

    @Test func `the next engine cancels what an engine's end left, and remembers every answer`()
        async throws
    {
        let journal = JournalFixture()
        var host = try EngineHost(try journal.plan(nil))
        host.start()
        let terms = try await trade(host)
        let (mine, free) = (CommandID("mine")!, CommandID("free")!)
        let tied = try await client(host, options: SessionOptions(deadMan: 3600))
        let first = try await tied.submit(terms, of: "ES", id: mine)
        #expect(first.isAccepted, "\(first)")
        let other = try await client(host)
        #expect(try await other.submit(terms, of: "ES", id: free).isAccepted)
        host.stop()
        host.join()
        await tied.close()
        await other.close()

        host = try EngineHost(try journal.plan(nil))
        host.start()
        let back = try await client(host)
        let book = try await orders(back) { !$0.ended.isEmpty }
        #expect(book.ended.map(\.order.id) == [mine])
        #expect(book.ended.last?.order.state == .cancelled)
        #expect(book.orders.map(\.order.id) == [free])
        let again = try await back.submit(terms, of: "ES", id: mine)
        #expect(again.isRepeat && again.subject == first.subject && again.isAccepted)
        let reports = try await back.reports(from: 1)
        #expect(reports.gap == nil)
        #expect(reports.records.compactMap(\.report) == Array(1..<reports.next))
        #expect(Set(reports.records.map(\.instrument)).count == 1)
        #expect(try await back.readOrders().records.map(\.order.id) == [free])
        await back.close()
        host.stop()
        host.join()
    }
}
