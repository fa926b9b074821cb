import Market
import Testing

@testable import Convergence

@Suite struct ExitPlanTests {
    private let delays = ExitDelays()

    @Test(
        arguments: [
            (6, .strongUp, 6), (5, .strongUp, 6), (4.99, .up, 3), (3.2, .up, 3), (2, .up, 3),
            (1.99, .flat, 1), (0, .flat, 1), (-1.99, .flat, 1), (-2, .down, 0), (-9, .down, 0),
            (nil, .unknown, 0),
        ] as [(Double?, MomentumCategory, Int)])
    func `momentum decides the delay`(momentum: Double?, category: MomentumCategory, hours: Int) {
        #expect(delays.category(momentum) == category)
        #expect(delays.hours(category) == hours)
    }

    private func exit(_ time: String, _ momentum: Double?) -> PendingExit {
        let category = delays.category(momentum)
        return PendingExit(
            signalTime: at(time), category: category, delayHours: delays.hours(category),
            lenses: LensSet(bits: 0xf), divergences: 0x7)
    }

    @Test func `momentum 3.2 at 14:00 is due at 17:00`() {
        var plan = ExitPlan()
        #expect(plan.signal(exit("2024-01-16T14:00:00Z", 3.2)) == true)
        #expect(plan.pending?.exitTime == at("2024-01-16T17:00:00Z"))
        #expect(plan.takeDue(at: at("2024-01-16T14:00:00Z"), .up) == nil)
        #expect(plan.takeDue(at: at("2024-01-16T16:59:00Z"), .flat) == nil)
        let due = plan.takeDue(at: at("2024-01-16T17:00:00Z"), .up)
        #expect(due?.type == .convergence)
        #expect(due?.exit.signalTime == at("2024-01-16T14:00:00Z"))
        #expect(plan.pending == nil)
    }

    @Test func `down is sold now`() {
        var plan = ExitPlan()
        #expect(plan.signal(exit("2024-01-16T14:00:00Z", -2)) == true)
        #expect(plan.takeDue(at: at("2024-01-16T14:00:00Z"), .down)?.type == .convergence)
    }

    @Test func `momentum that falls to down while waiting sells at once`() {
        var plan = ExitPlan()
        #expect(plan.signal(exit("2024-01-16T14:00:00Z", 6)) == true)
        #expect(plan.takeDue(at: at("2024-01-16T15:00:00Z"), .unknown) == nil)
        #expect(plan.takeDue(at: at("2024-01-16T15:01:00Z"), .down)?.type == .accelerated)
        #expect(plan.takeDue(at: at("2024-01-16T20:00:00Z"), .down) == nil)
    }

    @Test func `a later signal does not move the time`() {
        var plan = ExitPlan()
        #expect(plan.signal(exit("2024-01-16T14:00:00Z", 6)) == true)
        #expect(plan.signal(exit("2024-01-16T15:00:00Z", 0)) == false)
        #expect(plan.pending?.exitTime == at("2024-01-16T20:00:00Z"))
    }

    @Test func `after an exit the next signal waits anew`() {
        var plan = ExitPlan()
        #expect(plan.signal(exit("2024-01-16T14:00:00Z", 0)) == true)
        #expect(plan.takeDue(at: at("2024-01-16T15:30:00Z"), .flat)?.type == .convergence)
        #expect(plan.signal(exit("2024-01-16T16:00:00Z", 0)) == true)
        #expect(plan.pending?.exitTime == at("2024-01-16T17:00:00Z"))
    }
}
