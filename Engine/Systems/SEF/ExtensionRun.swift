import Market
import Measures
import Records
import Strategy

/// The side of a level on which price is extended.
enum ExtensionSide: UInt8, Hashable, Sendable, CaseIterable, Codable {
    case up = 0
    case down = 1

    /// The trade back toward the level.
    var trade: Direction { self == .up ? .short : .long }

    /// `+1` up, `-1` down.
    var sign: Double { self == .up ? 1 : -1 }
}

/// How many closes in a row price has been extended on one side of a level, and what it did
/// meanwhile.
///
/// | before | close | after |
/// |---|---|---|
/// | any | not extended | none |
/// | any | extended on the other side | first candle |
/// | none | extended | first candle |
/// | n candles | extended on the same side | n + 1 candles |
/// | any | level anchored anew, or undefined | none |
struct ExtensionRun: Hashable, Sendable, Codable {
    /// `nil` when not extended.
    private(set) var side: ExtensionSide?
    /// Closes in a row, 0 when not extended.
    private(set) var candles = 0
    /// The highest price of the run.
    private(set) var high = 0.0
    /// The lowest price of the run.
    private(set) var low = 0.0
    /// Volumes of the run's last three candles, newest first; those that `candles` counts.
    private(set) var volume = 0.0
    private(set) var volumeBefore = 0.0
    private(set) var volumeTwoBefore = 0.0

    init() {}

    /// Not extended.
    mutating func end() { self = ExtensionRun() }

    /// Takes the next close.
    ///
    /// - Parameter side: where price is extended, `nil` when it is not.
    mutating func close(_ side: ExtensionSide?, _ bar: borrowing StudyBar) {
        guard let side else { return end() }
        if side != self.side {
            end()
            self.side = side
            (high, low) = (bar.high, bar.low)
        }
        candles += 1
        high = max(high, bar.high)
        low = min(low, bar.low)
        volumeTwoBefore = volumeBefore
        volumeBefore = volume
        volume = bar.volume
    }

    /// Nominal hours, two a candle.
    var hours: Double { 2 * Double(candles) }

    /// Volume fell from candle to candle over the last three of the run, or its two.
    var isVolumeDeclining: Bool {
        guard candles >= 2, Comparison.exceeds(volumeBefore, volume) else { return false }
        return candles == 2 || Comparison.exceeds(volumeTwoBefore, volumeBefore)
    }
}

/// What a run's length says.
enum ExtensionTrigger: Int, Hashable, Sendable, CaseIterable {
    case none = 0
    case watching = 1
    case alert = 2
    case highProb = 3
    case extreme = 4

    var name: String {
        switch self {
        case .none: "NONE"
        case .watching: "WATCHING"
        case .alert: "ALERT"
        case .highProb: "HIGH_PROB"
        case .extreme: "EXTREME"
        }
    }

    /// The prior probability of a snap-back: an assumption, not a measurement.
    var prior: Double? {
        switch self {
        case .none: nil
        case .watching: 0.45
        case .alert: 0.55
        case .highProb: 0.65
        case .extreme: 0.75
        }
    }
}
