import Records

/// One rule a pattern: the first values are the same in all, then the pattern's own.
extension OrderFlowSchema {
    static func patternRule(_ pattern: Pattern) -> RuleSchema {
        let own = OwnSchema(pattern)
        return RuleSchema(
            name: pattern.name.lowercased(), meaning: own.meaning, keys: [pattern.name],
            reasons: RouterReason.allCases.map(\.name), values: commonValues + own.values,
            conditions: own.conditions + routerConditions,
            summary: "{key} {direction} {price} strength {strength} in {regime}: {reason}")
    }

    static let commonValues = [
        ValueSchema("price", .price, "The level of the pattern."),
        ValueSchema("strength", .number, "0 to 1."),
        ValueSchema("levels", .count, "Rows that take part."),
        ValueSchema("regime", .choice(regimeNames), "What the market is doing."),
        ValueSchema("confidence", .number, "How clear the regime is, 0 to 1."),
        ValueSchema(
            "size_multiplier", .number,
            "The share of the position size that the regime allows; 0 when rejected."),
        ValueSchema("quantity", .volume, "How much that is; 0 when rejected."),
        ValueSchema("close", .price, "The bar's close."),
        ValueSchema("delta", .volume, "The bar's buyer- minus seller-initiated volume."),
        ValueSchema("volume", .volume, "The bar's volume."),
        ValueSchema("enabled", .flag, "The regime has a use for the pattern."),
        ValueSchema("with_trend", .flag, "It does not point against a trend."),
        ValueSchema("least_strength", .number, "The strength that the regime asks for."),
        ValueSchema("range_low", .price, "The lowest low of the last bars."),
        ValueSchema("range_high", .price, "The highest high of the last bars."),
        ValueSchema(
            "extreme_limit", .price,
            "In a range, a long's close is at most this, a short's at least."),
        ValueSchema("at_extreme", .flag, "The close is there, or need not be."),
    ]

    static let routerConditions = [
        ConditionSchema("{regime} has a use for the pattern", "enabled", .holds),
        ConditionSchema("not against the trend", "with_trend", .holds),
        ConditionSchema(
            "strength {strength} >= {least_strength}", "strength", .atLeast, ["least_strength"]),
        ConditionSchema(
            "in a range: close {close} at the end beyond {extreme_limit} of {range_low} to "
                + "{range_high}", "at_extreme", .holds),
    ]
}

/// What one pattern adds to the common values.
struct OwnSchema {
    var meaning: String
    var values: [ValueSchema]
    var conditions: [ConditionSchema]

    init(_ pattern: Pattern) {
        switch pattern {
        case .buyImbalance: self = .imbalance(isBuy: true)
        case .sellImbalance: self = .imbalance(isBuy: false)
        case .stackedBuyImbalance: self = .stack("Buy")
        case .stackedSellImbalance: self = .stack("Sell")
        case .buyingExhaustion: self = .exhaustion(isBuying: true)
        case .sellingExhaustion: self = .exhaustion(isBuying: false)
        case .buyingAbsorption: self = .absorption(isBuying: true)
        case .sellingAbsorption: self = .absorption(isBuying: false)
        case .deltaDivergence: self = .divergence
        case .unfinishedBusiness: self = .unfinished
        }
    }

    init(meaning: String, _ values: [ValueSchema], _ conditions: [ConditionSchema]) {
        self.meaning = meaning
        self.values = values
        self.conditions = conditions
    }

    static func imbalance(isBuy: Bool) -> OwnSchema {
        let (side, other) = isBuy ? ("ask", "bid one row lower") : ("bid", "ask one row higher")
        return OwnSchema(
            meaning: "Aggressive \(isBuy ? "buying" : "selling") at a row: its \(side) outweighs "
                + "the \(other).",
            [
                ValueSchema("\(side)_volume", .volume, "The \(side) of the row."),
                ValueSchema("opposite_volume", .volume, "The \(other)."),
                ValueSchema("opposite_price", .price, "The price of that row."),
                ValueSchema("ratio", .number, "One over the other, undefined over 0."),
                ValueSchema("imbalance_ratio", .number, "The ratio asked for."),
                ValueSchema("min_volume", .volume, "The least volume asked for."),
                ValueSchema("opposite_counts", .flag, "It is above 0, or zeros count."),
            ],
            [
                ConditionSchema(
                    "\(side) {\(side)_volume} >= least {min_volume}", "\(side)_volume", .atLeast,
                    ["min_volume"]),
                ConditionSchema(
                    "the \(other), {opposite_volume}, counts", "opposite_counts", .holds),
                ConditionSchema(
                    "\(side) {\(side)_volume} >= {imbalance_ratio} x {opposite_volume}",
                    "\(side)_volume", .atLeast, ["imbalance_ratio", "opposite_volume"]),
            ])
    }

    static func stack(_ side: String) -> OwnSchema {
        OwnSchema(
            meaning: "\(side) imbalances on adjacent rows; the price is the edge that has to hold.",
            [
                ValueSchema("stack_low", .price, "The lowest row."),
                ValueSchema("stack_high", .price, "The highest row."),
                ValueSchema("aggressor_volume", .volume, "The imbalances' volume, summed."),
                ValueSchema("opposite_volume", .volume, "That of the other side, summed."),
                ValueSchema("least_ratio", .number, "The smallest ratio of the run."),
                ValueSchema("imbalance_ratio", .number, "The ratio asked of each."),
                ValueSchema("stack_levels", .count, "Rows asked for."),
            ],
            [
                ConditionSchema(
                    "{levels} imbalances in a row >= {stack_levels}", "levels", .atLeast,
                    ["stack_levels"])
            ])
    }
}
