import Records

/// What became of setups and runs.
extension SEFSchema {
    static let trade = RuleSchema(
        name: "trade",
        meaning: "The simulated position of an approved setup ended.",
        keys: levels, reasons: ["", "STOP", "TARGET", "HORIZON"],
        values: [
            ValueSchema("setup_number", .count, "The number of the approved setup."),
            ValueSchema("entry_time", .time, "The end of the setup's bar."),
            ValueSchema("entry", .price, "Where the position was opened."),
            ValueSchema("target", .price, "Where it was to be closed with a profit."),
            ValueSchema("stop", .price, "Where it was to be closed with a loss."),
            ValueSchema("exit", .price, "Where it was closed."),
            ValueSchema("pnl", .number, "Profit per share, contract or coin, in price."),
            ValueSchema("pnl_value", .number, "The same in money."),
            ValueSchema("pnl_r", .number, "Profit over the risk at entry."),
            ValueSchema("bars_held", .count, "2-hour bars after the entry."),
            ValueSchema("open", .price, "First price of the bar that ended it."),
            ValueSchema("high", .price, "Highest price of that bar."),
            ValueSchema("low", .price, "Lowest price of that bar."),
            ValueSchema("close", .price, "Last price of that bar."),
            ValueSchema("calibration_horizon", .count, "The most bars a position is held."),
        ],
        summary: "{reason} {direction} @ {key}: {entry} to {exit}, {pnl} after {bars_held} bars")

    /// The counts of one cell; the first values are the columns of calibration.csv.
    static let calibration = RuleSchema(
        name: "calibration",
        meaning: "How often runs of a cell touched their level within the horizon.",
        keys: cells, reasons: [""],
        values: [
            ValueSchema("level", .choice(levels + ["all"]), "The level; `all` pools them."),
            ValueSchema("direction", .choice(["UP", "DOWN", "BOTH"]), "The side of the level."),
            ValueSchema("bucket", .count, "1 WATCHING to 4 EXTREME, once a run."),
            ValueSchema("n", .count, "Observations whose horizon has passed."),
            ValueSchema("hits", .count, "Those of them that touched the level."),
            ValueSchema("rate", .share, "Hits over observations."),
            ValueSchema("wilson_low", .share, "Lower end of the 95 % interval of the rate."),
            ValueSchema("wilson_high", .share, "Upper end of the 95 % interval of the rate."),
            ValueSchema("prior", .share, "Prior probability: an assumption, not a measurement."),
            ValueSchema("blended", .share, "Prior and measured rate together."),
            ValueSchema("prior_outside", .flag, "The prior lies outside the interval."),
            ValueSchema("is_used", .flag, "Probabilities of the cell start from the blended rate."),
            ValueSchema("calibration_horizon", .count, "Bars in which a touch counts."),
            ValueSchema("calibration_min_n", .count, "Observations from which a rate is used."),
            ValueSchema("calibration_weight", .number, "Observations the prior is worth."),
        ],
        conditions: [
            ConditionSchema(
                "enough observations: {n} >= {calibration_min_n}", "n", .atLeast,
                ["calibration_min_n"]),
            ConditionSchema(
                "the prior {prior} lies within {wilson_low} to {wilson_high}", "prior_outside",
                .fails),
        ],
        summary: """
            {key}: {hits} of {n} touched, {rate} [{wilson_low} to {wilson_high}], prior {prior}, \
            blended {blended}
            """)

    /// Levels in order, UP before DOWN, buckets ascending; then one a bucket for all together.
    private static let cells: [String] =
        levels.flatMap { level in
            ["UP", "DOWN"].flatMap { side in (1...4).map { "\(level) \(side) \($0)" } }
        } + (1...4).map { "all \($0)" }
}
