import Chance
import Indicators
import Testing

/// The high, low, close and volume of a bar.
struct PlainBar {
    var high: Double
    var low: Double
    var close: Double
    var volume = 0.0
}

/// The courses a market can take that are hardest on arithmetic.
enum Course: String, CaseIterable, Sendable {
    /// A random walk near 5000 with volumes up to 1e9.
    case walk
    /// One price for ever; ranges are 0.
    case flat
    /// Flat stretches of 50 bars between jumps.
    case steps
    /// Prices near 1e-8, volumes below 1e-6.
    case tiny
    /// Prices and volumes near 1e15.
    case huge
    /// Every hundredth bar is 12 orders of magnitude above the others.
    case spikes
    /// Up and down by turns, never two bars the same way.
    case zigzag
    /// A walk whose bars mostly open away from the close before them.
    case gaps
    /// Crude oil in April 2020: through zero and back.
    case throughZero

    func bars(_ count: Int, seed: UInt64 = 1) -> [PlainBar] {
        var random = SplitMix64(seed)
        var price = start
        return (0..<count).map { index in
            let before = price
            price = move(from: price, index: index, &random)
            let wick = self == .flat || self == .steps ? 0 : abs(price - before) * random.unit()
            let open = self == .gaps ? price + (before - price) / 4 : before
            return PlainBar(
                high: max(open, price) + wick, low: min(open, price) - wick / 2,
                close: price, volume: volume(index: index, &random))
        }
    }

    private var start: Double {
        switch self {
        case .tiny: 3.7e-8
        case .huge: 4.1e15
        case .spikes: 1
        case .throughZero: 20
        default: 5000.1
        }
    }

    private func move(from price: Double, index: Int, _ random: inout SplitMix64) -> Double {
        let step = random.unit() - 0.5
        switch self {
        case .walk, .gaps: return max(100, price + 0.25 * (step * 40).rounded())
        case .flat: return price
        case .steps: return index % 50 == 0 ? 5000.1 + (step * 100).rounded() : price
        case .tiny: return max(1e-9, price + step * 1e-9)
        case .huge: return max(1e14, price + step * 1e13)
        case .spikes: return index % 100 == 0 ? 1e12 * random.unit() : 1 + random.unit()
        case .zigzag: return price + (index % 2 == 0 ? 1 : -1) * (0.5 + random.unit())
        case .throughZero: return max(-40, min(60, price + step * 3))
        }
    }

    private func volume(index: Int, _ random: inout SplitMix64) -> Double {
        switch self {
        case .tiny: random.unit() * 1e-6
        case .huge: random.unit() * 1e15
        case .flat: 0
        case .spikes: index % 100 == 0 ? 1e15 * random.unit() : random.unit()
        default: random.unit() * 1e9
        }
    }
}

/// Whether two readings are the same to 1e-9 of their size, or, for differences of large numbers,
/// to the last digits of those.
func agree(_ reading: Double?, _ expected: Double?, of scale: Double = 0) -> Bool {
    switch (reading, expected) {
    case (nil, nil): return true
    case (let reading?, let expected?):
        let allowed = max(1e-9 * max(abs(reading), abs(expected)), 2e-15 * scale)
        return reading.isFinite && abs(reading - expected) <= allowed
    default: return false
    }
}

/// Indexes to look at: the first of a series of `count`, its last, and some between.
func samples(_ count: Int, first: Int = 50) -> Set<Int> {
    Set(0..<first).union(stride(from: count - 1, through: first, by: -count / 6))
}
