import Market
public import Records

extension MomentumSystem {
    /// The rules by their place in the schema.
    enum Rule: Int {
        case bar, entry, trade, state, trouble
    }

    /// Why an expansion was not traded, by its place in the rule's reasons.
    enum EntryReason: UInt8 {
        case none, bias, close, notCompressed
    }

    /// Why the state changed, by its place in the rule's reasons.
    enum ChangeReason: UInt8 {
        case none, compressed, entered, bias, close, lapsed, gap, exited, session

        static func of(_ step: MomentumStep) -> ChangeReason {
            switch step {
            case .none, .held: .none
            case .counted: .compressed
            case .lapsed: .lapsed
            case .entered: .entered
            case .rejectedByBias: .bias
            case .rejectedByClose: .close
            case .exited: .exited
            }
        }
    }

    /// What a hint is about, by its place in the rule's reasons.
    enum TroubleReason: UInt8 {
        case none, noMessage, noTrade
    }

    /// What the evaluations mean.
    public static let schema = StrategySchema(
        number: 2, name: "momentum",
        meaning: "Trades the expansion out of a compression of second bars along the VWAP bias.",
        rules: [barRule, entryRule, tradeRule, stateRule, troubleRule])

    private static let biasWords = Bias.allCases.map(\.name)
    private static let stateWords = MomentumState.allCases.map(\.name)

    private static let barRule = RuleSchema(
        name: "bar", meaning: "Compression, expansion, bias and state at the close of a second.",
        values: [
            ValueSchema("bias", .choice(biasWords), "Last three closes against the VWAP."),
            ValueSchema("compressed", .flag, "The bar is a compression bar."),
            ValueSchema("count", .count, "Compression bars in a row, after the bar."),
            ValueSchema("expansion", .flag, "The bar is an expansion."),
            ValueSchema("state", .choice(stateWords), "State after the bar."),
            ValueSchema("close", .price),
            ValueSchema("vwap", .price, "Session VWAP at the close."),
            ValueSchema("range", .price, "High minus low."),
            ValueSchema("max_range", .price, "Widest bar of the short window."),
            ValueSchema("mean_range", .price, "Mean range of the long window."),
            ValueSchema("compression_range_factor", .number),
            ValueSchema("volume", .volume),
            ValueSchema("mean_volume", .volume, "Mean volume of the mid window."),
            ValueSchema("prior_range", .price, "R: mean range of the short window before the bar."),
            ValueSchema("range_expand_factor", .number),
            ValueSchema("prior_volume", .volume, "V: mean volume of the same bars."),
            ValueSchema("volume_expand_factor", .number),
            ValueSchema("min_compression_bars", .count),
            ValueSchema("open_direction", .choice(Direction.allCases.map(\.name)), "Open trade."),
            ValueSchema("open_entry", .price, "The open trade's entry, before slippage."),
            ValueSchema("open_stop", .price),
            ValueSchema("open_target", .price),
            ValueSchema("trades", .count, "Trades begun in the session."),
            ValueSchema("session_pnl", .price, "Profit of the session's closed trades, per unit."),
        ],
        conditions: [
            ConditionSchema(
                "max range {max_range} < {compression_range_factor} x mean range {mean_range}",
                "max_range", .below, ["compression_range_factor", "mean_range"]),
            ConditionSchema(
                "volume {volume} < mean volume {mean_volume}", "volume", .below, ["mean_volume"]),
        ] + expansionConditions,
        summary: "{state} count {count}, bias {bias}")

    private static let expansionConditions = [
        ConditionSchema("range before {prior_range} > 0", "prior_range", .above, ["0"]),
        ConditionSchema(
            "range {range} >= {range_expand_factor} x range before {prior_range}",
            "range", .atLeast, ["range_expand_factor", "prior_range"]),
        ConditionSchema(
            "volume {volume} >= {volume_expand_factor} x volume before {prior_volume}",
            "volume", .atLeast, ["volume_expand_factor", "prior_volume"]),
    ]

    private static let entryRule = RuleSchema(
        name: "entry", meaning: "An expansion: traded, or why not.",
        reasons: ["", "bias", "close", "not_compressed"],
        values: [
            ValueSchema("price", .price, "Close of the expansion bar."),
            ValueSchema("stop", .price, "Its low, for a short its high."),
            ValueSchema("target", .price, "The close and target_rr ranges more, or less."),
            ValueSchema("range", .price, "High minus low."),
            ValueSchema("volume", .volume),
            ValueSchema("prior_range", .price, "R: mean range of the short window before the bar."),
            ValueSchema("range_expand_factor", .number),
            ValueSchema("prior_volume", .volume, "V: mean volume of the same bars."),
            ValueSchema("volume_expand_factor", .number),
            ValueSchema("bias", .choice(biasWords), "Last three closes against the VWAP."),
            ValueSchema("vwap", .price, "Session VWAP at the close."),
            ValueSchema("count", .count, "Compression bars in a row before the bar."),
            ValueSchema("min_compression_bars", .count),
            ValueSchema("edge_distance", .price, "High minus close, for a short close minus low."),
            ValueSchema("close_edge_percent", .share, "Share of the range it may be."),
            ValueSchema("fill", .price, "The entry price with slippage."),
        ],
        conditions: [
            ConditionSchema(
                "compression bars {count} >= {min_compression_bars}", "count", .atLeast,
                ["min_compression_bars"])
        ] + expansionConditions + [
            ConditionSchema("bias {bias} is not neutral", "bias", .holds),
            ConditionSchema(
                "close off its edge by {edge_distance} <= {close_edge_percent} x range {range}",
                "edge_distance", .atMost, ["close_edge_percent", "range"]),
        ],
        summary: "{direction} at {price}, stop {stop}, target {target}")

    private static let tradeRule = RuleSchema(
        name: "trade", meaning: "A trade of one unit that ended.",
        reasons: [""] + ExitReason.allCases.map(\.name),
        values: [
            ValueSchema("entry_ts_ns", .time, "End of the expansion bar."),
            ValueSchema("exit_ts_ns", .time, "End of the bar it ended in."),
            ValueSchema("direction", .choice([Direction.long.name, Direction.short.name])),
            ValueSchema("entry", .price, "Entry price with slippage."),
            ValueSchema("stop", .price),
            ValueSchema("target", .price),
            ValueSchema("exit", .price, "Exit price with slippage."),
            ValueSchema("pnl", .price, "Profit per unit."),
            ValueSchema("entry_level", .price, "Close of the expansion bar."),
            ValueSchema("exit_level", .price, "Exit price before slippage."),
            ValueSchema("slippage", .price, "What a market or stop order loses."),
            ValueSchema("seconds", .count, "How long the trade was open."),
        ],
        summary: "{direction} {entry} to {exit}: {reason}, {pnl}")

    private static let stateRule = RuleSchema(
        name: "state", meaning: "The state changed.",
        reasons: [
            "", "compressed", "entered", "bias", "close", "lapsed", "gap", "exited", "session",
        ],
        values: [
            ValueSchema("from", .choice(stateWords), "State before."),
            ValueSchema("to", .choice(stateWords), "State now."),
            ValueSchema("count", .count, "Compression bars in a row, now."),
        ],
        summary: "{from} -> {to} COUNT={count}")

    private static let troubleRule = RuleSchema(
        name: "trouble", meaning: "Something that may be wrong with the feed or the settings.",
        reasons: ["", "no_message", "no_trade"],
        values: [
            ValueSchema("compressions", .count, "Times a compression was reached in the session."),
            ValueSchema("expansions", .count, "Bars that expanded, in any state."),
            ValueSchema("rejected_by_bias", .count, "Out of a compression, with a neutral bias."),
            ValueSchema("rejected_by_close", .count, "Out of a compression, closing elsewhere."),
            ValueSchema("silence_seconds", .count, "How long no bar came."),
            ValueSchema("dropped", .count, "Bars that did not start after their predecessor."),
        ],
        summary: "{reason}")
}
