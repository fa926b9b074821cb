import Market
import Measures

@testable import Convergence

/// Whole series by the definitions of the indicators, index 0 the first bar.
enum Series {
    static func sma(_ x: [Double], _ n: Int) -> [Double?] {
        x.indices.map { $0 < n - 1 ? nil : x[($0 - n + 1)...$0].reduce(0, +) / Double(n) }
    }

    static func ema(_ x: [Double], _ n: Int) -> [Double?] {
        guard x.count >= n else { return x.map { _ in nil } }
        var found: [Double?] = Array(repeating: nil, count: n - 1)
        var average = x[..<n].reduce(0, +) / Double(n)
        found.append(average)
        for number in x[n...] {
            average += 2 / Double(n + 1) * (number - average)
            found.append(average)
        }
        return found
    }

    static func rsi(_ x: [Double], _ n: Int) -> [Double?] {
        guard x.count > n else { return x.map { _ in nil } }
        let changes = zip(x.dropFirst(), x).map { $0 - $1 }
        let gains = changes.map { max($0, 0) }
        let losses = changes.map { max(-$0, 0) }
        var gain = gains[..<n].reduce(0, +) / Double(n)
        var loss = losses[..<n].reduce(0, +) / Double(n)
        func reading() -> Double { gain + loss == 0 ? 0 : 100 * gain / (gain + loss) }
        var found: [Double?] = Array(repeating: nil, count: n) + [reading()]
        for index in n..<changes.count {
            gain = (gain * Double(n - 1) + gains[index]) / Double(n)
            loss = (loss * Double(n - 1) + losses[index]) / Double(n)
            found.append(reading())
        }
        return found
    }

    static func deviation(_ x: [Double], _ n: Int) -> [Double?] {
        let means = sma(x, n)
        return x.indices.map { index in
            guard let mean = means[index] else { return nil }
            let squares = x[(index - n + 1)...index].map { ($0 - mean) * ($0 - mean) }
            return (squares.reduce(0, +) / Double(n)).squareRoot()
        }
    }

    /// Slow %K, from %D's first index on.
    static func slowK(high: [Double], low: [Double], close: [Double], _ n: Int) -> [Double?] {
        let fast: [Double] = close.indices.dropFirst(n - 1).map { index in
            let window = (index - n + 1)...index
            let (highest, lowest) = (high[window].max()!, low[window].min()!)
            return highest == lowest ? 0 : 100 * (close[index] - lowest) / (highest - lowest)
        }
        let slow = sma(fast, 3)
        return close.indices.map { $0 < n + 3 ? nil : slow[$0 - n + 1] }
    }

    static func macd(_ x: [Double]) -> (line: [Double?], signal: [Double?]) {
        let none: [Double?] = x.map { _ in nil }
        guard x.count >= 34 else { return (none, none) }
        let slow = ema(x, 26)
        let fast = ema(Array(x[14...]), 12)
        let line = (25..<x.count).map { fast[$0 - 14]! - slow[$0]! }
        let signal = ema(line, 9)
        return (
            x.indices.map { $0 < 33 ? nil : line[$0 - 25] },
            x.indices.map { $0 < 33 ? nil : signal[$0 - 25] }
        )
    }
}

/// The system once more, from whole histories.
struct Reference {
    let minutes: [Minute]
    let entry: [[Bool]]
    let exit: [[Bool]]
    let divergences: [Int]

    init(_ minutes: [Minute]) {
        self.minutes = minutes
        (entry, exit) = Self.lenses(minutes)
        divergences = Self.divergences(minutes)
    }

    private static func above(_ a: Double?, _ b: Double?) -> Bool {
        guard let a, let b else { return false }
        return a - b > 1e-9 * max(1, max(abs(a), abs(b)))
    }
    private static func atLeast(_ a: Double?, _ b: Double?) -> Bool {
        guard let a, let b else { return false }
        return a - b >= -1e-9 * max(1, max(abs(a), abs(b)))
    }

    private static func lenses(_ minutes: [Minute]) -> (entry: [[Bool]], exit: [[Bool]]) {
        let (high, low) = (minutes.map(\.high), minutes.map(\.low))
        let (close, volume) = (minutes.map(\.close), minutes.map(\.volume))
        let (mean20, mean30) = (Series.sma(close, 20), Series.sma(close, 30))
        let (sd20, sd30) = (Series.deviation(close, 20), Series.deviation(close, 30))
        let volumeMean = Series.sma(volume, 20)
        let (rsi9, rsi14) = (Series.rsi(close, 9), Series.rsi(close, 14))
        let k14 = Series.slowK(high: high, low: low, close: close, 14)
        let k21 = Series.slowK(high: high, low: low, close: close, 21)
        let (line, signal) = Series.macd(close)
        let (ema9, ema21) = (Series.ema(close, 9), Series.ema(close, 21))
        let width: [Double?] = close.indices.map { index in
            guard let mean = mean20[index], let sd = sd20[index], mean != 0 else { return nil }
            return 4 * sd / mean
        }
        var (entry, exit): ([[Bool]], [[Bool]]) = ([], [])
        for t in minutes.indices {
            func cross(_ a: [Double?], _ b: [Double?]) -> Bool {
                t > 0 && atLeast(b[t - 1], a[t - 1]) && above(a[t], b[t])
            }
            let widths = t < 119 ? [] : width[(t - 119)...t].compactMap { $0 }
            let lowest = widths.count == 120 ? widths.min() : nil
            func band(_ mean: [Double?], _ sd: [Double?], _ k: Double) -> Double? {
                mean[t].flatMap { mean in sd[t].map { mean + k * $0 } }
            }
            entry.append([
                above(volumeMean[t].map { 0.5 * $0 }, volume[t]),
                atLeast(band(mean20, sd20, -2), low[t]),
                atLeast(lowest.map { 1.10 * $0 }, width[t]),
                above(30, rsi14[t]),
                t > 0 && above(30, rsi14[t - 1]) && atLeast(rsi14[t], 30),
                above(20, k14[t]), cross(line, signal), cross(ema9, ema21),
            ])
            exit.append([
                above(rsi9[t], 70), above(rsi14[t], 70), above(k14[t], 80), above(k21[t], 80),
                atLeast(high[t], band(mean20, sd20, 2)), atLeast(high[t], band(mean30, sd30, 2)),
                above(volume[t], volumeMean[t].map { 2 * $0 }), cross(signal, line),
            ])
        }
        return (entry, exit)
    }

    /// Active pairs at the close of every minute.
    private static func divergences(_ minutes: [Minute]) -> [Int] {
        var found = Array(repeating: 0, count: minutes.count)
        for period in [300, 900, 3600] as [Int64] {
            // Candles, and the minute at whose close each is complete.
            var candles: [(start: Int64, high: Double, low: Double, close: Double)] = []
            var completedBy: [Int] = []
            for (index, minute) in minutes.enumerated() {
                let second = minute.start.rawValue / 1_000_000_000
                let start = second / period * period
                if candles.last?.start == start {
                    let last = candles.removeLast()
                    candles.append(
                        (
                            start, max(last.high, minute.high), min(last.low, minute.low),
                            minute.close
                        ))
                } else {
                    if completedBy.count < candles.count { completedBy.append(index) }
                    candles.append((start, minute.high, minute.low, minute.close))
                }
                if start + period <= second + 60 { completedBy.append(index) }
            }
            candles.removeLast(candles.count - completedBy.count)
            let active = active(candles.map(\.high), candles.map(\.low), candles.map(\.close))
            var (next, state) = (0, 0)
            for index in minutes.indices {
                while next < completedBy.count, completedBy[next] <= index {
                    state = active[next]
                    next += 1
                }
                found[index] += state
            }
        }
        return found
    }

    /// Active oscillators at the close of every candle.
    private static func active(_ high: [Double], _ low: [Double], _ close: [Double]) -> [Int] {
        let oscillators = [
            Series.rsi(close, 9), Series.rsi(close, 14),
            Series.slowK(high: high, low: low, close: close, 14), Series.macd(close).line,
        ]
        let pivots = high.indices.filter { i in
            i >= 2 && i + 2 < high.count && high[i] > high[i - 1] && high[i] > high[i - 2]
                && high[i] >= high[i + 1] && high[i] >= high[i + 2]
        }
        return high.indices.map { n in
            let known = pivots.filter { $0 + 2 <= n }.suffix(2)
            guard known.count == 2, let p1 = known.first, let p2 = known.last, n - p2 <= 10,
                above(high[p2], high[p1])
            else { return 0 }
            return oscillators.count { above($0[p1], $0[p2]) }
        }
    }

    /// How many of eight were true on a bar with start in `(t - window, t]`.
    func count(_ lenses: [[Bool]], at t: Int, window: Int64 = 20) -> Int {
        var seen = Array(repeating: false, count: 8)
        var index = t
        let oldest = minutes[t].start.rawValue - window * 60_000_000_000
        while index >= 0, minutes[index].start.rawValue > oldest {
            for place in 0..<8 where lenses[index][place] { seen[place] = true }
            index -= 1
        }
        return seen.count { $0 }
    }

    /// The first minute, up to `t`, that starts at or after an instant.
    private func first(from instant: Nanoseconds, _ t: Int) -> Int {
        var (low, high) = (0, t + 1)
        while low < high {
            let middle = (low + high) / 2
            if minutes[middle].start < instant { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func bars(since hours: Int64, at t: Int) -> ArraySlice<Minute>? {
        let instant = minutes[t].end - .seconds(hours * 3600)
        return minutes[0].start <= instant ? minutes[first(from: instant, t)...t] : nil
    }

    func range12h(_ t: Int) -> Double? {
        guard let bars = bars(since: 12, at: t) else { return nil }
        let (high, low) = (bars.map(\.high).max()!, bars.map(\.low).min()!)
        return 100 * (high - low) / low
    }

    func momentum24h(_ t: Int) -> Double? {
        let instant = minutes[t].end - .seconds(24 * 3600)
        // A minute ends 60 s after its start.
        let next = first(from: instant - .seconds(59), t)
        guard next > 0 else { return nil }
        let old = minutes[next - 1]
        return 100 * (minutes[t].close - old.close) / old.close
    }

    func support4h(_ t: Int) -> Double? { bars(since: 4, at: t)?.map(\.low).min() }
}
