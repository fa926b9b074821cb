import Market

/// When the faults that happen so many times a day happen.
struct FaultSchedule {
    enum Kind {
        case gap, stall, burst, clock
    }

    private static let day: Int64 = 86_400_000_000_000
    /// The times of a day lie within so long of its first input.
    private static let span: UInt64 = 6 * 3600 * 1_000_000_000
    private let plan: FaultPlan
    private var random: SplitMix64
    private var today: Int64?
    /// What is still to come today, latest first.
    private var waiting: [(time: Int64, kind: Kind)] = []

    init(_ plan: FaultPlan, seed: UInt64) {
        self.plan = plan
        random = SplitMix64(seed: seed)
    }

    /// What happens now; each answer is given once.
    mutating func next(at time: Nanoseconds) -> Kind? {
        let number = time.rawValue / Self.day
        if number > today ?? Int64.min { begin(number, time) }
        guard let first = waiting.last, first.time <= time.rawValue else { return nil }
        waiting.removeLast()
        return first.kind
    }

    private mutating func begin(_ number: Int64, _ time: Nanoseconds) {
        today = number
        waiting = []
        let events: [(FaultPlan.Event?, Kind)] = [
            (plan.gap, .gap), (plan.stall, .stall), (plan.burst, .burst), (plan.clock, .clock),
        ]
        for (event, kind) in events {
            for _ in 0..<(event?.timesADay ?? 0) {
                let (instant, isTooLate) = time.rawValue.addingReportingOverflow(
                    Int64(random.below(Self.span)))
                if !isTooLate { waiting.append((instant, kind)) }
            }
        }
        // A stable order, so that equal instants are no matter of luck.
        waiting = waiting.enumerated().sorted {
            ($0.element.time, $0.offset) > ($1.element.time, $1.offset)
        }.map(\.element)
    }
}
