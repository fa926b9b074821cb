import Chance
import Core
import Desk
import Market
import Records
import StateCoding
import Testing

@Suite struct StateTests {
    private func words(_ slots: [OutputSlot]) -> [UInt8] {
        slots.withUnsafeBytes { Array($0) }
    }

    private func saved(_ core: borrowing Core) -> [UInt8] {
        var writer = StateWriter()
        core.save(into: &writer)
        return writer.finish()
    }

    private func restored(_ bytes: [UInt8]) throws -> Core {
        var core = try TestCore.make()
        var reader = StateReader(bytes)
        try core.restore(from: &reader)
        try reader.end()
        return core
    }

    @Test(arguments: [1, 2, 3])
    func `a restored core goes on as if it had never stopped`(seed: UInt64) throws {
        let inputs = try TestCore.market(seed: seed, seconds: 2400)
        var whole = try TestCore.make()
        var at = inputs.startIndex
        var random = SplitMix64(seed)
        while at < inputs.endIndex {
            var next = min(inputs.endIndex, at + 1 + random.below(9000))
            // A bar or a command is one input of several slots.
            while next < inputs.endIndex, inputs[next].kind == .commandRest { next += 1 }
            let state = saved(whole)
            var again = try restored(state)
            #expect(saved(again) == state, "a state that is saved again is the same")
            let expected = try whole.run(inputs[at..<next])
            let found = try again.run(inputs[at..<next])
            try #require(words(found) == words(expected), "from input \(at) to \(next)")
            #expect(again.digest == whole.digest)
            #expect(saved(again) == saved(whole))
            at = next
        }
        #expect(whole.sequence == UInt64(inputs.count))
        #expect(whole.desk.commandCount > 10)
    }

    @Test func `how inputs are cut into runs changes no record and no digest`() throws {
        let inputs = try TestCore.market(seed: 9, seconds: 400)
        var whole = try TestCore.make()
        let expected = try whole.run(inputs[...])
        var cut = try TestCore.make()
        var found: [OutputSlot] = []
        var at = 0
        while at < inputs.count {
            var next = min(inputs.count, at + 1 + at % 7)
            while next < inputs.count, inputs[next].kind == .commandRest { next += 1 }
            found += try cut.run(inputs[at..<next])
            at = next
        }
        #expect(words(found) == words(expected))
        #expect(cut.digest == whole.digest)
        var other = try TestCore.make()
        _ = try other.run(inputs.dropLast())
        #expect(other.digest != whole.digest)
    }

    @Test func `a state between two halves of a bar keeps the first`() throws {
        let bar = BarInput(
            start: .seconds(1_700_000_040), period: .minute1, open: Price(100), high: Price(110),
            low: Price(90), close: Price(105), volume: Volume(12))
        let (first, rest) = bar.inputs(for: InstrumentID(0))
        var whole = try TestCore.make()
        _ = try whole.run([first])
        var again = try restored(saved(whole))
        let expected = try whole.run([rest])
        #expect(!expected.isEmpty)
        #expect(words(try again.run([rest])) == words(expected))
        #expect(saved(again) == saved(whole))
    }

    @Test func `inputs that no core can have taken are an error that names them`() throws {
        var core = try TestCore.make()
        let stranger = Input.tick(
            InstrumentID(7), time: .seconds(1), price: Price(1), size: Size(1), side: .none)
        let error = #expect(throws: CoreError.self) { _ = try core.run([stranger]) }
        #expect(error?.description == "input 1: an input of instrument 7, there are 2")
    }

    @Test func `a state of another core is refused`() throws {
        let core = try TestCore.make(["ES"])
        let bytes = saved(core)
        #expect(throws: StateError.self) { _ = try restored(bytes) }
        #expect(throws: StateError.self) { _ = try restored(Array(bytes.dropLast())) }
    }
}
