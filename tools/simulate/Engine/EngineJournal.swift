import Core
import Journal
import Market
import Records
import Ring
import Shard

/// The journal's duty on a simulated disk: what came together in the rings is written and synced,
/// and told once the disk has answered.
final class EngineJournal {
    /// What a step came to.
    enum Outcome {
        case idle
        /// It was committed; the disk took so many nanoseconds.
        case committed(Int64)
        /// The disk is full: to be tried again.
        case full
        /// The journal is dead.
        case dead(JournalError)
    }

    private(set) var writer: JournalWriter
    private var inputs: RingConsumer<Input>
    private var records: OutputReader
    /// What the disk had no room for.
    private var waiting: [OutputSlot] = []
    private var failure: JournalError?
    private(set) var fed: [FeedPosition]
    /// The input at which a session of bars began, 0 for none.
    private var sessionBegan: UInt64 = 0
    private var nextCheckpoint: UInt64
    private let checkpointInputs: UInt64
    private let retained: Int?
    /// A checkpoint is wanted that includes this input.
    private(set) var checkpointWanted: UInt64 = 0
    /// What is before may go.
    var oldestNeeded: UInt64 = 0

    static let batch = 4096

    init(
        _ writer: consuming JournalWriter, _ rings: EngineRings, fed: [FeedPosition],
        _ plan: SeedPlan
    ) {
        nextCheckpoint = writer.nextSequence + plan.checkpointInputs
        self.writer = writer
        inputs = rings.journalInputs.takeConsumer()
        records = OutputReader(rings.journalRecords)
        self.fed = fed
        checkpointInputs = plan.checkpointInputs
        retained = plan.retainedBytes
    }

    var hasWork: Bool { !inputs.isEmpty || !records.isEmpty || !waiting.isEmpty }
    /// Slots that wait for room on the disk.
    var heldSlots: Int { waiting.count }
    var durable: UInt64 { writer.durableSequence }
    var durableCause: UInt64 { writer.durableCause }
    /// Everything that was taken is on disk, so the feeds may be told of all that was counted.
    var isCaughtUp: Bool { writer.durableSequence == writer.nextSequence - 1 }

    /// Takes what came together and commits it.
    ///
    /// - Parameters:
    ///   - meanwhile: what the core's thread does between the rings of inputs and of records.
    ///   - taken: gets the inputs in the order the core took them.
    func step(
        _ disk: SimulatedStorage, now: Nanoseconds, meanwhile: () -> Void = {},
        taken: (UnsafeBufferPointer<Input>) -> Void
    ) -> Outcome {
        let began = disk.clock()
        do throws(JournalError) {
            // The core goes on meanwhile: no record is taken whose input was not.
            let ready = records.ready
            let inputs = try takeInputs(taken)
            meanwhile()
            let count = try inputs + takeRecords(ready)
            try writer.commit(now: now)
            noteCheckpoint()
            if retained != nil { try retain(now) }
            return count > 0 ? .committed(disk.clock() - began) : .idle
        } catch {
            return error.code == .noSpace && writer.failure == nil ? .full : .dead(error)
        }
    }

    private func takeInputs(
        _ taken: (UnsafeBufferPointer<Input>) -> Void
    ) throws(JournalError) -> Int {
        var count = 0
        // The slots of a command are in the ring together: the rest of one is there.
        while count < Self.batch || writer.isWithinCommand {
            let ready = inputs.ready()
            if ready.isEmpty { break }
            let before = writer.nextSequence
            defer {
                let run = UnsafeBufferPointer(
                    rebasing: ready[..<Int(writer.nextSequence - before)])
                for input in run where input.isOfFeed {
                    fed[Int(input.instrument.rawValue)].take(input)
                }
                taken(run)
                inputs.release(run.count)
                count += run.count
            }
            try writer.append(inputs: ready, first: before)
        }
        return count
    }

    private func takeRecords(_ ready: Int) throws(JournalError) -> Int {
        try settle()
        let count = records.read(limit: ready) { take($0) }
        try settle()
        return count
    }

    private func take(_ slots: UnsafeBufferPointer<OutputSlot>) {
        var index = 0
        while index < slots.count {
            let slot = slots[index]
            if slot.kind == .roll, RollRecord(slot).measure == .bars { sessionBegan = slot.cause }
            index += max(1, slot.slots)
        }
        guard failure == nil, waiting.isEmpty else {
            waiting += slots
            return
        }
        do throws(JournalError) {
            try append(slots)
        } catch {
            failure = error
        }
    }

    private func settle() throws(JournalError) {
        if let failure {
            self.failure = nil
            throw failure
        }
        guard !waiting.isEmpty else { return }
        let slots = waiting
        waiting.removeAll()
        let result: Result<Void, JournalError> = slots.withUnsafeBufferPointer { slots in
            do throws(JournalError) {
                return .success(try append(slots))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    private func append(_ slots: UnsafeBufferPointer<OutputSlot>) throws(JournalError) {
        let before = writer.nextSlot
        do throws(JournalError) {
            try writer.append(outputs: slots)
        } catch {
            waiting += slots.dropFirst(Int(writer.nextSlot - before))
            throw error
        }
    }

    private func noteCheckpoint() {
        let cause = writer.durableCause
        if sessionBegan > 0, sessionBegan <= cause {
            want(sessionBegan)
        } else if writer.durableSequence >= nextCheckpoint {
            want(writer.durableSequence)
        }
    }

    private func want(_ sequence: UInt64) {
        sessionBegan = 0
        nextCheckpoint = sequence + checkpointInputs
        checkpointWanted = sequence
    }

    private func retain(_ now: Nanoseconds) throws(JournalError) {
        guard oldestNeeded > 0 else { return }
        _ = try writer.retain(
            JournalRetention(bytes: retained), oldestNeeded: oldestNeeded,
            oldestCauseNeeded: oldestNeeded, now: now)
    }

    /// Writes the last, at an end in order.
    func finish(now: Nanoseconds) throws(JournalError) { try writer.commitAll(now: now) }
}

extension Input {
    /// A feed gave it.
    fileprivate var isOfFeed: Bool {
        kind.rawValue < Kind.command.rawValue || kind == .feedBegin
    }
}
