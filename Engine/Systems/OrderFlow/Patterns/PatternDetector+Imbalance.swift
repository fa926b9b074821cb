import Market
import Measures
import Records
import Strategy

/// Diagonal imbalances and their stacks.
extension PatternDetector {
    /// Buy imbalances, sell imbalances, then the stacks of each.
    func imbalances(
        _ rows: LevelRows, _ leastVolume: Double, to found: inout [PatternSignal]
    ) {
        let first = found.count
        // The lowest row has no bid below it.
        for row in rows.low + 1...rows.high {
            test(.buyImbalance, rows.ask(row), row, rows.bid(row - 1), row - 1)
        }
        let middle = found.count
        // The highest row has no ask above it.
        for row in rows.low..<rows.high {
            test(.sellImbalance, rows.bid(row), row, rows.ask(row + 1), row + 1)
        }
        let last = found.count
        stacks(.stackedBuyImbalance, first..<middle, rows.rowTicks, in: &found)
        stacks(.stackedSellImbalance, middle..<last, rows.rowTicks, in: &found)

        func test(
            _ pattern: Pattern, _ heavy: Double, _ row: Int64, _ light: Double,
            _ oppositeRow: Int64
        ) {
            guard isImbalance(heavy, light, leastVolume) else { return }
            let strength = light > 0 ? min(1, heavy / light / 10) : 1
            let evidence = ImbalanceEvidence(
                volume: heavy, opposite: light, oppositeLevel: rows.level(oppositeRow),
                leastVolume: leastVolume)
            found.append(
                PatternSignal(
                    pattern, pattern == .buyImbalance ? .long : .short, rows.level(row),
                    strength: strength, levels: 1, .imbalance(evidence)))
        }
    }

    /// Whether one side outweighs the other on a diagonal; the ratio is inclusive.
    func isImbalance(_ heavy: Double, _ light: Double, _ leastVolume: Double) -> Bool {
        guard heavy > 0, Comparison.reaches(heavy, leastVolume) else { return false }
        return light > 0
            ? Comparison.reaches(heavy, settings.imbalanceRatio * light) : !settings.ignoresZeros
    }

    /// A signal for each longest run of imbalances on adjacent rows.
    func stacks(
        _ pattern: Pattern, _ imbalances: Range<Int>, _ rowTicks: Int64,
        in found: inout [PatternSignal]
    ) {
        var start = imbalances.lowerBound
        while start < imbalances.upperBound {
            var end = start + 1
            while end < imbalances.upperBound,
                found[end].level.rawValue == found[end - 1].level.rawValue + rowTicks
            {
                end += 1
            }
            if end - start >= settings.stackLevels {
                found.append(stack(pattern, start..<end, in: found))
            }
            start = end
        }
    }

    /// The price of a stack is the edge that has to hold.
    func stack(
        _ pattern: Pattern, _ run: Range<Int>, in found: [PatternSignal]
    ) -> PatternSignal {
        var evidence = StackEvidence(
            lowest: found[run.lowerBound].level, highest: found[run.upperBound - 1].level,
            volume: 0, opposite: 0, leastRatio: nil)
        for index in run {
            guard case .imbalance(let one) = found[index].evidence else { continue }
            evidence.volume += one.volume
            evidence.opposite += one.opposite
            if let ratio = one.ratio {
                evidence.leastRatio = min(evidence.leastRatio ?? ratio, ratio)
            }
        }
        let isBuying = pattern == .stackedBuyImbalance
        return PatternSignal(
            pattern, isBuying ? .long : .short, isBuying ? evidence.lowest : evidence.highest,
            strength: Self.stackStrength(run.count), levels: run.count, .stack(evidence))
    }

    /// Six levels are as strong as a stack gets.
    static func stackStrength(_ levels: Int) -> Double { min(1, Double(levels) / 6) }
}
