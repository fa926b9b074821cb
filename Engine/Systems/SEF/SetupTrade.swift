import Market
import Measures
import Records
import Strategy

/// The simulated position of an approved setup, until a bar ends it.
struct SetupTrade: Hashable, Sendable, Codable {
    /// Why it ended: the place in the rule's reasons.
    enum End: Int, Hashable, Sendable {
        case stop = 1
        case target = 2
        case horizon = 3
    }

    /// How a bar ended it.
    struct Exit: Hashable, Sendable {
        var end: End
        var price: Double
    }

    /// Long or short.
    let direction: Direction
    /// The level whose setup it is.
    let level: ReferenceLevel
    /// The number of the approved decision.
    let number: UInt64
    let entry: Double
    let target: Double
    let stop: Double
    /// The instant of the entry: the end of the setup's bar.
    let start: Nanoseconds
    /// Bars after the entry so far.
    private(set) var bars = 0

    init(
        _ direction: Direction, _ level: ReferenceLevel, number: UInt64, entry: Double,
        target: Double, stop: Double, start: Nanoseconds
    ) {
        self.direction = direction
        self.level = level
        self.number = number
        self.entry = entry
        self.target = target
        self.stop = stop
        self.start = start
    }

    /// The next bar after the entry: the stop before the target when it reaches both, each filled
    /// at the open when the bar opens beyond; at the close of the last bar of the horizon
    /// otherwise.
    mutating func close(_ bar: borrowing StudyBar, horizon: Int) -> Exit? {
        bars += 1
        if direction == .short {
            if Comparison.reaches(bar.high, stop) {
                return Exit(end: .stop, price: max(stop, bar.open))
            }
            if Comparison.reaches(target, bar.low) {
                return Exit(end: .target, price: min(target, bar.open))
            }
        } else {
            if Comparison.reaches(stop, bar.low) {
                return Exit(end: .stop, price: min(stop, bar.open))
            }
            if Comparison.reaches(bar.high, target) {
                return Exit(end: .target, price: max(target, bar.open))
            }
        }
        return bars >= horizon ? Exit(end: .horizon, price: bar.close) : nil
    }

    /// What an exit is worth per share, contract or coin, in price.
    func profit(at price: Double) -> Double {
        direction == .long ? price - entry : entry - price
    }
}
