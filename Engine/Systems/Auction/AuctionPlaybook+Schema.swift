public import Records

extension AuctionPlaybook {
    /// The places of the rules.
    enum Rule {
        static let market = 0
        static let alert = 1
        static let leg = 2
        static let setup = 3
        static let signal = 4
    }

    /// What its evaluations mean.
    public static let schema = StrategySchema(
        number: 4, name: "auction",
        meaning: "Market state, low volume nodes and aggressive flow; signals where they agree.",
        rules: [marketRule, alertRule, legRule, setupRule, signalRule])

    static let sides = ["BUY", "SELL", "NONE"]
    static let legSides = ["UP", "DOWN", "NONE"]
    static let states = MarketState.allCases.map(\.name)
    static let sessions = TradingSession.allCases.map(\.name)
    static let setups = Setup.allCases.map(\.name)

    private static let marketRule = RuleSchema(
        name: "market", meaning: "State, nearest node, flow and hours at the close of a minute.",
        values: marketColumns + marketEvidence,
        conditions: [
            ConditionSchema(
                "balance: distance {distance_pct} < {distance_limit}", "distance_pct", .below,
                ["distance_limit"]),
            ConditionSchema("balance: close inside the value area", "in_value", .holds),
            ConditionSchema(
                "imbalance up: momentum {momentum} > {momentum_limit}", "momentum", .above,
                ["momentum_limit"]),
            ConditionSchema(
                "imbalance up: close {close} > VAH {vah}", "close", .above, ["vah"]),
            ConditionSchema(
                "imbalance down: momentum {momentum} < -{momentum_limit}", "momentum", .below,
                ["momentum_limit", "-1"]),
            ConditionSchema(
                "imbalance down: close {close} < VAL {val}", "close", .below, ["val"]),
            ConditionSchema(
                "LVN near: distance {lvn_distance_pct} < {alert_limit}", "lvn_distance_pct",
                .below, ["alert_limit"]),
            ConditionSchema(
                "volume spike: {volume_ratio} > {ratio_limit}", "volume_ratio", .above,
                ["ratio_limit"]),
        ],
        summary: "{state} at {close}, distance {distance_pct} from POC {poc}, momentum "
            + "{momentum}, LVN {nearest_lvn}, flow {flow_direction} {score}")

    private static let marketColumns = [
        ValueSchema("close", .price, "close of the minute"),
        ValueSchema("poc", .price, "row with the largest volume of the profile"),
        ValueSchema("vah", .price, "top of the value area"),
        ValueSchema("val", .price, "bottom of the value area"),
        ValueSchema("distance_pct", .percent, "distance of the close from the POC"),
        ValueSchema("in_value", .flag, "close within the value area"),
        ValueSchema("momentum", .number, "net move per distance travelled, or percent change"),
        ValueSchema("state", .choice(states), "what the auction is doing"),
        ValueSchema("nearest_lvn", .price, "the nearest low volume node of the profile"),
        ValueSchema("lvn_distance_pct", .percent, "distance of the close from it"),
        ValueSchema("lvn_alert", .flag, "nearer than the alert's distance"),
        ValueSchema("buy_pressure", .percent, "share of buyers in the minute's volume"),
        ValueSchema("volume_ratio", .number, "volume by the mean of the minutes before"),
        ValueSchema("cvd_momentum", .volume, "change of cumulative delta per minute"),
        ValueSchema("score", .count, "aggressive flow, 0 to 100"),
        ValueSchema("score_literal", .count, "the same with the pressure of buyers only"),
        ValueSchema("flow_direction", .choice(sides), "side of the change of cumulative delta"),
        ValueSchema("trading_session", .choice(sessions), "hours of the day"),
    ]

    private static let marketEvidence = [
        ValueSchema("run_length", .count, "ticks in a row of one side"),
        ValueSchema("run_side", .choice(sides), "that side"),
        ValueSchema("volume", .volume, "volume of the minute"),
        ValueSchema("cvd", .volume, "cumulative delta of the session"),
        ValueSchema("avg_volume", .volume, "mean volume of the minutes before"),
        ValueSchema("cvd_change", .volume, "change of cumulative delta over the window"),
        ValueSchema("accelerating", .flag, "that change grew against the minute before"),
        ValueSchema("volume_spike", .flag, "volume ratio above its limit"),
        ValueSchema("holiday", .flag, "New York hours without a session"),
        ValueSchema("minutes_to_next", .count, "minutes until the next session opens"),
        ValueSchema("recommended", .choice(setups + ["NONE"]), "the setup that suits the hours"),
        ValueSchema("leg_state", .choice(["NONE", "ACTIVE", "FROZEN"]), "state of the leg"),
        ValueSchema("leg_side", .choice(legSides), "where the leg goes"),
        ValueSchema("leg_origin", .price, "where the leg began"),
        ValueSchema("leg_extreme", .price, "its farthest price"),
        ValueSchema("reclaim_closes", .count, "closes inside since a breakout failed"),
        ValueSchema("balance_high", .price, "VAH of the previous session"),
        ValueSchema("balance_low", .price, "VAL of the previous session"),
        ValueSchema("balance_poc", .price, "POC of the previous session"),
        ValueSchema("lvn_count", .count, "low volume nodes of the profile"),
        ValueSchema("profile_bars", .count, "minutes of this session in the profile"),
        ValueSchema("atr", .price, "ATR of one-minute bars"),
        ValueSchema("distance_limit", .percent, "limit of balance"),
        ValueSchema("momentum_limit", .number, "limit of imbalance"),
        ValueSchema("alert_limit", .percent, "limit of the alert"),
        ValueSchema("ratio_limit", .number, "limit of the volume ratio"),
        ValueSchema("cvd_limit", .volume, "limit of the change per minute"),
        ValueSchema("pressure_limit", .percent, "limit of the buy pressure"),
    ]

    private static let alertRule = RuleSchema(
        name: "lvn_alert", meaning: "Price approaches a low volume node for the first time.",
        values: [
            ValueSchema("price", .price, "close of the minute"),
            ValueSchema("lvn", .price, "the node"),
            ValueSchema("distance_pct", .percent, "distance of price from it, of its price"),
            ValueSchema("approach", .choice(["approaching"]), "what price does"),
            ValueSchema("lvn_side", .choice(["ABOVE", "BELOW", "AT"]), "where the node is"),
            ValueSchema("lvn_row", .count, "its row in the profile"),
            ValueSchema("alert_limit", .percent, "limit of the alert"),
            ValueSchema("rearm_limit", .percent, "after this distance it may come again"),
        ],
        conditions: [
            ConditionSchema(
                "distance {distance_pct} < {alert_limit}", "distance_pct", .below,
                ["alert_limit"])
        ],
        summary: "{price} approaches LVN {lvn} {lvn_side}, distance {distance_pct}")

    private static let legRule = RuleSchema(
        name: "leg", meaning: "The leg out of the balance range changed its state.",
        reasons: ["", "closed_inside", "closed_beyond", "session_end"],
        values: [
            ValueSchema("event", .choice(LegEvent.allCases.map(\.name)), "what happened"),
            ValueSchema("leg_side", .choice(legSides), "where the leg goes"),
            ValueSchema("origin", .price, "where it began"),
            ValueSchema("extreme", .price, "its farthest price"),
            ValueSchema("length", .price, "from origin to extreme"),
            ValueSchema("atr", .price, "ATR at the minute that started it"),
            ValueSchema("retracement", .price, "from the extreme back to this minute"),
            ValueSchema("impulse", .flag, "frozen, and long enough for its ATR"),
            ValueSchema("lvn_count", .count, "nodes strictly between origin and extreme"),
        ]
            + (1...8).map { ValueSchema("lvn_\($0)", .price, "node \($0), the lowest first") }
            + [
                ValueSchema("was_imbalance", .flag, "the state was an imbalance of its side"),
                ValueSchema("was_balanced", .flag, "balance before the breakout"),
                ValueSchema("breakout_bars", .count, "minutes since the breakout"),
                ValueSchema("close", .price, "last close"),
                ValueSchema("balance_high", .price, "VAH of the previous session"),
                ValueSchema("balance_low", .price, "VAL of the previous session"),
                ValueSchema("retrace_limit", .share, "share of the length that freezes it"),
                ValueSchema("atr_limit", .number, "ATRs of an impulse"),
            ],
        conditions: [
            ConditionSchema(
                "retraced {retracement} >= {retrace_limit} x length {length}", "retracement",
                .atLeast, ["retrace_limit", "length"]),
            ConditionSchema(
                "impulse: length {length} >= {atr_limit} x ATR {atr}", "length", .atLeast,
                ["atr_limit", "atr"]),
        ],
        summary: "leg {leg_side} {event} {reason}: {origin} to {extreme}, {lvn_count} LVNs")
}
