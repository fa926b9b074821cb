import Core
import Journal
import Market
import Publisher
import Records
import Recovery
import Settings
import StateCoding
import Synchronization

/// The journal of an engine that starts: opened, replayed into core and publisher, ready to go on.
struct HostJournal {
    let storage: FolderStorage
    let state: JournalState
    let report: RecoveryReport
    let sink: JournalSink
    /// The last input of the newest checkpoint, 0 without one.
    let checkpoint: UInt64

    /// Opens the folder and brings a fresh core and a fresh publisher to where the last engine was.
    ///
    /// - Parameter remake: makes both afresh, where a checkpoint turned out to be no use.
    init(
        _ plan: HostPlan, core: inout Core, publisher: inout Publisher, now: Nanoseconds,
        remakePublisher: () -> Publisher
    ) throws(HostError) {
        let section = plan.settings.journal
        let fault: String?
        let storage = try Self.folder(section.folder)
        do throws(RecoveryError) {
            let reader = try Self.open(storage)
            try Self.check(reader, plan)
            let point = try StartingPoint.find(
                in: storage, reader, rulesDigest: plan.rulesDigest, core: &core,
                rest: { (state) throws(StateError) in try publisher.restore(from: &state) },
                remake: { fresh in
                    fresh = plan.core()
                    publisher = remakePublisher()
                })
            try Self.note(plan, storage)
            var writer = try Self.writer(storage, plan, reader.end, now)
            let done = try Recovery.run(reader, core: &core, writer: &writer) { slots, wall in
                publisher.apply(slots, now: wall)
                publisher.flush(now: wall)
            }
            publisher.durable(through: core.sequence, now: now)
            let isDue = done.replayed >= UInt64(max(1, section.checkpoint / Self.share))
            fault = isDue ? Self.keep(core, publisher, &writer, plan, storage, now) : nil
            checkpoint = isDue && fault == nil ? core.sequence : point.sequence
            report = RecoveryReport(
                point: point, notes: reader.notes, sequence: core.sequence,
                replayed: done.replayed, appended: done.appended)
            sink = JournalSink(writer)
        } catch {
            throw HostError("journal \(section.folder): \(error)")
        }
        self.storage = storage
        let fed = plan.instruments.indices.map { core.feed(at: $0) }
        for (place, feed) in fed.enumerated() {
            publisher.resumeFeed(of: place, acceptedThrough: feed.taken)
        }
        state = JournalState(fed: fed)
        state.durable.store(core.sequence, ordering: .relaxed)
        state.fault.withLock { $0 = fault }
    }

    /// A start that replayed this part of the inputs between two checkpoints makes one: engines
    /// that end before theirs is made would replay more with every start.
    private static let share = 4

    /// Writes a checkpoint of what came back; an engine runs without it as well.
    ///
    /// - Returns: Why there is none, in words.
    private static func keep(
        _ core: borrowing Core, _ publisher: Publisher, _ writer: inout JournalWriter,
        _ plan: HostPlan, _ storage: any Storage, _ now: Nanoseconds
    ) -> String? {
        let checkpoint = Checkpoint(
            of: core, publisher, rulesDigest: plan.rulesDigest, now: now)
        do {
            // No start behind it makes the records before it again: they have to be on disk.
            try writer.commitAll(now: now)
            try CheckpointMaker.write(checkpoint, to: storage)
            return nil
        } catch {
            return "no checkpoint at input \(checkpoint.sequence): \(error)"
        }
    }

    private static func folder(_ path: String) throws(HostError) -> FolderStorage {
        do throws(JournalError) {
            return try FolderStorage(path)
        } catch {
            throw HostError("journal \(path): \(error)")
        }
    }

    private static func open(_ storage: any Storage) throws(RecoveryError) -> JournalReader {
        do throws(JournalError) {
            return try JournalReader.open(storage, repairing: .tornTail)
        } catch {
            let help = error.code == .damaged ? "; `pitwire journal check` says more" : ""
            throw RecoveryError("\(error)\(help)")
        }
    }

    /// Keeps what it decides by.
    private static func note(
        _ plan: HostPlan, _ storage: any Storage
    ) throws(RecoveryError) {
        guard !plan.rules.isEmpty else { return }
        do throws(JournalError) {
            try RulesFiles(storage).write(plan.rules, digest: plan.rulesDigest)
        } catch {
            throw RecoveryError("\(error)")
        }
    }

    private static func writer(
        _ storage: any Storage, _ plan: HostPlan, _ end: JournalEnd, _ now: Nanoseconds
    ) throws(RecoveryError) -> JournalWriter {
        do throws(JournalError) {
            return try JournalWriter(
                storage, identity: plan.identity(epoch: UInt64(now.rawValue)), resuming: end,
                settings: JournalSettings(plan.settings.journal), now: now)
        } catch {
            throw RecoveryError("\(error)")
        }
    }

    /// Instruments are numbers in a journal: they must be those of the engine, more may follow.
    private static func check(
        _ reader: JournalReader, _ plan: HostPlan
    ) throws(RecoveryError) {
        guard let newest = reader.end.inputs.segments.last else { return }
        let recorded = newest.header.identity.instruments.map(\.symbol)
        let here = plan.instruments.map(\.instrument.symbol)
        guard here.starts(with: recorded) else {
            throw RecoveryError(
                "it records \(recorded.joined(separator: ", ")); an engine that goes on with it "
                    + "has these first, in this order, not \(here.joined(separator: ", "))")
        }
    }
}

extension JournalSettings {
    /// What the configuration says.
    init(_ section: JournalSection) {
        self.init()
        switch section.sync {
        case .always: policy = .always
        case .interval: policy = .interval(milliseconds: section.interval)
        case .off: policy = .off
        }
        // Nobody waits for records: what a crash takes of them is made anew from the inputs.
        outputLag = 200_000_000
        segmentBytes = section.segment << 20
        lowSpace = section.lowSpace << 20
    }
}
