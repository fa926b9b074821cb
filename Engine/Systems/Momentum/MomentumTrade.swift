import Market
import Measures
import Records

/// Why a trade ended.
@frozen
public enum ExitReason: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    case stop = 1
    case target = 2
    case timeExit = 3
    case sessionEnd = 4

    /// The name used in files and output.
    public var name: String {
        switch self {
        case .stop: "STOP"
        case .target: "TARGET"
        case .timeExit: "TIME_EXIT"
        case .sessionEnd: "SESSION_END"
        }
    }
}

/// Why and at which price a trade ended, before slippage.
struct TradeExit: Hashable, Sendable {
    var reason: ExitReason
    /// Real price.
    var price: Double
}

/// An open trade of one unit; its levels come from the expansion bar and know no slippage.
struct MomentumTrade: Hashable, Sendable, Codable {
    /// Long or short.
    var direction: Direction
    /// The end of the expansion bar.
    var entryTime: Nanoseconds
    /// Its close, real price.
    var entry: Double
    /// Its low, for a short its high.
    var stop: Double
    /// Its close and `target_rr` ranges more, for a short less.
    var target: Double

    /// The trade that an expansion bar opens at its close.
    init(
        _ direction: Direction, high: Double, low: Double, close: Double, end: Nanoseconds,
        targetFactor: Double
    ) {
        self.direction = direction
        entryTime = end
        entry = close
        let reach = targetFactor * (high - low)
        stop = direction == .long ? low : high
        target = direction == .long ? close + reach : close - reach
    }

    /// 1 for long, -1 for short.
    var sign: Double { direction == .long ? 1 : -1 }

    /// What a later bar does to the trade: stop, target, time, in this order.
    func exit(
        open: Double, high: Double, low: Double, close: Double, end: Nanoseconds,
        timeExit: Nanoseconds
    ) -> TradeExit? {
        let isLong = direction == .long
        let worst = isLong ? low : high
        if isBeyond(stop, worst) {
            return TradeExit(reason: .stop, price: isBeyond(stop, open) ? open : stop)
        }
        let best = isLong ? high : low
        if isBeyond(best, target) {
            return TradeExit(reason: .target, price: isBeyond(open, target) ? open : target)
        }
        let isLosing =
            isLong ? Comparison.exceeds(entry, close) : Comparison.exceeds(close, entry)
        if end - entryTime >= timeExit, isLosing {
            return TradeExit(reason: .timeExit, price: close)
        }
        return nil
    }

    /// `a` is at `b` or further in the trade's direction.
    private func isBeyond(_ a: Double, _ b: Double) -> Bool {
        direction == .long ? Comparison.reaches(a, b) : Comparison.reaches(b, a)
    }

    /// The price that the entry was filled at.
    func filledEntry(slippage: Double) -> Double { entry + sign * slippage }

    /// The price that an exit is filled at: a target is a limit order and does not slip.
    func filledExit(_ exit: TradeExit, slippage: Double) -> Double {
        exit.reason == .target ? exit.price : exit.price - sign * slippage
    }
}
