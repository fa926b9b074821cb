import Measures
import Records

/// A price that a leg is measured from, and the minute that made it.
struct Turn: Hashable, Sendable, Codable {
    var price: Double
    var level: Int64
    /// The minute's place in its session.
    var index: Int
}

/// The move out of the balance range, from where it began to its farthest price.
struct ImpulseLeg: Hashable, Sendable, Codable {
    /// What it does with new prices.
    enum Phase: Int, Hashable, Sendable, Codable {
        /// The extreme moves.
        case active
        /// A part was retraced; the extreme stands.
        case frozen
    }

    /// A change of phase.
    enum Change: Hashable, Sendable { case frozen, restarted }

    /// `.long` out of the top of the range.
    let direction: Direction
    /// The minute that closed outside.
    let breakout: Int
    private(set) var phase = Phase.active
    private(set) var origin: Turn
    private(set) var extreme: Turn
    /// ATR at the minute that started it, or started it again.
    private(set) var atr: Double?
    /// Long enough for its ATR; decided when it freezes.
    private(set) var isImpulse = false
    /// The state was an imbalance of this direction since the breakout.
    var wasImbalance = false
    /// The market was in balance before the breakout.
    let wasBalanced: Bool
    /// Where it may be joined, once frozen.
    var zones = EntryZones()

    /// A leg that starts at the last minute.
    init(
        _ direction: Direction, _ history: borrowing MinuteHistory, atr: Double?, _ rule: LegRule
    ) {
        let last = history.last
        self.direction = direction
        breakout = last
        self.atr = atr
        origin = Self.farthestBack(
            direction, history, max(0, last - rule.lookback + 1)...last)
        extreme = Self.front(direction, history, last)
        wasBalanced = Self.wasBalanced(history, before: last, bars: rule.balanceBars)
    }

    /// From origin to extreme, in price; below 0 for none.
    var length: Double {
        direction == .long ? extreme.price - origin.price : origin.price - extreme.price
    }

    /// How far a minute came back from the extreme.
    func retracement(_ minute: borrowing Minute) -> Double {
        direction == .long
            ? extreme.price - minute.back(direction) : minute.back(direction) - extreme.price
    }

    /// Follows the last minute, which closed outside on the leg's side.
    mutating func advance(
        _ history: borrowing MinuteHistory, atr: Double?, _ rule: LegRule
    ) -> Change? {
        let last = history.last
        if isBeyond(history[last].front(direction)) {
            let change: Change? = phase == .frozen ? .restarted : nil
            if change != nil {
                origin = Self.farthestBack(direction, history, extreme.index + 1...last)
                self.atr = atr
                phase = .active
                isImpulse = false
                zones = EntryZones()
            }
            extreme = Self.front(direction, history, last)
            return change
        }
        guard phase == .active, Comparison.exceeds(length, 0),
            Comparison.reaches(retracement(history[last]), rule.retrace * length)
        else { return nil }
        phase = .frozen
        isImpulse = self.atr.map { Comparison.reaches(length, rule.atrFactor * $0) } ?? false
        return .frozen
    }

    /// Takes the farthest price of the minute that ended it.
    mutating func end(_ history: borrowing MinuteHistory) {
        if isBeyond(history[history.last].front(direction)) {
            extreme = Self.front(direction, history, history.last)
        }
    }

    private func isBeyond(_ price: Double) -> Bool {
        direction == .long
            ? Comparison.exceeds(price, extreme.price) : Comparison.exceeds(extreme.price, price)
    }

    private static func front(
        _ direction: Direction, _ history: borrowing MinuteHistory, _ index: Int
    ) -> Turn {
        Turn(
            price: history[index].front(direction), level: history[index].frontLevel(direction),
            index: index)
    }

    /// The price of some minutes farthest against a direction, of equal ones the latest.
    private static func farthestBack(
        _ direction: Direction, _ history: borrowing MinuteHistory, _ range: ClosedRange<Int>
    ) -> Turn {
        var best = range.lowerBound
        for index in range {
            let (price, now) = (history[index].back(direction), history[best].back(direction))
            if direction == .long ? price <= now : price >= now { best = index }
        }
        return Turn(
            price: history[best].back(direction), level: history[best].backLevel(direction),
            index: best)
    }

    /// Whether more than half of the `bars` minutes before one closed inside; there must be as
    /// many.
    static func wasBalanced(
        _ history: borrowing MinuteHistory, before index: Int, bars: Int
    ) -> Bool {
        guard index >= bars else { return false }
        var inside = 0
        for place in index - bars..<index where history[place].side == .none { inside += 1 }
        return 2 * inside > bars
    }
}
