public import Market
public import Records

/// Distances of stop and target, in ticks.
public struct BracketSettings: Hashable, Sendable, Codable {
    /// Ticks of the stop beyond the signal bar.
    public var stopTicks: Int64 = 1
    /// The least risk.
    public var leastRisk: Int64 = 4
    /// The most risk.
    public var mostRisk: Int64 = 40
    /// The target's distance in risks.
    public var targetRatio = 1.5

    /// The values of batch runs.
    public init() {}
}

/// Stop and target around an entry.
@frozen
public struct Bracket: Hashable, Sendable, BitwiseCopyable {
    /// Where it is entered.
    public var entry: Level
    /// Where it is given up.
    public var stop: Level
    /// Where it is taken off with profit, rounded to the tick.
    public var target: Level
    /// Ticks from entry to stop.
    public var risk: Int64

    /// The bracket of an entry after a signal's bar.
    ///
    /// The stop lies beyond the bar, held within the least and the most risk.
    public init(
        entry: Level, _ direction: Direction, barLow: Level, barHigh: Level,
        _ settings: BracketSettings = BracketSettings()
    ) {
        let isLong = direction == .long
        let distance =
            isLong
            ? entry.rawValue &- barLow.rawValue &+ settings.stopTicks
            : barHigh.rawValue &+ settings.stopTicks &- entry.rawValue
        risk = min(max(distance, settings.leastRisk), settings.mostRisk)
        self.entry = entry
        stop = Level(isLong ? entry.rawValue &- risk : entry.rawValue &+ risk)
        // Half ticks round away from zero, as levels of prices do.
        let reward = settings.targetRatio * Double(risk)
        let exact = Double(entry.rawValue) + (isLong ? reward : -reward)
        target = Level(Int64(exact.rounded(.toNearestOrAwayFromZero)))
    }
}
