import StateCoding
import Testing

@testable import Convergence

@Suite struct TimedRingStateTests {
    /// A ring that wrapped, grew and let go.
    private func ring(_ numbers: Int, keeping: Int64) -> TimedRing {
        var ring = TimedRing(capacity: 4)
        for place in 0..<Int64(numbers) {
            ring.append(TimedNumber(time: place, number: Double(place * 7919 % 101)))
            ring.removeFirst(while: { $0.time < place - keeping })
        }
        return ring
    }

    private func bytes(_ ring: TimedRing) -> [UInt8] {
        var writer = StateWriter()
        writer.put(ring)
        return writer.finish()
    }

    @Test(arguments: [(0, 1), (3, 9), (50, 2), (400, 300), (2000, 1000)])
    func `what lives comes back, whatever room there was`(count: Int, keeping: Int64) throws {
        var kept = ring(count, keeping: keeping)
        let saved = bytes(kept)
        var reader = StateReader(saved)
        var restored = try reader.take(TimedRing.self)
        try reader.end()
        #expect(restored == kept && bytes(restored) == saved)
        for place in Int64(count)..<Int64(count) + 1200 {
            let number = TimedNumber(time: place, number: Double(place % 13))
            kept.removeLast(while: { $0.number > number.number + 5 })
            restored.removeLast(while: { $0.number > number.number + 5 })
            kept.append(number)
            restored.append(number)
            #expect(kept.first == restored.first && kept.count == restored.count)
        }
        #expect(restored == kept)
    }

    @Test func `instants and numbers have to be as many`() {
        struct Uneven: Encodable {
            var times: [Int64] = [1, 2]
            var numbers = [1.0]
        }
        var writer = StateWriter()
        writer.put(Uneven())
        let bytes = writer.finish()
        let error = #expect(throws: StateError.self) {
            var reader = StateReader(bytes)
            _ = try reader.take(TimedRing.self)
        }
        #expect(error?.description.contains("1 numbers of 2 instants") == true)
    }
}
