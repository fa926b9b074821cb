import Core
import EventLoop
import Feed
import Glibc
import Market
import Ring
import Settings
import Synchronization

/// The feed's duty: a source, paced, into the rings.
struct FeedDuty: ~Copyable, @unchecked Sendable {
    private var feed: ReplayFeed
    private var port: FeedPort
    private let state: HostState
    private let waitsForClients: Int
    private let waitsForStreams: Int
    /// As many listened as it waits for: that one of them goes away again holds nothing.
    private var hasBegun = false
    private let policy: WaitPolicy
    private let clock = WallClock()

    init(
        _ plan: HostPlan, _ source: MergedSource, _ rings: HostRings, _ state: HostState,
        _ recovered: [FeedPosition]
    ) {
        port = rings.port(.replay)
        let positions = port.instruments.map { instrument in
            let name = plan.instruments[Int(instrument.rawValue)].source
            let known = recovered.isEmpty ? FeedPosition() : recovered[Int(instrument.rawValue)]
            return (source: name, taken: name != 0 && known.source == name ? known.taken : 0)
        }
        feed = ReplayFeed(
            source: source, speed: plan.speed, instruments: port.instruments,
            positions: positions)
        self.state = state
        waitsForClients = plan.waitsForClients
        waitsForStreams = plan.waitsForStreams
        policy = HostRings.policy(plan)
    }

    /// Does a bounded piece of work; a source that fails ends, with its words kept.
    mutating func step() -> ReplayFeed.Step {
        if state.isStopping.load(ordering: .relaxed) { return finish() }
        hasBegun =
            hasBegun
            || state.clients.load(ordering: .relaxed) >= waitsForClients
                && state.streams.load(ordering: .relaxed) >= waitsForStreams
        guard hasBegun else {
            return .wait(until: Nanoseconds(clock.now() + 2_000_000))
        }
        feed.pace(at: state.speed)
        do {
            let step = try feed.step(&port, now: Nanoseconds(clock.now()))
            state.fed.store(feed.count, ordering: .relaxed)
            return step == .ended ? finish() : step
        } catch {
            state.feedFault.withLock { $0 = "\(error)" }
            return finish()
        }
    }

    private func finish() -> ReplayFeed.Step {
        state.isFeedDone.store(true, ordering: .releasing)
        return .ended
    }

    /// Works until the source ends or the engine stops, on a thread of its own.
    mutating func run() {
        var back = BackOff(policy)
        while true {
            switch step() {
            case .progress: back.reset()
            case .blocked: back.pause()
            case .wait(let until): wait(until)
            case .ended: return
            }
        }
    }

    /// Waits until a wall time, at most 20 ms so that a stop is seen.
    private func wait(_ until: Nanoseconds) {
        if policy == .spin {
            cpuPause()
            return
        }
        let left = min(until.rawValue - clock.now(), 20_000_000)
        guard left > 0 else { return }
        var span = timespec(tv_sec: 0, tv_nsec: Int(left))
        nanosleep(&span, nil)
    }
}
