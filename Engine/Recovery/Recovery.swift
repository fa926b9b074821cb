public import Core
public import Journal
public import Market
public import Records

/// What bringing an engine back came to.
public struct RecoveryReport: Sendable {
    /// Where the replay began.
    public var point: StartingPoint
    /// What was cut off behind the journal's last whole block.
    public var notes: [JournalNote]
    /// The last input that came back; 0 for an empty journal.
    public var sequence: UInt64
    /// Inputs replayed after the checkpoint.
    public var replayed: UInt64
    /// Records that were missing in the output log and are in it now.
    public var appended: UInt64

    /// Puts a report together.
    public init(
        point: StartingPoint, notes: [JournalNote], sequence: UInt64, replayed: UInt64,
        appended: UInt64
    ) {
        self.point = point
        self.notes = notes
        self.sequence = sequence
        self.replayed = replayed
        self.appended = appended
    }

    /// What happened, a line each, for logs.
    public var lines: [String] {
        var lines = notes.map(\.description)
        lines += point.passedOver.map { "passed over \($0)" }
        if let first = point.forgottenBefore {
            lines.append(
                "the journal begins with input \(first) and no checkpoint fits: what was before "
                    + "is forgotten")
        }
        guard sequence > 0 else { return lines }
        let from = point.sequence > 0 ? "checkpoint \(point.sequence)" : "the journal's beginning"
        lines.append("recovered input \(sequence) from \(from), \(replayed) replayed")
        if appended > 0 { lines.append("\(appended) records put into the output log again") }
        return lines
    }
}

/// Brings a core to the end of its journal.
public enum Recovery {
    /// Replays what the journal holds beyond a starting point, and completes the output log.
    ///
    /// - Parameters:
    ///   - core: at the starting point; afterwards after the journal's last input.
    ///   - writer: goes on writing the journal; gets the records that a crash kept from the log.
    ///   - records: gets everything that comes out, and the wall time of its block.
    /// - Returns: The inputs replayed and the records put into the log.
    public static func run(
        _ reader: JournalReader, core: inout Core, writer: inout JournalWriter,
        _ records: (UnsafeBufferPointer<OutputSlot>, Nanoseconds) -> Void
    ) throws(RecoveryError) -> (replayed: UInt64, appended: UInt64) {
        let last = reader.end.outputs.lastCause
        var known = try slots(of: last, in: reader)
        var replay = JournalReplay(reader)
        var appended: UInt64 = 0
        var missing: [OutputSlot] = []
        try replay.run(core: &core) { (slots, wall) throws(RecoveryError) in
            records(slots, wall)
            missing.removeAll(keepingCapacity: true)
            var index = 0
            while index < slots.count {
                let size = max(1, slots[index].slots)
                defer { index += size }
                let head = slots[index]
                guard head.isDurable, head.cause >= last else { continue }
                if head.cause == last, known > 0 {
                    known -= size
                    continue
                }
                missing += slots[index..<index + size]
                appended += 1
            }
            guard !missing.isEmpty else { return }
            try append(missing, to: &writer)
        }
        return (replay.count, appended)
    }

    private static func append(
        _ slots: [OutputSlot], to writer: inout JournalWriter
    ) throws(RecoveryError) {
        let result: Result<Void, JournalError> = slots.withUnsafeBufferPointer { slots in
            do throws(JournalError) {
                return .success(try writer.append(outputs: slots))
            } catch {
                return .failure(error)
            }
        }
        if case .failure(let error) = result { throw RecoveryError(error) }
    }

    /// Slots in the output log that an input caused: its last records may not all be there.
    private static func slots(
        of cause: UInt64, in reader: JournalReader
    ) throws(RecoveryError) -> Int {
        guard cause > 0 else { return 0 }
        var cursor = reader.outputs(BlockSelection(sequences: cause...cause))
        var count = 0
        while let run = try JournalReplay.journal({ () throws(JournalError) in try cursor.next() })
        {
            var index = 0
            while index < run.slots.count {
                let size = max(1, run.slots[index].slots)
                if run.slots[index].cause == cause { count += size }
                index += size
            }
        }
        return count
    }
}
