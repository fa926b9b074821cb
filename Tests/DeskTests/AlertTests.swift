import Chance
import Market
import Records
import Testing

@testable import Desk

@Suite struct AlertTests {
    @Test func `an alert fires once, at the first trade at its price or beyond`() {
        var bench = Bench()
        let added = bench.send(.above(17_150, note: "breakout"))
        #expect(added.result.outcome == .accepted)
        #expect(added.result.subject == 1)
        #expect(added.records.map(\.text) == ["added 1"])
        #expect(bench.trade(17_149).isEmpty)
        let fired = bench.trade(17_150)
        #expect(fired.map(\.text) == ["fired 1"])
        guard case .alert(let record) = fired[0] else { return }
        #expect(record.cause == bench.cause)
        #expect(record.alert.note == "breakout")
        #expect(record.alert.fired == Alert.Trade(time: record.time, price: Price(17_150)))
        #expect(bench.trade(17_150).isEmpty)
        #expect(bench.trade(99_999).isEmpty)
        #expect(bench.desk.alerts.map(\.fired?.price) == [Price(17_150)])
    }

    @Test func `one trade fires all it reaches, by number, above and below apart`() {
        var bench = Bench()
        for command: Command in [.above(110), .above(105), .below(95), .above(120), .below(90)] {
            bench.send(command)
        }
        #expect(bench.desk.band(of: Bench.spy) == PriceBand(below: 95, above: 105))
        #expect(bench.trade(112).map(\.text) == ["fired 1", "fired 2"])
        #expect(bench.desk.band(of: Bench.spy) == PriceBand(below: 95, above: 120))
        #expect(bench.trade(95).map(\.text) == ["fired 3"])
        #expect(bench.desk.band(of: Bench.spy) == PriceBand(below: 90, above: 120))
    }

    @Test func `instruments do not share their bands`() {
        var bench = Bench()
        bench.send(.above(100), Bench.qqq)
        #expect(bench.desk.band(of: Bench.spy) == .all)
        #expect(bench.trade(500, Bench.spy).isEmpty)
        #expect(bench.trade(500, Bench.qqq).map(\.text) == ["fired 1"])
        #expect(bench.desk.band(of: Bench.qqq) == .all)
    }

    @Test func `the band says exactly which trades fire something`() {
        var generator = SplitMix64(11)
        for _ in 0..<50 {
            var bench = Bench()
            bench.desk = Desk(symbols: ["SPY"], seenLimit: 1000)
            var waiting: [UInt64: (above: Bool, price: Int64)] = [:]
            for step in 1...200 {
                let price = Int64.random(in: 0...60, using: &generator)
                if step % 3 == 0 {
                    let isAbove = Bool.random(using: &generator)
                    let made = bench.send(isAbove ? .above(price) : .below(price))
                    waiting[made.result.subject] = (isAbove, price)
                    continue
                }
                let due = waiting.filter {
                    $0.value.above ? price >= $0.value.price : price <= $0.value.price
                }
                #expect(bench.desk.band(of: Bench.spy).isQuiet(Price(price)) == due.isEmpty)
                let expected = due.keys.sorted().map { "fired \($0)" }
                #expect(bench.trade(price).map(\.text) == expected)
                for number in due.keys { waiting[number] = nil }
            }
        }
    }

    @Test func `an alert goes by its number or by the id that set it, fired or not`() {
        var bench = Bench()
        bench.send(.above(100), id: "mine")
        bench.send(.above(200))
        bench.trade(100)
        let byID = bench.send(.removeAlert(.id(CommandID("mine")!)))
        #expect(byID.result.outcome == .accepted)
        #expect(byID.result.subject == 1)
        #expect(byID.records.map(\.text) == ["removed 1"])
        #expect(bench.send(.removeAlert(.number(2))).records.map(\.text) == ["removed 2"])
        #expect(bench.desk.alerts.isEmpty)
        #expect(bench.desk.band(of: Bench.spy) == .all)
        let none = bench.send(.removeAlert(.number(2)))
        #expect(none.result.outcome == .unknownAlert)
        #expect(none.result.text == "there is no alert 2")
    }

    @Test func `no more alerts wait than alerts.max says`() {
        var bench = Bench()
        bench.send(.set(key: "alerts.max", value: "2"), .all)
        bench.send(.above(1))
        bench.send(.above(2))
        let third = bench.send(.above(3))
        #expect(third.result.outcome == .tooManyAlerts)
        #expect(third.result.text == "2 alerts may wait (alerts.max), 2 do")
        bench.trade(1)
        #expect(bench.send(.above(3)).result.outcome == .accepted)
    }

    @Test func `fired alerts go from the list, oldest first, when it is full`() {
        var bench = Bench()
        bench.desk = Desk(symbols: ["SPY"])
        for number in 0..<AlertTable.firedLimit + 2 {
            bench.send(.above(Int64(number)))
            let said = bench.trade(Int64(number)).map(\.text)
            let fired = "fired \(number + 1)"
            let full = number >= AlertTable.firedLimit
            #expect(said == (full ? [fired, "forgotten \(number - 999)"] : [fired]))
        }
        #expect(bench.desk.alerts.count == AlertTable.firedLimit)
        #expect(bench.desk.alerts.first?.number == 3)
    }

    @Test func `an alert is about one instrument, and about one that is there`() {
        var bench = Bench()
        #expect(bench.send(.above(1), .all).result.outcome == .unknownInstrument)
        let far = bench.send(.above(1), InstrumentID(2))
        #expect(far.result.outcome == .unknownInstrument)
        #expect(far.result.text == "there are 2 instruments, got 2")
    }
}
