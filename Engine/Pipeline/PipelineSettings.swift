public import Intake
public import Market
public import Measures

/// How many ticks a footprint or profile row holds.
public enum RowSize: Sendable, Hashable {
    /// A fixed number, at least 1.
    case ticks(Int64)
    /// The largest of 1, 2, 5 x 10^n not above 0.0001 x price, at least 1 tick; fixed per session
    /// from the previous session's close, in the first session from the first trade.
    case auto

    /// Ticks a row at a price.
    func ticks(at price: Price, _ scale: PriceScale) -> Int64 {
        switch self {
        case .ticks(let count): return max(1, count)
        case .auto:
            let target = 0.0001 * abs(scale.real(price)) / scale.tickSize * (1 + 1e-9)
            var best: Int64 = 1
            var decade: Int64 = 1
            while Double(decade) <= target, decade < 1_000_000_000 {
                for step in [decade, decade * 2, decade * 5] where Double(step) <= target {
                    best = step
                }
                decade *= 10
            }
            return best
        }
    }
}

/// What one instrument's pipeline computes, and in which hours.
public struct PipelineSettings: Sendable, Hashable {
    /// What the core refuses, and how it finds a side.
    public var intake = IntakeSettings()
    /// Periods of the bars; each at most once.
    public var bars: [BarPeriod] = [.second1, .minute1, .minute5, .hour2]
    /// The hours of the bars.
    public var barsMode = SessionMode.rth
    /// The footprint's period, or `nil` for none.
    public var footprint: BarPeriod? = .minute5
    /// The hours of the footprint.
    public var footprintMode = SessionMode.rth
    /// Ticks a footprint row.
    public var footprintRow = RowSize.ticks(1)
    /// When a footprint row is an imbalance.
    public var imbalance = ImbalanceRule(minimumVolume: Volume(10))
    /// Which profiles are kept; not `user`.
    public var profiles: [Anchor] = [.daily, .weekly, .monthly]
    /// The hours of the profiles.
    public var profilesMode = SessionMode.rth
    /// Ticks a profile row.
    public var profileRow = RowSize.ticks(1)
    /// How a profile is read.
    public var profileRule = ProfileRule()
    /// Which VWAPs are kept; not `user`.
    public var vwaps: [Anchor] = [.daily, .weekly, .monthly]
    /// Instants at which further VWAPs start, ascending.
    public var userAnchors: [Nanoseconds] = []
    /// The hours of the VWAPs.
    public var vwapsMode = SessionMode.rth
    /// The bars at whose close VWAPs are reported, or `nil` for never.
    public var vwapPeriod: BarPeriod? = .minute1
    /// The most rows one ladder may span, 32 bytes each.
    public var ladderLimit = 4_000_000

    /// The defaults of the specification's base column.
    public init() {}
}
