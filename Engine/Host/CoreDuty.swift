import Core
import EventLoop
import Market
import Ring
import Settings
import Shard
import Synchronization

/// The core's duty: rings in, pipelines, ring out.
struct CoreDuty: ~Copyable, @unchecked Sendable {
    private var shard: Shard
    private let state: HostState
    private let bell: Doorbell
    private let outputBell: Doorbell
    private let policy: WaitPolicy
    private var nextWeighing: UInt64 = 0
    private var isClosed = false

    init(_ core: consuming Core, _ plan: HostPlan, _ rings: HostRings, _ state: HostState) {
        shard = rings.shard(core) { Nanoseconds(WallClock().now()) }
        self.state = state
        bell = rings.coreBell
        outputBell = rings.outputBell
        policy = HostRings.policy(plan)
    }

    /// Does a bounded piece of work; `false` when there is none, or the output ring is full.
    mutating func step() -> Bool {
        let handled = shard.step()
        if handled > 0 {
            state.taken.store(shard.sequence, ordering: .relaxed)
            if shard.sequence >= nextWeighing { weigh() }
        }
        return handled > 0
    }

    /// Adds up the ladders now and then: with a thousand instruments it is not for every step.
    private mutating func weigh() {
        nextWeighing = shard.sequence + 65_536
        state.ladderBytes.store(shard.ladderBytes, ordering: .relaxed)
    }

    /// Whether a step could do something now.
    var hasWork: Bool { mutating get { shard.hasWork && !shard.isBlocked } }

    /// Notes the end once nothing more can come.
    mutating func finishIfDone() -> Bool {
        guard state.isFeedDone.load(ordering: .acquiring),
            state.isWireDone.load(ordering: .acquiring), !shard.hasWork
        else { return false }
        if !isClosed {
            guard shard.close() else { return false }
            isClosed = true
        }
        guard !shard.hasWork else { return false }
        state.isCoreDone.store(true, ordering: .releasing)
        outputBell.ring()
        return true
    }

    /// Works until nothing more can come, on a thread of its own.
    mutating func run() {
        var back = BackOff(policy)
        while true {
            if step() {
                back.reset()
                continue
            }
            if shard.isBlocked {
                back.pause()
                continue
            }
            if finishIfDone() { return }
            bell.wait(atMost: 20_000_000) { shard.hasWork }
        }
    }
}
