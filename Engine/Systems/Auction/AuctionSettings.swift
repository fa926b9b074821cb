import Market
import Measures
import Settings

/// The playbook's parameters, read once from its options.
struct AuctionSettings: Hashable, Sendable, Codable {
    /// What the market state's profile is of.
    enum Scope: String, CaseIterable, Sendable, Codable { case window, session, previous }
    /// How momentum is measured.
    enum MomentumUnit: String, CaseIterable, Sendable, Codable { case efficiency, percent }

    /// Ticks a profile row, 0 by the price of the session.
    var rowTicks: Int
    var scope: Scope
    /// Length of the window, nanoseconds.
    var window: Int64
    /// How profiles are read: nodes of the hour.
    var rule: ProfileRule
    /// How profiles are read: nodes of legs.
    var legRule: ProfileRule
    var momentumBars: Int
    var momentumUnit: MomentumUnit
    var momentumLimit: Double
    /// Percent.
    var balanceDistance: Double
    var alert: LVNAlarmRule
    var flow: FlowRule
    var isFlowFromBars: Bool
    var leg: LegRule
    var pullback: PullbackRule
    var setup: SetupRule
    var manager: ManagerRule

    init(_ options: StrategyOptions) {
        rowTicks = options.whole("row_ticks")
        scope = Scope(rawValue: options.word("profile_scope")) ?? .window
        window = Int64(options.whole("window_minutes")) * 60_000_000_000
        rule = ProfileRule(
            valueAreaStep: options.whole("va_step"), lowNodeShare: options.number("lvn_share"),
            shoulderRatio: options.number("lvn_shoulder"))
        legRule = ProfileRule(
            valueAreaStep: options.whole("va_step"), lowNodeShare: options.number("leg_lvn"),
            shoulderRatio: options.number("leg_shoulder"))
        momentumBars = options.whole("momentum_bars")
        momentumUnit = MomentumUnit(rawValue: options.word("momentum_unit")) ?? .efficiency
        momentumLimit = options.number("momentum_limit")
        balanceDistance = options.number("balance_distance")
        alert = LVNAlarmRule(options)
        flow = FlowRule(options)
        isFlowFromBars = options.flag("flow_from_bars")
        leg = LegRule(options)
        pullback = PullbackRule(options)
        setup = SetupRule(options)
        manager = ManagerRule(options)
    }
}

/// When a low volume node is near.
struct LVNAlarmRule: Hashable, Sendable, Codable {
    /// Alerts below this distance, percent.
    var distance = 0.5
    /// Alerts again after this distance, percent.
    var rearm = 0.75
    /// A node is the same while it moves at most so many rows.
    var sameRows: Int64 = 2

    init() {}

    init(_ options: StrategyOptions) {
        distance = options.number("alert_distance")
        rearm = options.number("alert_rearm")
        sameRows = Int64(options.whole("alert_rows"))
    }
}

/// When flow is aggressive.
struct FlowRule: Hashable, Sendable, Codable {
    /// Minutes before the present one that make the average.
    var averageBars = 60
    /// Fewer than that give no ratio.
    var fewestBars = 5
    /// Minutes that the change of cumulative delta is taken over, the present one included.
    var lookback = 5
    /// Volume above so many averages counts.
    var volumeRatio = 2.0
    /// Change of cumulative delta per minute that counts, shares, contracts or coins.
    var cvdThreshold = 1000.0
    /// The same as a share of the average volume, in place of the threshold.
    var cvdShare: Double?
    /// Buy pressure that counts for buyers, percent; 100 minus it for sellers.
    var pressure = 70.0

    init() {}

    init(_ options: StrategyOptions) {
        averageBars = options.whole("flow_average_bars")
        lookback = options.whole("flow_lookback")
        volumeRatio = options.number("flow_volume_ratio")
        cvdThreshold = options.number("cvd_threshold")
        cvdShare = options.numberOrOff("cvd_share")
        pressure = options.number("flow_pressure")
    }
}

/// When a leg starts, freezes and is an impulse.
struct LegRule: Hashable, Sendable, Codable {
    /// Bars up to the breakout that the origin is looked for in.
    var lookback = 15
    /// An impulse is at least so many ATRs long.
    var atrFactor = 2.0
    /// True ranges in the ATR.
    var atrLength = 14
    /// Retraced share of the length that freezes a leg.
    var retrace = 0.25
    /// Bars before the breakout of which more than half must have closed inside.
    var balanceBars = 15
    /// A breakout fails within so many bars.
    var maxBreakout = 30
    /// Closes inside in a row that reclaim the balance.
    var reclaimCloses = 2

    init() {}

    init(_ options: StrategyOptions) {
        lookback = options.whole("leg_lookback")
        atrFactor = options.number("leg_atr")
        atrLength = options.whole("atr_length")
        retrace = options.number("retrace")
        balanceBars = options.whole("balance_bars")
        maxBreakout = options.whole("max_breakout")
        reclaimCloses = options.whole("reclaim_closes")
    }
}

/// How near a node counts as touched.
struct PullbackRule: Hashable, Sendable, Codable {
    /// Percent of the close; at least one tick.
    var tolerance = 0.05

    init() {}

    init(_ options: StrategyOptions) { tolerance = options.number("tolerance") }
}

/// When a touched node is a signal.
struct SetupRule: Hashable, Sendable, Codable {
    var minimumScore = 60
    /// Ticks between the pullback and the stop.
    var stopTicks = 2
    var minimumReward = 1.5
    /// Whether each setup is looked for.
    var takesTrend = true
    var takesReversion = true

    init() {}

    init(_ options: StrategyOptions) {
        takesTrend = options.words("setups").contains("trend_model")
        takesReversion = options.words("setups").contains("mean_reversion")
        minimumScore = options.whole("min_score")
        stopTicks = options.whole("stop_ticks")
        minimumReward = options.number("min_reward")
    }
}

/// How signals are kept apart and followed.
struct ManagerRule: Hashable, Sendable, Codable {
    /// Nanoseconds between signals of one setup and direction.
    var cooldown: Int64 = 300_000_000_000
    var isTracking = false
    /// Account balance that sizes are for, US dollars.
    var account: Double?
    /// Percent of the account.
    var riskPercent = 0.5
    var isAnyRiskAllowed = false

    init() {}

    init(_ options: StrategyOptions) {
        cooldown = Int64(options.whole("cooldown_minutes")) * 60_000_000_000
        isTracking = options.flag("track_open")
        account = options.numberOrOff("account")
        riskPercent = options.number("risk_pct")
        isAnyRiskAllowed = options.flag("risk_override")
    }
}
