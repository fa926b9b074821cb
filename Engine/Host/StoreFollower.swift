import EventLoop
import Journal
import Market
import Records
import Store

/// Feeds the SQLite file from the output log, from where the file says it is.
final class StoreFollower {
    private let writer: StoreWriter
    private let storage: FolderStorage
    private var reader: JournalReader?
    private var seen: UInt64 = 0
    private let onFault: @Sendable (String) -> Void

    /// The name of the file in the journal's folder.
    static let fileName = "pitwire.db"

    init(_ plan: HostPlan, _ storage: FolderStorage, _ rulesDigest: UInt64) {
        self.storage = storage
        onFault = plan.onStoreFault
        writer = StoreWriter(
            path: "\(storage.name)/\(Self.fileName)",
            instruments: plan.instruments.map(\.instrument), schemas: plan.schemas,
            rules: rulesDigest)
    }

    /// What it did.
    var counters: StoreCounters { writer.counters }

    /// Takes what is new in the log up to a slot and writes a transaction when one is due.
    ///
    /// - Returns: Whether there is more to do at once.
    func step(through slot: UInt64, now: Nanoseconds) -> Bool {
        tell(writer.step(now: now))
        guard let next = writer.next, slot > next else { return false }
        return feed(from: next, now) && writer.isDue
    }

    /// Takes the rest and closes the file; what it has no time for the next engine takes.
    func close(through slot: UInt64, clock: WallClock) {
        var now = Nanoseconds(clock.now())
        let end = now + Self.lastWork
        tell(writer.step(now: now))
        while now < end, let next = writer.next, slot > next, feed(from: next, now) {
            if let fault = writer.commit(now: now) {
                tell(fault)
                break
            }
            now = Nanoseconds(clock.now())
        }
        tell(writer.close(now: now))
    }

    /// How long an engine that ends waits for the file.
    private static let lastWork = Nanoseconds.seconds(2)

    /// Reads on behind a slot; `false` when there was nothing or no room.
    private func feed(from position: UInt64, _ now: Nanoseconds) -> Bool {
        do throws(JournalError) {
            if reader == nil {
                reader = try JournalReader.open(storage, repairing: .liveTail)
            } else {
                try reader?.refresh()
            }
            guard var cursor = reader?.outputs(after: position) else { return false }
            var taken = false
            while let run = try cursor.next() {
                let skip = Int(position + 1 > run.first ? position + 1 - run.first : 0)
                guard skip < run.slots.count else { continue }
                let slots = UnsafeBufferPointer(rebasing: run.slots[skip...])
                let end = run.first + UInt64(run.slots.count) - 1
                guard writer.append(slots, through: end) == .taken else { break }
                taken = true
                if writer.isDue { break }
            }
            return taken
        } catch {
            reader = nil
            onFault("the store can not read the output log: \(error)")
            return false
        }
    }

    private func tell(_ fault: StoreFault?) {
        if let fault { onFault("\(fault)") }
    }
}
