import Backtest
import Core
import Feed
import Market
import Records
import Ring
import Shard
import Testing
import Trading

@Suite struct RunTests {
    /// What comes out of the same file through the rings and the shard of a running engine at
    /// speed 0, after the command that starts the session.
    private func live(_ setup: BacktestSetup, _ text: String) throws -> [ClosedTrade] {
        let ring = SPSCRing(of: Input.self, capacity: 256)
        let orders = OrderRing(capacity: 256)
        let output = SPSCRing(of: OutputSlot.self, capacity: 1 << 16)
        let commands = SPSCRing(of: Input.self, capacity: 64)
        let bell = Doorbell(policy: .spin)
        var commander = commands.takeProducer()
        var records = output.takeConsumer()
        var port = FeedPort(
            instruments: [InstrumentID(0)], rings: [ring], order: orders, bell: bell)
        var shard = Shard(
            core: setup.core(), rings: [ring], orders: [orders], commands: commands,
            output: output, bell: bell, clock: { .zero })
        let start = CommandInput(
            time: .zero, instrument: .all, id: CommandID("engine-start")!, sender: .engine,
            command: .startSession)
        start.inputs.withUnsafeBufferPointer { _ = commander.push($0) }
        var feed = ReplayFeed(
            source: try TestSetup.source(text), speed: 0, instruments: [InstrumentID(0)])
        var trades: [ClosedTrade] = []
        var slots: [OutputSlot] = []
        while true {
            let step = try feed.step(&port, now: .zero)
            while shard.hasWork {
                _ = shard.step()
                let ready = records.ready()
                slots.append(contentsOf: ready)
                records.release(ready.count)
            }
            if step == .ended { break }
        }
        var place = 0
        while place < slots.count {
            let count = max(1, slots[place].slots)
            slots[place..<place + count].withUnsafeBufferPointer {
                if let record = ClosedTradeRecord($0) { trades.append(record.trade) }
            }
            place += count
        }
        return trades
    }

    @Test func `a backtest trades as a running engine does at speed 0`() throws {
        let setup = TestSetup.make()
        let text = Samples.ticks(seconds: 1200)
        let result = try TestSetup.run(setup, text)
        let trades = try live(setup, text)
        #expect(trades.count > 20)
        #expect(result.trades.map(\.trade) == trades)
        #expect(Set(trades.map(\.reason)).isSuperset(of: [.stop, .target]))
    }

    @Test func `what nobody reads is not computed and changes nothing`() throws {
        let text = Samples.ticks(seconds: 900)
        let bare = try TestSetup.run(TestSetup.make(), text)
        let full = try TestSetup.run(TestSetup.make(publishesAll: true), text)
        #expect(bare.trades == full.trades)
        #expect(bare.signals == full.signals)
        #expect(bare.orders == full.orders)
    }

    @Test func `a tape kept in memory comes to the same as files decoded on the way`() throws {
        let setup = TestSetup.make()
        let text = Samples.ticks(seconds: 900)
        let tape = try HeldTape(try TestSetup.source(text), for: setup)
        let held = try Backtest.run(setup, tape).result
        let streamed = try TestSetup.run(setup, text)
        #expect(held.trades == streamed.trades)
        #expect(held.trades.isEmpty == false)
        #expect(BacktestReport(held, setup).json == BacktestReport(streamed, setup).json)
    }

    @Test func `two files of a symbol are one history, merged by time`() throws {
        let setup = TestSetup.make()
        let rows = Samples.ticks(seconds: 900).split(separator: "\n").map(String.init)
        let head = rows[0]
        let even = [head] + rows.dropFirst().enumerated().filter { $0.offset < 1700 }.map(\.element)
        let odd = [head] + rows.dropFirst().enumerated().filter { $0.offset >= 1700 }.map(\.element)
        let merged = MergedSource([
            try TestSetup.lane(odd.joined(separator: "\n") + "\n"),
            try TestSetup.lane(even.joined(separator: "\n") + "\n"),
        ])
        let whole = try TestSetup.run(setup, rows.joined(separator: "\n") + "\n")
        #expect(try Backtest.run(setup, merged).result.trades == whole.trades)
        #expect(whole.trades.isEmpty == false)
    }

    @Test func `a clock that is behind changes neither trades nor the period`() throws {
        let setup = TestSetup.make()
        let text = Samples.ticks(seconds: 900)
        let behind = MergedSource([SkewedSource(try TestSetup.lane(text))])
        let (late, usual) = (
            try Backtest.run(setup, behind).result, try TestSetup.run(setup, text)
        )
        #expect(late.trades == usual.trades)
        #expect(late.trades.isEmpty == false)
        #expect(late.period?.first == usual.period?.first)
        #expect(usual.period?.first == usual.period?.first.secondStart)
    }

    @Test func `what is open is closed with its session, at the latest when the files end`() throws
    {
        let text = Samples.ticks(seconds: 600)
        let result = try TestSetup.run(TestSetup.make(stop: 900), text)
        #expect(result.open.isEmpty)
        #expect(result.trades.last?.trade.reason == .sessionEnd)
        let sum = result.trades.reduce(Money.zero) { $0 + $1.profit }
        #expect(result.balance == result.start + sum)
    }

    @Test func `sessions are those of the inputs, not of the start before them`() throws {
        // Globex hours hold the instant zero, at which trading is started.
        let setup = TestSetup.make { $0.mode = .globex }
        let result = try TestSetup.run(setup, Samples.ticks(seconds: 60))
        #expect(result.sessions.map { "\($0)" } == ["2024-03-08"])
    }

    @Test func `limits of a day end its trading when they are given`() throws {
        let text = Samples.ticks(seconds: 1200)
        let free = try TestSetup.run(TestSetup.make(), text)
        let bound = try TestSetup.run(
            TestSetup.make { $0.limits.lossLimit = Money(nanos: -50_000_000) }, text)
        #expect(bound.trades.count < free.trades.count)
        #expect(bound.orders.contains { $0.state == .rejected && $0.text == "halted" })
    }

    @Test func `a bar that reaches stop and target ends at the stop`() throws {
        // Bought at the first bar's close, 100.00 and a tick of slippage: stop 99.90, target 100.20.
        let start = Samples.open.rawValue
        func row(_ minute: Int64, _ prices: String) -> String {
            "\(start + minute * 60_000_000_000),\(prices),100\n"
        }
        let text =
            "ts_ns,open,high,low,close,volume\n" + row(0, "99.95,100.05,99.95,100.00")
            + row(1, "100.00,100.30,99.80,100.10")
        let result = try TestSetup.run(TestSetup.make(bars: true), text)
        let first = try #require(result.trades.first).trade
        #expect(first.reason == .stop)
        // The stop's price and a tick of slippage.
        #expect(first.exit == 99.89e9)
        #expect(first.entry == 100.01e9)
    }

    @Test func `a bar that opens beyond the stop fills it at the open`() throws {
        let start = Samples.open.rawValue
        func row(_ minute: Int64, _ prices: String) -> String {
            "\(start + minute * 60_000_000_000),\(prices),100\n"
        }
        let text =
            "ts_ns,open,high,low,close,volume\n" + row(0, "99.95,100.05,99.95,100.00")
            + row(1, "99.50,99.60,99.40,99.55")
        let result = try TestSetup.run(TestSetup.make(bars: true), text)
        let first = try #require(result.trades.first).trade
        #expect(first.reason == .stop)
        #expect(first.exit == 99.49e9)
    }

    @Test func `files without a good row are told with their rows`() throws {
        let text = "ts_ns,price,size,side\nx,1,1,B\ny,2,1,B\n"
        let error = #expect(throws: BacktestError.self) {
            try TestSetup.run(TestSetup.make(), text)
        }
        #expect(error?.description.contains("found 2 rows, 2 of them bad") == true)
        #expect(error?.description.contains("\n") == false)
    }

    @Test func `a tape holds so much and no more`() throws {
        let text = Samples.ticks(seconds: 60)
        let error = #expect(throws: BacktestError.self) {
            _ = try HeldTape(try TestSetup.source(text), for: TestSetup.make(), limit: 100)
        }
        #expect(error?.description.contains("more than the 100 inputs") == true)
    }

    @Test func `dates leave out what lies outside them`() throws {
        let day = try #require(SessionDate("2024-03-08"))
        let text = Samples.ticks(seconds: 60)
        let inside = DatedSource(try TestSetup.lane(text), from: day, to: day, .share)
        #expect(try Backtest.run(TestSetup.make(), MergedSource([inside])).result.accepted == 240)
        let before = DatedSource(
            try TestSetup.lane(text), from: nil, to: day.adding(days: -1), .share)
        #expect(throws: BacktestError.self) {
            try Backtest.run(TestSetup.make(), MergedSource([before]))
        }
        #expect(before.kept == 0)
        #expect(before.seen?.first == Samples.open)
    }
}

/// A source whose clock is a second behind.
private final class SkewedSource: InputSource {
    private let source: any InputSource

    init(_ source: any InputSource) { self.source = source }

    var skew: Nanoseconds { .seconds(1) }
    var report: SourceReport { source.report }

    func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        try source.next(into: batch)
    }
}
