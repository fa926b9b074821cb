import Measures
import Strategy

/// One level at one close, with all that the rules looked at.
struct LevelStudy: Hashable, Sendable {
    let level: ReferenceLevel
    let price: Double
    let atr: Double
    /// Close minus level, in ATR.
    let distance: Double
    /// The run this close belongs to.
    let run: ExtensionRun
    /// Candles of the run that the close before ended with.
    let candlesBefore: Int
    let trigger: ExtensionTrigger
    /// VWAP and POC of the timeframe, and the edge of its value area on this side.
    let vwap: Double?
    let poc: Double?
    let edge: Double?
    /// The rest is there only while price is extended.
    let shape: CandleShape?
    let plan: TradePlan?
    let isAligned: Bool
    let isExtreme: Bool
    /// Undefined below the first trigger.
    let base: BaseProbability?
    let probability: Double?
    let energy: Double
    let quality: Double
    /// The levels of its timeframe give setups.
    let isSetupTimeframe: Bool

    /// - Parameters:
    ///   - extended: the sides on which the levels of all places are extended at this close.
    init(
        _ level: ReferenceLevel, price: Double, atr: Double, run: ExtensionRun,
        candlesBefore: Int, _ bar: borrowing StudyBar, previous: PriceSpan?,
        _ prices: ReferencePrices, extended: ExtendedSides, _ cells: [Calibration.Cell],
        _ settings: SEFSettings
    ) {
        self.level = level
        self.price = price
        self.atr = atr
        self.run = run
        self.candlesBefore = candlesBefore
        distance = (bar.close - price) / atr
        trigger = settings.trigger(run.candles)
        vwap = prices[ReferenceLevel(.vwap, level.timeframe)]
        poc = prices[ReferenceLevel(.poc, level.timeframe)]
        isSetupTimeframe = settings.isSetup(level.timeframe)
        guard let side = run.side else {
            (edge, shape, plan, base, probability) = (nil, nil, nil, nil, nil)
            (isAligned, isExtreme, energy, quality) = (false, false, 0, 0)
            return
        }
        edge = prices[ReferenceLevel(side == .up ? .vah : .val, level.timeframe)]
        let shape = CandleShape(
            bar, side, previous: previous, wick: settings.rejectionWick,
            body: settings.continuationBody)
        self.shape = shape
        plan = TradePlan(
            side, entry: bar.close, vwap: vwap, poc: poc, run: run,
            distance: settings.stopDistance * atr)
        isAligned = extended.isAligned(level.timeframe, side)
        isExtreme = Comparison.exceeds(abs(distance), settings.extremeExtension)
        energy = ExtensionScore.energy(distance: distance, hours: run.hours)
        quality = ExtensionScore.quality(
            candles: run.candles, distance: distance, rejection: shape.isRejection,
            declining: run.isVolumeDeclining, aligned: isAligned)
        guard let prior = trigger.prior else {
            (base, probability) = (nil, nil)
            return
        }
        let base = BaseProbability(
            prior: prior, cells[Calibration.cell(level, side, trigger)], settings)
        self.base = base
        probability = ExtensionScore.probability(
            base: base.used, rejection: shape.isRejection, declining: run.isVolumeDeclining,
            extreme: isExtreme, continuation: shape.isContinuation, settings)
    }

    /// A heads-up: long enough, good enough, of a timeframe that counts.
    func isHeadsUp(_ settings: SEFSettings) -> Bool {
        settings.givesSetups && isSetupTimeframe && run.candles >= settings.minCandles
            && Comparison.reaches(quality, settings.minQuality)
    }

    /// A run long enough for a setup.
    func isCandidate(_ settings: SEFSettings) -> Bool {
        run.side != nil && run.candles >= settings.highProb
    }

    /// Why a run that is long enough is no setup by itself; `nil` when it is one.
    func refusal(_ settings: SEFSettings) -> SetupReason? {
        guard let shape, let plan else { return .noRejection }
        if !shape.isRejection { return .noRejection }
        if !Comparison.reaches(quality, settings.minQuality) { return .lowQuality }
        if plan.target == nil { return .noTarget }
        if !isSetupTimeframe { return .notASetupTimeframe }
        if !settings.givesSetups { return .switchedOff }
        return nil
    }

    /// Whether it is a setup by itself.
    func isSetup(_ settings: SEFSettings) -> Bool {
        isCandidate(settings) && refusal(settings) == nil
    }

    /// The better of two setups: the higher probability, then the higher energy.
    func isBetter(than other: LevelStudy) -> Bool {
        let (mine, theirs) = (probability ?? 0, other.probability ?? 0)
        if Comparison.exceeds(mine, theirs) { return true }
        return Comparison.equal(mine, theirs) && Comparison.exceeds(energy, other.energy)
    }
}

/// Why a run that was long enough became no trade: the place in the rule's reasons.
enum SetupReason: Int, Hashable, Sendable, CaseIterable {
    case noRejection = 1
    case lowQuality = 2
    case noTarget = 3
    case notASetupTimeframe = 4
    case switchedOff = 5
    case inPosition = 6
    case notBest = 7

    var name: String {
        switch self {
        case .noRejection: "no_rejection"
        case .lowQuality: "low_quality"
        case .noTarget: "no_target"
        case .notASetupTimeframe: "not_a_setup_timeframe"
        case .switchedOff: "switched_off"
        case .inPosition: "in_position"
        case .notBest: "not_best"
        }
    }
}
