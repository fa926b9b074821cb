import Chance
import Market
import Testing

@testable import Convergence

@Suite struct HistoryTests {
    private let zero = at("2024-01-16T00:00:00Z")

    /// Minutes since the first bar, low, high, close.
    private func history(_ bars: [(Int64, Double, Double, Double)]) -> PriceHistory {
        var history = PriceHistory()
        for (minutes, low, high, close) in bars {
            let start = zero + .seconds(60 * minutes)
            history.add(
                start: start, end: start + .seconds(60), high: high, low: low, close: close)
        }
        return history
    }

    @Test func `support is the lowest low of four hours`() {
        #expect(
            history([(0, 99.1, 100, 100), (120, 98.7, 100, 100), (239, 99.4, 100, 100)]).support4h
                == 98.7)
    }

    @Test func `support is undefined while the data is younger than four hours`() {
        #expect(history([(0, 1, 1, 1)]).support4h == nil)
        #expect(history([(0, 1, 1, 1), (238, 1, 1, 1)]).support4h == nil)
        #expect(history([(0, 1, 1, 1), (239, 2, 2, 2)]).support4h == 1)
        // The first bar started before the window and is no longer in it.
        #expect(history([(0, 1, 1, 1), (240, 2, 2, 2)]).support4h == 2)
    }

    @Test func `range of twelve hours in percent of its low`() {
        #expect(history([(0, 100, 101, 100), (718, 101, 110, 105)]).range12h == nil)
        #expect(history([(0, 100, 101, 100), (719, 101, 110, 105)]).range12h == 10)
        #expect(history([(0, 100, 101, 100), (720, 100, 110, 105)]).range12h == 10)
        #expect(history([(0, 1, 900, 100), (720, 100, 105, 105)]).range12h == 5)
        #expect(history([(0, 0, 1, 1), (719, 1, 1, 1)]).range12h == nil)
    }

    @Test func `momentum compares with the last bar that ended a day ago`() {
        #expect(history([(0, 100, 100, 100), (1439, 1, 1, 103)]).momentum24h == nil)
        #expect(history([(0, 100, 100, 100), (1440, 1, 1, 103)]).momentum24h == 3)
        #expect(
            history([(0, 1, 1, 100), (1, 1, 1, 50), (1440, 1, 1, 103)]).momentum24h == 3)
        #expect(
            history([(0, 1, 1, 100), (1, 1, 1, 50), (1441, 1, 1, 51)]).momentum24h == 2)
        // A gap of days: the last bar before it counts.
        #expect(history([(0, 1, 1, 100), (1, 1, 1, 50), (9999, 1, 1, 51)]).momentum24h == 2)
        #expect(history([(0, 1, 1, 0), (1440, 1, 1, 103)]).momentum24h == nil)
    }

    @Test func `extremes over time equal those taken anew`() {
        var dice = SplitMix64(4)
        var extremes = TimedExtremes(.seconds(600), capacity: 2)
        var all: [(time: Nanoseconds, low: Double, high: Double)] = []
        var time = Nanoseconds.zero
        for _ in 0..<2000 {
            time = time + .seconds(Int64.random(in: 1...200, using: &dice))
            let low = Double(Int.random(in: -50...50, using: &dice))
            let high = low + Double(Int.random(in: 0...30, using: &dice))
            all.append((time, low, high))
            extremes.add(low: low, high: high, at: time, now: time)
            let living = all.suffix(700).filter { $0.time >= time - .seconds(600) }
            #expect(extremes.value[0] == living.map(\.low).min())
            #expect(-extremes.value[1] == living.map(\.high).max())
        }
        extremes.add(low: 1, high: 2, at: time - .seconds(601), now: time + .seconds(9999))
        #expect(extremes.value == SIMD2(repeating: .infinity))
    }

    @Test func `a ring grows, keeps its order and is equal by what lives`() {
        var ring = TimedRing(capacity: 2)
        for index in 0..<3 { ring.append(TimedNumber(time: Int64(index), number: 0)) }
        ring.removeFirst(while: { $0.time < 1 })
        for index in 3..<9 { ring.append(TimedNumber(time: Int64(index), number: 0)) }
        #expect((0..<ring.count).map { ring[$0].time } == [1, 2, 3, 4, 5, 6, 7, 8])
        var other = TimedRing(capacity: 32)
        for index in 1..<9 { other.append(TimedNumber(time: Int64(index), number: 0)) }
        #expect(ring == other)
        #expect(ring.hashValue == other.hashValue)
        other.removeFirst(whileFollowedBy: { $0.time < 3 })
        #expect(other.first?.time == 2)
        other.removeFirst(while: { _ in true })
        #expect(other.first == nil)
        #expect(ring != other)
    }
}
