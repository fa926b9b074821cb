import Records
import Wire

/// Looks at the evaluations in the core's output on its way to the publisher: counts them, and
/// hands decisions on. The publisher's thread only.
final class DecisionWatch {
    private var counts = [Int64](repeating: 0, count: Verdict.allCases.count)
    private let isNeeded: Bool
    private let onDecision: (@Sendable (Evaluation) -> Void)?

    init(_ plan: HostPlan) {
        isNeeded = plan.instruments.contains { !$0.strategies.isEmpty }
        onDecision = plan.onDecision
    }

    /// Looks at some whole records.
    func note(_ slots: UnsafeBufferPointer<OutputSlot>) {
        guard isNeeded else { return }
        var index = 0
        while index < slots.count {
            let size = max(1, slots[index].slots)
            if slots[index].kind == .evaluation {
                note(evaluation: UnsafeBufferPointer(rebasing: slots[index..<index + size]))
            }
            index += size
        }
    }

    private func note(evaluation slots: UnsafeBufferPointer<OutputSlot>) {
        guard let verdict = Verdict(rawValue: slots[0].flags) else { return }
        counts[Int(verdict.rawValue)] += 1
        if verdict != .study, let onDecision { onDecision(Evaluation(slots)) }
    }

    /// What strategies said so far: `strategy.approved`, `strategy.blocked`, ...
    var readings: [NamedCounter] {
        guard isNeeded else { return [] }
        return Verdict.allCases.map {
            NamedCounter("strategy.\($0.name)", counts[Int($0.rawValue)])
        }
    }
}
