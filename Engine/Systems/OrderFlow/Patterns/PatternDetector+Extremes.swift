import Indicators
import Market
import Measures
import Records
import Strategy

/// What happens at the ends of a bar: exhaustion, divergence, unfinished business.
extension PatternDetector {
    /// The aggressor's volume thins out row by row into a fresh extreme.
    func exhaustion(
        _ bar: borrowing StudyBar, _ rows: LevelRows, _ leastVolume: Double,
        to found: inout [PatternSignal]
    ) {
        guard let highest = past.maximum, let lowest = past.minimum else { return }
        guard rows.count >= settings.exhaustionLevels else { return }
        if Comparison.reaches(bar.high, highest) {
            var evidence = thinning(rows, bar.high, highest, leastVolume)
            measure(&evidence) { rows.ask(rows.high - $0) }
            if isExhausted(evidence) {
                found.append(
                    PatternSignal(
                        .buyingExhaustion, .short, rows.level(rows.high),
                        strength: strength(evidence), levels: settings.exhaustionLevels,
                        .exhaustion(evidence)))
            }
        }
        if Comparison.reaches(lowest, bar.low) {
            var evidence = thinning(rows, bar.low, lowest, leastVolume)
            measure(&evidence) { rows.bid(rows.low + $0) }
            if isExhausted(evidence) {
                found.append(
                    PatternSignal(
                        .sellingExhaustion, .long, rows.level(rows.low),
                        strength: strength(evidence), levels: settings.exhaustionLevels,
                        .exhaustion(evidence)))
            }
        }
    }

    private func thinning(
        _ rows: LevelRows, _ extreme: Double, _ previous: Double, _ leastVolume: Double
    ) -> ExhaustionEvidence {
        ExhaustionEvidence(
            extreme: extreme, previousExtreme: previous, rows: rows.count, extremeVolume: 0,
            nextVolume: 0, baseVolume: 0, declines: 0, leastVolume: leastVolume)
    }

    /// - Parameter volume: the aggressor's, so many rows in from the extreme.
    private func measure(
        _ evidence: inout ExhaustionEvidence, _ volume: (Int64) -> Double
    ) {
        let innermost = Int64(settings.exhaustionLevels - 1)
        evidence.extremeVolume = volume(0)
        evidence.nextVolume = volume(1)
        evidence.baseVolume = volume(innermost)
        for row in 0..<innermost where Comparison.exceeds(volume(row + 1), volume(row)) {
            evidence.declines += 1
        }
    }

    private func isExhausted(_ evidence: ExhaustionEvidence) -> Bool {
        evidence.declines == settings.exhaustionLevels - 1
            && Comparison.reaches(evidence.baseVolume, evidence.leastVolume)
            && Comparison.reaches(
                settings.exhaustionRatio * evidence.baseVolume, evidence.extremeVolume)
    }

    private func strength(_ evidence: ExhaustionEvidence) -> Double {
        1 - evidence.extremeVolume / evidence.baseVolume
    }

    /// Price makes a new extreme that delta does not support.
    func divergence(
        _ bar: borrowing StudyBar, _ rows: LevelRows, to found: inout [PatternSignal]
    ) {
        guard let highest = past.maximum, let lowest = past.minimum, bar.volume > 0 else { return }
        let share = bar.delta / bar.volume
        guard share != 0, Comparison.reaches(abs(share), settings.leastDeltaShare) else { return }
        let extreme = share > 0 ? bar.low : bar.high
        let previous = share > 0 ? lowest : highest
        guard
            share > 0
                ? Comparison.exceeds(previous, extreme) : Comparison.exceeds(extreme, previous)
        else { return }
        found.append(
            PatternSignal(
                .deltaDivergence, share > 0 ? .long : .short,
                rows.level(share > 0 ? rows.low : rows.high), strength: min(1, abs(share)),
                levels: 0,
                .divergence(
                    DivergenceEvidence(
                        extreme: extreme, previousExtreme: previous, deltaShare: share))))
    }

    /// Both sides traded at an extreme row: price is expected back there.
    func unfinished(_ rows: LevelRows, to found: inout [PatternSignal]) {
        test(rows.low, .short, edge: rows.top(rows.low))
        test(rows.high, .long, edge: rows.level(rows.high))

        func test(_ row: Int64, _ direction: Direction, edge: Level) {
            let (bid, ask) = (rows.bid(row), rows.ask(row))
            guard bid > 0, ask > 0 else { return }
            found.append(
                PatternSignal(
                    .unfinishedBusiness, direction, rows.level(row),
                    strength: min(bid, ask) / max(bid, ask), levels: 0,
                    .unfinished(
                        UnfinishedEvidence(rows: rows.count, bid: bid, ask: ask, edge: edge))))
        }
    }
}
