public import Market
public import Records

/// Writes a journal: inputs and durable output records in, segments of blocks out.
///
/// One thread owns it. Inputs and records gather in two buffers of fixed size; a full buffer
/// becomes a block of the file at once, the rest when `commit` says so. Nothing is allocated per
/// input once the largest block was seen.
///
/// A disk that is full is a pause: the call throws `noSpace`, nothing that was taken is lost, and
/// a later `commit` goes on. Every other failure of a write or sync is the end: the writer is dead,
/// `failure` says why, and nothing that was not durable may be acknowledged any more.
public struct JournalWriter: ~Copyable {
    /// How it writes.
    public let settings: JournalSettings
    /// What it did.
    public internal(set) var counters = JournalCounters()
    /// Free space as last seen.
    public internal(set) var space = JournalSpace.enough
    /// What ended the writer, `nil` while it lives.
    public internal(set) var failure: JournalError?

    let storage: any Storage
    var inputLog: SegmentLog
    var outputLog: SegmentLog
    var inputPacker: InputPacker
    var outputPacker = OutputPacker()
    var inputs: PendingItems<Input>
    /// Inputs of a full block; one that ends with a command is longer by its last slots.
    private let fullInputs: Int
    /// Slots that are still to come of the command taken last.
    private var commandRest = 0
    /// A command was taken since the last flush: somebody waits for it to be written.
    var hasCommand = false
    var slots: PendingItems<OutputSlot>
    /// The cause through which the caller said the outputs are complete.
    var stated: UInt64
    var wall: Nanoseconds
    var lastSync: Nanoseconds
    var lastFlush: Nanoseconds
    var lastOutputs: Nanoseconds
    var lastLook: Nanoseconds?

    /// Goes on where a journal ends, in a new segment of its own.
    ///
    /// - Parameters:
    ///   - end: what `JournalReader.open(repairing: .tornTail)` found.
    ///   - now: wall time.
    public init(
        _ storage: any Storage, identity: JournalIdentity, resuming end: JournalEnd,
        settings: JournalSettings = JournalSettings(), now: Nanoseconds
    ) throws(JournalError) {
        settings.check()
        self.settings = settings
        self.storage = storage
        inputLog = SegmentLog(
            .inputs, storage, identity, end.inputs, segmentBytes: settings.segmentBytes)
        outputLog = SegmentLog(
            .outputs, storage, identity, end.outputs, segmentBytes: settings.segmentBytes)
        let rest = CommandInput.restLimit
        fullInputs = min(settings.blockInputs, JournalFormat.largestInputCount - rest)
        inputPacker = InputPacker(capacity: fullInputs + rest)
        inputs = PendingItems(capacity: fullInputs + rest)
        slots = PendingItems(capacity: settings.blockSlots)
        stated = end.outputs.lastCause
        wall = now
        lastSync = now
        lastFlush = now
        lastOutputs = now
        try inputLog.begin(wall: now)
        try outputLog.begin(wall: now)
        counters.segments = 2
    }

    /// The sequence of the next input to be taken.
    public var nextSequence: UInt64 { inputLog.taken + UInt64(inputs.count) }
    /// The sequence of the last input in the file, perhaps not on disk yet; 0 before the first.
    public var writtenSequence: UInt64 { inputLog.end.next - 1 }
    /// The sequence of the last input on disk, 0 before the first.
    public var durableSequence: UInt64 { inputLog.durable.next - 1 }
    /// The place in the output log of the next slot to be taken, from 1.
    public var nextSlot: UInt64 { outputLog.taken + UInt64(slots.count) }
    /// The place in the output log of the last slot on disk, 0 before the first.
    public var durableSlot: UInt64 { outputLog.durable.next - 1 }

    /// The cause through which every durable output is on disk.
    ///
    /// With nothing on its way that is what `through` said last; else the cause before that of
    /// the last record on disk, of which others may be on their way.
    public var durableCause: UInt64 {
        if outputLog.durable.next == nextSlot { return stated }
        return outputLog.durable.lastCause == 0 ? 0 : outputLog.durable.lastCause - 1
    }

    /// How far it is, all at once.
    public var progress: JournalProgress {
        JournalProgress(
            next: nextSequence, written: writtenSequence, durable: durableSequence,
            durableCause: durableCause, durableSlot: durableSlot)
    }

    /// The segments of a log, oldest first.
    public func segments(_ kind: JournalKind) -> [SegmentInfo] {
        kind == .inputs ? inputLog.end.segments : outputLog.end.segments
    }

    /// Whether slots of a command are still to come: nothing is to be committed before they have.
    public var isWithinCommand: Bool { commandRest > 0 }

    /// Takes inputs; they are copied. The slots of a command stand in one block, so that no log
    /// ends, and no checkpoint falls, within one.
    ///
    /// - Parameter first: the sequence of the first, which is `nextSequence`.
    /// - Throws: `noSpace` when the disk is full and the buffer too; `nextSequence` then says
    ///   which input has not been taken.
    public mutating func append(
        inputs batch: UnsafeBufferPointer<Input>, first: UInt64
    ) throws(JournalError) {
        try checkAlive(.write)
        guard first == nextSequence else {
            throw JournalError(
                .outOfOrder, .write, file: storage.name, what: "input sequence",
                limit: nextSequence, value: first)
        }
        var done = 0
        while done < batch.count {
            if inputs.count >= fullInputs, commandRest == 0 { try flushInputs() }
            let run = takeRun(UnsafeBufferPointer(rebasing: batch[done...]))
            counters.inputs += UInt64(run)
            done += run
        }
    }

    /// Takes what fits into the block, and the rest of a command that was begun.
    private mutating func takeRun(_ batch: UnsafeBufferPointer<Input>) -> Int {
        let room = max(0, fullInputs - inputs.count)
        var run = 0
        while run < batch.count, run < room || commandRest > 0 {
            if commandRest > 0 {
                commandRest -= 1
            } else if batch[run].kind == .command {
                hasCommand = true
                commandRest = Int(min(max(0, batch[run].size), Int64(CommandInput.restLimit)))
            }
            run += 1
        }
        inputs.take(UnsafeBufferPointer(rebasing: batch[..<run]))
        return run
    }

    /// Takes output records; they are copied. Traps when a record is not whole.
    ///
    /// - Parameter cause: the cause through which the outputs are complete with these; without
    ///   it, the cause before that of the last record.
    /// - Throws: `outOfOrder` for a cause below one before, `tooLong` for a record above the
    ///   format's limit, both with nothing taken; `noSpace` when the disk is full and the buffer
    ///   too, with whole records taken up to `nextSlot`.
    public mutating func append(
        outputs batch: UnsafeBufferPointer<OutputSlot>, through cause: UInt64? = nil
    ) throws(JournalError) {
        try checkAlive(.write)
        let last = try checkRecords(batch)
        var done = 0
        while done < batch.count {
            let length = batch[done].slots
            if length > slots.room {
                try flushOutputs()
                slots.reserve(length)
            }
            slots.take(UnsafeBufferPointer(rebasing: batch[done..<done + length]))
            counters.slots += UInt64(length)
            done += length
        }
        stated = max(stated, cause ?? (last > 0 ? last - 1 : 0))
    }

    /// - Returns: The cause of the last record.
    private func checkRecords(
        _ batch: UnsafeBufferPointer<OutputSlot>
    ) throws(JournalError) -> UInt64 {
        var last = slots.count > 0 ? slots.lastCause : outputLog.takenCause
        var place = 0
        while place < batch.count {
            let length = batch[place].slots
            precondition(
                length > 0 && length <= batch.count - place,
                "a record of \(length) slots with \(batch.count - place) left")
            guard length <= JournalFormat.largestSlotCount else {
                throw JournalError(
                    .tooLong, .write, file: storage.name, what: "slots of a record",
                    limit: UInt64(JournalFormat.largestSlotCount), value: UInt64(length))
            }
            guard batch[place].cause >= last else {
                throw JournalError(
                    .outOfOrder, .write, file: storage.name, what: "cause of a record",
                    limit: last, value: batch[place].cause)
            }
            last = batch[place].cause
            place += length
        }
        return last
    }

    func checkAlive(_ operation: JournalError.Operation) throws(JournalError) {
        guard let failure else { return }
        throw JournalError(.dead, operation, file: storage.name, what: failure.description)
    }
}
