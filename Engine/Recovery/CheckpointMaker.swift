public import Journal
public import Market

/// Makes checkpoints beside a running engine, from its journal alone.
public struct CheckpointMaker {
    private let storage: any Storage
    private let parts: EngineParts

    /// Makes them of a folder's journal.
    public init(_ storage: any Storage, _ parts: EngineParts) {
        self.storage = storage
        self.parts = parts
    }

    /// Inputs between two looks whether to go on.
    private static let step: UInt64 = 1 << 18

    /// Writes the checkpoint after an input, which is on disk with all it caused.
    ///
    /// - Parameter isGivenUp: asked now and then; the checkpoint is left out once it says so.
    /// - Returns: Whether it was written.
    @discardableResult
    public func make(
        through sequence: UInt64, now: Nanoseconds, isGivenUp: () -> Bool = { false }
    ) throws(RecoveryError) -> Bool {
        let reader = try JournalReplay.journal { () throws(JournalError) in
            try JournalReader.open(storage, repairing: .liveTail)
        }
        let copy = try EngineCopy(storage, reader, through: sequence, parts)
        while copy.sequence < sequence {
            if isGivenUp() { return false }
            let before = copy.sequence
            try copy.advance(through: min(sequence, before + Self.step))
            // A command across the step is taken whole with what follows.
            if copy.sequence == before { try copy.advance(through: sequence) }
            if copy.sequence == before { break }
        }
        guard copy.sequence == sequence else {
            throw RecoveryError(
                "the journal ends with input \(copy.sequence), before \(sequence)")
        }
        try Self.write(copy.checkpoint(now: now), to: storage)
        return true
    }

    /// The most checkpoints that are kept; past moments are found from the older ones.
    public static let limit = 16

    /// Writes a checkpoint; the oldest beyond the limit go, and drafts that a crash left.
    public static func write(
        _ checkpoint: Checkpoint, to storage: any Storage
    ) throws(RecoveryError) {
        try JournalReplay.journal { () throws(JournalError) in
            let checkpoints = Checkpoints(storage)
            try checkpoints.write(checkpoint)
            let kept = try checkpoints.sequences().suffix(limit)
            try checkpoints.remove(before: kept.first ?? 0)
        }
    }
}
