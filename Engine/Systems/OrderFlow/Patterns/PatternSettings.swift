/// What the patterns ask for.
public struct PatternSettings: Hashable, Sendable, Codable {
    /// An imbalance outweighs its opposite at least so many times.
    public var imbalanceRatio = 3.0
    /// A zero on the other side is no imbalance.
    public var ignoresZeros = true
    /// Imbalances of a stack, at least.
    public var stackLevels = 3
    /// Rows over which an aggressor thins out.
    public var exhaustionLevels = 3
    /// Its volume at the extreme is at most this share of that at the innermost row.
    public var exhaustionRatio = 0.25
    /// Bars before that a fresh extreme is compared with.
    public var lookback = 5
    /// Outermost rows that are looked at for absorption.
    public var absorptionLevels = 3
    /// The absorbed side outweighs the other at least so many times there.
    public var absorptionRatio = 2.0
    /// It is at least this share of the bar's volume.
    public var absorptionShare = 0.30
    /// The close is at least this share of the bar's range away from the extreme.
    public var closeFraction = 0.5
    /// Delta against the extreme is at least this share of the volume.
    public var leastDeltaShare = 0.05

    /// The values of batch runs.
    public init() {}
}
