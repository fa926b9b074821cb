/// What the router asks of a pattern, by regime.
public struct RouterSettings: Hashable, Sendable, Codable {
    /// In a trend, single imbalances and unfinished business need this strength.
    public var trendStrength = 0.5
    /// In a volatile market, stacks need so many levels.
    public var volatileStackLevels = 4
    /// In a volatile market, absorption needs this strength.
    public var volatileAbsorptionStrength = 0.5
    /// Bars whose range a ranging market is.
    public var rangeBars = 20
    /// The share of that range at either end that counts as its extreme.
    public var rangeFraction = 0.25

    /// The values of batch runs.
    public init() {}
}
