public import Records
import Strategy

extension ConvergenceSystem {
    /// The rules by their place in the schema.
    enum Rule: Int {
        case minute, entry, exit, risk, portfolio
    }

    /// Why an entry was not taken, by its place in the rule's reasons.
    enum EntryReason: UInt8 {
        case none, notEnough, badPrice, halted
    }

    /// What became of an exit, by its place in the rule's reasons.
    enum ExitReason: UInt8 {
        case none, pending, notEnoughLenses, notEnoughDivergences
    }

    /// What is wrong with prices, by its place in the rule's reasons.
    enum RiskReason: UInt8 {
        case none, belowMinimum, impossibleSpike, badPriceData, cleared
    }

    /// What the evaluations mean.
    public static let schema = StrategySchema(
        number: 5, name: "convergence",
        meaning: "Buys when entry lenses light together; sells when exit lenses meet divergences.",
        rules: [minuteRule, entryRule, exitRule, riskRule, PortfolioStudy.rule])

    private static let categoryWords = MomentumCategory.allCases.map(\.name)

    private static let minuteRule = RuleSchema(
        name: "minute", meaning: "Lenses, divergences and signals at the close of a minute.",
        values: exportValues + readingValues + thresholdValues + stateValues,
        conditions: entryConditions + exitConditions,
        summary: "entry {entry_count} of 8, exit {exit_count} of 8, divergences {divergence_count}")

    /// The columns of the export.
    private static let exportValues: [ValueSchema] =
        [ValueSchema("close", .price)]
        + EntryLens.allCases.map { ValueSchema($0.name, .flag, "The bar lights this lens.") }
        + [
            ValueSchema("entry_count", .count, "Entry lenses lit in the window."),
            ValueSchema("entry_signal", .flag, "The count reached entry_indicators."),
        ] + ExitLens.allCases.map { ValueSchema($0.name, .flag, "The bar lights this lens.") }
        + [
            ValueSchema("exit_count", .count, "Exit lenses lit in the window."),
            ValueSchema("divergence_count", .count, "Active (timeframe, oscillator) pairs."),
            ValueSchema("range_12h", .percent, "Range of 12 hours over its low."),
            ValueSchema("momentum_24h", .percent, "Change in 24 hours."),
            ValueSchema("support_4h", .price, "Lowest low of 4 hours."),
            ValueSchema("momentum_category", .choice(categoryWords)),
            ValueSchema("delay_hours", .count, "How long an exit would wait."),
            ValueSchema("exit_signal", .flag, "Enough lenses and divergences, first bar."),
        ]

    private static let readingValues: [ValueSchema] = [
        ValueSchema("high", .price), ValueSchema("low", .price), ValueSchema("volume", .volume),
        ValueSchema("volume_sma20", .volume, "Mean volume of 20 bars."),
        ValueSchema("bb20_lower", .price), ValueSchema("bb20_upper", .price),
        ValueSchema("bb30_upper", .price),
        ValueSchema("bb20_width", .number, "Distance of the bands over their middle."),
        ValueSchema("lowest_width", .number, "The lowest of the squeeze window."),
        ValueSchema("rsi9", .number), ValueSchema("rsi14", .number),
        ValueSchema("rsi14_before", .number, "One bar earlier."),
        ValueSchema("stoch14_k", .number), ValueSchema("stoch21_k", .number),
        ValueSchema("macd", .price), ValueSchema("macd_signal", .price),
        ValueSchema("macd_before", .price, "One bar earlier."),
        ValueSchema("macd_signal_before", .price, "One bar earlier."),
        ValueSchema("ema9", .price), ValueSchema("ema21", .price),
        ValueSchema("ema9_before", .price, "One bar earlier."),
        ValueSchema("ema21_before", .price, "One bar earlier."),
    ]

    private static let thresholdValues: [ValueSchema] = [
        ValueSchema("volume_decline_factor", .number), ValueSchema("squeeze_factor", .number),
        ValueSchema("rsi_low", .number), ValueSchema("stoch_low", .number),
        ValueSchema("rsi_high", .number), ValueSchema("stoch_high", .number),
        ValueSchema("volume_spike_factor", .number), ValueSchema("entry_indicators", .count),
        ValueSchema("exit_indicators", .count), ValueSchema("exit_divergences", .count),
    ]

    private static let stateValues: [ValueSchema] = [
        ValueSchema("divergences_5m", .count), ValueSchema("divergences_15m", .count),
        ValueSchema("divergences_60m", .count),
        ValueSchema("pending_exit", .time, "When the exit that waits since earlier is due."),
    ]

    private static let entryConditions: [ConditionSchema] = [
        ConditionSchema(
            "volume_decline: volume {volume} < {volume_decline_factor} x mean {volume_sma20}",
            "volume", .below, ["volume_decline_factor", "volume_sma20"]),
        ConditionSchema(
            "bb_lower_touch: low {low} <= band {bb20_lower}", "low", .atMost, ["bb20_lower"]),
        ConditionSchema(
            "bb_squeeze: width {bb20_width} <= {squeeze_factor} x lowest {lowest_width}",
            "bb20_width", .atMost, ["squeeze_factor", "lowest_width"]),
        ConditionSchema("rsi_oversold: RSI {rsi14} < {rsi_low}", "rsi14", .below, ["rsi_low"]),
        ConditionSchema(
            "rsi_oversold_cross: RSI was {rsi14_before} < {rsi_low}", "rsi14_before", .below,
            ["rsi_low"]),
        ConditionSchema(
            "rsi_oversold_cross: RSI {rsi14} >= {rsi_low}", "rsi14", .atLeast, ["rsi_low"]),
        ConditionSchema(
            "stoch_oversold: %K {stoch14_k} < {stoch_low}", "stoch14_k", .below, ["stoch_low"]),
        ConditionSchema(
            "macd_cross_up: MACD was {macd_before} <= signal {macd_signal_before}",
            "macd_before", .atMost, ["macd_signal_before"]),
        ConditionSchema(
            "macd_cross_up: MACD {macd} > signal {macd_signal}", "macd", .above, ["macd_signal"]),
        ConditionSchema(
            "ma_cross_up: EMA 9 was {ema9_before} <= EMA 21 {ema21_before}", "ema9_before",
            .atMost, ["ema21_before"]),
        ConditionSchema(
            "ma_cross_up: EMA 9 {ema9} > EMA 21 {ema21}", "ema9", .above, ["ema21"]),
        ConditionSchema(
            "entry lenses {entry_count} >= {entry_indicators}", "entry_count", .atLeast,
            ["entry_indicators"]),
    ]

    private static let exitConditions: [ConditionSchema] = [
        ConditionSchema("rsi_9_ob: RSI {rsi9} > {rsi_high}", "rsi9", .above, ["rsi_high"]),
        ConditionSchema("rsi_14_ob: RSI {rsi14} > {rsi_high}", "rsi14", .above, ["rsi_high"]),
        ConditionSchema(
            "stoch_14_ob: %K {stoch14_k} > {stoch_high}", "stoch14_k", .above, ["stoch_high"]),
        ConditionSchema(
            "stoch_21_ob: %K {stoch21_k} > {stoch_high}", "stoch21_k", .above, ["stoch_high"]),
        ConditionSchema(
            "bb_20_touch: high {high} >= band {bb20_upper}", "high", .atLeast, ["bb20_upper"]),
        ConditionSchema(
            "bb_30_touch: high {high} >= band {bb30_upper}", "high", .atLeast, ["bb30_upper"]),
        ConditionSchema(
            "volume_spike: volume {volume} > {volume_spike_factor} x mean {volume_sma20}",
            "volume", .above, ["volume_spike_factor", "volume_sma20"]),
        ConditionSchema(
            "macd_bearish: MACD was {macd_before} >= signal {macd_signal_before}",
            "macd_before", .atLeast, ["macd_signal_before"]),
        ConditionSchema(
            "macd_bearish: MACD {macd} < signal {macd_signal}", "macd", .below, ["macd_signal"]),
        ConditionSchema(
            "exit lenses {exit_count} >= {exit_indicators}", "exit_count", .atLeast,
            ["exit_indicators"]),
        ConditionSchema(
            "divergences {divergence_count} >= {exit_divergences}", "divergence_count", .atLeast,
            ["exit_divergences"]),
    ]

    private static let entryRule = RuleSchema(
        name: "entry", meaning: "Enough entry lenses lit within the window, or nearly enough.",
        reasons: ["", "not_enough", "bad_price", "halted"],
        values: [
            ValueSchema("price", .price, "Close of the minute."),
            ValueSchema("indicator_count", .count, "Entry lenses lit in the window."),
            ValueSchema("range_12h", .percent, "Range of 12 hours over its low."),
            ValueSchema("momentum_24h", .percent, "Change in 24 hours."),
            ValueSchema("support_4h", .price, "Lowest low of 4 hours."),
        ] + EntryLens.allCases.map { ValueSchema($0.name, .flag, "Lit in the window.") }
            + EntryLens.allCases.map {
                ValueSchema("\($0.name)_price", .price, "Close of the last bar that lit it.")
            } + [
                ValueSchema("count_before", .count, "Lenses lit one bar earlier."),
                ValueSchema("entry_indicators", .count), ValueSchema("window_minutes", .count),
            ],
        conditions: [
            ConditionSchema(
                "lenses in {window_minutes} min: {indicator_count} >= {entry_indicators}",
                "indicator_count", .atLeast, ["entry_indicators"]),
            ConditionSchema(
                "one bar earlier {count_before} < {entry_indicators}", "count_before", .below,
                ["entry_indicators"]),
        ],
        summary: "{indicator_count} of 8 entry lenses at {price}")

    private static let exitRule = RuleSchema(
        name: "exit", meaning: "Enough exit lenses and divergences: waits, then is executed.",
        reasons: ["", "pending", "not_enough_lenses", "not_enough_divergences"],
        values: [
            ValueSchema("signal_time", .time, "When the signal arose."),
            ValueSchema("exit_time", .time, "When it is due."),
            ValueSchema("divergence_count", .count, "Active pairs at the signal."),
            ValueSchema("delay_hours", .count),
            ValueSchema("momentum_category", .choice(categoryWords), "At the signal."),
            ValueSchema("exit_type", .choice(ExitType.allCases.map(\.name)), "Once executed."),
            ValueSchema("price", .price, "Close of the minute."),
            ValueSchema("momentum_24h", .percent, "Change in 24 hours, now."),
            ValueSchema("exit_count", .count, "Exit lenses lit in the window at the signal."),
        ] + ExitLens.allCases.map { ValueSchema($0.name, .flag, "Lit in the window.") }
            + DivergenceBoard.timeframes.flatMap { timeframe in
                Oscillator.allCases.map {
                    ValueSchema("divergence_\(timeframe)_\($0.name)", .flag)
                }
            } + [
                ValueSchema("exit_indicators", .count), ValueSchema("exit_divergences", .count),
                ValueSchema("window_minutes", .count),
            ],
        conditions: [
            ConditionSchema(
                "lenses in {window_minutes} min: {exit_count} >= {exit_indicators}", "exit_count",
                .atLeast, ["exit_indicators"]),
            ConditionSchema(
                "divergences {divergence_count} >= {exit_divergences}", "divergence_count",
                .atLeast, ["exit_divergences"]),
        ],
        summary: "{momentum_category}: {delay_hours} h from {signal_time}, {exit_type}")

    private static let riskRule = RuleSchema(
        name: "risk", meaning: "A price that can not be, and the halt that several of them bring.",
        reasons: ["", "below_minimum", "impossible_spike", "bad_price_data", "cleared"],
        values: [
            ValueSchema("price", .price, "Close of the minute."),
            ValueSchema("last_valid", .price, "The last valid price before it."),
            ValueSchema("age_seconds", .count, "How old that was."),
            ValueSchema("change_pct", .percent, "Change since then."),
            ValueSchema("min_price", .price), ValueSchema("max_spike_pct", .percent),
            ValueSchema("spike_seconds", .count), ValueSchema("bad_prices", .count, "In a row."),
            ValueSchema("bad_price_limit", .count, "In a row, for a halt."),
        ],
        conditions: [
            ConditionSchema("price {price} >= {min_price}", "price", .atLeast, ["min_price"]),
            ConditionSchema(
                "change {change_pct} <= {max_spike_pct} within {spike_seconds} s", "change_pct",
                .atMost, ["max_spike_pct"]),
        ],
        summary: "{reason}: {price} after {last_valid}")
}
