import Measures

/// What makes an entry, in the order of the table.
enum EntryLens: Int, CaseIterable, Sendable {
    case volumeDecline, bandTouch, squeeze, oversold, oversoldCross, stochasticOversold
    case macdCrossUp, averageCrossUp

    /// The name of the export's column.
    var name: String {
        switch self {
        case .volumeDecline: "volume_decline"
        case .bandTouch: "bb_lower_touch"
        case .squeeze: "bb_squeeze"
        case .oversold: "rsi_oversold"
        case .oversoldCross: "rsi_oversold_cross"
        case .stochasticOversold: "stoch_oversold"
        case .macdCrossUp: "macd_cross_up"
        case .averageCrossUp: "ma_cross_up"
        }
    }
}

/// What makes an exit, in the order of the table.
enum ExitLens: Int, CaseIterable, Sendable {
    case fastOverbought, overbought, stochastic14, stochastic21, band20, band30, volumeSpike
    case macdCrossDown

    /// The name of the export's column.
    var name: String {
        switch self {
        case .fastOverbought: "rsi_9_ob"
        case .overbought: "rsi_14_ob"
        case .stochastic14: "stoch_14_ob"
        case .stochastic21: "stoch_21_ob"
        case .band20: "bb_20_touch"
        case .band30: "bb_30_touch"
        case .volumeSpike: "volume_spike"
        case .macdCrossDown: "macd_bearish"
        }
    }
}

/// Some of eight lenses, a bit each in the order of their table.
struct LensSet: Hashable, Sendable, BitwiseCopyable, Codable {
    var bits: UInt8 = 0

    /// How many.
    var count: Int { bits.nonzeroBitCount }

    /// Whether the lens at a place is in.
    func contains(_ place: Int) -> Bool { bits & 1 << UInt8(place) != 0 }

    @inline(__always)
    mutating func set(_ lens: EntryLens, _ isIn: Bool) { set(lens.rawValue, isIn) }

    @inline(__always)
    mutating func set(_ lens: ExitLens, _ isIn: Bool) { set(lens.rawValue, isIn) }

    @inline(__always)
    private mutating func set(_ place: Int, _ isIn: Bool) {
        bits |= (isIn ? 1 : 0) << UInt8(place)
    }
}

/// What readings are compared with; a small part of the settings, so that these are not copied.
struct LensBounds {
    let volumeDeclineFactor: Double
    let squeezeFactor: Double
    let rsiLow: Double
    let stochasticLow: Double
    let rsiHigh: Double
    let stochasticHigh: Double
    let volumeSpikeFactor: Double

    @inline(__always)
    init(_ settings: ConvergenceSettings) {
        volumeDeclineFactor = settings.volumeDeclineFactor
        squeezeFactor = settings.squeezeFactor
        rsiLow = settings.rsiLow
        stochasticLow = settings.stochasticLow
        rsiHigh = settings.rsiHigh
        stochasticHigh = settings.stochasticHigh
        volumeSpikeFactor = settings.volumeSpikeFactor
    }
}

extension MinuteReading {
    /// The entry lenses that the bar lights; what is undefined lights none.
    ///
    /// Mutating, because another call would copy the reading; nothing changes.
    @inline(__always)
    mutating func entryLenses(_ bounds: LensBounds) -> LensSet {
        var lenses = LensSet()
        if let volumeMean {
            let bound = bounds.volumeDeclineFactor * volumeMean
            lenses.set(.volumeDecline, Comparison.exceeds(bound, volume))
        }
        if let lower20 { lenses.set(.bandTouch, Comparison.reaches(lower20, low)) }
        if let width, let lowestWidth {
            let bound = bounds.squeezeFactor * lowestWidth
            lenses.set(.squeeze, Comparison.reaches(bound, width))
        }
        if let rsi14 {
            let isLow = Comparison.exceeds(bounds.rsiLow, rsi14)
            lenses.set(.oversold, isLow)
            if let earlier = before.rsi14, Comparison.exceeds(bounds.rsiLow, earlier) {
                lenses.set(.oversoldCross, !isLow)
            }
        }
        if let k14 {
            lenses.set(.stochasticOversold, Comparison.exceeds(bounds.stochasticLow, k14))
        }
        lenses.set(.macdCrossUp, Self.crossesUp(before.macd, before.signal, macd, signal))
        lenses.set(.averageCrossUp, Self.crossesUp(before.ema9, before.ema21, ema9, ema21))
        return lenses
    }

    /// The exit lenses that the bar lights.
    @inline(__always)
    mutating func exitLenses(_ bounds: LensBounds) -> LensSet {
        var lenses = LensSet()
        if let rsi9 { lenses.set(.fastOverbought, Comparison.exceeds(rsi9, bounds.rsiHigh)) }
        if let rsi14 { lenses.set(.overbought, Comparison.exceeds(rsi14, bounds.rsiHigh)) }
        if let k14 { lenses.set(.stochastic14, Comparison.exceeds(k14, bounds.stochasticHigh)) }
        if let k21 { lenses.set(.stochastic21, Comparison.exceeds(k21, bounds.stochasticHigh)) }
        if let upper20 { lenses.set(.band20, Comparison.reaches(high, upper20)) }
        if let upper30 { lenses.set(.band30, Comparison.reaches(high, upper30)) }
        if let volumeMean {
            let bound = bounds.volumeSpikeFactor * volumeMean
            lenses.set(.volumeSpike, Comparison.exceeds(volume, bound))
        }
        lenses.set(.macdCrossDown, Self.crossesUp(before.signal, before.macd, signal, macd))
        return lenses
    }

    /// `a` was at most `b` and is above it now.
    @inline(__always)
    static func crossesUp(
        _ earlierA: Double?, _ earlierB: Double?, _ a: Double?, _ b: Double?
    ) -> Bool {
        guard let earlierA, let earlierB, let a, let b else { return false }
        return Comparison.reaches(earlierB, earlierA) && Comparison.exceeds(a, b)
    }
}
