import Chance
import Market
import Testing

@testable import Convergence

extension DivergenceWatch {
    /// Adds a minute by itself, as the rule says it for one timeframe.
    fileprivate mutating func add(start: Nanoseconds, high: Double, low: Double, close: Double) {
        if isOver(by: start) { self.close() }
        add(Candle(start: start, high: high, low: low, close: close))
        if isOver(by: start + .seconds(60)) { self.close() }
    }
}

@Suite struct DivergenceTests {
    private func pivot(_ index: Int, _ high: Double, _ reading: [Double?]) -> OscillatorPivot {
        OscillatorPivot(
            index: index, high: high,
            reading: OscillatorReading(
                rsi9: reading[0], rsi14: reading[1], stochastic: reading[2], macd: reading[3]))
    }

    @Test func `a higher high with lower RSI 9, RSI 14 and MACD is three pairs`() {
        let earlier = pivot(10, 100.0, [82, 74, 95, 0.60])
        let later = pivot(16, 101.0, [76, 71, 96, 0.45])
        #expect(later.divergences(from: earlier) == 0b1011)
    }

    @Test func `an equal or lower high, an undefined or equal oscillator: none`() {
        let earlier = pivot(10, 100.0, [82, 74, 95, 0.60])
        #expect(pivot(16, 100.0, [1, 1, 1, 0]).divergences(from: earlier) == 0)
        #expect(pivot(16, 99.0, [1, 1, 1, 0]).divergences(from: earlier) == 0)
        #expect(pivot(16, 101.0, [82, nil, 95, 0.60]).divergences(from: earlier) == 0)
        let young = pivot(10, 100.0, [82, nil, nil, nil])
        #expect(pivot(16, 101.0, [1, 1, 1, 0]).divergences(from: young) == 0b0001)
    }

    /// Minutes that rise to a peak and fall, then to a higher one with less strength.
    private let closes: [Double] = {
        var found: [Double] = []
        for index in 0..<30 { found.append(100 + Double(index % 2)) }
        for index in 0..<12 { found.append(101 + 2 * Double(index)) }
        for index in 0..<8 { found.append(122 - Double(index)) }
        // Slowly and with steps back to above the first peak.
        for index in 0..<24 { found.append(114 + Double(index) * 0.5 - Double(index % 2)) }
        for index in 0..<16 { found.append(124 - 0.2 * Double(index)) }
        return found
    }()

    /// Feeds candles of five minutes, each as one minute at its start.
    private func masks(_ closes: [Double]) -> [UInt8] {
        var watch = DivergenceWatch(period: .seconds(300))
        var found: [UInt8] = []
        for (index, close) in closes.enumerated() {
            let start = Nanoseconds.seconds(300 * Int64(index))
            watch.add(start: start, high: close, low: close, close: close)
            watch.add(start: start + .seconds(240), high: close, low: close, close: close)
            found.append(watch.active)
        }
        return found
    }

    @Test func `a divergence begins two candles after its pivot and lasts for ten behind it`() {
        let found = masks(closes)
        let peak = closes.indices.last { closes[$0] > 123.9 }
        let first = closes.firstIndex { $0 == 123 }
        #expect(first == 41)
        guard let start = found.firstIndex(where: { $0 != 0 }) else {
            Issue.record("no divergence")
            return
        }
        let second = start - 2
        #expect(closes[second] > closes[41])
        #expect(closes[second] == closes[...(second + 2)].max())
        #expect(peak.map { second <= $0 } == true)
        #expect(found[second + 10] != 0)
        #expect(found[second + 11] == 0)
        #expect(found[start] & 1 == 1)
    }

    @Test func `a candle is complete with its last minute`() {
        var watch = DivergenceWatch(period: .seconds(300))
        var before = watch
        for index in 0..<5 {
            before = watch
            watch.add(start: .seconds(60 * Int64(index)), high: 1, low: 1, close: 1)
        }
        #expect(before.completedCandles == 0)
        #expect(watch.completedCandles == 1)
    }

    @Test func `a candle whose last minutes are missing is complete with the next minute`() {
        var watch = DivergenceWatch(period: .seconds(300))
        watch.add(start: .seconds(0), high: 1, low: 1, close: 1)
        #expect(watch.completedCandles == 0)
        watch.add(start: .seconds(420), high: 1, low: 1, close: 1)
        #expect(watch.completedCandles == 1)
        // The last minute of a later candle: both are complete at once.
        watch.add(start: .seconds(840), high: 1, low: 1, close: 1)
        #expect(watch.completedCandles == 3)
    }

    @Test func `candles are aligned to UTC and take highs, lows and the last close`() {
        var candle = Candle(start: .zero, high: 5, low: 4, close: 4.5)
        candle.add(high: 6, low: 4.2, close: 4.4)
        candle.add(high: 5, low: 3, close: 3.5)
        #expect(candle == Candle(start: .zero, high: 6, low: 3, close: 3.5))
        var watch = DivergenceWatch(period: .seconds(3600))
        watch.add(start: at("2024-01-16T10:59:00Z"), high: 1, low: 1, close: 1)
        #expect(watch.completedCandles == 1)
    }

    @Test func `pairs are four bits a timeframe`() {
        var board = DivergenceBoard()
        for (index, close) in closes.enumerated() {
            let start = Nanoseconds.seconds(300 * Int64(index) + 240)
            board.add(start: start, high: close, low: close, close: close)
        }
        #expect(board.pairs & 0xf == UInt16(board.minutes5.active))
        #expect(board.pairs >> 4 & 0xf == UInt16(board.minutes15.active))
        #expect(board.pairs >> 8 == UInt16(board.minutes60.active))
    }

    @Test(arguments: 1...20)
    func `longer candles made of shorter ones are those made of minutes, gaps or not`(seed: Int) {
        var dice = SplitMix64(UInt64(seed))
        var board = DivergenceBoard()
        var alone = [300, 900, 3600].map { DivergenceWatch(period: .seconds($0)) }
        var (minute, price) = (Int64(seed) * 7, 100.0)
        for _ in 0..<4000 {
            // Mostly the next minute, sometimes one of the next hours.
            minute +=
                Int.random(in: 0..<10, using: &dice) > 0
                ? 1 : Int64.random(in: 1...(seed % 2 == 0 ? 20 : 200), using: &dice)
            price += Double(Int.random(in: -4...4, using: &dice))
            let (high, low) = (
                price + Double(Int.random(in: 0...2, using: &dice)),
                price - Double(Int.random(in: 0...2, using: &dice))
            )
            let start = Nanoseconds.seconds(60 * minute)
            board.add(start: start, high: high, low: low, close: price)
            for place in alone.indices {
                alone[place].add(start: start, high: high, low: low, close: price)
            }
            let made = [board.minutes5, board.minutes15, board.minutes60]
            guard made.map(\.completedCandles) == alone.map(\.completedCandles),
                made.map(\.active) == alone.map(\.active)
            else {
                Issue.record("seed \(seed): another candle at minute \(minute)")
                return
            }
        }
        #expect(board.minutes60.completedCandles > 50)
    }
}
