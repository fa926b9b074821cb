import Measures
import Records

/// The two ways to trade an auction.
enum Setup: Int, Hashable, Sendable, CaseIterable, Codable {
    /// Out of balance, toward a new one.
    case trendModel
    /// Back to balance after a failed breakout.
    case meanReversion

    var name: String { self == .trendModel ? "TREND_MODEL" : "MEAN_REVERSION" }

    /// The sentence that a signal is explained with, by its place in `sentences`.
    func sentence(_ direction: Direction) -> Int {
        2 * rawValue + (direction == .long ? 0 : 1)
    }

    /// All sentences: of both setups, a purchase before a sale.
    static let sentences = [
        "Imbalance up, pullback to LVN, aggressive buying",
        "Imbalance down, pullback to LVN, aggressive selling",
        "Failed breakout down, reclaimed balance, pullback to LVN, aggressive buying toward POC",
        "Failed breakout up, reclaimed balance, pullback to LVN, aggressive selling toward POC",
    ]
}

/// Why a touched node is no signal.
enum SetupReason: Int, Hashable, Sendable, CaseIterable {
    case ok
    case notImbalance
    case noImpulse
    case noBalance
    case lateFailure
    case weakFlow
    case wrongDirection
    case noRisk
    case lowReward
    case cooldown
    case openSignal

    var name: String {
        switch self {
        case .ok: "ok"
        case .notImbalance: "not_imbalance"
        case .noImpulse: "no_impulse"
        case .noBalance: "no_balance"
        case .lateFailure: "late_failure"
        case .weakFlow: "weak_flow"
        case .wrongDirection: "wrong_direction"
        case .noRisk: "no_risk"
        case .lowReward: "low_reward"
        case .cooldown: "cooldown"
        case .openSignal: "open_signal"
        }
    }
}

/// A trade that a touched node suggests.
struct Proposal: Hashable, Sendable, Codable {
    var setup: Setup
    var direction: Direction
    /// The node's level.
    var level: Int64
    var lvn: Double
    var entry: Double
    var stop: Double
    var target: Double
    /// From entry to stop, in price.
    var risk: Double
    /// From entry to target, in price; below 0 when the target is behind.
    var reward: Double
    /// Reward for a risk of 1; `nil` without risk.
    var ratio: Double?

    /// A purchase stops below the pullback and its node, a sale above.
    init(
        _ setup: Setup, _ direction: Direction, level: Int64, target: Double,
        _ minute: borrowing Minute, tickSize: Double, _ rule: SetupRule
    ) {
        self.setup = setup
        self.direction = direction
        self.level = level
        self.target = target
        lvn = Double(level) * tickSize
        entry = minute.close
        let room = Double(rule.stopTicks) * tickSize
        stop = direction == .long ? min(minute.low, lvn) - room : max(minute.high, lvn) + room
        risk = direction == .long ? entry - stop : stop - entry
        reward = direction == .long ? target - entry : entry - target
        ratio = Comparison.exceeds(risk, 0) ? reward / risk : nil
    }
}

/// What else a setup depends on, the same for all nodes of a minute.
struct SetupContext: Hashable, Sendable {
    /// Trend: the state was an imbalance since the breakout. Reversion: it was a balance before.
    var isContextRight: Bool
    /// Trend: the leg is an impulse. Reversion: the breakout failed soon enough.
    var isLegRight: Bool
    var score: Int
    var flow: Direction
    var isCooled: Bool
    var isFree: Bool

    /// The first thing that is wrong, in the order of the rules.
    func reason(_ proposal: Proposal, _ rule: SetupRule) -> SetupReason {
        let isTrend = proposal.setup == .trendModel
        if !isContextRight { return isTrend ? .notImbalance : .noBalance }
        if !isLegRight { return isTrend ? .noImpulse : .lateFailure }
        if score < rule.minimumScore { return .weakFlow }
        if flow != proposal.direction { return .wrongDirection }
        guard let ratio = proposal.ratio else { return .noRisk }
        if !Comparison.reaches(ratio, rule.minimumReward) { return .lowReward }
        if !isCooled { return .cooldown }
        return isFree ? .ok : .openSignal
    }
}

/// How much speaks for a signal, 40 to 100.
func signalConfidence(score: Int, stateFits: Bool, sessionRecommends: Bool) -> Int {
    let sum =
        40 + 0.4 * Double(score) + (stateFits ? 10 : 0) + (sessionRecommends ? 10 : 0)
    return min(100, Int(sum.rounded(.toNearestOrAwayFromZero)))
}
