import Market
import Measures
import Records
import Strategy

/// The life of a signal.
///
/// | status | event | next |
/// |---|---|---|
/// | new | next bar | active |
/// | active | stop, target reached | stopped, target |
/// | new, active | session end | expired |
/// | new | no size | rejected |
enum SignalStatus: Int, Hashable, Sendable, CaseIterable, Codable {
    case new
    case active
    case stopped
    case target
    case expired
    case rejected

    var name: String {
        switch self {
        case .new: "NEW"
        case .active: "ACTIVE"
        case .stopped: "STOPPED"
        case .target: "TARGET"
        case .expired: "EXPIRED"
        case .rejected: "REJECTED"
        }
    }
}

/// A signal that is followed.
struct FollowedSignal: Hashable, Sendable, Codable {
    var proposal: Proposal
    var status = SignalStatus.new
    /// The number of the evaluation that made it.
    var number: UInt64
    /// Bars since its own.
    var bars = 0
    /// Its size, `nil` when no account was given.
    var size: SizedTrade?
    /// Where it closed.
    var exit: Double?

    /// Price gained per unit, once closed.
    var result: Double? {
        exit.map { proposal.direction == .long ? $0 - proposal.entry : proposal.entry - $0 }
    }

    /// What a bar after the signal's own does: the stop first when both are reached; beyond a
    /// level at the open, the open is the price.
    mutating func meet(_ bar: borrowing StudyBar) {
        bars += 1
        let isLong = proposal.direction == .long
        let (stop, target) = (proposal.stop, proposal.target)
        let isStopped =
            isLong ? Comparison.reaches(stop, bar.low) : Comparison.reaches(bar.high, stop)
        let isAtTarget =
            isLong ? Comparison.reaches(bar.high, target) : Comparison.reaches(target, bar.low)
        if isStopped {
            status = .stopped
            exit = isLong ? min(stop, bar.open) : max(stop, bar.open)
        } else if isAtTarget {
            status = .target
            exit = isLong ? max(target, bar.open) : min(target, bar.open)
        }
    }
}

/// Keeps signals of one setup and direction apart, and follows one when told to.
struct SignalDesk: Hashable, Sendable, Codable {
    /// When each setup last signalled, a purchase before a sale; starts of bars.
    private var last: [Nanoseconds?] = [nil, nil, nil, nil]
    /// The signal that is open.
    var followed: FollowedSignal?

    /// Minutes since the last signal of a setup and direction, `nil` without one.
    func minutesSince(_ setup: Setup, _ direction: Direction, at start: Nanoseconds) -> Double? {
        last[setup.sentence(direction)].map {
            Double((start - $0).rawValue) / 60_000_000_000
        }
    }

    /// Whether the cooldown is over.
    func isCooled(
        _ setup: Setup, _ direction: Direction, at start: Nanoseconds, _ rule: ManagerRule
    ) -> Bool {
        last[setup.sentence(direction)].map { (start - $0).rawValue >= rule.cooldown } ?? true
    }

    /// A setup signalled.
    mutating func note(_ setup: Setup, _ direction: Direction, at start: Nanoseconds) {
        last[setup.sentence(direction)] = start
    }
}
