import ClientKit
import Market
import PitctlViews
import Records
import Testing
import Wire

@testable import Gateway

@Suite struct TradeHistoryTests {
    /// Trades of 2024-01-02 and 2024-01-04: +100, -50 and +30, -20, 0 from 1000.
    private var history: TradeHistory {
        let profits: [(day: Int64, dollars: Int128)] = [
            (2, 100), (2, -50), (4, 30), (4, -20), (4, 0),
        ]
        let trades = profits.enumerated().map { place, one in
            // 16:00 New York.
            let time = Nanoseconds.seconds(1_704_142_800 + (one.day - 1) * 86_400 + Int64(place))
            return ClosedTrade(
                number: UInt64(place + 1), instrument: InstrumentID(0),
                book: Book(rawValue: UInt8(place % 2)), direction: .long, quantity: Size(1),
                entryTime: time, entry: 1, exitTime: time, exit: 1, reason: .order,
                gross: Money(nanos: one.dollars * 1_000_000_000), commission: .zero)
        }
        var account = Account(start: Money(nanos: 1_000_000_000_000))
        account.dayTrades = 3
        return TradeHistory(trades, account, nil)
    }

    @Test func `the worked example of the metrics comes out`() throws {
        let metrics = history.overall
        #expect(metrics.winRate == 0.4)
        #expect(abs(try #require(metrics.rewardRisk) - 65.0 / 35) < 1e-12)
        #expect(abs(try #require(metrics.profitFactor) - 130.0 / 70) < 1e-12)
        #expect(abs(metrics.drawdown.share - 50.0 / 1100) < 1e-12)
        // Three sessions, the second without trades: returns 0.05, 0, 10/1050.
        let returns = [0.05, 0, 10.0 / 1050]
        let mean = returns.reduce(0, +) / 3
        let deviation = (returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2).squareRoot()
        #expect(abs(try #require(metrics.sharpe) - mean / deviation * 252.0.squareRoot()) < 1e-9)
    }

    @Test func `today is as many trades as the account counts, from what it held before them`() {
        let today = history.present
        #expect(today.trades == 3 && today.wins == 1 && today.losses == 1)
        #expect(today.profit == Money(nanos: 10_000_000_000))
        // Peak 1080, then 1060.
        #expect(abs(today.drawdown.share - 20.0 / 1080) < 1e-12)
        #expect(today.sharpe == nil)
    }

    @Test func `parts are told apart, and trades without a word are left out`() {
        let parts = history.parts { $0.book == .manual ? nil : "system" }
        #expect(parts.map(\.name) == ["system"] && parts[0].metrics.trades == 2)
    }
}

@Suite struct PeriodFeedTests {
    @Test func `closed bars are kept in order, each once, the newest fifty`() {
        let feed = PeriodFeed(.minute5, hasRows: true)
        for start in [3, 1, 2, 3, 5] as [Int64] {
            feed.close(Nanoseconds(start), hasRows: true, .number(start))
        }
        #expect(feed.closed.map(\.start.rawValue) == [1, 2, 3, 5])
        for start in 6...60 as ClosedRange<Int64> {
            feed.close(Nanoseconds(start), hasRows: true, .number(start))
        }
        #expect(feed.closed.count == 50 && feed.closed.last?.start.rawValue == 60)
        #expect(!feed.close(Nanoseconds(1), hasRows: true, .number(1)))
        #expect(feed.closed.count == 50)
    }

    @Test func `rows take the place of a bar without, and nothing else does`() {
        let feed = PeriodFeed(.minute5, hasRows: true)
        for (hasRows, number, isNew) in [
            (false, 1, true), (false, 2, false), (true, 3, true), (true, 4, false),
            (false, 5, false),
        ] {
            #expect(
                feed.close(Nanoseconds(300), hasRows: hasRows, .number(number)) == isNew)
        }
        #expect(feed.closed.map(\.json) == [.number(3)])
    }
}

@Suite struct PageJSONTests {
    @Test func `an instant is told twice, a missing one as null twice`() {
        let time = Nanoseconds(1_704_292_200_000_000_001)
        let json = JSONValue.page([("a_ns", .time(time)), ("b_ns", .null), ("c", .number(1))])
        #expect(
            json.text
                == "{\"a_ns\":\"1704292200000000001\",\"a\":\"2024-01-03T14:30:00.000000001Z\","
                + "\"b_ns\":null,\"b\":null,\"c\":1}")
    }

    @Test func `prices lose the noise of binary fractions and nothing else`() {
        #expect(JSONValue.price(589.8000000000001).text == "589.8")
        #expect(JSONValue.price(0.1 + 0.2).text == "0.3")
        #expect(JSONValue.price(4700.123456789).text == "4700.123456789")
        #expect(JSONValue.price(nil) == .null && JSONValue.price(.nan) == .null)
    }
}

@Suite struct SymbolFeedTests {
    private var feed: SymbolFeed {
        get throws {
            let instrument = try InstrumentCatalog.instrument(symbol: "ES")
            return SymbolFeed(InstrumentInfo(id: InstrumentID(0), instrument: instrument))
        }
    }

    @Test func `a state is told at most so often, and a change meanwhile waits`() throws {
        let feed = try feed
        let start = ContinuousClock.now
        for (slot, interval) in [
            (SymbolFeed.Slot.tick, 100), (.vwap, 500), (.status, 500), (.profile, 1000),
            (.footprint(.minute5), 500),
            (.study(.init(system: 1, rule: 2, key: 3)), 500),
        ] {
            feed.dirty = [slot]
            #expect(feed.due(start) == [slot])
            #expect(feed.due(start + .milliseconds(interval)) == [])
            feed.dirty = [slot]
            #expect(feed.due(start + .milliseconds(interval - 1)) == [])
            #expect(feed.dirty == [slot])
            #expect(feed.due(start + .milliseconds(interval)) == [slot])
        }
    }

    @Test func `a developing footprint that has closed is not developing again`() {
        let feed = PeriodFeed(.minute5, hasRows: true)
        feed.close(Nanoseconds(300), hasRows: true, .null)
        #expect(!feed.develop(Self.footprint(300)) && feed.open == nil)
        #expect(feed.develop(Self.footprint(600)) && feed.open?.bar.start.rawValue == 600)
        feed.close(Nanoseconds(600), hasRows: true, .null)
        #expect(feed.open == nil)
    }

    private static func footprint(_ start: Int64) -> FootprintRecord {
        let bar = Bar(
            start: Nanoseconds(start), end: Nanoseconds(start + 300),
            session: SessionDate(rawValue: 0), mode: .utc, period: .minute5, isFromTicks: true,
            open: Price(1), high: Price(1), low: Price(1), close: Price(1), volume: .zero,
            buyVolume: .zero, sellVolume: .zero, maxDelta: .zero, minDelta: .zero,
            cumulativeDelta: .zero, trades: 0, vwap: nil, completeness: Completeness())
        return FootprintRecord(
            instrument: InstrumentID(0), bar: bar, rowTicks: 1, poc: 0, buyImbalances: 0,
            sellImbalances: 0, rule: ImbalanceRule(minimumVolume: Volume(10)), rows: [], cause: 0)
    }
}

@Suite struct OpenLevelsTests {
    private static let schema = StrategySchema(
        number: 1, name: "orderflow", meaning: "",
        rules: [
            RuleSchema(
                name: "level", meaning: "",
                reasons: ["", "opened", "reached", "session_end", "crowded_out"],
                values: [
                    ValueSchema("price", .price), ValueSchema("extreme", .choice(["HIGH", "LOW"])),
                    ValueSchema("opened", .time),
                ])
        ])

    /// `opened` in milliseconds.
    private func event(
        _ number: UInt64, _ reason: UInt8, price: Double, isHigh: Bool, opened: Double
    ) throws -> DecisionText {
        var evaluation = Evaluation(
            instrument: InstrumentID(0), system: 1, rule: 0, verdict: .event)
        evaluation.number = number
        evaluation.reason = reason
        evaluation.values = [price, isHigh ? 0 : 1, opened]
        let instrument = try InstrumentCatalog.instrument(symbol: "ES")
        return DecisionText(evaluation, instrument, Self.schema)
    }

    @Test func `levels are those that were opened and nothing else happened to`() throws {
        var levels = OpenLevels()
        #expect(levels.take(try event(1, 1, price: 4700, isHigh: true, opened: 1000)))
        #expect(levels.take(try event(2, 1, price: 4690, isHigh: false, opened: 2000)))
        // The same price opened again is a level of its own.
        #expect(levels.take(try event(3, 1, price: 4700, isHigh: true, opened: 3000)))
        #expect(levels.take(try event(7, 2, price: 4700, isHigh: true, opened: 1000)))
        // Known already: a stream begins with what was asked for, too.
        #expect(!levels.take(try event(7, 2, price: 4700, isHigh: true, opened: 3000)))
        #expect(!levels.take(try event(2, 1, price: 4690, isHigh: false, opened: 2000)))
        #expect(levels.levels.map(\.price) == [4690, 4700])
        #expect(levels.levels.map(\.side) == ["low", "high"])
        #expect(levels.levels[1].start == .milliseconds(3000))
        #expect(levels.take(try event(8, 3, price: 4690, isHigh: false, opened: 2000)))
        #expect(levels.take(try event(9, 4, price: 4700, isHigh: true, opened: 3000)))
        #expect(levels.levels.isEmpty)
    }
}

@Suite struct AccountStateTests {
    private static func position(opened: Int64, _ quantity: Int64 = 1) -> Position {
        var position = Position(instrument: InstrumentID(0), book: Book(rawValue: 0))
        position.quantity = quantity
        position.opened = Nanoseconds(opened)
        return position
    }

    private static func closed(_ number: UInt64, entered: Int64) -> ClosedTrade {
        ClosedTrade(
            number: number, instrument: InstrumentID(0), book: Book(rawValue: 0),
            direction: .long, quantity: Size(1), entryTime: Nanoseconds(entered), entry: 1,
            exitTime: Nanoseconds(entered + 1), exit: 1, reason: .order, gross: .zero,
            commission: .zero)
    }

    @Test func `a trade that ends while its decision is looked up is not told as open`() {
        var account = AccountState()
        var isNew: Bool
        let position = Self.position(opened: 5)
        isNew = account.take(position)
        #expect(isNew)
        // The decision is asked for, and meanwhile:
        isNew = account.take(Self.closed(1, entered: 5))
        #expect(isNew)
        isNew = account.take(OpenTrade(position: position, decision: nil))
        #expect(!isNew)
        #expect(account.openTrades.isEmpty)
    }

    @Test func `a position whose end is known already opens nothing`() {
        var account = AccountState()
        var isNew: Bool
        isNew = account.take(Self.closed(1, entered: 5))
        #expect(isNew)
        isNew = account.take(Self.position(opened: 5))
        #expect(!isNew)
        // The next one, of the same side.
        isNew = account.take(Self.position(opened: 9))
        #expect(isNew)
        isNew = account.take(Self.position(opened: 9, 2))
        #expect(!isNew)
    }

    @Test func `what is open ends with its trade, or with its position`() {
        var account = AccountState()
        var isNew: Bool
        isNew = account.take(Self.position(opened: 5))
        #expect(isNew)
        isNew = account.take(OpenTrade(position: Self.position(opened: 5), decision: nil))
        #expect(isNew)
        #expect(account.openTrades.map(\.position.opened) == [Nanoseconds(5)])
        isNew = account.take(Self.closed(1, entered: 5))
        #expect(isNew)
        #expect(account.openTrades.isEmpty)

        isNew = account.take(Self.position(opened: 9, -1))
        #expect(isNew)
        isNew = account.take(OpenTrade(position: Self.position(opened: 9, -1), decision: nil))
        #expect(isNew)
        isNew = account.take(Self.position(opened: 0, 0))
        #expect(!isNew)
        #expect(account.openTrades.isEmpty && account.positions.isEmpty)
    }

    @Test func `what a snapshot does not have is open no more`() {
        var account = AccountState()
        for opened: Int64 in [5, 9] {
            account.take([Self.position(opened: opened)])
            let isNew = account.take(
                OpenTrade(position: Self.position(opened: opened), decision: nil))
            #expect(isNew && account.openTrades.map(\.position.opened.rawValue) == [opened])
        }
        account.take([Position]())
        #expect(account.openTrades.isEmpty && account.positions.isEmpty)
    }
}

@Suite struct AwaitedStreamsTests {
    @Test @MainActor func `who waits goes on with the last answer, and at once without a question`()
        async
    {
        let answers = AwaitedStreams()
        await answers.all()
        answers.expect(.ticks)
        answers.expect(.profile)
        var went = false
        let waiter = Task { @MainActor in
            await answers.all()
            went = true
        }
        answers.came(.ticks)
        answers.came(.ticks)
        for _ in 0..<100 { await Task.yield() }
        #expect(!went)
        answers.came(.profile)
        await waiter.value
        #expect(went)
    }
}
