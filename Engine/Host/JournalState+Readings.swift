import Journal
import Market
import Synchronization
import Wire

extension JournalState {
    /// Its counters, as statistics show them.
    func readings(now: Nanoseconds) -> [NamedCounter] {
        let done = counters.withLock { $0 }
        let busy = busySince.load(ordering: .relaxed)
        return [
            NamedCounter("journal.durable", Int64(clamping: durable.load(ordering: .relaxed))),
            NamedCounter("journal.inputs", Int64(clamping: done.inputs)),
            NamedCounter("journal.blocks", Int64(clamping: done.blocks)),
            NamedCounter("journal.bytes", Int64(clamping: done.bytes)),
            NamedCounter("journal.input_bytes", Int64(clamping: done.inputBytes)),
            NamedCounter("journal.segments", Int64(clamping: done.segments)),
            NamedCounter("journal.segments_removed", Int64(clamping: done.removed)),
            NamedCounter("journal.syncs", Int64(clamping: done.syncs)),
            NamedCounter("journal.longest_sync_us", done.longestSync / 1000),
            NamedCounter("journal.latest_sync_us", done.latestSync / 1000),
            NamedCounter("journal.stalls", Int64(clamping: done.stalls)),
            NamedCounter("journal.busy_ms", busy > 0 ? (now.rawValue - busy) / 1_000_000 : 0),
            NamedCounter("journal.free_bytes", Int64(clamping: done.freeBytes ?? 0)),
            NamedCounter("journal.no_space", Int64(clamping: done.spaceFailures)),
        ]
    }
}
