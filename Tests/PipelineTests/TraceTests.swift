import Chance
import Market
import Records
import Testing

@testable import Pipeline

/// The period so far, read anew after every tick from all of its ticks.
private struct Plain {
    private var trades: [(price: Double, size: Double)] = []
    private var volumes: [Int64: Int64] = [:]
    private var poc: Int64?
    private var largest: Int64 = 0

    mutating func add(_ price: Int64, _ size: Int64, level: Int64) {
        trades.append((Double(price), Double(size)))
        volumes[level, default: 0] += size
        guard let traded = volumes[level], traded > largest else { return }
        (poc, largest) = (level, traded)
    }

    /// The reading is that of these ticks.
    func matches(_ reading: LiveReading) -> Bool {
        let volume = trades.reduce(0) { $0 + $1.size }
        let vwap = trades.reduce(0) { $0 + $1.price * $1.size } / volume
        let variance =
            trades.reduce(0) { $0 + ($1.price - vwap) * ($1.price - vwap) * $1.size } / volume
        return reading.poc == poc && abs(reading.vwap - vwap) < 1e-9 * vwap
            && abs(reading.sigma - variance.squareRoot()) < 1e-6 * vwap
    }
}

@Suite struct TraceTests {
    /// A walk of ticks with jumps far beyond the levels seen, over a midnight.
    private func walk(_ count: Int, _ random: inout SplitMix64) -> [Input] {
        var (seconds, level): (Int64, Int64) = (0, 40_000)
        return (0..<count).map { _ in
            seconds += Int64.random(in: 0...120, using: &random)
            let reach: Int64 = Int.random(in: 0..<50, using: &random) == 0 ? 4000 : 3
            level += Int64.random(in: -reach...reach, using: &random)
            return Input.tick(
                InstrumentID(0), time: PipelineSession.open + .seconds(seconds),
                price: Price(level * 25), size: Size(Int64.random(in: 1...40, using: &random)),
                side: .buyer)
        }
    }

    @Test(arguments: 1...4)
    func `readings after each tick are those of all ticks of the day`(seed: UInt64) {
        var random = SplitMix64(seed)
        let inputs = walk(1200, &random)
        var session = PipelineSession { $0.tracesTicks = true }
        var (plain, day) = (Plain(), Int64.min)
        var (place, wrong, days) = (0, 0, 0)
        while place < inputs.count {
            let length = min(Int.random(in: 1...150, using: &random), inputs.count - place)
            let run = Array(inputs[place..<place + length])
            run.withUnsafeBufferPointer {
                session.pipeline.apply(run: $0, firstCause: UInt64(place), into: &session.out)
            }
            let readings = session.pipeline.traced
            #expect(readings.count == length)
            for (input, reading) in zip(run, readings) {
                let today = input.time.rawValue / 86_400_000_000_000
                if today != day { (plain, day, days) = (Plain(), today, days + 1) }
                let price = input.price
                plain.add(price, input.size, level: price / 25)
                if !plain.matches(reading) { wrong += 1 }
            }
            place += length
        }
        #expect(wrong == 0 && days > 1)
    }
}
