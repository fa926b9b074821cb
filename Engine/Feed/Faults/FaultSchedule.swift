import Chance
import Market

/// When the faults that happen so many times a day happen.
///
/// A day is `FaultPlan.daySeconds` seconds in which something came in, so that a regular session
/// has all of them, closed hours none and quiet ones few.
struct FaultSchedule {
    enum Kind {
        case gap, stall, burst, clock
    }

    private let plan: FaultPlan
    private var random: SplitMix64
    private var newest = Nanoseconds(Int64.min)
    /// Seconds of this day that had something, the present one included.
    private var seconds = 0
    /// What is still to come today by the number of its second, latest first.
    private var waiting: [(second: Int, kind: Kind)] = []

    init(_ plan: FaultPlan, seed: UInt64) {
        self.plan = plan
        random = SplitMix64(seed)
    }

    /// What happens now; each answer is given once.
    mutating func next(at time: Nanoseconds) -> Kind? {
        let second = time.secondStart
        if second > newest {
            newest = second
            if seconds == FaultPlan.daySeconds { seconds = 0 }
            if seconds == 0 { begin() }
            seconds += 1
        }
        guard let first = waiting.last, first.second < seconds else { return nil }
        waiting.removeLast()
        return first.kind
    }

    private mutating func begin() {
        waiting = []
        let events: [(FaultPlan.Event?, Kind)] = [
            (plan.gap, .gap), (plan.stall, .stall), (plan.burst, .burst), (plan.clock, .clock),
        ]
        for (event, kind) in events {
            for _ in 0..<(event?.timesADay ?? 0) {
                waiting.append((Int(random.below(UInt64(FaultPlan.daySeconds))), kind))
            }
        }
        // A stable order, so that equal seconds are no matter of luck.
        waiting = waiting.enumerated().sorted {
            ($0.element.second, $0.offset) > ($1.element.second, $1.offset)
        }.map(\.element)
    }
}
