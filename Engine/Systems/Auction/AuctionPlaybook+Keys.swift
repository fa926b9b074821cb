public import Market
public import Settings

extension AuctionPlaybook {
    /// Every number of the playbook, with its default of batch runs.
    public static let keys: [StrategyKey] = profileKeys + flowKeys + legKeys + signalKeys

    private static let profileKeys: [StrategyKey] = [
        StrategyKey(
            "row_ticks", .whole(0...1_000_000), .whole(1), unit: "ticks",
            "height of a profile row; 0 by the price of the session"),
        StrategyKey(
            "va_step", .whole(1...2), .whole(2), unit: "rows",
            "rows that the value area grows by at a time"),
        StrategyKey(
            "profile_scope", .word(AuctionSettings.Scope.allCases.map(\.rawValue)),
            .word("window"),
            "what the market state's profile is of: the last minutes, this or the last session"),
        StrategyKey(
            "window_minutes", .whole(1...1440), .whole(60), unit: "minutes",
            "length of the market state's profile when its scope is the window"),
        StrategyKey(
            "balance_distance", .number(0...100), .number(1), unit: "%",
            "a close nearer to the POC than this, inside the value area, is balance"),
        StrategyKey(
            "momentum_bars", .whole(1...390), .whole(20), unit: "bars",
            "bars that momentum looks back"),
        StrategyKey(
            "momentum_unit", .word(AuctionSettings.MomentumUnit.allCases.map(\.rawValue)),
            .word("efficiency"),
            "momentum as net move per distance travelled, or as change in percent"),
        StrategyKey(
            "momentum_limit", .number(0...100), .number(0.5),
            "momentum beyond this, outside the value area, is imbalance"),
        StrategyKey(
            "lvn_share", .number(0.01...1), .number(0.3),
            "an LVN of the market state's profile holds at most this share of the largest bin"),
        StrategyKey(
            "lvn_shoulder", .number(1...100), .number(2),
            "the shoulders of such an LVN hold at least so many times its volume"),
        StrategyKey(
            "alert_distance", .number(0...100), .number(0.5), unit: "%",
            "an LVN nearer than this is alerted"),
        StrategyKey(
            "alert_rearm", .number(0...100), .number(0.75), unit: "%",
            "an alerted LVN may be alerted again after this distance"),
        StrategyKey(
            "alert_rows", .whole(0...1000), .whole(2), unit: "rows",
            "an LVN that moves at most so far from minute to minute is the same"),
    ]

    private static let flowKeys: [StrategyKey] = [
        StrategyKey(
            "flow_average_bars", .whole(5...1440), .whole(60), unit: "bars",
            "bars before the present one whose mean volume it is compared with"),
        StrategyKey(
            "flow_volume_ratio", .number(0...1000), .number(2),
            "volume above so many means is a spike and scores 30"),
        StrategyKey(
            "flow_lookback", .whole(2...1440), .whole(5), unit: "bars",
            "minutes whose change of cumulative delta is divided by their number"),
        StrategyKey(
            "cvd_threshold", .number(0...1e12), .number(1000), unit: "units per minute",
            "change of cumulative delta beyond this scores 40"),
        StrategyKey(
            "cvd_share", .numberOrOff(0...1000), .off,
            "that threshold as a share of the mean volume, in place of the fixed one"),
        StrategyKey(
            "flow_pressure", .number(50...100), .number(70), unit: "%",
            "buy pressure above this scores 30 for buyers, below 100 minus this for sellers"),
        StrategyKey(
            "flow_from_bars", .flag, .flag(false),
            "a provider's bar without sides: estimate them from its close within its range"),
    ]

    private static let legKeys: [StrategyKey] = [
        StrategyKey(
            "leg_lookback", .whole(1...390), .whole(15), unit: "bars",
            "bars up to the breakout that a leg's origin is looked for in"),
        StrategyKey(
            "leg_atr", .number(0...100), .number(2), unit: "ATR",
            "a leg at least this long is an impulse"),
        StrategyKey(
            "atr_length", .whole(1...1000), .whole(14), unit: "bars", "true ranges in the ATR"),
        StrategyKey(
            "retrace", .number(0.01...1), .number(0.25),
            "a leg is frozen when this share of its length is retraced"),
        StrategyKey(
            "leg_lvn", .number(0.01...1), .number(0.5),
            "an LVN of a leg holds at most this share of the largest smoothed bin"),
        StrategyKey(
            "leg_shoulder", .number(1...100), .number(1.5),
            "the shoulders of a leg's LVN hold at least so many times its volume"),
        StrategyKey(
            "balance_bars", .whole(1...390), .whole(15), unit: "bars",
            "a market was balanced when more than half of so many bars closed inside"),
        StrategyKey(
            "max_breakout", .whole(1...1440), .whole(30), unit: "bars",
            "a breakout that fails later than this is no reversion"),
        StrategyKey(
            "reclaim_closes", .whole(1...390), .whole(2), unit: "bars",
            "closes inside in a row that reclaim the balance"),
    ]

    private static let signalKeys: [StrategyKey] = [
        StrategyKey(
            "tolerance", .number(0...10), .number(0.05), unit: "% of the close",
            "how near an LVN counts as touched; at least a tick"),
        StrategyKey(
            "min_score", .whole(0...100), .whole(60), "the least flow score of a signal"),
        StrategyKey(
            "stop_ticks", .whole(0...1000), .whole(2), unit: "ticks",
            "distance of the stop beyond the pullback and its LVN"),
        StrategyKey(
            "min_reward", .number(0...100), .number(1.5), "the least reward for a risk of 1"),
        StrategyKey(
            "setups", .words(["trend_model", "mean_reversion"]),
            .words(["trend_model", "mean_reversion"]), "the setups that are looked for"),
        StrategyKey(
            "cooldown_minutes", .whole(0...1440), .whole(5), unit: "minutes",
            "time between signals of one setup and direction"),
        StrategyKey(
            "track_open", .flag, .flag(false),
            "follow a signal to its stop or target; until then there is no other"),
        StrategyKey(
            "account", .numberOrOff(0...1e12), .off, unit: "USD",
            "followed signals are sized for this balance; off leaves them without a size"),
        StrategyKey(
            "risk_pct", .number(0...100), .number(0.5), unit: "%",
            "share of the account that a signal risks; 0.25 to 0.5 without risk_override"),
        StrategyKey(
            "risk_override", .flag, .flag(false), "any risk_pct is allowed"),
    ]

    /// Flow is measured against the instrument's own volume, but for the tape of one venue; live
    /// signals are followed, and sized.
    public static func classDefaults(
        _ assetClass: AssetClass, _ coverage: TapeCoverage
    ) -> [String: StrategyValue] {
        var defaults: [String: StrategyValue] = [
            "track_open": .flag(true), "account": .number(10_000),
        ]
        if assetClass != .share || coverage == .consolidated {
            defaults["cvd_share"] = .number(0.20)
        }
        return defaults
    }
}
