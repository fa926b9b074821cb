import Market
import Publisher
import Records
import StateCoding
import Testing
import Wire

/// Orders, fills, trades, positions, money and the session, on their way to clients.
@Suite struct AccountTests {
    static let channels = Channel.allCases.filter(\.isOfAccount)

    private func bench(_ change: (inout PublisherSettings) -> Void = { _ in }) -> Bench {
        Bench([Sample.setup, Sample.setup("QQQ")], change)
    }

    /// What a reader of all six streams has: what it was given, folded.
    private func folded(_ said: [Said]) -> TradingBook {
        var book = TradingBook()
        for event in said.trading { book.fold(event) }
        return book
    }

    @Test func `whenever a client joins, what it is given folds to what stands`() throws {
        let events = AccountSample.run(40)
        var truth = TradingBook()
        for event in events { truth.fold(event) }
        #expect(!truth.orders.isEmpty && truth.trades.count > 10 && truth.fills.count > 10)
        for cut in stride(from: 0, to: events.count, by: 3) {
            let bench = bench()
            bench.apply(AccountSample.slots(Array(events[..<cut])))
            let client = try bench.login()
            var said: [Said] = []
            for channel in Self.channels {
                let (granted, rest) = try client.subscribe(channel, "")
                #expect(granted.outcome == .snapshot && granted.instrument == nil)
                said += rest
            }
            bench.apply(AccountSample.slots(Array(events[cut...])))
            said += try client.heard()
            let book = folded(said)
            #expect(book == truth, "joined before event \(cut + 1)")
        }
    }

    @Test func `nothing of the account is told before it is on disk`() throws {
        let bench = bench { $0.waitsForJournal = true }
        let client = try bench.login()
        for channel in Self.channels { _ = try client.subscribe(channel, "") }
        _ = try client.heard()
        let events = AccountSample.run(9)
        bench.apply(AccountSample.slots(events))
        #expect(try client.heard().isEmpty)
        #expect(try client.ask(.orders(symbol: nil, ended: 9)).isEmpty)
        #expect(try client.ask(.reports(from: 1, limit: 0)).isEmpty)
        for sequence in 1...9 as ClosedRange<UInt64> {
            bench.publisher.durable(through: sequence, now: bench.now)
            // Each stream in its own frames: the order is that of each channel.
            let told = try client.heard().trading
            let due = events.filter { $0.cause == sequence }
            #expect(told.count == due.count && due.allSatisfy(told.contains), "\(sequence)")
        }
    }

    @Test func `a reader that comes back goes on where it left, or learns the gap`() throws {
        let bench = bench { $0.resumeWindow = 4096 }
        let client = try bench.login()
        let granted = try client.subscribe(.orders, "").granted
        let first = AccountSample.order(1, report: 1, cause: 1)
        bench.apply(AccountSample.slots([first]))
        client.hangUp()
        let second = AccountSample.order(1, .filled, report: 2, cause: 2)
        bench.apply(AccountSample.slots([second]))
        let again = try bench.login()
        let position = StreamPosition(
            epoch: Sample.epoch, nextSequence: granted.nextSequence + 1)
        let (resumed, rest) = try again.subscribe(.orders, "", resume: position)
        #expect(resumed.outcome == .replaying && resumed.gap == nil)
        #expect(rest.trading == [second])
        again.hangUp()
        for report in 3...80 as ClosedRange<UInt64> {
            bench.apply(
                AccountSample.slots([AccountSample.order(2, report: report, cause: report)]))
        }
        let late = try bench.login()
        let (joined, snapshot) = try late.subscribe(.orders, "", resume: position)
        #expect(joined.outcome == .snapshot && joined.gap == 2..<81)
        #expect(folded(snapshot).orders.map(\.report) == [80])
    }

    @Test func `queries: by instrument, with limits, instruments named once`() throws {
        let bench = bench()
        let client = try bench.login()
        for query in [
            .orders(symbol: nil, ended: 5), .fills(symbol: nil, limit: 0), .account, .session,
            .trades(symbol: nil, limit: 0), .positions(symbol: nil), .reports(from: 1, limit: 0),
        ] as [Query] {
            #expect(try client.ask(query).isEmpty, "\(query)")
        }
        let (spy, qqq) = (DeskSample.spy, InstrumentID(1))
        let open = AccountSample.order(1, report: 1, cause: 1, spy)
        let done = (2...5).map {
            AccountSample.order($0, .filled, report: $0, cause: $0, $0 % 2 == 0 ? qqq : spy)
        }
        let fills = (6...9).map { AccountSample.fill($0, report: $0, cause: $0) }
        let held = [
            AccountSample.position(2, cause: 10, spy), AccountSample.position(-1, cause: 11, qqq),
        ]
        let rest = [
            AccountSample.trade(1, cause: 12), AccountSample.account(reports: 9, cause: 12),
            AccountSample.session(.running, cause: 13),
        ]
        bench.apply(AccountSample.slots([open] + done + fills + held + rest))
        func asked(_ query: Query) throws -> [TradingEvent] { try client.ask(query).trading }
        #expect(try asked(.orders(symbol: nil, ended: 0)) == [open])
        #expect(try asked(.orders(symbol: nil, ended: 2)) == [open] + done[2...])
        #expect(try asked(.orders(symbol: "SPY", ended: 9)) == [open, done[1], done[3]])
        #expect(try asked(.orders(symbol: "QQQ", ended: 1)) == [done[2]])
        #expect(try asked(.fills(symbol: nil, limit: 0)) == fills)
        #expect(try asked(.fills(symbol: "SPY", limit: 2)) == Array(fills[2...]))
        #expect(try asked(.fills(symbol: "QQQ", limit: 0)).isEmpty)
        #expect(try asked(.positions(symbol: nil)) == held)
        #expect(try asked(.positions(symbol: "QQQ")) == [held[1]])
        #expect(try asked(.trades(symbol: nil, limit: 0)) == [rest[0]])
        #expect(try asked(.account) == [rest[1]] && asked(.session) == [rest[2]])
        let all = try client.ask(.orders(symbol: nil, ended: 9))
        #expect(all.count == 7)
        guard case .instrument(let info) = all[0], case .instrument(let other) = all[2] else {
            Issue.record("\(all)")
            return
        }
        #expect(info.id == spy && other.id == qqq)
        client.say(Request(request: 99, query: .positions(symbol: "XYZ")))
        #expect(try client.answer().error?.knownCode == .unknownSymbol)
    }

    @Test func `reports come without holes from any number that is kept, in pages`() throws {
        let bench = bench { $0.reportsKept = 10 }
        let client = try bench.login()
        let events = (1...25).map {
            $0 % 2 == 0
                ? AccountSample.fill($0, report: $0, cause: $0)
                : AccountSample.order($0, .filled, report: $0, cause: $0)
        }
        bench.apply(AccountSample.slots(events))
        func page(_ first: UInt64, _ limit: UInt32) throws -> ([TradingEvent], next: UInt64) {
            client.say(
                Request(request: 500, query: .reports(from: first, limit: limit)))
            guard case .answer(let header, _, let told) = try client.answer() else {
                throw WireError(.badState, in: "answer", reason: "none")
            }
            return (told.trading, header.firstSequence)
        }
        // Of 25 the last ten are kept: who asks for the first is shown where they begin.
        let all = try page(1, 0)
        #expect(all.0 == Array(events[15...]) && all.next == 26)
        var found: [TradingEvent] = []
        var next: UInt64 = 16
        while true {
            let part = try page(next, 4)
            if part.0.isEmpty { break }
            #expect(part.0.count <= 4)
            found += part.0
            next = part.next
        }
        #expect(found == Array(events[15...]) && next == 26)
        #expect(try page(26, 0) == ([], 26))
        #expect(try page(31, 0) == ([], 31))
    }

    @Test func `reports that memory keeps no more are the store's, each once and in order`() throws
    {
        let events = (1...60).map { number in
            // Three of an input, so that those of one are on both sides.
            number % 2 == 0
                ? AccountSample.fill(number, report: number, cause: (number + 2) / 3)
                : AccountSample.order(number, .filled, report: number, cause: (number + 2) / 3)
        }
        // What the store has: less than memory's oldest never; behind it, any part.
        for (stored, overlap) in [(50, 0), (53, 3), (60, 10)] {
            let bench = bench {
                $0.reportsKept = 10
                $0.answerReports = 16
            }
            bench.shell.pastRoom = 9
            bench.shell.hasHistory = true
            bench.apply(AccountSample.slots(events))
            let client = try bench.login()
            var found: [TradingEvent] = []
            var (next, asked) = (UInt64(1), 0)
            while true {
                let before = bench.shell.questions.count
                client.say(Request(request: 9, query: .reports(from: next, limit: 0)))
                if bench.shell.questions.count > before {
                    asked += 1
                    let (past, session) = try #require(bench.shell.questions.last)
                    guard case .history(let question) = past else {
                        Issue.record("\(past)")
                        return
                    }
                    #expect(question.through == events[50].cause && question.limit == 16)
                    let older = events[..<stored].filter { ($0.report ?? 0) >= next }.prefix(16)
                    bench.publisher.answered(
                        PastAnswer(question.request, question.answer(older: Array(older))),
                        for: session, now: bench.now)
                }
                guard case .answer(let header, _, let told) = try client.answer() else {
                    Issue.record("no answer")
                    return
                }
                if told.trading.isEmpty { break }
                #expect(told.trading.count == min(16, 61 - Int(next)))
                #expect(
                    told.first
                        == .instrument(
                            InstrumentInfo(
                                id: DeskSample.spy, instrument: Sample.instrument)))
                found += told.trading
                next = header.firstSequence
            }
            #expect(found == events && next == 61, "\(stored) stored, \(overlap) twice")
            #expect(asked == 4)
        }
    }

    @Test func `what a store has not either is a gap, stated where it is`() throws {
        let events = (1...60).map { AccountSample.fill($0, report: $0, cause: $0) }
        let bench = bench { $0.reportsKept = 10 }
        bench.shell.pastRoom = 9
        bench.shell.hasHistory = true
        bench.apply(AccountSample.slots(events))
        let client = try bench.login()
        func page(_ first: UInt64, of stored: [TradingEvent]) throws -> ([UInt64], UInt64) {
            client.say(Request(request: 9, query: .reports(from: first, limit: 0)))
            let (past, session) = try #require(bench.shell.questions.last)
            guard case .history(let question) = past else { return ([], 0) }
            let outcome = question.answer(older: stored.filter { ($0.report ?? 0) >= first })
            bench.publisher.answered(
                PastAnswer(question.request, outcome), for: session, now: bench.now)
            guard case .answer(let header, _, let told) = try client.answer() else {
                return ([], 0)
            }
            return (told.trading.compactMap(\.report), header.firstSequence)
        }
        // A store that was begun late, one with a hole behind it, and one that has nothing.
        let late = Array(events[20..<40])
        #expect(try page(1, of: late) == (Array(21...40), 41))
        #expect(try page(41, of: late) == (Array(51...60), 61))
        #expect(try page(7, of: []) == (Array(51...60), 61))
        // Without a store memory answers at once.
        bench.shell.hasHistory = false
        let count = bench.shell.questions.count
        client.say(Request(request: 9, query: .reports(from: 1, limit: 4)))
        guard case .answer(let header, _, let told) = try client.answer() else {
            Issue.record("no answer")
            return
        }
        #expect(told.trading == Array(events[50..<54]) && header.firstSequence == 55)
        #expect(bench.shell.questions.count == count)
    }

    @Test func `a stream of the account takes no symbol`() throws {
        let client = try bench().login()
        for channel in Self.channels {
            client.say(Subscribe(request: 7, channel: channel, symbol: "SPY"))
            let error = try #require(try client.answer().error)
            #expect(error.knownCode == .badParameter && !error.closes)
        }
        #expect(!client.isClosed)
    }

    @Test func `who skips is given what stands, and folds on from there`() throws {
        let bench = bench { $0.socketBytes = 1 }
        let client = try bench.login()
        _ = try client.subscribe(.orders, "", queueBytes: 600)
        client.stall()
        for report in 1...30 as ClosedRange<UInt64> {
            bench.apply(
                AccountSample.slots([AccountSample.order(1, report: report, cause: report)]))
        }
        client.drain()
        bench.apply(AccountSample.slots([AccountSample.order(2, report: 31, cause: 31)]))
        let said = try client.heard()
        let gap = try #require(said.lastIndex { if case .gap = $0 { true } else { false } })
        #expect(folded(Array(said[(gap + 1)...])).orders.map(\.report) == [30, 31])
    }

    @Test func `a publisher that is saved and restored answers as one that ran through`() throws {
        let events = AccountSample.run(60)
        let whole = bench { $0.reportsKept = 20 }
        whole.apply(AccountSample.slots(events))
        let front = bench { $0.reportsKept = 20 }
        front.apply(AccountSample.slots(Array(events[..<70])))
        var writer = StateWriter()
        front.publisher.save(into: &writer)
        let restored = bench { $0.reportsKept = 20 }
        var reader = StateReader(writer.finish())
        try restored.publisher.restore(from: &reader)
        try reader.end()
        restored.apply(AccountSample.slots(Array(events[70...])))
        let (one, other) = (try whole.login(), try restored.login())
        for query in [
            .orders(symbol: nil, ended: 50), .fills(symbol: nil, limit: 0), .account, .session,
            .trades(symbol: "SPY", limit: 3), .positions(symbol: nil), .reports(from: 1, limit: 0),
        ] as [Query] {
            let (expected, found) = (try one.ask(query), try other.ask(query))
            #expect(!expected.isEmpty && found == expected, "\(query)")
        }
        for channel in Self.channels {
            let (expected, snapshot) = try one.subscribe(channel, "")
            let (found, same) = try other.subscribe(channel, "")
            #expect(found.nextSequence == expected.nextSequence)
            #expect(same.trading == snapshot.trading)
        }
    }
}
