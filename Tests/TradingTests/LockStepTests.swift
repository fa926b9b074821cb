import Market
import Records
import Testing

@testable import Trading

/// Random operations against models that are written differently.
@Suite struct LockStepTests {
    @Test(arguments: [1, 2, 3, 4])
    func `positions and money are what a list of cash flows says`(seed: UInt64) throws {
        var trader = try RandomTrader(seed: seed)
        var model = ReferenceModel(trader.bench.trading.instruments.map(\.facts))
        var lives = OrderLives()
        for step in 0..<Long.count(250_000) {
            for event in trader.step() {
                model.take(event)
                lives.take(event)
            }
            model.compare(trader.bench.trading.account, trader.bench.trading.positions)
            if step % 7 == 0 { lives.compare(trader.bench) }
            let faults = model.faults + lives.faults
            try #require(faults == [], "step \(step)")
            follow(&trader)
        }
        #expect(model.ended > Long.count(250_000) / 200)
        #expect(trader.bench.book.fills.count > 100)
        for part in [
            "submit accepted", "submit position_limit", "replace accepted", "cancel accepted",
        ] {
            #expect(trader.counts[part, default: 0] > 20, "\(part): \(trader.counts)")
        }
    }

    @Test(arguments: [11, 12])
    func `a position never passes its limit by one unit`(seed: UInt64) throws {
        var trader = try RandomTrader(seed: seed, positionSize: 2)
        let units: [Int64] = [1, 1, 1_000_000]
        var most: [Int64] = [0, 0, 0]
        for step in 0..<Long.count(500_000) {
            _ = trader.step()
            for position in trader.bench.trading.positions {
                let place = Int(position.instrument.rawValue)
                most[place] = max(most[place], abs(position.quantity))
                try #require(
                    abs(position.quantity) <= 2 * units[place], "step \(step): \(position)")
            }
            try #require(trader.bench.trading.orders.count <= 12, "step \(step)")
            follow(&trader)
        }
        #expect(most == units.map { 2 * $0 }, "limits are reached")
    }

    @Test(arguments: [21, 22])
    func `a trade inside the band would change nothing`(seed: UInt64) throws {
        var trader = try RandomTrader(seed: seed)
        var looked = 0
        for step in 0..<Long.count(100_000) {
            _ = trader.step()
            follow(&trader)
            for place in 0..<3 {
                let instrument = InstrumentID(UInt32(place))
                let price = trader.bench.last[place].rawValue + Int64(trader.next(41) - 20) * 25
                let band = trader.bench.trading.band(of: instrument)
                guard price > band.below.rawValue, price < band.above.rawValue else { continue }
                looked += 1
                var copy = trader.bench
                copy.see()
                var out = OutputBuffer(capacity: 16)
                let tick = Tick(
                    time: Nanoseconds(copy.time.rawValue + 1), price: Price(price), size: Size(3),
                    level: Level(price), aggressor: .none, rule: .simulated, flags: [])
                copy.trading.traded(tick, of: instrument, cause: .max, into: &out)
                try #require(out.slots.isEmpty, "step \(step): \(price) in \(band)")
                try #require(copy.trading.takeWishes().limit == nil)
            }
        }
        #expect(looked > Long.count(100_000) / 2)
    }

    @Test(arguments: [31, 32])
    func `restored at any point it goes on with the same records`(seed: UInt64) throws {
        var whole = try RandomTrader(seed: seed)
        for step in 0..<Long.count(50_000) {
            var again = whole
            let isCut = step % 13 == 0
            if isCut { try again.bench.restart() }
            let events = whole.step()
            follow(&whole)
            guard isCut else { continue }
            let isSame = again.step() == events
            follow(&again)
            try #require(isSame, "step \(step)")
            let isSameState = again.bench.trading.state == whole.bench.trading.state
            try #require(isSameState, "step \(step)")
            try #require(again.bench.trading.bands == whole.bench.trading.bands, "step \(step)")
        }
    }

    /// Does what trading wishes, as a desk does.
    private func follow(_ trader: inout RandomTrader) {
        let wishes = trader.bench.trading.takeWishes()
        if let limit = wishes.limit { trader.bench.halt(limit, needsForce: true) }
    }
}
