import Core
import Journal
import Synchronization

/// How far a journal is, as the threads tell each other.
final class JournalState: Sendable {
    /// The last input that is on disk; under the policy `off`, in the file.
    let durable = Atomic<UInt64>(0)
    /// The last input whose records are too.
    let durableCause = Atomic<UInt64>(0)
    /// The last slot of the output log that is.
    let durableSlot = Atomic<UInt64>(0)
    /// Wall time, ns, since which a write or sync has not come back; 0 while none is under way.
    let busySince = Atomic<Int64>(0)
    /// How much of each feed is on disk, by instrument.
    let fed: Mutex<[FeedPosition]>
    /// How often that changed.
    let fedChanges = Atomic<UInt64>(0)
    /// A checkpoint is wanted that includes this input.
    let checkpointWanted = Atomic<UInt64>(0)
    /// The last input of the newest checkpoint but one: what is before may go.
    let oldestNeeded = Atomic<UInt64>(0)
    /// Everything was written.
    let isDone = Atomic(false)
    /// What ended the journal, or holds it up, in words.
    let fault = Mutex<String?>(nil)
    /// The journal is dead: nothing more is acknowledged, and the engine ends.
    let isDead = Atomic(false)
    /// What the writer did.
    let counters = Mutex(JournalCounters())

    init(fed: [FeedPosition]) { self.fed = Mutex(fed) }
}
