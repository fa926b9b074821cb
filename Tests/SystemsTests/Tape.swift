import Chance
import Market
import Records

/// A made-up tape: quiet stretches and bursts, trends that turn, sides that lean with the price.
struct Tape {
    private var random: SplitMix64
    private var level = 50_000.0
    private var drift = 0.0
    private var pace = 1.0

    init(seed: UInt64) { random = SplitMix64(seed) }

    /// Ticks of some days from 09:25 to 16:05 New York, `gap` seconds apart on average.
    mutating func ticks(days: Int64, hours: ClosedRange<Int64> = 0...6, gap: Int64) -> [Input] {
        var found: [Input] = []
        for day in 0..<days {
            // 2024-03-11, a Monday, 09:25.
            let open = 1_710_163_500 + day * 86_400 + hours.lowerBound * 3600
            let close = open + (hours.upperBound - hours.lowerBound) * 3600 + 2400
            var time = open * 1000
            while time < close * 1000 {
                turn()
                found.append(tick(at: .milliseconds(time)))
                time += 1 + Int64(random.below(UInt64(2000 * gap)))
            }
        }
        return found
    }

    /// Minutes of a provider, around the clock.
    mutating func minutes(_ count: Int64) -> [Input] {
        var found: [Input] = []
        for minute in 0..<count {
            turn()
            let open = level
            var (high, low) = (open, open)
            for _ in 0..<6 {
                step()
                (high, low) = (max(high, level), min(low, level))
            }
            let bar = BarInput(
                start: .seconds(1_710_115_200 + minute * 60), period: .minute1,
                open: Price(Int64(open)), high: Price(Int64(high)), low: Price(Int64(low)),
                close: Price(Int64(level)), volume: Volume(Double(random.below(40) * 50)))
            let (first, rest) = bar.inputs(for: InstrumentID(0))
            found += [first, rest]
        }
        return found
    }

    private mutating func turn() {
        if random.once(in: 120) { drift = (Double(random.below(9)) - 4) / 4 }
        if random.once(in: 90) { pace = Double(random.below(4) * random.below(4)) }
    }

    private mutating func step() {
        level += ((Double(random.below(7)) - 3) * pace / 3 + drift).rounded()
        level = min(max(level, 30_000), 70_000)
    }

    private mutating func tick(at time: Nanoseconds) -> Input {
        let before = level
        step()
        let leans = random.below(4) > 0
        let isUp = level > before || level == before && random.once(in: 2)
        let burst: UInt64 = pace > 3 ? 8 : 1
        return .tick(
            InstrumentID(0), time: time, price: Price(Int64(level)),
            size: Size(Int64(1 + random.below(200) * burst)),
            side: random.once(in: 20) ? .none : isUp == leans ? .buyer : .seller)
    }
}
