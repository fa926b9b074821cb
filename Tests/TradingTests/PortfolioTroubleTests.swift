import Market
import Records
import StateCoding
import Strategy
import Testing

@testable import Trading

@Suite struct PortfolioTroubleTests {
    @Test func `a venue that fills nothing keeps the order until its signal is old`() throws {
        var bench = try PortfolioBench()
        bench.temper(.stingy)
        bench.entry()
        bench.tick()
        bench.minutes(60)
        #expect(bench.lives == ["buy 98 filled 0 working"])
        bench.minutes(2)
        #expect(bench.lives == ["buy 98 filled 0 cancelled"])
        #expect(bench.states.last == .readyToEnter && bench.notes == [.accepted])
    }

    @Test func `a rejected buy is tried again with the next minute, under another id`() throws {
        var bench = try PortfolioBench()
        bench.temper(.rejecting)
        bench.entry()
        #expect(bench.lives == ["buy 98 filled 0 rejected"])
        bench.tick()
        #expect(bench.orders.count == 1)
        bench.minute()
        bench.temper(.fair)
        bench.minute()
        bench.tick()
        #expect(
            bench.lives == [
                "buy 98 filled 0 rejected", "buy 98 filled 0 rejected", "buy 98 filled 98 filled",
            ])
        #expect(bench.orders.map { $0.id.text.suffix(2) } == ["b1", "b2", "b3"])
    }

    @Test func `a rejected buy is not tried beyond its 60 minutes or its price`() throws {
        var bench = try PortfolioBench()
        bench.temper(.rejecting)
        bench.entry()
        bench.minute(10_101)
        bench.minutes(5)
        #expect(bench.orders.count == 1 && bench.portfolio?.entry == nil)
        bench.entry()
        bench.minutes(70)
        #expect(bench.orders.count == 1 + 61)
    }

    @Test func `a rejected sale is tried again until it is taken`() throws {
        var bench = try PortfolioBench()
        bench.entry()
        bench.tick()
        bench.temper(.rejecting)
        bench.exit()
        bench.minute()
        bench.temper(.fair)
        bench.minute()
        bench.tick()
        #expect(bench.held == 0)
        #expect(bench.orders.dropFirst().map { $0.id.text.suffix(2) } == ["s1", "s2", "s3"])
    }

    @Test func `what somebody took back is not sent again`() throws {
        var bench = try PortfolioBench()
        bench.temper(.partial)
        bench.entry()
        bench.tick(size: 40)
        bench.command(.cancelAll)
        bench.minutes(10)
        #expect(bench.lives == ["buy 98 filled 40 cancelled"] && bench.notes == [.accepted])
    }

    @Test func `a position that is flattened is over, its signals too`() throws {
        var bench = try PortfolioBench()
        bench.entry()
        bench.tick()
        bench.exit(hours: 1)
        bench.command(.flatten)
        bench.tick()
        bench.minutes(90)
        #expect(bench.held == 0 && bench.orders.count == 2 && bench.portfolio?.exit == nil)
    }

    @Test func `an order without an answer is asked about after 30 s and never sent twice`() throws
    {
        var bench = try PortfolioBench()
        bench.temper(.silent)
        bench.entry()
        bench.wait(29)
        #expect(bench.portfolio?.risk.errors == 0)
        bench.wait(1)
        #expect(bench.portfolio?.risk.errors == 1 && bench.notes == [.unknownStatus])
        bench.minutes(3)
        bench.entry()
        #expect(bench.lives == ["buy 98 filled 0 pending"])
        bench.temper(.fair)
        bench.wait(31)
        #expect(bench.portfolio?.risk.errors == 0)
        bench.tick()
        #expect(bench.lives == ["buy 98 filled 98 filled"])
    }

    @Test func `10 failed requests are said, 50 halt, the first that succeeds ends it`() throws {
        var bench = try PortfolioBench()
        bench.temper(.silent)
        bench.entry()
        bench.wait(9 * 30)
        #expect(bench.notes == [.unknownStatus])
        bench.wait(30)
        #expect(bench.notes == [.unknownStatus, .elevatedErrors])
        bench.wait(40 * 30)
        #expect(bench.portfolio?.risk.errors == 50)
        #expect(bench.notes.last == .haltedByErrors)
        bench.temper(.fair)
        // Before the first health request nothing is known of the venue.
        bench.wait(60)
        #expect(bench.notes.contains(.healed) && bench.portfolio?.risk.errors == 0)
    }

    @Test func `while halted nothing is traded, and it is said once a minute`() throws {
        var bench = try PortfolioBench()
        bench.minute {
            $0.isHalted = true; $0.isEntry = true
        }
        #expect(bench.orders.isEmpty && bench.notes == [.haltedByPrices])
        bench.minute { $0.isHalted = true }
        #expect(bench.notes == [.haltedByPrices, .haltedByPrices])
        bench.entry()
        #expect(bench.lives == ["buy 98 filled 0 working"])
    }

    @Test func `a session that is stopped or halted takes no entry`() throws {
        var bench = try PortfolioBench()
        bench.command(.stopSession)
        bench.entry()
        #expect(
            bench.orders.map(\.state) == [.rejected] && bench.orders.last?.text == "not_running")
        bench.minutes(3)
        #expect(bench.orders.count == 1)
    }

    @Test func `too little money for one share buys none`() throws {
        var bench = try PortfolioBench { $0.balance = Money(nanos: 100_000_000_000) }
        bench.entry()
        #expect(bench.orders.isEmpty && bench.notes == [.tooSmall])
    }

    @Test func `what is remembered can be lost: the venue's facts make the same state`() throws {
        var bench = try PortfolioBench()
        bench.temper(.stingy)
        bench.entry()
        bench.trading.state.portfolios = []
        bench.minute { $0.isEntry = true }
        // The order whose signal nobody knows any more is taken back, not doubled.
        #expect(bench.lives == ["buy 98 filled 0 cancelled"])
        bench.temper(.fair)
        bench.entry()
        bench.tick()
        let state = try #require(bench.states.last)
        bench.trading.state.portfolios = []
        bench.minute { $0.isEntry = true }
        #expect(bench.states.last == state && bench.held == 98)
        #expect(bench.orders.count == 2)
    }

    @Test func `trades and balance that differ are said, and the balance counts`() throws {
        var bench = try PortfolioBench()
        bench.entry()
        bench.tick()
        bench.trading.state.portfolios[0].history = TradeHistory()
        bench.minutes(3)
        #expect(bench.notes == [.balanceDiffers])
        bench.exit()
        bench.tick()
        #expect(bench.held == 0 && bench.fills.last?.size == Size(98))
    }

    @Test func `trades of 600 hours are looked back on`() throws {
        var bench = try PortfolioBench()
        bench.entry()
        bench.tick()
        bench.time = bench.time + .seconds(599 * 3600)
        bench.minute()
        #expect(bench.notes.isEmpty)
        bench.time = bench.time + .seconds(3600)
        bench.minute()
        #expect(bench.notes == [.balanceDiffers])
    }

    @Test func `a checkpoint between any two inputs changes nothing`() throws {
        func run(_ save: Bool) throws -> [String] {
            var bench = try PortfolioBench()
            func keep() throws {
                guard save else { return }
                var writer = StateWriter()
                bench.trading.save(into: &writer)
                var reader = StateReader(writer.finish())
                try bench.trading.restore(from: &reader)
            }
            bench.temper(.partial)
            bench.entry()
            try keep()
            bench.tick(size: 40)
            try keep()
            bench.minutes(3)
            try keep()
            bench.exit(hours: 1)
            try keep()
            bench.minutes(61, divergences: 3)
            try keep()
            bench.tick(size: 20)
            bench.minutes(3)
            return bench.told + bench.notes.map(\.name) + bench.states.map(\.name)
        }
        #expect(try run(true) == run(false))
    }
}
