import ClientKit
import Host
import Market
import Records
import Settings
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

    /// Reads reports page by page, from a number to the end.
    private func reports(
        _ client: PitwireClient, from first: UInt64, limit: Int? = nil
    ) async throws -> (records: [TradingEvent], pages: Int) {
        var (found, pages) = ([TradingEvent](), 0)
        var next = first
        while true {
            let reading: ReportReading
            do throws(ClientError) {
                reading = try await client.reports(from: next, limit: limit)
            } catch {
                // The store follows behind and says so: it is asked again, as it asks for.
                guard error.wireCode == .overload else { throw error }
                continue
            }
            #expect(reading.gap == nil)
            if reading.records.isEmpty { return (found, pages) }
            found += reading.records
            next = reading.next
            pages += 1
        }
    }

    @Test func `every report there ever was can be had, after a restart too`() async throws {
        let journal = JournalFixture()
        // The same in each run: what was decided by other limits is another history.
        func plan(hasStore: Bool = true) throws -> HostPlan {
            try journal.plan(nil) {
                $0.trading.maxRate = 1_000_000
                $0.trading.positionSize = 1_000_000
                $0.journal.checkpoint = 3_000
                $0.journal.store = hasStore
            }
        }
        var host = try EngineHost(try plan())
        host.start()
        let terms = try await trade(host)
        let trader = try await client(host)
        try await herds(45, of: 200, terms, trader)
        let all = try await reports(trader, from: 1)
        let told = all.records
        let count = told.count
        #expect(told.compactMap(\.report) == Array(1...UInt64(count)))
        // More than memory keeps, twice over: all that became of every order.
        #expect(count >= 18_000 && all.pages == (count + 8191) / 8192)
        var book = TradingBook(keeping: count)
        for report in told { book.fold(report) }
        #expect(book.orders.isEmpty && book.ended.count == 9_000)
        #expect(book.ended.allSatisfy { $0.order.state == .cancelled })
        #expect(Set(book.ended.map(\.order.id)).count == 9_000)
        let middle = try await reports(trader, from: 9_700, limit: 300)
        #expect(middle.records == Array(told[9_699...]))
        await trader.close()
        host.stop()
        host.join()

        host = try EngineHost(try plan())
        host.start()
        let back = try await client(host, .read)
        #expect(try await reports(back, from: 1).records == told)
        #expect(
            try await reports(back, from: UInt64(count - 9)).records == Array(told.suffix(10)))
        await back.close()
        host.stop()
        host.join()

        // Without the store the gap is stated.
        host = try EngineHost(try plan(hasStore: false))
        host.start()
        let poor = try await client(host, .read)
        let rest = try await poor.reports(from: 1)
        #expect(rest.gap == 1..<UInt64(count - 8191))
        #expect(rest.records == Array(told.suffix(8192)))
        await poor.close()
        host.stop()
        host.join()
    }

    /// Orders in herds that rest below the market, each herd taken back at once.
    private func herds(
        _ count: Int, of size: Int, _ terms: OrderTerms, _ trader: PitwireClient
    ) async throws {
        for round in 0..<count {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<size {
                    group.addTask {
                        let answer = try await trader.submit(
                            terms, of: "ES", id: CommandID("o-\(round)-\(number)")!)
                        #expect(answer.isAccepted, "\(answer)")
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await trader.cancelAll().isAccepted)
        }
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
