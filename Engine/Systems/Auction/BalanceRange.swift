import Market
import Records
import Strategy

/// Where the last session found value: the range that a breakout leaves.
struct BalanceRange: Hashable, Sendable {
    /// VAH of the previous session.
    var high: Double
    /// VAL of the previous session.
    var low: Double
    /// POC of the previous session.
    var poc: Double
    var highLevel: Int64
    var lowLevel: Int64

    init(_ profile: ProfileLevels, _ instrument: borrowing StrategyInstrument) {
        high = profile.vah
        low = profile.val
        poc = profile.poc
        highLevel = instrument.level(of: profile.vah).rawValue
        lowLevel = instrument.level(of: profile.val).rawValue
    }

    /// Above the range, below it, or inside (`.none`).
    func side(of level: Int64) -> Direction {
        level > highLevel ? .long : level < lowLevel ? .short : .none
    }
}
