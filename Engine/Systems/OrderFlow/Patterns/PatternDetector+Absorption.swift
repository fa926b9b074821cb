import Market
import Measures
import Records
import Strategy

/// Heavy one-sided aggression into an extreme without progress, and a close away from it.
extension PatternDetector {
    /// Passive buyers at the low, then passive sellers at the high.
    func absorption(
        _ bar: borrowing StudyBar, _ rows: LevelRows, _ leastVolume: Double,
        to found: inout [PatternSignal]
    ) {
        let levels = Int64(settings.absorptionLevels)
        guard rows.count > settings.absorptionLevels, bar.volume > 0 else { return }
        let away = settings.closeFraction * (bar.high - bar.low)
        let atLow = outermost(
            rows, rows.low...rows.low + levels - 1, closeLimit: bar.low + away, leastVolume)
        if isAbsorbed(atLow.sold, atLow.bought, bar.volume, leastVolume),
            Comparison.reaches(bar.close, atLow.closeLimit)
        {
            let row = heaviest(rows.low, by: 1) { rows.bid($0) }
            found.append(
                PatternSignal(
                    .buyingAbsorption, .long, rows.level(row),
                    strength: min(1, atLow.sold / bar.volume),
                    levels: settings.absorptionLevels, .absorption(atLow)))
        }
        let atHigh = outermost(
            rows, rows.high - levels + 1...rows.high, closeLimit: bar.high - away, leastVolume)
        if isAbsorbed(atHigh.bought, atHigh.sold, bar.volume, leastVolume),
            Comparison.reaches(atHigh.closeLimit, bar.close)
        {
            let row = heaviest(rows.high, by: -1) { rows.ask($0) }
            found.append(
                PatternSignal(
                    .sellingAbsorption, .short, rows.level(row),
                    strength: min(1, atHigh.bought / bar.volume), levels: settings.absorptionLevels,
                    .absorption(atHigh)))
        }
    }

    private func outermost(
        _ rows: LevelRows, _ range: ClosedRange<Int64>, closeLimit: Double, _ leastVolume: Double
    ) -> AbsorptionEvidence {
        var evidence = AbsorptionEvidence(
            rows: rows.count, sold: 0, bought: 0, closeLimit: closeLimit, leastVolume: leastVolume)
        for row in range {
            evidence.sold += rows.bid(row)
            evidence.bought += rows.ask(row)
        }
        return evidence
    }

    private func isAbsorbed(
        _ heavy: Double, _ light: Double, _ volume: Double, _ leastVolume: Double
    ) -> Bool {
        Comparison.reaches(heavy, leastVolume)
            && Comparison.reaches(heavy, settings.absorptionRatio * light)
            && Comparison.reaches(heavy, settings.absorptionShare * volume)
    }

    /// The row with most volume, counted inwards; of equal ones the outermost.
    private func heaviest(
        _ first: Int64, by step: Int64, _ volume: (Int64) -> Double
    ) -> Int64 {
        var best = first
        for index in 0..<Int64(settings.absorptionLevels) {
            let row = first + index * step
            if Comparison.exceeds(volume(row), volume(best)) { best = row }
        }
        return best
    }
}
