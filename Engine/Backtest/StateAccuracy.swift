import Market
import Records

/// How often the auction playbook's market state came true, by a label made here.
///
/// A balance is right if, within the next thirty minutes, price stays inside the value area
/// widened by half its height on either side; an imbalance if it closes farther in its direction.
/// Prices are those of closed minutes; a state after which nothing traded for so long is not
/// counted.
public struct StateAccuracy: Hashable, Sendable {
    /// States that could be judged.
    public var judged = 0
    /// Those that were right.
    public var right = 0

    /// Nothing judged.
    public init() {}

    /// The share of right ones, 0 to 1; `nil` when none was judged.
    public var share: Double? { judged == 0 ? nil : Double(right) / Double(judged) }
}

/// Judges the states of one instrument, minute by minute.
struct StateJudge: Sendable {
    static let span: Int64 = 30 * 60 * 1_000_000_000
    /// A minute that closes later than this after the span says nothing about it.
    static let patience: Int64 = 5 * 60 * 1_000_000_000

    private(set) var accuracy = StateAccuracy()
    private var waiting: [Reading] = []

    /// A state that waits for its thirty minutes.
    private struct Reading {
        var time: Nanoseconds
        var close: Double
        var lean: Lean
        var low: Double
        var high: Double
        var isInside = true
    }

    private enum Lean {
        case down, balance, up

        init?(_ state: String) {
            switch state {
            case "BALANCE": self = .balance
            case "IMBALANCE_UP": self = .up
            case "IMBALANCE_DOWN": self = .down
            default: return nil
            }
        }
    }

    /// A minute closed: what traded in it, at its end.
    mutating func closed(_ end: Nanoseconds, high: Double, low: Double, close: Double) {
        var done = 0
        for place in waiting.indices where waiting[place].time < end {
            if high > waiting[place].high || low < waiting[place].low {
                waiting[place].isInside = false
            }
            let age = end.rawValue - waiting[place].time.rawValue
            guard age >= Self.span else { continue }
            done = place + 1
            if age <= Self.span + Self.patience { judge(waiting[place], close) }
        }
        waiting.removeFirst(done)
    }

    /// The state at the close of a minute; a value area that is not known is no state.
    mutating func stood(
        _ state: String, at time: Nanoseconds, close: Double, val: Double, vah: Double
    ) {
        guard let lean = Lean(state) else { return }
        let half = 0.5 * (vah - val)
        waiting.append(
            Reading(time: time, close: close, lean: lean, low: val - half, high: vah + half))
    }

    private mutating func judge(_ reading: Reading, _ close: Double) {
        accuracy.judged += 1
        let isRight =
            switch reading.lean {
            case .balance: reading.isInside
            case .up: close > reading.close
            case .down: close < reading.close
            }
        if isRight { accuracy.right += 1 }
    }
}
