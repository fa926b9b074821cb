import Chance
import Market
import Records
import Testing

@testable import Intake

@Suite struct IntakeTests {
    let scale = PriceScale(decimals: 2, tick: 25)

    func sides(_ inputs: [Input]) -> [(Aggressor, SideRule)] {
        var intake = Intake(
            instrument: InstrumentID(0), scale: scale, settings: IntakeSettings())
        return inputs.compactMap { intake.take($0) }.map { ($0.aggressor, $0.rule) }
    }

    func tick(
        _ price: Int64, _ side: Aggressor = .none, quote: (Int64, Int64)? = nil, id: UInt64? = nil,
        time: Int64 = 0, size: Int64 = 1
    ) -> Input {
        Input.tick(
            InstrumentID(0), time: Nanoseconds(time), price: Price(price), size: Size(size),
            side: side, quote: quote.map { (Price($0.0), Price($0.1)) }, tradeID: id)
    }

    @Test func `the worked example of the aggressor rules: N B B S S B B S`() {
        let found = sides([
            tick(1000), tick(1025), tick(1025), tick(1000), tick(1025, .seller), tick(1025),
            tick(1025, quote: (1000, 1025)), tick(1000, quote: (975, 1025)),
        ])
        #expect(
            found.map(\.0) == [
                .none, .buyer, .buyer, .seller, .seller, .buyer, .buyer, .seller,
            ])
        #expect(
            found.map(\.1) == [
                .unknown, .tick, .tick, .tick, .exchange, .tick, .quote, .tick,
            ])
    }

    @Test func `a size not above zero is bad, in front of every other test`() {
        var intake = Intake(
            instrument: InstrumentID(0), scale: scale, settings: IntakeSettings())
        // The bad row's id is not remembered.
        let taken = [tick(1000, id: 7, size: 0), tick(1000, id: 7), tick(1000, id: 7)].map {
            intake.take($0) != nil
        }
        #expect(taken == [false, true, false])
        let counters = intake.counters
        #expect(counters.bad == 1)
        #expect(counters.duplicate == 1)
    }

    @Test func `late is older than the second of the newest tick`() {
        var intake = Intake(
            instrument: InstrumentID(0), scale: scale, settings: IntakeSettings())
        let taken = [5_900_000_000, 5_000_000_000, 4_999_999_999].map {
            intake.take(tick(1000, time: $0)) != nil
        }
        #expect(taken == [true, true, false])
        let late = intake.counters.late
        #expect(late == 1)
    }

    @Test func `identical rows without ids are two fills`() {
        #expect(sides([tick(1000), tick(1000)]).count == 2)
    }

    @Test func `ids are remembered for the window and no longer, whatever their order`() {
        var window = TradeIDWindow(window: 100)
        var model: [UInt64] = []
        var random = SplitMix64(5)
        for _ in 0..<20_000 {
            let id: UInt64 = random.below(300)
            let isNew = !model.contains(id)
            let inserted = window.insert(id)
            #expect(inserted == isNew)
            if isNew {
                model.append(id)
                if model.count > 100 { model.removeFirst() }
            }
        }
        let count = window.count
        #expect(count == 100)
    }
}

@Suite struct ExtremeValueTests {
    @Test(arguments: [Int64.max, .min, .max - 1, 1 << 62, -(1 << 62) - 1] as [Int64])
    func `prices and times that arithmetic could overflow on are bad`(extreme: Int64) {
        var intake = Intake(
            instrument: InstrumentID(0), scale: PriceScale(decimals: 0, tick: 1),
            settings: IntakeSettings())
        let inputs = [(extreme, Int64(1)), (1, extreme), (1, 1)].map { price, time in
            Input.tick(
                InstrumentID(0), time: Nanoseconds(time), price: Price(price), size: Size(1),
                side: .none)
        }
        let taken = inputs.map { intake.take($0) != nil }
        #expect(taken == [false, false, true])
        let bad = intake.counters.bad
        #expect(bad == 2)
    }
}
