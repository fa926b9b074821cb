import Core
import EventLoop
import Journal
import Market
import Records
import Ring
import Settings
import Shard
import Synchronization

/// Holds the journal where its thread, or the loop, can reach it.
final class JournalBox {
    var journal: JournalDuty
    init(_ journal: consuming JournalDuty) { self.journal = journal }
}

/// The journal's duty: inputs and durable records from the core's rings onto the disk, as many at
/// a time as came together while the disk was busy.
struct JournalDuty: ~Copyable {
    private let sink: JournalSink
    private var inputs: RingConsumer<Input>
    private var records: OutputReader
    private let state: JournalState
    private let host: HostState
    private let bell: Doorbell
    private let publisherBell: Doorbell
    private let retention: JournalRetention
    private let checkpointInputs: UInt64
    private let acknowledgesWritten: Bool
    private let clock = WallClock()
    /// How far each feed was taken, by instrument.
    private var fed: [FeedPosition]
    /// Feeds gave something that they were not told about.
    private var hasNewFed = false
    /// The input at which the next checkpoint is due.
    private var nextCheckpoint: UInt64
    private var nextRetention: Int64 = 0
    private var retryAt: Int64 = 0

    /// The most inputs and slots between two commits.
    private static let batch = 1 << 16
    private static let pause: Int64 = 100_000_000
    private static let retentionInterval: Int64 = 60_000_000_000

    init(
        _ sink: JournalSink, _ rings: HostRings, _ journal: HostJournalRings,
        _ state: JournalState, _ host: HostState, _ section: JournalSection,
        checkpoint: UInt64
    ) {
        self.sink = sink
        // Counted from the last one, not from the start: engines that live shortly get one, too.
        nextCheckpoint = checkpoint + UInt64(section.checkpoint)
        inputs = journal.inputs.takeConsumer()
        records = OutputReader(journal.records)
        self.state = state
        self.host = host
        bell = journal.bell
        publisherBell = rings.outputBell
        retention = JournalRetention(
            bytes: section.size > 0 ? section.size << 30 : nil,
            age: section.days > 0 ? Int64(section.days) * 86_400_000_000_000 : nil)
        checkpointInputs = UInt64(section.checkpoint)
        acknowledgesWritten = section.sync == .off
        fed = state.fed.withLock { $0 }
    }

    /// Whether a step has something to do.
    var hasWork: Bool { !inputs.isEmpty || !records.isEmpty }

    /// Takes what came together and commits it; `false` when there was nothing to do.
    mutating func step() -> Bool {
        guard !state.isDead.load(ordering: .relaxed) else { return discard() }
        let now = clock.now()
        guard now >= retryAt else { return false }
        state.busySince.store(now, ordering: .relaxed)
        defer { state.busySince.store(0, ordering: .relaxed) }
        do throws(JournalError) {
            // The core goes on meanwhile: no record is taken whose input was not.
            let ready = records.ready
            let taken = try takeInputs() + takeRecords(ready)
            try sink.writer.commit(now: Nanoseconds(now))
            publish()
            recovered()
            if now >= nextRetention { try retain(now) }
            return taken > 0
        } catch {
            failed(error, now)
            return false
        }
    }

    private mutating func takeInputs() throws(JournalError) -> Int {
        var taken = 0
        let limit = max(Self.batch, inputs.capacity)
        // The slots of a command are in the ring together: the rest of one is there.
        while taken < limit || sink.writer.isWithinCommand {
            let ready = inputs.ready()
            if ready.isEmpty { break }
            let before = sink.writer.nextSequence
            defer {
                let count = Int(sink.writer.nextSequence - before)
                note(UnsafeBufferPointer(rebasing: ready[..<count]))
                inputs.release(count)
                taken += count
            }
            try sink.writer.append(inputs: ready, first: before)
        }
        return taken
    }

    /// Counts what the feeds gave, which they are told once it is on disk.
    private mutating func note(_ inputs: UnsafeBufferPointer<Input>) {
        for input in inputs where input.isOfFeed {
            fed[Int(input.instrument.rawValue)].take(input)
            hasNewFed = true
        }
    }

    private mutating func takeRecords(_ ready: Int) throws(JournalError) -> Int {
        try sink.settle()
        guard ready > 0 else { return 0 }
        let sink = sink
        let taken = records.read(limit: min(ready, Self.batch)) { sink.take($0) }
        try sink.settle()
        return taken
    }

    /// Tells the others how far it is.
    private mutating func publish() {
        let progress = sink.writer.progress
        let durable = acknowledgesWritten ? progress.written : progress.durable
        if hasNewFed, durable == progress.next - 1 {
            hasNewFed = false
            let counted = fed
            state.fed.withLock { $0 = counted }
            state.fedChanges.add(1, ordering: .releasing)
        }
        let cause = progress.durableCause
        let sessionBegan = sink.sessionBegan
        if sessionBegan > 0, sessionBegan <= cause {
            want(sessionBegan)
        } else if durable >= nextCheckpoint {
            want(durable)
        }
        state.durableCause.store(cause, ordering: .releasing)
        state.durableSlot.store(progress.durableSlot, ordering: .releasing)
        guard durable > state.durable.load(ordering: .relaxed) else { return }
        state.durable.store(durable, ordering: .releasing)
        let counters = sink.writer.counters
        state.counters.withLock { $0 = counters }
        publisherBell.ring()
    }

    private mutating func want(_ sequence: UInt64) {
        sink.sessionBegan = 0
        nextCheckpoint = sequence + checkpointInputs
        state.checkpointWanted.store(sequence, ordering: .releasing)
    }

    private mutating func retain(_ now: Int64) throws(JournalError) {
        nextRetention = now + Self.retentionInterval
        guard retention.bytes != nil || retention.age != nil else { return }
        let needed = state.oldestNeeded.load(ordering: .acquiring)
        guard needed > 0 else { return }
        _ = try sink.writer.retain(
            retention, oldestNeeded: needed, oldestCauseNeeded: needed, now: Nanoseconds(now))
    }

    /// A disk that was full takes bytes again.
    private mutating func recovered() {
        guard retryAt > 0 else { return }
        retryAt = 0
        state.fault.withLock { $0 = nil }
    }

    /// A full disk is waited for; anything else ends the journal, and with it the engine.
    private mutating func failed(_ error: JournalError, _ now: Int64) {
        state.fault.withLock { $0 = "\(error)" }
        if error.code == .noSpace {
            retryAt = now + Self.pause
            return
        }
        state.isDead.store(true, ordering: .releasing)
        host.isStopping.store(true, ordering: .releasing)
        publisherBell.ring()
    }

    /// Nothing can be recorded any more: what the core still makes is dropped, so that it ends.
    private mutating func discard() -> Bool {
        let ready = inputs.ready().count
        inputs.release(ready)
        return ready + records.read(limit: Self.batch) { _ in } > 0
    }

    /// Writes the last, once the core is done and nothing waits.
    mutating func finishIfDone() -> Bool {
        guard host.isCoreDone.load(ordering: .acquiring), !hasWork, sink.isEmpty else {
            return false
        }
        if !state.isDead.load(ordering: .relaxed) {
            do throws(JournalError) {
                try sink.writer.commitAll(now: Nanoseconds(clock.now()))
                publish()
            } catch {
                failed(error, clock.now())
                // A full disk at the end: what was acknowledged is on it, the rest is said.
                state.isDead.store(true, ordering: .releasing)
            }
        }
        state.isDone.store(true, ordering: .releasing)
        publisherBell.ring()
        return true
    }

    /// Works until everything is written, on a thread of its own.
    mutating func run() {
        while true {
            if step() { continue }
            if finishIfDone() { return }
            bell.wait(atMost: 20_000_000) { hasWork }
        }
    }
}

extension Input {
    /// A feed gave it.
    fileprivate var isOfFeed: Bool {
        kind.rawValue < Kind.command.rawValue || kind == .feedBegin
    }
}
