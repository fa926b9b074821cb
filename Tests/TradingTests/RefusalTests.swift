import Market
import Records
import Testing

@testable import Trading

/// Each check has its own refusal, which names limit and value and changes nothing.
@Suite struct RefusalTests {
    private func expect(
        _ outcome: CommandOutcome, _ text: String, _ bench: inout TradingBench,
        _ act: (inout TradingBench) -> TradingAnswer
    ) {
        bench.see()
        let before = bench.trading.state
        let answer = act(&bench)
        #expect(answer.outcome == outcome)
        #expect(answer.text == text)
        #expect(answer.subject == 0)
        let isSame = bench.trading.state == before
        #expect(isSame, "\(outcome)")
    }

    @Test func `size and lot`() throws {
        var bench = try TradingBench { $0.orders.size = 5 }
        expect(.badSize, "a quantity is a multiple of 1, got 0", &bench) { $0.buy(0) }
        expect(.badSize, "a quantity is a multiple of 1, got -2", &bench) { $0.buy(-2) }
        expect(.sizeLimit, "an order is 5 at most, got 6", &bench) { $0.buy(6) }
        expect(.sizeLimit, "an order is 5 at most, got 9223372036854775807", &bench) {
            $0.buy(.max)
        }
        expect(.sizeLimit, "an order is 5 at most, got 5.000001", &bench) {
            $0.buy(5_000_001, of: TradingBench.coin)
        }
    }

    @Test func `the lot of coins is a step`() throws {
        var overrides = InstrumentOverrides(lot: "0.001", priceDecimals: 2)
        overrides.sizeDecimals = 6
        let coin = TradedInstrument(
            facts: try InstrumentCatalog.instrument(symbol: "BTC-USD", overrides: overrides),
            mode: .utc)
        let trading = Trading(instruments: [coin])
        let refusal = trading.checkSize(Size(1500), InstrumentID(0))
        #expect(refusal?.outcome == .badSize)
        #expect(refusal?.text == "a quantity is a multiple of 0.001, got 0.0015")
        #expect(trading.checkSize(Size(2000), InstrumentID(0)) == nil)
    }

    @Test func `prices`() throws {
        var bench = try TradingBench { $0.orders.bandBasisPoints = 100 }
        expect(.badPrice, "a price is a multiple of 0.25, got 4999.1", &bench) {
            $0.buy(limit: 499_910)
        }
        expect(.priceBand, "a price is within 1 % of the last, 5000, got 4949.75", &bench) {
            $0.buy(limit: 494_975)
        }
        expect(.priceBand, "a price is within 1 % of the last, 5000, got 5050.25", &bench) {
            $0.sell(stop: 505_025)
        }
        expect(
            .badPrice,
            "a buy at 5000 needs its stop below and its target above, got stop 5000.25 and "
                + "target 5002.25", &bench
        ) { $0.buy(bracket: (500_025, 500_225)) }
        #expect(bench.buy(limit: 495_000).outcome == .accepted)
    }

    @Test func `an instrument that has not traded`() throws {
        var bench = try TradingBench(isStarted: false)
        bench.send(.startSession, .all)
        expect(.noPrice, "MES has not traded yet", &bench) { $0.buy() }
    }

    @Test func `terms and instruments`() throws {
        var bench = try TradingBench()
        expect(.unknownInstrument, "an order is for one instrument", &bench) { $0.buy(of: .all) }
        expect(.orderTerms, "a limit order needs a limit price", &bench) {
            $0.send(.submit(OrderTerms(side: .buy, type: .limit, quantity: Size(1))))
        }
    }

    @Test func `notional`() throws {
        var bench = try TradingBench { $0.orders.notional = Money(nanos: 49_999_000_000_000) }
        #expect(bench.buy(limit: 499_975).outcome == .accepted)
        expect(.notionalLimit, "an order is worth $49999.00 at most, got $50000.00", &bench) {
            $0.buy(2)
        }
    }

    @Test func `rate and number of orders`() throws {
        var bench = try TradingBench { $0.orders.rate = 3 }
        for _ in 0..<2 { bench.cancel(bench.buy(limit: 499_000).subject) }
        bench.cancel(bench.buy(limit: 499_000).subject)
        bench.wall += -300_000_000
        expect(.rateLimit, "3 orders a second, 3 were sent", &bench) { $0.buy() }
        bench.wall += 1_000_000_000
        #expect(bench.buy(limit: 499_000).outcome == .accepted)

        var few = try TradingBench { $0.orders.open = 3 }
        few.buy(limit: 499_000)
        expect(.orderLimit, "3 orders may be open, 1 are and 3 would be added", &few) {
            $0.buy(bracket: (499_850, 500_225))
        }
        few.buy(limit: 499_000)
        few.sell(limit: 501_000)
        expect(.orderLimit, "3 orders may be open, 3 are and 1 would be added", &few) {
            $0.sell(limit: 501_000)
        }
    }

    @Test func `the session`() throws {
        var stopped = try TradingBench(isStarted: false)
        expect(.notRunning, "the session is STOPPED; start it first", &stopped) { $0.buy() }
        var bench = try TradingBench()
        bench.halt("lunch")
        expect(.halted, "trading of MES is halted: lunch", &bench) { $0.buy() }
        bench.halt("lunch", of: TradingBench.mes)
        expect(.halted, "trading of MES is halted", &bench) { $0.buy() }
        #expect(bench.buy(limit: 1_799_000, of: TradingBench.nq).outcome == .accepted)

        // 17:13:20 in New York.
        var closed = try TradingBench(mode: .rth)
        expect(
            .sessionClosed,
            "the rth session of MES is closed at 2023-11-14T22:13:20.003Z, look again at "
                + "2023-11-15T14:30:00Z", &closed
        ) { $0.buy() }
    }

    @Test func `the position counts everything that is open`() throws {
        var bench = try TradingBench()
        bench.buy(1)
        bench.tick(500_000)
        bench.buy(1, limit: 499_000)
        let text = "a position is 2 at most, with this and what is open it could be "
        expect(.positionLimit, text + "3", &bench) { $0.buy(1) }
        #expect(bench.sell(2, limit: 501_000, id: "sell").outcome == .accepted)
        expect(.positionLimit, text + "3", &bench) { $0.sell(1, stop: 499_000) }
        #expect(
            bench.sell(2, stop: 499_000, partner: "sell").outcome == .accepted,
            "of two partners one is filled")
        expect(.positionLimit, text + "3", &bench) { $0.sell(1) }
    }

    @Test func `a change that is on its way counts`() throws {
        var bench = try TradingBench { $0.paper.latency = Nanoseconds(1_000_000) }
        let number = bench.buy(1, limit: 499_000).subject
        bench.tick(500_000, after: 2_000_000)
        let grown = OrderChange(quantity: Size(2))
        #expect(bench.send(.replace(.number(number), grown)).outcome == .accepted)
        expect(
            .positionLimit,
            "a position is 2 at most, with this and what is open it could be 3", &bench
        ) { $0.buy(1) }
    }

    @Test func `orders that are not there`() throws {
        var bench = try TradingBench()
        expect(.unknownOrder, "there is no order 77", &bench) { $0.cancel(77) }
        let number = bench.buy(limit: 499_000, id: "mine").subject
        bench.cancel(number)
        expect(.orderDone, "order \(number) is cancelled", &bench) { $0.cancel(number) }
        let mine = OrderName.id(CommandID("mine")!)
        expect(.orderDone, "order \(number) is cancelled", &bench) { $0.send(.cancel(mine)) }
        expect(.orderDone, "order \(number) is cancelled", &bench) {
            $0.send(.replace(mine, OrderChange(limit: Price(499_100))))
        }
        expect(.unknownOrder, "there is no order of the id else", &bench) {
            $0.buy(limit: 499_000, partner: "else")
        }
    }

    @Test func `changes`() throws {
        var bench = try TradingBench { $0.paper.temper = .partial }
        let number = bench.buy(2, limit: 500_000).subject
        let name = OrderName.number(number)
        bench.tick(500_000)
        expect(.orderTerms, "nothing of order \(number) is to change", &bench) {
            $0.send(.replace(name, OrderChange()))
        }
        expect(.orderTerms, "order \(number) has no stop", &bench) {
            $0.send(.replace(name, OrderChange(stop: Price(500_000))))
        }
        expect(.badSize, "1 of order \(number) are filled, got 1", &bench) {
            $0.send(.replace(name, OrderChange(quantity: Size(1))))
        }
        expect(
            .positionLimit,
            "a position is 2 at most, with this and what is open it could be 3", &bench
        ) { $0.send(.replace(name, OrderChange(quantity: Size(3)))) }
        bench.halt("look", of: TradingBench.mes)
        expect(.orderDone, "order \(number) is cancelled", &bench) {
            $0.send(.replace(name, OrderChange(quantity: Size(2))))
        }
    }

    @Test func `an id that still works is not taken twice`() throws {
        var bench = try TradingBench()
        let number = bench.buy(limit: 499_000, force: .untilCancelled, id: "mine").subject
        expect(.idTaken, "order \(number) has the id mine", &bench) {
            $0.buy(limit: 499_100, id: "mine")
        }
    }
}
