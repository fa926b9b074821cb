public import Intake
public import Market
public import Measures

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
    /// Ticks a footprint row; `auto` is fixed per session from the previous session's close, in
    /// the first session from the first trade.
    public var footprintRow = RowHeight.ticks(1)
    /// When a footprint row is an imbalance.
    public var imbalance = ImbalanceRule(minimumVolume: Volume(10))
    /// What sets the imbalance's minimum volume anew each session, at the previous session's
    /// close; `nil` leaves it as it is.
    public var minimumVolume: MinimumVolume?
    /// Which profiles are kept; not `user`.
    public var profiles: [Anchor] = [.daily, .weekly, .monthly]
    /// The hours of the profiles.
    public var profilesMode = SessionMode.rth
    /// Ticks a profile row.
    public var profileRow = RowHeight.ticks(1)
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
    /// Whether a provider's bars without sides get them from where they close in their range.
    public var infersBarSides = false
    /// Whether VWAP, deviation and point of control of the first profile's period are read after
    /// every tick.
    public var tracesTicks = false
    /// The most rows one ladder may span, 32 bytes each.
    public var ladderLimit = 4_000_000

    /// The defaults of the specification's base column.
    public init() {}
}
