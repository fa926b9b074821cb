public import Records

/// What the evaluations of the extension system mean.
enum SEFSchema {
    static let levels = ReferenceLevel.all.map(\.name)
    static let sides = ["UP", "DOWN", "NONE"]
    static let triggers = ExtensionTrigger.allCases.map(\.name)
    static let sources = ["PRIOR", "BLENDED"]

    /// The place of a side among `sides`.
    static func place(of side: ExtensionSide?) -> Int { side.map { Int($0.rawValue) } ?? 2 }

    static let trigger = ValueSchema(
        "trigger", .choice(triggers), "What the length of the run says.")
    static let quality = ValueSchema(
        "quality", .number,
        """
        0 to 100: 40 for four candles, 30 for three ATR, 10 each for rejection, declining volume \
        and alignment.
        """)
    static let probability = ValueSchema(
        "probability", .share,
        """
        Of a touch of the level: the prior or the blended rate, changed by the candle. The prior \
        and what the candle adds are assumptions, not measurements.
        """)
    static let source = ValueSchema(
        "base_source", .choice(sources),
        "Whether the probability starts from the prior or from the blended rate.")
    static let count = ValueSchema(
        "n", .count, "Observations of the level, side and trigger whose horizon has passed.")
    static let distance = ValueSchema("dist_atr", .number, "Close minus level, in ATR.")
    static let energy = ValueSchema("energy", .number, "Extension times hours, ATR-hours.")
    static let minQuality = ValueSchema(
        "extension_quality_threshold", .number, "Least quality of a heads-up and a setup.")
    static let highProb = ValueSchema(
        "high_prob_threshold", .count, "Candles from which a run is HIGH_PROB, a setup at most.")
    static let rejectionWick = ValueSchema(
        "rejection_wick", .share, "Share of the range that makes a wick a rejection.")

    /// What heads-up and setup have in common.
    static let run: [ValueSchema] = [
        ValueSchema("level_price", .price, "The level."),
        ValueSchema("atr", .price, "ATR(14) of 2-hour bars."),
        distance,
        ValueSchema("close", .price, "The close of the candle."),
        ValueSchema("candles", .count, "Closes in a row extended on this side."),
        ValueSchema("hours", .number, "Nominal hours of the run, two a candle."),
        trigger,
        ValueSchema("rejection", .flag, "The candle has a long wick away from the level."),
        ValueSchema("declining", .flag, "Volume fell over the last candles of the run."),
        ValueSchema("aligned", .flag, "VWAP, POC and value area edge are extended alike."),
        probability, source, count, energy, quality,
    ]
}

extension SEFSystem {
    /// Its number is 3, its name `sef`.
    public static var schema: StrategySchema { SEFSchema.schema }
}

extension SEFSchema {
    static let schema = StrategySchema(
        number: 3, name: "sef",
        meaning: """
            How long price has been extended beyond VWAP and value of day, week and month, and \
            how often it came back.
            """,
        rules: [level, headsUp, setup, trade, calibration])

    static let headsUp = RuleSchema(
        name: "heads_up",
        meaning: "A run of a setup timeframe is long enough and good enough to prepare for.",
        keys: levels, reasons: [""],
        values: run + [
            ValueSchema("min_extension_candles", .count, "Candles from which there is one."),
            minQuality,
        ],
        conditions: [
            ConditionSchema(
                "candles {candles} >= {min_extension_candles}", "candles", .atLeast,
                ["min_extension_candles"]),
            ConditionSchema(
                "quality {quality} >= {extension_quality_threshold}", "quality", .atLeast,
                ["extension_quality_threshold"]),
        ],
        summary: """
            {key} {level_price}: {dist_atr} ATR away for {candles} candles ({trigger}), quality \
            {quality}, prepare {direction}
            """)

    static let setup = RuleSchema(
        name: "setup",
        meaning: "A long run that ends in a rejection: a trade back to VWAP or POC.",
        keys: levels, reasons: [""] + SetupReason.allCases.map(\.name),
        values: run + [
            ValueSchema("entry", .price, "The close of the rejection candle."),
            ValueSchema(
                "target", .price,
                "The nearest of VWAP and POC of the timeframe on the way back, none if neither."),
            ValueSchema("stop", .price, "The extreme of the run and a share of ATR beyond."),
            ValueSchema("reward_risk", .number, "Way to the target over way to the stop."),
            ValueSchema("has_target", .flag, "There is a target on the proper side."),
            ValueSchema("vwap", .price, "VWAP of the level's timeframe."),
            ValueSchema("poc", .price, "POC of the level's timeframe."),
            ValueSchema("run_high", .price, "Highest price of the run."),
            ValueSchema("run_low", .price, "Lowest price of the run."),
            ValueSchema("range", .price, "Highest minus lowest price of the candle."),
            ValueSchema("far_wick", .price, "The candle's wick away from the level."),
            ValueSchema("setup_timeframe", .flag, "Levels of this timeframe give setups."),
            ValueSchema("in_position", .flag, "A trade of this symbol is open."),
            ValueSchema(
                "is_best", .flag,
                "The best setup of the candle: probability, then energy, then level order."),
            ValueSchema("use_extension_duration", .flag, "Setups are switched on."),
            highProb, rejectionWick, minQuality,
            ValueSchema("stop_atr", .number, "ATR between the run's extreme and the stop."),
        ],
        conditions: [
            ConditionSchema(
                "candles {candles} >= {high_prob_threshold}", "candles", .atLeast,
                ["high_prob_threshold"]),
            ConditionSchema(
                "wick away from the level {far_wick} >= {rejection_wick} x range {range}",
                "far_wick", .atLeast, ["rejection_wick", "range"]),
            ConditionSchema("the candle has a range", "range", .above, ["0"]),
            ConditionSchema(
                "quality {quality} >= {extension_quality_threshold}", "quality", .atLeast,
                ["extension_quality_threshold"]),
            ConditionSchema(
                "VWAP {vwap} or POC {poc} lies on the way back from {entry}", "has_target",
                .holds),
            ConditionSchema("the timeframe gives setups", "setup_timeframe", .holds),
            ConditionSchema("setups are switched on", "use_extension_duration", .holds),
            ConditionSchema("no trade is open", "in_position", .fails),
            ConditionSchema("the best setup of the candle", "is_best", .holds),
        ],
        summary: """
            {verdict} {reason} {direction} @ {key}: entry {entry}, target {target}, stop {stop}, \
            probability {probability}
            """)
}
