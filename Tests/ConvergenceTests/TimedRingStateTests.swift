import Market
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
            kept.removeFirst(while: { $0.number > number.number + 5 })
            restored.removeFirst(while: { $0.number > number.number + 5 })
            kept.append(number)
            restored.append(number)
            #expect(kept.first == restored.first && kept.count == restored.count)
        }
        #expect(restored == kept)
    }

    @Test(arguments: [0, 3, 17, 256, 257, 1000])
    func `extremes come back with their cut`(count: Int) throws {
        var kept = TimedExtremes(.seconds(300), capacity: 4)
        func add(_ place: Int, to extremes: inout TimedExtremes) {
            let (low, time) = (
                Double(place * 7919 % 101), Nanoseconds(Int64(place) * 1_000_000_000)
            )
            extremes.add(low: low, high: low + Double(place % 7), at: time, now: time)
        }
        for place in 0..<count { add(place, to: &kept) }
        var writer = StateWriter()
        writer.put(kept)
        var reader = StateReader(writer.finish())
        var restored = try reader.take(TimedExtremes.self)
        try reader.end()
        #expect(restored == kept && restored.hashValue == kept.hashValue)
        for place in count..<count + 1200 {
            add(place, to: &kept)
            add(place, to: &restored)
            #expect(restored.value == kept.value)
        }
        #expect(restored == kept)
    }

    @Test func `a cut lies among the bars`() {
        struct Uneven: Encodable {
            var span: Int64 = 9
            var times: [Int64] = [1, 2]
            var folds: [SIMD2<Double>] = [.zero, .one]
            var older = 3
            var newer = SIMD2<Double>.zero
        }
        var writer = StateWriter()
        writer.put(Uneven())
        let bytes = writer.finish()
        let error = #expect(throws: StateError.self) {
            var reader = StateReader(bytes)
            _ = try reader.take(TimedExtremes.self)
        }
        #expect(error?.description.contains("2 bars of 2, 3 before the cut") == true)
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
