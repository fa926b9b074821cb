import Market
import Settings

/// The configuration of the extension system as plain values.
struct SEFSettings: Hashable, Sendable, Codable {
    /// Whether measured rates take the place of the priors.
    enum CalibrationUse: UInt8, Hashable, Sendable, Codable {
        /// Once a cell holds enough observations.
        case auto = 0
        case on = 1
        case off = 2
    }

    /// Candles from which a run is WATCHING, ALERT, HIGH_PROB, EXTREME.
    var watching: Int
    var alert: Int
    var highProb: Int
    var extreme: Int
    /// ATR of 2-hour bars from which price counts as extended.
    var minExtension: Double
    /// Bit of each anchor whose levels give signals and setups.
    private var setupTimeframes: UInt8
    var scope: ProfileScope
    var rejectionBonus: Double
    var decliningBonus: Double
    var extremeBonus: Double
    /// ATR above which an extension is extreme.
    var extremeExtension: Double
    var continuationPenalty: Double
    /// Whether there are signals and setups at all.
    var givesSetups: Bool
    /// Candles from which there is a heads-up.
    var minCandles: Int
    var minQuality: Double
    /// Share of the range that makes a wick a rejection.
    var rejectionWick: Double
    /// Share of the range that makes a body a continuation.
    var continuationBody: Double
    /// ATR between the run's extreme and the stop.
    var stopDistance: Double
    /// 2-hour bars in which a level must be touched; the longest a trade lasts.
    var horizon: Int
    /// Observations from which measured rates are used.
    var minObservations: Int
    /// Observations that the prior is worth.
    var priorWeight: Double
    var calibrationUse: CalibrationUse
    /// What a setup is sized by.
    var sizing: SetupSizing

    init(_ options: StrategyOptions) {
        watching = options.whole("watching_threshold")
        alert = options.whole("alert_threshold")
        highProb = options.whole("high_prob_threshold")
        extreme = options.whole("extreme_threshold")
        minExtension = options.number("min_extension_atr")
        setupTimeframes = 0
        let names = options.words("setup_timeframes")
        for timeframe in ReferenceLevel.timeframes where names.contains(timeframe.name) {
            setupTimeframes |= 1 << timeframe.rawValue
        }
        scope = options.word("profile_scope") == "developing" ? .developing : .previous
        rejectionBonus = options.number("rejection_candle_bonus")
        decliningBonus = options.number("declining_volume_bonus")
        extremeBonus = options.number("extreme_extension_bonus")
        extremeExtension = options.number("extreme_extension_atr")
        continuationPenalty = options.number("continuation_penalty")
        givesSetups = options.flag("use_extension_duration")
        minCandles = options.whole("min_extension_candles")
        minQuality = options.number("extension_quality_threshold")
        rejectionWick = options.number("rejection_wick")
        continuationBody = options.number("continuation_body")
        stopDistance = options.number("stop_atr")
        horizon = options.whole("calibration_horizon")
        minObservations = options.whole("calibration_min_n")
        priorWeight = options.number("calibration_weight")
        switch options.word("use_calibration") {
        case "on": calibrationUse = .on
        case "auto": calibrationUse = .auto
        default: calibrationUse = .off
        }
        sizing = SetupSizing(
            balance: options.number("balance"), riskPercent: options.number("risk_percent"),
            allowsAnyPercent: options.flag("risk_override"),
            quantity: options.numberOrOff("quantity"))
    }

    /// Whether levels of a timeframe give signals and setups.
    func isSetup(_ timeframe: Anchor) -> Bool { setupTimeframes & 1 << timeframe.rawValue != 0 }

    /// What a run of that many candles is: the last trigger whose threshold it reaches.
    func trigger(_ candles: Int) -> ExtensionTrigger {
        if candles == 0 { return .none }
        if candles >= extreme { return .extreme }
        if candles >= highProb { return .highProb }
        if candles >= alert { return .alert }
        return candles >= watching ? .watching : .none
    }
}

extension SEFSettings {
    static let keys: [StrategyKey] = thresholds + candle + trade + size + calibration

    private static let thresholds: [StrategyKey] = [
        StrategyKey(
            "watching_threshold", .whole(1...100), .whole(1), unit: "candles",
            "Closes in a row from which an extension is WATCHING."),
        StrategyKey(
            "alert_threshold", .whole(1...100), .whole(2), unit: "candles",
            "Closes in a row from which an extension is ALERT."),
        StrategyKey(
            "high_prob_threshold", .whole(1...100), .whole(3), unit: "candles",
            "Closes in a row from which an extension is HIGH_PROB and may be a setup."),
        StrategyKey(
            "extreme_threshold", .whole(1...100), .whole(4), unit: "candles",
            "Closes in a row from which an extension is EXTREME."),
        StrategyKey(
            "min_extension_atr", .number(0.01...100), .number(0.5), unit: "ATR",
            "Distance between close and level from which price is extended."),
        StrategyKey(
            "profile_scope", .word(["previous", "developing"]), .word("previous"),
            "POC, VAH and VAL of the last completed period, or of the period so far."),
    ]

    private static let candle: [StrategyKey] = [
        StrategyKey(
            "rejection_wick", .number(0.01...1), .number(0.5), unit: "share of range",
            "Wick away from the level from which a candle is a rejection."),
        StrategyKey(
            "continuation_body", .number(0.01...1), .number(0.6), unit: "share of range",
            "Body away from the level from which a candle is a continuation."),
        StrategyKey(
            "extreme_extension_atr", .number(0...100), .number(2), unit: "ATR",
            "Distance above which an extension is extreme."),
        StrategyKey(
            "rejection_candle_bonus", .number(0...1), .number(0.10), unit: "probability",
            "What a rejection adds to the probability of a snap-back."),
        StrategyKey(
            "declining_volume_bonus", .number(0...1), .number(0.05), unit: "probability",
            "What declining volume adds to the probability of a snap-back."),
        StrategyKey(
            "extreme_extension_bonus", .number(0...1), .number(0.05), unit: "probability",
            "What an extreme extension adds to the probability of a snap-back."),
        StrategyKey(
            "continuation_penalty", .number(0...1), .number(0.10), unit: "probability",
            "What a continuation takes from the probability of a snap-back."),
    ]

    private static let trade: [StrategyKey] = [
        StrategyKey(
            "use_extension_duration", .flag, .flag(true),
            "Whether extensions give signals and setups; otherwise they are only measured."),
        StrategyKey(
            "setup_timeframes", .words(["daily", "weekly", "monthly"]), .words(["daily"]),
            "Timeframes whose levels give signals and setups; the others are context."),
        StrategyKey(
            "min_extension_candles", .whole(1...100), .whole(2), unit: "candles",
            "Closes in a row from which there is a heads-up."),
        StrategyKey(
            "extension_quality_threshold", .number(0...100), .number(50), unit: "points",
            "Least quality of a heads-up and of a setup."),
        StrategyKey(
            "stop_atr", .number(0...100), .number(0.5), unit: "ATR",
            "Distance of the stop beyond the run's extreme."),
    ]

    private static let size: [StrategyKey] = [
        StrategyKey(
            "balance", .number(0...1e12), .number(10_000), unit: "USD",
            "The account that setups are sized for."),
        StrategyKey(
            "risk_percent", .number(0...100), .number(0.5), unit: "%",
            "Share of the balance that a setup risks; 0.25 to 0.5 without risk_override."),
        StrategyKey("risk_override", .flag, .flag(false), "Any risk_percent is allowed."),
        StrategyKey(
            "quantity", .numberOrOff(1e-9...1e9), .off, unit: "shares, contracts or coins",
            "A fixed quantity for every setup; off sizes it by its risk."),
    ]

    private static let calibration: [StrategyKey] = [
        StrategyKey(
            "calibration_horizon", .whole(1...48), .whole(4), unit: "2-hour bars",
            "Bars in which a level must be touched to count as a snap-back; a trade's longest."),
        StrategyKey(
            "calibration_min_n", .whole(1...1_000_000), .whole(30), unit: "observations",
            "Observations of a cell from which its measured rate is used."),
        StrategyKey(
            "calibration_weight", .number(0...1_000_000), .number(20), unit: "observations",
            "How many observations a prior is worth when it is blended with a measured rate."),
        StrategyKey(
            "use_calibration", .word(["auto", "on", "off"]), .word("off"),
            """
            Whether measured rates change the probability: always, never, or from \
            calibration_min_n observations on.
            """),
    ]
}
