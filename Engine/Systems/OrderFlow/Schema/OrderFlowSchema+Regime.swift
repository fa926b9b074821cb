import Indicators
import Records

/// The rule about the regime: the columns of its export, then what they were compared with.
extension OrderFlowSchema {
    static let regimeRule = RuleSchema(
        name: "regime", meaning: "What the market is doing at the close of a bar.",
        reasons: RegimeReason.allCases.map(\.name),
        values: [
            ValueSchema("close", .price, "The bar's close."),
            ValueSchema("ema9", .price, "EMA of 9 closes."),
            ValueSchema("ema21", .price, "EMA of 21 closes."),
            ValueSchema("vwap", .price, "VWAP of the session at the close."),
            ValueSchema("adx", .number, "ADX of 14 bars."),
            ValueSchema("plus_di", .number, "+DI of 14 bars."),
            ValueSchema("minus_di", .number, "-DI of 14 bars."),
            ValueSchema("atr", .price, "ATR of 14 bars."),
            ValueSchema("atr_ratio", .number, "ATR over the mean of its last 20 values."),
            ValueSchema("hh", .count, "Of the last 5 bars, those with a higher high."),
            ValueSchema("hl", .count, "Those with a higher low."),
            ValueSchema("lh", .count, "Those with a lower high."),
            ValueSchema("ll", .count, "Those with a lower low."),
            ValueSchema(
                "structure", .choice(Structure.allCases.map(\.name)),
                "Which way the last 5 bars step."),
            ValueSchema("score_up", .count, "Signs that point up, of 5."),
            ValueSchema("score_down", .count, "Signs that point down, of 5."),
            ValueSchema("regime", .choice(regimeNames), "What the market is doing."),
            ValueSchema("confidence", .number, "How clear that is, 0 to 1."),
            ValueSchema("size_multiplier", .number, "The share of the position size it allows."),
            ValueSchema("volume", .volume, "The bar's volume."),
            ValueSchema("volume_sma20", .volume, "Mean volume of the last 20 bars."),
            ValueSchema("low_volume_share", .number, "Below this share of it volume is low."),
            ValueSchema("trend_adx", .number, "ADX above this is strong movement."),
            ValueSchema("volatile_atr_ratio", .number, "An ATR ratio from this on is volatile."),
            ValueSchema("raw_regime", .choice(regimeNames), "By the indicators alone."),
            ValueSchema("previous_raw_regime", .choice(regimeNames), "That of the bar before."),
        ],
        conditions: [
            ConditionSchema(
                "volume {volume} >= {low_volume_share} x mean {volume_sma20}", "volume", .atLeast,
                ["low_volume_share", "volume_sma20"]),
            ConditionSchema(
                "trend: ADX {adx} > {trend_adx}", "adx", .above, ["trend_adx"]),
            ConditionSchema(
                "trend up: EMA9 {ema9} > EMA21 {ema21}", "ema9", .above, ["ema21"]),
            ConditionSchema(
                "trend down: EMA9 {ema9} < EMA21 {ema21}", "ema9", .below, ["ema21"]),
            ConditionSchema(
                "order upwards: {hh} of 5 higher highs >= 3", "hh", .atLeast, ["3"]),
            ConditionSchema("order upwards: {hl} of 5 higher lows >= 3", "hl", .atLeast, ["3"]),
            ConditionSchema("order downwards: {lh} of 5 lower highs >= 3", "lh", .atLeast, ["3"]),
            ConditionSchema("order downwards: {ll} of 5 lower lows >= 3", "ll", .atLeast, ["3"]),
            ConditionSchema(
                "volatile: ATR ratio {atr_ratio} >= {volatile_atr_ratio}", "atr_ratio", .atLeast,
                ["volatile_atr_ratio"]),
        ],
        summary: "{regime} {reason} confidence {confidence}, size x {size_multiplier}")
}
