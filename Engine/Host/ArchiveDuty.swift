import EventLoop
import Glibc
import Journal
import Market
import Publisher
import Records
import Recovery
import Settings
import Store
import Synchronization

/// What follows the journal at its own pace: checkpoints, and the SQLite file.
///
/// Nothing waits for it. A checkpoint is made by replaying the journal from the one before, so the
/// running core is not touched, and each one proves that the one before can be gone on from.
final class ArchiveDuty: @unchecked Sendable {
    private let storage: FolderStorage
    private let state: JournalState
    private let parts: EngineParts
    private let store: StoreFollower?
    private let clock = WallClock()
    private var done: UInt64 = 0
    private var previous: UInt64 = 0

    private static let pause: Int64 = 20_000_000
    /// How long a checkpoint may still take once the engine has ended.
    private static let patience: Int64 = 1_000_000_000

    init(
        _ plan: HostPlan, _ settings: PublisherSettings, _ storage: FolderStorage,
        _ state: JournalState
    ) {
        self.storage = storage
        self.state = state
        var quiet = settings
        quiet.waitsForJournal = false
        parts = plan.parts(quiet)
        store =
            plan.settings.journal.store ? StoreFollower(plan, storage, parts.rulesDigest) : nil
    }

    /// Works until the journal is done, on a thread of its own.
    func run() {
        while true {
            let isLast = state.isDone.load(ordering: .acquiring)
            let now = Nanoseconds(clock.now())
            checkpointIfWanted(now)
            let isBusy =
                store?.step(
                    through: state.durableSlot.load(ordering: .acquiring), now: now) ?? false
            if isLast {
                store?.close(
                    through: state.durableSlot.load(ordering: .acquiring), clock: clock)
                return
            }
            if !isBusy { rest() }
        }
    }

    private func rest() {
        var span = timespec(tv_sec: 0, tv_nsec: Int(Self.pause))
        nanosleep(&span, nil)
    }

    /// Makes the checkpoint that the journal asked for, once all it needs is on disk.
    private func checkpointIfWanted(_ now: Nanoseconds) {
        let wanted = state.checkpointWanted.load(ordering: .acquiring)
        guard wanted > done, state.durableCause.load(ordering: .acquiring) >= wanted,
            state.durable.load(ordering: .acquiring) >= wanted
        else { return }
        done = wanted
        do throws(RecoveryError) {
            var lastWork: Int64?
            let isMade = try CheckpointMaker(storage, parts).make(through: wanted, now: now) {
                guard state.isDone.load(ordering: .acquiring) else { return false }
                // An engine that ends does not wait for long: the next one replays more.
                let end = lastWork ?? clock.now() + Self.patience
                lastWork = end
                return clock.now() > end
            }
            guard isMade else { return }
            if previous > 0 { state.oldestNeeded.store(previous, ordering: .releasing) }
            previous = wanted
        } catch {
            state.fault.withLock { $0 = "no checkpoint at input \(wanted): \(error)" }
        }
    }
}
