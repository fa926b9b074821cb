import Market
import Records
import StateCoding
import Testing

@testable import Desk

@Suite struct RepeatTests {
    @Test func `a repeat of an id gets the first answer and does nothing`() {
        var bench = Bench()
        let first = bench.send(.above(100), id: "a-1")
        let again = bench.send(.above(100), id: "a-1", by: "ann again")
        #expect(again.records.isEmpty)
        #expect(again.result.isRepeat && !first.result.isRepeat)
        #expect(again.result.number == first.result.number)
        #expect(again.result.subject == first.result.subject)
        #expect(again.result.outcome == .accepted)
        #expect(again.result.first == first.result.cause)
        #expect(again.result.cause == bench.cause)
        #expect(bench.desk.alerts.count == 1)
        #expect(bench.desk.commandCount == 1)
        #expect(bench.desk.repeatCount == 1)
    }

    @Test func `a refusal is an answer like any other, whatever has changed since`() {
        var bench = Bench()
        let first = bench.send(.resume(.person), id: "r")
        #expect(first.result.outcome == .notHalted)
        bench.send(.halt(.person, reason: ""))
        let again = bench.send(.resume(.person), id: "r")
        #expect(again.result.outcome == .notHalted)
        #expect(again.result.text == first.result.text)
        #expect(bench.desk.isHalted(Bench.spy))
    }

    @Test func `an id that asked something else is taken`() {
        var bench = Bench()
        bench.send(.above(100), id: "x")
        for other: Command in [.above(101), .below(100), .above(100, note: "n"), .resume(nil)] {
            let result = bench.send(other, id: "x").result
            #expect(result.outcome == .idTaken)
            #expect(result.text == "command 1 had the id x and asked otherwise")
        }
        #expect(bench.send(.above(100), Bench.qqq, id: "x").result.outcome == .idTaken)
        #expect(bench.send(.above(100), id: "x").result.outcome == .accepted)
    }

    @Test func `the oldest id is forgotten when there is no more room, and counted`() {
        var bench = Bench()
        for number in 1...9 { bench.send(.above(Int64(number)), id: "id-\(number)") }
        #expect(bench.desk.forgottenCount == 1)
        // The first is new again, and the second goes for it; the third is still known.
        #expect(!bench.send(.above(1), id: "id-1").result.isRepeat)
        #expect(!bench.send(.above(2), id: "id-2").result.isRepeat)
        #expect(bench.send(.above(4), id: "id-4").result.isRepeat)
        #expect(bench.desk.forgottenCount == 3)
    }

    @Test func `a desk restored from its state goes on as if nothing had been`() throws {
        var bench = Bench()
        for number in 1...11 { bench.send(.above(Int64(100 * number)), id: "id-\(number)") }
        bench.trade(250)
        bench.send(.halt(.person, reason: "pause"), .all)
        bench.send(.set(key: "note", value: "grün"))
        bench.send(.addAnchor(from: .seconds(50)))
        var copy = bench
        copy.desk = Desk(symbols: ["SPY", "QQQ"], anchors: [2, 0], seenLimit: 8)
        let bytes = Self.saved(bench.desk)
        var reader = StateReader(bytes)
        try copy.desk.restore(from: &reader)
        try reader.end()
        #expect(copy.desk == bench.desk)
        #expect(Self.saved(copy.desk) == bytes)
        for number in 5...12 {
            let one = bench.send(.above(Int64(100 * number)), id: "id-\(number)")
            let other = copy.send(.above(Int64(100 * number)), id: "id-\(number)")
            #expect(one.result == other.result)
        }
        #expect(bench.trade(600) == copy.trade(600))
        #expect(Self.saved(copy.desk) == Self.saved(bench.desk))
    }

    @Test func `a state of other instruments is refused`() {
        var desk = Desk(symbols: ["SPY"], seenLimit: 8)
        #expect(throws: StateError.self) {
            var reader = StateReader(Self.saved(Bench().desk))
            try desk.restore(from: &reader)
        }
        #expect(desk == Desk(symbols: ["SPY"], seenLimit: 8))
    }

    static func saved(_ desk: Desk) -> [UInt8] {
        var writer = StateWriter()
        desk.save(into: &writer)
        return writer.finish()
    }
}
