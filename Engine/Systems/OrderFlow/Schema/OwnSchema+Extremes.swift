import Records

/// What the patterns at a bar's extremes add.
extension OwnSchema {
    static func exhaustion(isBuying: Bool) -> OwnSchema {
        let (side, end, word) = isBuying ? ("ask", "high", "highest") : ("bid", "low", "lowest")
        return OwnSchema(
            meaning: "\(isBuying ? "Buying" : "Selling") thins out row by row into a fresh \(end).",
            [
                ValueSchema("bar_\(end)", .price, "The bar's \(end)."),
                ValueSchema("previous_\(end)", .price, "The \(word) \(end) of the bars before."),
                ValueSchema("rows", .count, "Rows from the lowest to the highest traded."),
                ValueSchema("exhaustion_levels", .count, "Rows that are looked at."),
                ValueSchema("\(side)_at_extreme", .volume, "The \(side) at the extreme row."),
                ValueSchema("\(side)_next", .volume, "The \(side) one row further in."),
                ValueSchema("\(side)_innermost", .volume, "The \(side) at the innermost row."),
                ValueSchema("declines", .count, "Rows with less than one row further in."),
                ValueSchema("declines_needed", .count, "How many are asked for."),
                ValueSchema("exhaustion_ratio", .number, "The share that may be left."),
                ValueSchema("min_volume", .volume, "The least volume asked for."),
            ],
            [
                ConditionSchema(
                    "\(end) {bar_\(end)} reaches {previous_\(end)}", "bar_\(end)",
                    isBuying ? .atLeast : .atMost, ["previous_\(end)"]),
                ConditionSchema(
                    "{rows} rows >= {exhaustion_levels}", "rows", .atLeast,
                    ["exhaustion_levels"]),
                ConditionSchema(
                    "\(side) falls towards the \(end): {\(side)_innermost} ... {\(side)_next}, "
                        + "{\(side)_at_extreme}", "declines", .equals, ["declines_needed"]),
                ConditionSchema(
                    "{\(side)_innermost} at the innermost row >= least {min_volume}",
                    "\(side)_innermost", .atLeast, ["min_volume"]),
                ConditionSchema(
                    "{\(side)_at_extreme} at the \(end) <= {exhaustion_ratio} x "
                        + "{\(side)_innermost}", "\(side)_at_extreme", .atMost,
                    ["exhaustion_ratio", "\(side)_innermost"]),
            ])
    }

    static func absorption(isBuying: Bool) -> OwnSchema {
        let (heavy, light) = isBuying ? ("sold", "bought") : ("bought", "sold")
        let (place, end) = isBuying ? ("lowest", "low") : ("highest", "high")
        return OwnSchema(
            meaning: "Heavy \(isBuying ? "selling" : "buying") into the \(end) without progress, "
                + "and a close away from it.",
            [
                ValueSchema("bar_high", .price, "The bar's high."),
                ValueSchema("bar_low", .price, "The bar's low."),
                ValueSchema("rows", .count, "Rows from the lowest to the highest traded."),
                ValueSchema("absorption_levels", .count, "Outermost rows that are looked at."),
                ValueSchema("sold", .volume, "Seller-initiated volume of the \(place) rows."),
                ValueSchema("bought", .volume, "Buyer-initiated volume of the \(place) rows."),
                ValueSchema("min_volume", .volume, "The least volume asked for."),
                ValueSchema("absorption_ratio", .number, "How often it outweighs the other."),
                ValueSchema("absorption_share", .number, "Its least share of the bar's volume."),
                ValueSchema("close_fraction", .number, "The share of the range asked for."),
                ValueSchema("close_limit", .price, "The close that has to be reached."),
            ],
            [
                ConditionSchema(
                    "{rows} rows > {absorption_levels}", "rows", .above, ["absorption_levels"]),
                ConditionSchema(
                    "{\(heavy)} \(heavy) >= least {min_volume}", heavy, .atLeast,
                    ["min_volume"]),
                ConditionSchema(
                    "{\(heavy)} \(heavy) >= {absorption_ratio} x {\(light)} \(light)", heavy,
                    .atLeast, ["absorption_ratio", light]),
                ConditionSchema(
                    "{\(heavy)} \(heavy) >= {absorption_share} x volume {volume}", heavy,
                    .atLeast, ["absorption_share", "volume"]),
                ConditionSchema(
                    "close {close} back at {close_limit}", "close",
                    isBuying ? .atLeast : .atMost, ["close_limit"]),
            ])
    }

    static let divergence = OwnSchema(
        meaning: "A new high on selling, or a new low on buying.",
        [
            ValueSchema("extreme", .price, "The bar's high, or low."),
            ValueSchema("previous_extreme", .price, "The extreme of the bars before."),
            ValueSchema("beyond", .price, "How far the bar went beyond it."),
            ValueSchema("delta_share", .number, "Delta over volume."),
            ValueSchema("opposing_share", .number, "The same without its sign."),
            ValueSchema("min_delta_share", .number, "The least share asked for."),
        ],
        [
            ConditionSchema(
                "{extreme} is {beyond} beyond {previous_extreme}", "beyond", .above, ["0"]),
            ConditionSchema(
                "delta {delta} against it is {opposing_share} of the volume >= {min_delta_share}",
                "opposing_share", .atLeast, ["min_delta_share"]),
        ])

    static let unfinished = OwnSchema(
        meaning: "Both sides traded at the bar's extreme: price is expected back there.",
        [
            ValueSchema("rows", .count, "Rows from the lowest to the highest traded."),
            ValueSchema("bid_volume", .volume, "Seller-initiated volume of the extreme row."),
            ValueSchema("ask_volume", .volume, "Buyer-initiated volume of the extreme row."),
        ],
        [
            ConditionSchema("{rows} rows > 1", "rows", .above, ["1"]),
            ConditionSchema("bid {bid_volume} > 0", "bid_volume", .above, ["0"]),
            ConditionSchema("ask {ask_volume} > 0", "ask_volume", .above, ["0"]),
        ])
}
