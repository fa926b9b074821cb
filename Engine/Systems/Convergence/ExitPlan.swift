import Market
import Measures
import Settings

/// How the price moved in 24 hours, in the classes that decide how long an exit waits.
@frozen
public enum MomentumCategory: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable, Codable {
    case strongUp = 0
    case up = 1
    case flat = 2
    case down = 3
    /// Fewer than 24 hours of data.
    case unknown = 4

    /// The name used in files and output.
    public var name: String {
        switch self {
        case .strongUp: "strong_up"
        case .up: "up"
        case .flat: "flat"
        case .down: "down"
        case .unknown: "unknown"
        }
    }
}

/// How long an exit waits: the stronger the move, the longer it may run.
public struct ExitDelays: Hashable, Sendable, Codable {
    /// From this momentum on the move is strongly up, percent.
    public var strongUpPercent = 5.0
    /// From this momentum on the move is up, percent.
    public var upPercent = 2.0
    /// Above this momentum the move is flat, at or below it down, percent.
    public var downPercent = -2.0
    /// Hours of a strong move up.
    public var strongUpHours = 6
    /// Hours of a move up.
    public var upHours = 3
    /// Hours of a flat market.
    public var flatHours = 1

    /// The usual delays.
    public init() {}

    /// The values of the keys.
    init(_ options: StrategyOptions) {
        strongUpPercent = options.number("strong_up_pct")
        upPercent = options.number("up_pct")
        downPercent = options.number("down_pct")
        strongUpHours = options.whole("strong_up_delay_hours")
        upHours = options.whole("up_delay_hours")
        flatHours = options.whole("flat_delay_hours")
    }

    /// The class of a momentum in percent.
    @inline(__always)
    public func category(_ momentum: Double?) -> MomentumCategory {
        guard let momentum else { return .unknown }
        if Comparison.reaches(momentum, strongUpPercent) { return .strongUp }
        if Comparison.reaches(momentum, upPercent) { return .up }
        return Comparison.exceeds(momentum, downPercent) ? .flat : .down
    }

    /// The delay of a class; down or unknown is sold at once.
    public func hours(_ category: MomentumCategory) -> Int {
        switch category {
        case .strongUp: strongUpHours
        case .up: upHours
        case .flat: flatHours
        case .down, .unknown: 0
        }
    }

    static let keys: [StrategyKey] = [
        StrategyKey(
            "strong_up_pct", .number(-100...1000), .number(5), unit: "%",
            "From this 24 h momentum on the move is strongly up."),
        StrategyKey(
            "up_pct", .number(-100...1000), .number(2), unit: "%",
            "From this 24 h momentum on the move is up."),
        StrategyKey(
            "down_pct", .number(-100...1000), .number(-2), unit: "%",
            "Up to this 24 h momentum the move is down."),
        StrategyKey(
            "strong_up_delay_hours", .whole(0...168), .whole(6), unit: "h",
            "How long an exit waits in a strong move up."),
        StrategyKey(
            "up_delay_hours", .whole(0...168), .whole(3), unit: "h",
            "How long an exit waits in a move up."),
        StrategyKey(
            "flat_delay_hours", .whole(0...168), .whole(1), unit: "h",
            "How long an exit waits in a flat market."),
    ]
}

/// How an exit came about.
@frozen
public enum ExitType: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// Its time came.
    case convergence = 0
    /// Momentum fell to down while it waited.
    case accelerated = 1
    /// Someone asked for it.
    case manual = 2

    /// The name used in files and output.
    public var name: String {
        switch self {
        case .convergence: "convergence"
        case .accelerated: "accelerated"
        case .manual: "manual"
        }
    }
}

/// An exit that waits for its time, with what made it.
struct PendingExit: Hashable, Sendable, Codable {
    /// When the signal arose.
    var signalTime: Nanoseconds
    var category: MomentumCategory
    var delayHours: Int
    /// Exit lenses in the window at the signal.
    var lenses: LensSet
    /// Active (timeframe, oscillator) pairs at the signal.
    var divergences: UInt16

    /// When it is due.
    var exitTime: Nanoseconds { signalTime + .seconds(3600 * Int64(delayHours)) }
}

/// The exit that waits, if any.
struct ExitPlan: Hashable, Sendable, Codable {
    private(set) var pending: PendingExit?

    /// Takes a signal in; while one waits, a later one changes nothing.
    ///
    /// - Returns: It waits now.
    mutating func signal(_ exit: PendingExit) -> Bool {
        guard pending == nil else { return false }
        pending = exit
        return true
    }

    /// Takes out the exit that is due: its time has come, or momentum fell to down meanwhile.
    @inline(__always)
    mutating func takeDue(at now: Nanoseconds, _ category: MomentumCategory) -> (
        exit: PendingExit, type: ExitType
    )? {
        guard let exit = pending else { return nil }
        if now >= exit.exitTime {
            pending = nil
            return (exit, .convergence)
        }
        guard category == .down else { return nil }
        pending = nil
        return (exit, .accelerated)
    }
}
