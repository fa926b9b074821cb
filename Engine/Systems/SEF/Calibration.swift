import Measures

/// How often price came back to its level, counted from what happened and never ahead of it.
///
/// A run is observed once at each trigger it reaches. The observation counts when its horizon of
/// bars has passed, and until then for nothing; what the input's end cuts off never counts.
struct Calibration: Hashable, Sendable, Codable {
    /// The number of cells of one level, side and bucket; behind them one a bucket for all.
    static let cellCount = ReferenceLevel.count * 8
    static let allCount = cellCount + 4

    /// Observations of one cell whose horizon has passed.
    struct Cell: Hashable, Sendable, Codable {
        var count = 0
        var hits = 0
    }

    /// A run seen at a trigger, waiting for its horizon.
    struct Observation: Hashable, Sendable, Codable {
        var cell: Int
        var side: ExtensionSide
        /// The level's price when it was observed, frozen.
        var price: Double
        /// Bars still to come.
        var barsLeft: Int
        var isTouched: Bool
    }

    private(set) var cells = [Cell](repeating: Cell(), count: allCount)
    /// Oldest first; at most one a level and bar of the horizon.
    private(set) var pending: [Observation] = []
    let horizon: Int

    init(horizon: Int) {
        self.horizon = horizon
        pending.reserveCapacity(ReferenceLevel.count * (horizon + 1))
    }

    /// The place of a cell: levels in order, up before down, buckets ascending.
    static func cell(
        _ level: ReferenceLevel, _ side: ExtensionSide, _ trigger: ExtensionTrigger
    ) -> Int {
        precondition(trigger != .none, "a run without trigger is in no cell")
        return (level.place * 2 + Int(side.rawValue)) * 4 + trigger.rawValue - 1
    }

    /// The cell of all levels and sides together.
    static func pooled(_ trigger: ExtensionTrigger) -> Int { cellCount + trigger.rawValue - 1 }

    /// The trigger of a cell's bucket.
    static func trigger(of cell: Int) -> ExtensionTrigger {
        ExtensionTrigger(rawValue: cell % 4 + 1)!
    }

    /// A bar closed: every pending observation sees it, and those whose horizon ends with it
    /// count from now on.
    ///
    /// - Parameter changed: the cells whose counts changed are set.
    mutating func close(high: Double, low: Double, changed: inout InlineArray<100, Bool>) {
        var finished = 0
        for index in pending.indices {
            let observation = pending[index]
            let isTouch =
                observation.side == .up
                ? Comparison.reaches(observation.price, low)
                : Comparison.reaches(high, observation.price)
            pending[index].isTouched = observation.isTouched || isTouch
            pending[index].barsLeft -= 1
            guard pending[index].barsLeft == 0 else { continue }
            finished = index + 1
            count(pending[index], &changed)
        }
        // All wait for the same number of bars, so the oldest are finished first.
        pending.removeFirst(finished)
    }

    private mutating func count(
        _ observation: Observation, _ changed: inout InlineArray<100, Bool>
    ) {
        count(observation.cell, observation.isTouched, &changed)
        count(Self.cellCount + observation.cell % 4, observation.isTouched, &changed)
    }

    private mutating func count(
        _ cell: Int, _ isHit: Bool, _ changed: inout InlineArray<100, Bool>
    ) {
        cells[cell].count += 1
        if isHit { cells[cell].hits += 1 }
        changed[cell] = true
    }

    /// A run reached a trigger for the first time.
    mutating func observe(cell: Int, side: ExtensionSide, price: Double) {
        pending.append(
            Observation(
                cell: cell, side: side, price: price, barsLeft: horizon, isTouched: false))
    }
}

/// What a cell says: its prior, its measured rate, and which of them is to be used.
struct BaseProbability: Hashable, Sendable {
    /// An assumption, not a measurement.
    let prior: Double
    let cell: Calibration.Cell
    /// Hits over observations, undefined without any.
    let rate: Double?
    let interval: WilsonInterval?
    /// The prior counted as some observations, together with the measured ones.
    let blended: Double
    /// The probability starts from the blended value.
    let isBlended: Bool

    init(prior: Double, _ cell: Calibration.Cell, _ settings: SEFSettings) {
        self.prior = prior
        self.cell = cell
        let count = Double(cell.count)
        rate = cell.count > 0 ? Double(cell.hits) / count : nil
        interval = WilsonInterval(hits: cell.hits, of: cell.count)
        let weight = count + settings.priorWeight
        blended =
            weight > 0 ? (Double(cell.hits) + settings.priorWeight * prior) / weight : prior
        switch settings.calibrationUse {
        case .off: isBlended = false
        case .on: isBlended = true
        case .auto: isBlended = cell.count >= settings.minObservations
        }
    }

    /// What the probability starts from.
    var used: Double { isBlended ? blended : prior }

    /// The prior lies outside the interval of the measured rate.
    var isPriorOutside: Bool {
        guard let interval else { return false }
        return Comparison.exceeds(interval.low, prior) || Comparison.exceeds(prior, interval.high)
    }
}
