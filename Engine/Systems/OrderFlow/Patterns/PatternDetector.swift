import Indicators
import Market
public import Strategy

/// Finds the ten patterns in closed bars.
///
/// It remembers the extremes of the bars before, across sessions; everything else is in the bar.
public struct PatternDetector: Hashable, Sendable, Codable {
    /// What the patterns ask for.
    public let settings: PatternSettings
    /// Highs and lows of the bars before, real prices.
    var past: RollingExtremes

    /// A detector that has seen no bar.
    public init(_ settings: PatternSettings = PatternSettings()) {
        self.settings = settings
        past = RollingExtremes(settings.lookback)
    }

    /// Adds a bar's patterns to `found`, in the order of `Pattern` and then from the lowest price.
    ///
    /// - Parameters:
    ///   - rows: the bar's rows; without them no pattern can be seen.
    ///   - leastVolume: of imbalances, exhaustion and absorption.
    public mutating func add(
        _ bar: borrowing StudyBar, _ rows: LevelRows?, leastVolume: Double,
        to found: inout [PatternSignal]
    ) {
        // A bar of one price has no pattern.
        if let rows, rows.count > 1 {
            imbalances(rows, leastVolume, to: &found)
            exhaustion(bar, rows, leastVolume, to: &found)
            absorption(bar, rows, leastVolume, to: &found)
            divergence(bar, rows, to: &found)
            unfinished(rows, to: &found)
        }
        past.add(high: bar.high, low: bar.low)
    }
}

extension LevelRows {
    /// The lowest level of a row.
    func level(_ row: Int64) -> Level { Level(row &* rowTicks) }

    /// The highest level of a row.
    func top(_ row: Int64) -> Level { Level(row &* rowTicks &+ rowTicks &- 1) }
}
