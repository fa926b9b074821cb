import Measures
import Records
import Strategy

/// Where the last session found value: the range that a breakout leaves.
struct BalanceRange: Hashable, Sendable, Codable {
    /// VAH of the previous session.
    var high: Double
    /// VAL of the previous session.
    var low: Double
    /// POC of the previous session.
    var poc: Double

    init(_ profile: ProfileLevels) {
        high = profile.vah
        low = profile.val
        poc = profile.poc
    }

    /// Above the range, below it, or inside (`.none`).
    func side(of close: Double) -> Direction {
        Comparison.exceeds(close, high) ? .long : Comparison.exceeds(low, close) ? .short : .none
    }
}
