public import Core
public import Journal
public import Market
public import Records

/// Replays the inputs of a journal through a core, in the order it took them.
///
/// What comes out is what came out then, record by record.
public struct JournalReplay: ~Copyable {
    private let reader: JournalReader
    private var out = OutputBuffer(capacity: 1 << 14)
    /// Inputs replayed so far.
    public private(set) var count: UInt64 = 0
    /// Wall time at which the last block replayed was written.
    public private(set) var wall = Nanoseconds.zero

    /// Replays from an open journal.
    public init(_ reader: JournalReader) { self.reader = reader }

    /// Goes on after the core's last input.
    ///
    /// - Parameters:
    ///   - last: the last input to take; those the journal has when it is beyond them. Within a
    ///     command it is the input before that.
    ///   - records: gets what came out, whole records, and the wall time of the block.
    /// - Throws: What the journal or the core throws; the core is of no use then.
    public mutating func run(
        through last: UInt64 = .max, core: inout Core,
        _ records: (UnsafeBufferPointer<OutputSlot>, Nanoseconds) throws(RecoveryError) -> Void
    ) throws(RecoveryError) {
        let next = core.sequence + 1
        guard last >= next else { return }
        var cursor = reader.inputs(BlockSelection(sequences: next...last))
        while let run = try Self.journal({ () throws(JournalError) in try cursor.next() }) {
            let expected = core.sequence + 1
            guard run.first <= expected else {
                throw RecoveryError(
                    "input \(expected) is not in the journal, which goes on with \(run.first)")
            }
            let skip = Int(expected - run.first)
            let left = Int(clamping: last - core.sequence)
            let rest = run.inputs.dropFirst(skip)
            let inputs = left < rest.count ? Self.whole(rest.prefix(left)) : rest
            wall = run.block.wall
            try take(UnsafeBufferPointer(rebasing: inputs), &core, records)
            if left <= rest.count { break }
        }
    }

    /// Without a command at the end whose last slots are missing.
    private static func whole(
        _ inputs: Slice<UnsafeBufferPointer<Input>>
    ) -> Slice<UnsafeBufferPointer<Input>> {
        guard let place = inputs.lastIndex(where: { $0.kind != .commandRest }),
            inputs[place].kind == .command,
            inputs.endIndex - place < inputs[place].commandSlots
        else { return inputs }
        return inputs[..<place]
    }

    /// Takes inputs a few thousand at a time, so that what comes out stays in the cache.
    private mutating func take(
        _ inputs: UnsafeBufferPointer<Input>, _ core: inout Core,
        _ records: (UnsafeBufferPointer<OutputSlot>, Nanoseconds) throws(RecoveryError) -> Void
    ) throws(RecoveryError) {
        count += UInt64(inputs.count)
        do throws(CoreError) {
            try core.replay(inputs, into: &out)
        } catch {
            throw RecoveryError(error)
        }
        try records(out.slots, wall)
        out.removeAll()
    }

    /// Passes a journal's error on in words.
    static func journal<Value>(
        _ body: () throws(JournalError) -> Value
    ) throws(RecoveryError) -> Value {
        do throws(JournalError) {
            return try body()
        } catch {
            throw RecoveryError(error)
        }
    }
}
