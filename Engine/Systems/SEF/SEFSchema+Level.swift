import Records

extension SEFSchema {
    /// The state of one level at a close; the first values are the columns of extension.csv.
    static let level = RuleSchema(
        name: "level",
        meaning: "How far and how long price has been extended beyond a level, at each close.",
        keys: levels, reasons: [""], values: columns + evidence + thresholds,
        conditions: [
            ConditionSchema(
                "extended: {extension_atr} ATR >= {min_extension_atr}", "extension_atr", .atLeast,
                ["min_extension_atr"]),
            ConditionSchema(
                "rejection: far wick {far_wick} >= {rejection_wick} x range {range}", "far_wick",
                .atLeast, ["rejection_wick", "range"]),
            ConditionSchema(
                "continuation: body {body} >= {continuation_body} x range {range}", "body",
                .atLeast, ["continuation_body", "range"]),
            ConditionSchema(
                "continuation: and closed beyond the bar before", "continuation", .holds),
            ConditionSchema("volume declining over the run", "declining", .holds),
            ConditionSchema(
                "extreme: {extension_atr} ATR > {extreme_extension_atr}", "extension_atr", .above,
                ["extreme_extension_atr"]),
            ConditionSchema(
                "aligned: VWAP {vwap}, POC {poc} and value area edge {value_edge}", "aligned",
                .holds),
            ConditionSchema(
                "quality {quality} >= {extension_quality_threshold}", "quality", .atLeast,
                ["extension_quality_threshold"]),
            ConditionSchema(
                "enough observations: {n} >= {calibration_min_n}", "n", .atLeast,
                ["calibration_min_n"]),
        ],
        summary: """
            {key} {level_price}: {dist_atr} ATR, {candles} candles ({trigger}), probability \
            {probability} ({base_source}), energy {energy}, quality {quality}
            """)

    private static let columns: [ValueSchema] = [
        ValueSchema("level_price", .price, "The level."),
        ValueSchema("atr", .price, "ATR(14) of 2-hour bars."),
        distance,
        ValueSchema("direction", .choice(sides), "The side on which price is extended."),
        ValueSchema("candles", .count, "Closes in a row extended on this side."),
        ValueSchema("hours", .number, "Nominal hours of the run, two a candle."),
        trigger,
        ValueSchema("rejection", .flag, "The candle has a long wick away from the level."),
        ValueSchema(
            "continuation", .flag, "A large body away from the level, beyond the bar before."),
        ValueSchema("declining", .flag, "Volume fell over the last candles of the run."),
        ValueSchema("extreme", .flag, "Farther away than the extreme extension."),
        ValueSchema(
            "aligned", .flag, "VWAP, POC and value area edge of the timeframe are extended alike."),
        probability, energy, quality,
        ValueSchema("setup", .flag, "A setup by itself, whether or not it is traded."),
        ValueSchema("entry", .price, "Of a setup: the close."),
        ValueSchema("target", .price, "Of a setup: the nearest of VWAP and POC on the way back."),
        ValueSchema("stop", .price, "Of a setup: beyond the extreme of the run."),
    ]

    private static let evidence: [ValueSchema] = [
        ValueSchema("open", .price, "First price of the bar."),
        ValueSchema("high", .price, "Highest price of the bar."),
        ValueSchema("low", .price, "Lowest price of the bar."),
        ValueSchema("close", .price, "Last price of the bar."),
        ValueSchema("volume", .volume, "Volume of the bar."),
        ValueSchema("extension_atr", .number, "Distance between close and level, in ATR."),
        ValueSchema("range", .price, "Highest minus lowest price, when extended."),
        ValueSchema("far_wick", .price, "The wick away from the level, when extended."),
        ValueSchema("body", .price, "Close minus open, positive away from the level."),
        ValueSchema("previous_high", .price, "Highest price of the bar before."),
        ValueSchema("previous_low", .price, "Lowest price of the bar before."),
        ValueSchema("candles_before", .count, "Candles of the run at the close before."),
        ValueSchema("run_high", .price, "Highest price of the run."),
        ValueSchema("run_low", .price, "Lowest price of the run."),
        ValueSchema("volume_before", .volume, "Volume of the run's candle before."),
        ValueSchema("volume_two_before", .volume, "Volume of the run's candle before that."),
        ValueSchema("vwap", .price, "VWAP of the timeframe."),
        ValueSchema("poc", .price, "POC of the timeframe."),
        ValueSchema("value_edge", .price, "VAH of the timeframe when up, VAL when down."),
        ValueSchema("prior", .share, "Prior probability: an assumption, not a measurement."),
        ValueSchema("blended", .share, "Prior and measured rate together."),
        count,
        ValueSchema("hits", .count, "Those of them that touched the level."),
        ValueSchema("wilson_low", .share, "Lower end of the 95 % interval of the rate."),
        ValueSchema("wilson_high", .share, "Upper end of the 95 % interval of the rate."),
        ValueSchema("base", .share, "What the probability starts from."),
        source,
        ValueSchema("reward_risk", .number, "Way to the target over way to the stop."),
        ValueSchema("setup_timeframe", .flag, "Levels of this timeframe give setups."),
    ]

    private static let thresholds: [ValueSchema] = [
        ValueSchema("min_extension_atr", .number, "ATR from which price is extended."),
        ValueSchema("watching_threshold", .count, "Candles from which a run is WATCHING."),
        ValueSchema("alert_threshold", .count, "Candles from which a run is ALERT."),
        highProb,
        ValueSchema("extreme_threshold", .count, "Candles from which a run is EXTREME."),
        rejectionWick,
        ValueSchema(
            "continuation_body", .share, "Share of the range that makes a body a continuation."),
        ValueSchema("extreme_extension_atr", .number, "ATR above which it is extreme."),
        ValueSchema("rejection_candle_bonus", .share, "What a rejection adds."),
        ValueSchema("declining_volume_bonus", .share, "What declining volume adds."),
        ValueSchema("extreme_extension_bonus", .share, "What an extreme extension adds."),
        ValueSchema("continuation_penalty", .share, "What a continuation takes."),
        minQuality,
        ValueSchema("calibration_min_n", .count, "Observations from which a rate is used."),
    ]
}
