import CLI
import Measures
public import Records

/// How often runs of one level, side and length touched their level, beside what was assumed.
public struct CalibrationCell: Hashable, Sendable {
    /// The level, as `poc_daily`; `all` for all levels and sides together.
    public var level: String
    /// `UP`, `DOWN`, or `BOTH` for all together.
    public var direction: String
    /// The run's length when it was observed, 1 to 4; 4 stands for more.
    public var bucket: Int
    /// Observations whose horizon has passed.
    public var count: Int
    /// Those of them that touched the level.
    public var hits: Int
    /// Hits over observations; `nil` without any.
    public var rate: Double?
    /// The 95 % interval of the rate.
    public var low: Double?
    /// Its upper end.
    public var high: Double?
    /// What was assumed.
    public var prior: Double
    /// Prior and rate together.
    public var blended: Double
    /// Observations from which the rate is used.
    public var minimum: Int
    /// 2-hour bars in which a touch counts.
    public var horizon: Int

    /// Puts a cell together.
    public init(
        level: String, direction: String, bucket: Int, count: Int, hits: Int, rate: Double?,
        low: Double?, high: Double?, prior: Double, blended: Double, minimum: Int = 30,
        horizon: Int = 4
    ) {
        self.level = level
        self.direction = direction
        self.bucket = bucket
        self.count = count
        self.hits = hits
        self.rate = rate
        self.low = low
        self.high = high
        self.prior = prior
        self.blended = blended
        self.minimum = minimum
        self.horizon = horizon
    }

    /// The cell of an evaluation of rule `calibration`; `nil` for any other.
    public init?(_ evaluation: Evaluation, _ schema: StrategySchema) {
        guard let values = ExtensionValues(evaluation, of: "calibration", schema),
            let level = values.word("level"), let direction = values.word("direction"),
            let bucket = values.whole("bucket"), let count = values.whole("n"),
            let hits = values.whole("hits"), let prior = values["prior"],
            let blended = values["blended"]
        else { return nil }
        self.init(
            level: level, direction: direction, bucket: bucket, count: count, hits: hits,
            rate: values["rate"], low: values["wilson_low"], high: values["wilson_high"],
            prior: prior, blended: blended, minimum: values.whole("calibration_min_n") ?? 30,
            horizon: values.whole("calibration_horizon") ?? 4)
    }

    /// The last state of every cell among evaluations in order, by the cells' own order.
    public static func latest(
        of evaluations: [Evaluation], _ schema: StrategySchema
    ) -> [CalibrationCell] {
        var cells: [UInt16: CalibrationCell] = [:]
        for evaluation in evaluations {
            if let cell = CalibrationCell(evaluation, schema) { cells[evaluation.key] = cell }
        }
        return cells.sorted { $0.key < $1.key }.map(\.value)
    }

    /// All levels and sides together.
    public var isPooled: Bool { level == "all" }

    /// The prior lies outside the interval of the rate.
    public var isPriorOutside: Bool {
        guard let low, let high else { return false }
        return Comparison.exceeds(low, prior) || Comparison.exceeds(prior, high)
    }

    /// `75% prior | 61% seen [55-67], n=240`; below the minimum `75% (prior, n=12)`.
    public var summary: String {
        let prior = ExtensionBox.percent(self.prior)
        guard count >= minimum, let rate, let interval else {
            return "\(prior) (prior, n=\(count))"
        }
        return "\(prior) prior | \(ExtensionBox.percent(rate)) seen \(interval), n=\(count)"
    }

    /// `[55-67]`
    var interval: String? {
        guard let low, let high else { return nil }
        return
            "[\(Figures.decimal(low * 100, places: 0))-\(Figures.decimal(high * 100, places: 0))]"
    }
}
