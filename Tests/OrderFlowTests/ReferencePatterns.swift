import Market
import Records
import Strategy

@testable import OrderFlow

/// The ten patterns written down a second time, straight from their definitions over a table of
/// rows; whole volumes only, so that plain comparisons decide.
struct ReferencePatterns {
    var bid: [Int64: Double] = [:]
    var ask: [Int64: Double] = [:]
    var low: Int64 = 0
    var high: Int64 = 0
    var volume = 0.0
    var close = 0.0
    var pastHighs: [Int64] = []
    var pastLows: [Int64] = []

    init(_ rows: [Row], close: Double, past: [(low: Int64, high: Int64)]) {
        let level = Sample.instrument.level
        for row in rows {
            bid[level(row.price).rawValue, default: 0] += row.bid
            ask[level(row.price).rawValue, default: 0] += row.ask
            volume += row.bid + row.ask + row.neutral
        }
        low = bid.keys.min()!
        high = bid.keys.max()!
        self.close = close
        pastHighs = past.suffix(5).map(\.high)
        pastLows = past.suffix(5).map(\.low)
    }

    func b(_ row: Int64) -> Double { bid[row] ?? 0 }
    func a(_ row: Int64) -> Double { ask[row] ?? 0 }

    /// Name, direction, level, strength and rows of each signal, in order.
    func signals() -> [String] {
        guard high > low else { return [] }
        let buys = (low...high).filter {
            $0 > low && a($0) >= 10 && b($0 - 1) > 0 && a($0) >= 3 * b($0 - 1)
        }
        let sells = (low...high).filter {
            $0 < high && b($0) >= 10 && a($0 + 1) > 0 && b($0) >= 3 * a($0 + 1)
        }
        var found: [String] = []
        for row in buys {
            found.append(line(.buyImbalance, .long, row, min(1, a(row) / b(row - 1) / 10), 1))
        }
        for row in sells {
            found.append(line(.sellImbalance, .short, row, min(1, b(row) / a(row + 1) / 10), 1))
        }
        for run in runs(buys) where run.count >= 3 {
            found.append(
                line(
                    .stackedBuyImbalance, .long, run.first!, min(1, Double(run.count) / 6),
                    run.count))
        }
        for run in runs(sells) where run.count >= 3 {
            found.append(
                line(
                    .stackedSellImbalance, .short, run.last!, min(1, Double(run.count) / 6),
                    run.count))
        }
        return found + exhaustion() + absorption() + divergence() + unfinished()
    }

    func runs(_ rows: [Int64]) -> [[Int64]] {
        var runs: [[Int64]] = []
        for row in rows {
            if let last = runs.last?.last, last + 1 == row {
                runs[runs.count - 1].append(row)
            } else {
                runs.append([row])
            }
        }
        return runs
    }

    func exhaustion() -> [String] {
        guard pastHighs.count == 5, high - low >= 2 else { return [] }
        var found: [String] = []
        let (a0, a1, a2) = (a(high), a(high - 1), a(high - 2))
        if high >= pastHighs.max()!, a0 < a1, a1 < a2, a2 >= 10, a0 <= 0.25 * a2 {
            found.append(line(.buyingExhaustion, .short, high, 1 - a0 / a2, 3))
        }
        let (b0, b1, b2) = (b(low), b(low + 1), b(low + 2))
        if low <= pastLows.min()!, b0 < b1, b1 < b2, b2 >= 10, b0 <= 0.25 * b2 {
            found.append(line(.sellingExhaustion, .long, low, 1 - b0 / b2, 3))
        }
        return found
    }

    func absorption() -> [String] {
        guard high - low >= 3 else { return [] }
        var found: [String] = []
        let (lowPrice, highPrice) = (Double(low) * 0.25, Double(high) * 0.25)
        let lowest = [low, low + 1, low + 2]
        var sold = lowest.map { b($0) }.reduce(0, +)
        var bought = lowest.map { a($0) }.reduce(0, +)
        if sold >= 10, sold >= 2 * bought, sold >= 0.3 * volume - 1e-9,
            close >= lowPrice + 0.5 * (highPrice - lowPrice)
        {
            let row = lowest.first { b($0) == lowest.map { b($0) }.max()! }!
            found.append(line(.buyingAbsorption, .long, row, sold / volume, 3))
        }
        let highest = [high - 2, high - 1, high]
        sold = highest.map { b($0) }.reduce(0, +)
        bought = highest.map { a($0) }.reduce(0, +)
        if bought >= 10, bought >= 2 * sold, bought >= 0.3 * volume - 1e-9,
            close <= highPrice - 0.5 * (highPrice - lowPrice)
        {
            let row = highest.last { a($0) == highest.map { a($0) }.max()! }!
            found.append(line(.sellingAbsorption, .short, row, bought / volume, 3))
        }
        return found
    }

    func divergence() -> [String] {
        guard pastHighs.count == 5 else { return [] }
        let share = (ask.values.reduce(0, +) - bid.values.reduce(0, +)) / volume
        if low < pastLows.min()!, share >= 0.05 - 1e-12 {
            return [line(.deltaDivergence, .long, low, share, 0)]
        }
        if high > pastHighs.max()!, share <= -0.05 + 1e-12 {
            return [line(.deltaDivergence, .short, high, -share, 0)]
        }
        return []
    }

    func unfinished() -> [String] {
        [(low, Direction.short), (high, .long)].compactMap { row, direction in
            guard b(row) > 0, a(row) > 0 else { return nil }
            return line(
                .unfinishedBusiness, direction, row, min(b(row), a(row)) / max(b(row), a(row)), 0)
        }
    }

    func line(
        _ pattern: Pattern, _ direction: Direction, _ row: Int64, _ strength: Double, _ levels: Int
    ) -> String {
        "\(pattern.name) \(direction.name) \(row) \((strength * 1e9).rounded()) \(levels)"
    }
}
