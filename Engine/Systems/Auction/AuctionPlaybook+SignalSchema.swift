import Records

extension AuctionPlaybook {
    static let setupRule = RuleSchema(
        name: "setup", meaning: "A low volume node of a leg was touched.",
        keys: setups, reasons: SetupReason.allCases.map(\.name),
        values: setupColumns + setupEvidence,
        conditions: [
            ConditionSchema(
                "the state fitted: an imbalance since the breakout, or a balance before it",
                "context", .holds),
            ConditionSchema(
                "the leg fitted: an impulse, or a breakout that failed in time", "leg_fits",
                .holds),
            ConditionSchema(
                "flow score {score} >= {min_score}", "score", .atLeast, ["min_score"]),
            ConditionSchema("flow {flow_direction} agrees", "flow_agrees", .holds),
            ConditionSchema("risk {risk} > 0", "risk", .above, ["0"]),
            ConditionSchema(
                "reward for risk {risk_reward} >= {min_reward}", "risk_reward", .atLeast,
                ["min_reward"]),
            ConditionSchema(
                "last signal {minutes_since} minutes ago, at least {cooldown_minutes}", "cooled",
                .holds),
            ConditionSchema("no signal is open", "free", .holds),
        ],
        summary: "{key} {signal_type} {entry_price}, stop {stop_loss}, target {target}, R:R "
            + "{risk_reward}, LVN {lvn}: {reason}")

    private static let setupColumns = [
        ValueSchema("signal_type", .choice(["BUY", "SELL"]), "what to do"),
        ValueSchema("entry_price", .price, "close of the minute"),
        ValueSchema("stop_loss", .price, "beyond the pullback and its node"),
        ValueSchema("target", .price, "the leg's extreme, or the POC of the balance range"),
        ValueSchema("confidence", .count, "how much speaks for it, 40 to 100"),
        ValueSchema("risk_reward", .number, "reward for a risk of 1"),
        ValueSchema("lvn", .price, "the node that was touched"),
        ValueSchema("text", .choice(Setup.sentences), "the signal in a sentence"),
    ]

    private static let setupEvidence = [
        ValueSchema("risk", .price, "from entry to stop"),
        ValueSchema("reward", .price, "from entry to target"),
        ValueSchema("score", .count, "aggressive flow"),
        ValueSchema("score_literal", .count, "the same with the pressure of buyers only"),
        ValueSchema("flow_direction", .choice(sides), "side of the flow"),
        ValueSchema("flow_agrees", .flag, "the flow goes the signal's way"),
        ValueSchema("volume_ratio", .number, "volume by its mean"),
        ValueSchema("cvd_momentum", .volume, "change of cumulative delta per minute"),
        ValueSchema("buy_pressure", .percent, "share of buyers"),
        ValueSchema("state", .choice(states), "market state now"),
        ValueSchema("state_fits", .flag, "imbalance for trend, balance for reversion"),
        ValueSchema("trading_session", .choice(sessions), "hours of the day"),
        ValueSchema("session_recommends", .flag, "the hours suit the setup"),
        ValueSchema("context", .flag, "imbalance since the breakout, or balance before it"),
        ValueSchema("leg_fits", .flag, "impulse, or failed in time"),
        ValueSchema("tolerance", .price, "how near the node counts as touched"),
        ValueSchema("high", .price, "high of the minute"),
        ValueSchema("low", .price, "low of the minute"),
        ValueSchema("balance_high", .price, "VAH of the previous session"),
        ValueSchema("balance_low", .price, "VAL of the previous session"),
        ValueSchema("balance_poc", .price, "POC of the previous session"),
        ValueSchema("leg_side", .choice(legSides), "where the breakout went"),
        ValueSchema("leg_first", .price, "origin of the leg, or the failed extreme"),
        ValueSchema("leg_last", .price, "extreme of the leg, or the turn of the reclaim"),
        ValueSchema("leg_atr", .price, "ATR at the minute that started the leg"),
        ValueSchema("breakout_bars", .count, "minutes since the breakout"),
        ValueSchema("inside_closes", .count, "closes inside since the failure"),
        ValueSchema("touched", .count, "nodes that this minute touched"),
        ValueSchema("minutes_since", .number, "minutes since the last such signal"),
        ValueSchema("cooled", .flag, "the cooldown is over"),
        ValueSchema("free", .flag, "no followed signal is open"),
        ValueSchema("min_score", .count, "the least score"),
        ValueSchema("min_reward", .number, "the least reward"),
        ValueSchema("cooldown_minutes", .number, "minutes between such signals"),
        ValueSchema("stop_ticks", .count, "ticks beyond the pullback"),
    ]

    static let signalRule = RuleSchema(
        name: "signal", meaning: "A followed signal changed its status.", keys: setups,
        reasons: [
            "", "not_finite", "risk_outside", "no_stop_distance", "no_size", "size_too_large",
        ],
        values: [
            ValueSchema("status", .choice(SignalStatus.allCases.map(\.name)), "the new status"),
            ValueSchema("signal_number", .count, "the evaluation that made the signal"),
            ValueSchema("signal_type", .choice(["BUY", "SELL"]), "what to do"),
            ValueSchema("entry_price", .price, "where it was filled"),
            ValueSchema("stop_loss", .price, "where it is wrong"),
            ValueSchema("target", .price, "where it is done"),
            ValueSchema("exit_price", .price, "where it closed"),
            ValueSchema("result", .price, "gained per unit"),
            ValueSchema("result_r", .number, "gained for a risk of 1"),
            ValueSchema("bars", .count, "minutes since the signal"),
            ValueSchema("position_size", .number, "shares, contracts or coins"),
            ValueSchema("risk_amount", .number, "what it may lose, US dollars"),
            ValueSchema("actual_risk", .number, "what the stop costs, US dollars"),
        ],
        summary: "{key} {signal_type} {status} at {entry_price}, exit {exit_price} {reason}")
}
