import Market
import Records
import StateCoding
import Strategy
import Testing

@testable import Trading

@Suite struct PortfolioVenueTests {
    // MARK: A fair venue

    @Test func `an entry buys 98 % of the free money, an exit sells all when it is due`() throws {
        var bench = try PortfolioBench()
        bench.minute()
        #expect(bench.orders.isEmpty)
        bench.entry()
        #expect(bench.lives == ["buy 98 filled 0 working"])
        bench.tick()
        #expect(bench.held == 98)
        bench.exit(hours: 3)
        bench.minutes(179)
        #expect(bench.held == 98 && bench.orders.count == 1)
        bench.minute(11_000)
        #expect(bench.lives.last == "sell 98 filled 0 working")
        bench.tick(11_000)
        #expect(bench.held == 0)
        #expect(bench.states == [.readyToEnter, .readyToExit, .readyToEnter])
        let trade = try #require(bench.trades.first)
        #expect(trade.reason == .signal && trade.quantity == Size(98) && trade.decision == 7)
        #expect(trade.gross == Money(nanos: 980_000_000_000))
        #expect(bench.trading.account.realised == Money(nanos: 980_000_000_000))
        // It is over: nothing more is bought or sold.
        bench.minutes(70)
        #expect(bench.orders.count == 2 && bench.notes.isEmpty)
    }

    @Test func `ids are made of instrument, second of the signal, side and attempt`() throws {
        var bench = try PortfolioBench()
        bench.entry()
        #expect(bench.told == ["buy 98 filled 0 working cv0-1700000040-b1"])
        bench.tick()
        bench.exit()
        #expect(bench.orders.last?.id.text == "cv0-1700000100-s1")
    }

    @Test func `an exit without a delay is sold in its minute`() throws {
        var bench = try PortfolioBench()
        bench.entry()
        bench.tick()
        bench.exit()
        #expect(bench.lives.last == "sell 98 filled 0 working")
    }

    @Test func `an exit that waits is due at once when the price falls`() throws {
        var bench = try PortfolioBench()
        bench.entry()
        bench.tick()
        bench.exit(hours: 6)
        bench.minute()
        #expect(bench.orders.count == 1)
        bench.minute { $0.isFalling = true }
        #expect(bench.lives.last == "sell 98 filled 0 working")
    }

    @Test func `a later exit signal does not move the time of the one that waits`() throws {
        var bench = try PortfolioBench()
        bench.entry()
        bench.tick()
        bench.exit(hours: 1)
        bench.minutes(30)
        bench.exit(hours: 6)
        bench.minutes(28)
        #expect(bench.orders.count == 1)
        bench.minute()
        #expect(bench.lives.last == "sell 98 filled 0 working")
    }

    @Test func `an exit signal without a position is none`() throws {
        var bench = try PortfolioBench()
        bench.exit(hours: 1)
        bench.entry()
        bench.tick()
        bench.minutes(120)
        #expect(bench.held == 98 && bench.orders.count == 1)
    }

    @Test func `a session's end and midnight change nothing`() throws {
        var bench = try PortfolioBench()
        bench.entry()
        bench.endSession()
        #expect(bench.lives == ["buy 98 filled 0 working"])
        bench.tick()
        bench.endSession()
        #expect(bench.held == 98 && bench.orders.count == 1)
    }

    // MARK: A venue that fills in parts

    @Test func `a part that is filled leaves the rest at the venue, never twice`() throws {
        var bench = try PortfolioBench()
        bench.temper(.partial)
        bench.entry()
        bench.tick(size: 40)
        bench.minute()
        #expect(bench.lives == ["buy 98 filled 40 working"])
        #expect(bench.states.last == .incompleteEntry)
        bench.tick(size: 40)
        bench.minutes(3)
        bench.tick(size: 40)
        #expect(bench.lives == ["buy 98 filled 98 filled"])
        #expect(bench.states.last == .readyToExit)
    }

    @Test func `after 60 minutes what was bought is the position`() throws {
        var bench = try PortfolioBench()
        bench.temper(.partial)
        bench.entry()
        bench.tick(size: 40)
        bench.minutes(60)
        #expect(bench.lives == ["buy 98 filled 40 working"])
        bench.minute()
        #expect(bench.lives == ["buy 98 filled 40 cancelled"])
        #expect(bench.notes == [.accepted])
        bench.minutes(5)
        bench.exit()
        bench.tick()
        #expect(bench.held == 0 && bench.orders.count == 2)
    }

    @Test func `the rest is bought up to 1 % above the signal, not beyond`() throws {
        var bench = try PortfolioBench()
        bench.temper(.partial)
        bench.entry()
        bench.tick(size: 40)
        bench.minute(10_100)
        #expect(bench.lives == ["buy 98 filled 40 working"])
        bench.minute(10_101)
        #expect(bench.lives == ["buy 98 filled 40 cancelled"] && bench.notes == [.accepted])
    }

    @Test func `an order is as large as one may be, the rest follows it`() throws {
        var bench = try PortfolioBench { $0.orders.size = 40 }
        bench.entry()
        bench.tick()
        bench.wait(30)
        bench.minute()
        bench.tick()
        bench.minute()
        bench.tick()
        #expect(
            bench.lives == [
                "buy 40 filled 40 filled", "buy 40 filled 40 filled", "buy 18 filled 18 filled",
            ])
        #expect(bench.orders.map { $0.id.text.suffix(2) } == ["b1", "b2", "b3"])
        #expect(bench.states.last == .readyToExit)
    }

    // MARK: The rest of an exit

    private func leftOver() throws -> PortfolioBench {
        var bench = try PortfolioBench()
        bench.entry()
        bench.tick()
        bench.temper(.partial)
        bench.exit()
        bench.tick(size: 48)
        #expect(bench.held == 50)
        return bench
    }

    @Test func `with 3 divergences the rest of an exit is sold`() throws {
        var bench = try leftOver()
        bench.minutes(2, divergences: 3)
        #expect(bench.lives.last == "sell 98 filled 48 working")
        bench.tick(size: 50)
        #expect(bench.held == 0 && bench.trades.count == 1)
    }

    @Test func `a rest whose order is gone is sold by another`() throws {
        var bench = try PortfolioBench { $0.orders.size = 48 }
        bench.entry()
        bench.tick()
        bench.minute()
        bench.tick()
        // 96 of 98 are 96 % of the equity: complete.
        #expect(bench.held == 96)
        bench.exit()
        bench.tick()
        bench.minute(divergences: 3)
        bench.tick()
        let half = "48 filled 48 filled"
        #expect(bench.lives == ["buy \(half)", "buy \(half)", "sell \(half)", "sell \(half)"])
        #expect(bench.orders.map { $0.id.text.suffix(2) } == ["b1", "b2", "s1", "s2"])
        #expect(bench.trades.count == 1)
    }

    @Test func `with fewer the rest is held, and the signal is over after 60 minutes`() throws {
        var bench = try leftOver()
        bench.minute(divergences: 2)
        #expect(bench.lives.last == "sell 98 filled 48 cancelled")
        #expect(bench.notes == [.insufficientDivergences])
        bench.minutes(58, divergences: 2)
        #expect(bench.states.last == .incompleteExit)
        bench.minutes(3, divergences: 2)
        #expect(bench.notes.suffix(2) == [.exitDropped, .pingPong])
        #expect(bench.states.last == .readyToEnter && bench.held == 50)
        #expect(bench.portfolio?.lastAction == nil && bench.portfolio?.exit == nil)
    }

    @Test func `what is left after an exit is no entry to be completed`() throws {
        var bench = try leftOver()
        bench.minutes(63)
        #expect(bench.notes.last == .pingPong)
        let sent = bench.orders.count
        bench.minutes(5)
        #expect(bench.orders.count == sent)
        bench.temper(.fair)
        bench.entry()
        // $10,000 - 50 x $100 are free, 98 % of it is 49 shares.
        #expect(bench.lives.last == "buy 49 filled 0 working")
    }

    @Test func `an exit signal sells a part of a position at once`() throws {
        var bench = try PortfolioBench()
        bench.temper(.partial)
        bench.entry()
        bench.tick(size: 40)
        bench.minutes(62)
        #expect(bench.notes == [.accepted])
        bench.exit(hours: 6)
        #expect(bench.lives.last == "sell 40 filled 0 working")
    }

    @Test func `an exit while the entry is being bought takes the buy back and sells`() throws {
        var bench = try PortfolioBench()
        bench.temper(.partial)
        bench.entry()
        bench.tick(size: 40)
        bench.exit()
        #expect(bench.lives == ["buy 98 filled 40 cancelled"])
        bench.minute(divergences: 3)
        #expect(bench.lives.last == "sell 40 filled 0 working")
    }
}
