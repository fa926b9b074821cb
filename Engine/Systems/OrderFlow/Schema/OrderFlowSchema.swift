import Records

/// What the evaluations of the order-flow system mean.
enum OrderFlowSchema {
    /// The rule about the regime.
    static let regime = 0
    /// The rule about the one trade of a bar.
    static let choice = 1 + Pattern.allCases.count
    /// The rule about levels of unfinished business.
    static let level = choice + 1

    /// The rule about a pattern.
    static func rule(of pattern: Pattern) -> Int { 1 + Int(pattern.rawValue) }

    /// A reason of `choice`: signals of both directions were approved.
    static let conflict = 1
    /// A reason of `choice`: the bar came without its rows.
    static let needsTicks = 2

    /// What happened to a level.
    enum LevelEvent: Int, CaseIterable {
        case opened = 1
        case reached = 2
        case sessionEnd = 3
        case crowdedOut = 4
    }

    static let regimeNames = Regime.allCases.map(\.name)

    static let schema = StrategySchema(
        number: 1, name: "orderflow",
        meaning: "Footprint patterns, routed by the regime of the market.",
        rules: [regimeRule] + Pattern.allCases.map { patternRule($0) } + [choiceRule, levelRule])

    static let choiceRule = RuleSchema(
        name: "choice",
        meaning: "The one trade of a bar among its approved signals, with the bracket it would "
            + "have if it were entered at the close.",
        reasons: ["ok", "conflict", "needs_ticks"], values: choiceValues,
        conditions: [
            ConditionSchema(
                "one direction: {longs} long, {shorts} short", "one_direction", .holds)
        ],
        summary: "{direction} {quantity} by {pattern} at {entry}, stop {stop}, target {target}")

    static let choiceValues = [
        ValueSchema(
            "pattern", .choice(Pattern.allCases.map(\.name)), "The pattern that is traded."),
        ValueSchema("price", .price, "The level of the pattern."),
        ValueSchema("strength", .number, "The strength of the pattern, 0 to 1."),
        ValueSchema("quantity", .volume, "How much is traded."),
        ValueSchema("entry", .price, "The bar's close, the reference of the entry."),
        ValueSchema("stop", .price, "Where it is given up."),
        ValueSchema("target", .price, "Where it is taken off with profit."),
        ValueSchema("risk", .price, "The distance of the stop from the entry."),
        ValueSchema("risk_ticks", .count, "The same in ticks."),
        ValueSchema("longs", .count, "Approved signals that point up."),
        ValueSchema("shorts", .count, "Approved signals that point down."),
        ValueSchema("one_direction", .flag, "They all point one way."),
        ValueSchema("regime", .choice(regimeNames), "What the market is doing."),
        ValueSchema("confidence", .number, "How clear the regime is, 0 to 1."),
        ValueSchema("size_multiplier", .number, "The share of the position size it allows."),
    ]

    static let levelRule = RuleSchema(
        name: "level",
        meaning: "A level of unfinished business was opened, reached or dropped; its direction "
            + "is where price was expected to go.",
        reasons: ["", "opened", "reached", "session_end", "crowded_out"],
        values: [
            ValueSchema("price", .price, "The level."),
            ValueSchema("extreme", .choice(["HIGH", "LOW"]), "Which end of its bar it was."),
            ValueSchema("opened", .time, "When it was opened: the end of its bar."),
            ValueSchema("age_s", .number, "Seconds since then."),
            ValueSchema("open_levels", .count, "Levels that are open now."),
            ValueSchema("crowded_out", .count, "Levels that gave way to newer ones so far."),
        ],
        summary: "unfinished {extreme} {price} {reason}, age {age_s} s, {open_levels} open")
}
