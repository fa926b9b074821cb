public import Market
public import Records

/// How long price has been extended beyond one level, as the extension box shows it.
public struct ExtensionRow: Hashable, Sendable {
    /// The level, as `poc_daily`.
    public var level: String
    /// Its place in the order of levels.
    public var place: Int
    /// Price is above it.
    public var isUp: Bool
    /// Closes in a row, at least 1.
    public var candles: Int
    /// Nominal hours of them.
    public var hours: Double
    /// `WATCHING`, `ALERT`, `HIGH_PROB`, `EXTREME`, or `NONE` below the first.
    public var trigger: String
    /// Of a snap-back, 0 to 1.
    public var probability: Double?
    /// ATR-hours.
    public var energy: Double
    /// Levels of its timeframe give setups.
    public var isSetupTimeframe: Bool
    /// The probability starts from a measured rate, otherwise from the prior.
    public var isMeasured: Bool
    /// Observations behind the measured rate.
    public var observations: Int
    /// The instant of the evaluation.
    public var time: Nanoseconds

    /// Puts a row together.
    public init(
        level: String, place: Int, isUp: Bool, candles: Int, hours: Double, trigger: String,
        probability: Double?, energy: Double, isSetupTimeframe: Bool, isMeasured: Bool,
        observations: Int, time: Nanoseconds
    ) {
        self.level = level
        self.place = place
        self.isUp = isUp
        self.candles = candles
        self.hours = hours
        self.trigger = trigger
        self.probability = probability
        self.energy = energy
        self.isSetupTimeframe = isSetupTimeframe
        self.isMeasured = isMeasured
        self.observations = observations
        self.time = time
    }

    /// The row of an evaluation of rule `level`; `nil` for any other, and when not extended.
    public init?(_ evaluation: Evaluation, _ schema: StrategySchema) {
        guard let values = ExtensionValues(evaluation, of: "level", schema), let level = values.key,
            let direction = values.word("direction"), direction == "UP" || direction == "DOWN",
            let candles = values.whole("candles"), candles >= 1
        else { return nil }
        self.init(
            level: level, place: Int(evaluation.key), isUp: direction == "UP", candles: candles,
            hours: values["hours"] ?? 0, trigger: values.word("trigger") ?? "NONE",
            probability: values["probability"], energy: values["energy"] ?? 0,
            isSetupTimeframe: values.flag("setup_timeframe"),
            isMeasured: values.word("base_source") == "BLENDED",
            observations: values.whole("n") ?? 0, time: evaluation.time)
    }

    /// The rows of the newest instant among evaluations of one instrument, and that instant.
    ///
    /// Evaluations of other rules and strategies are passed over; there may be no row at an
    /// instant at which price is extended nowhere.
    public static func latest(
        of evaluations: [Evaluation], _ schema: StrategySchema
    ) -> (rows: [ExtensionRow], time: Nanoseconds)? {
        let levels = evaluations.filter { ExtensionValues($0, of: "level", schema) != nil }
        guard let time = levels.map(\.time).max() else { return nil }
        return (levels.filter { $0.time == time }.compactMap { ExtensionRow($0, schema) }, time)
    }
}
