public import Core
public import Journal
import Records
public import StateCoding

/// Where a replay begins: at a checkpoint that fits, else at the journal's first input.
public struct StartingPoint: Sendable {
    /// The checkpoint's last input; 0 for the journal's beginning.
    public var sequence: UInt64 = 0
    /// Checkpoints that were passed over, and why, newest first.
    public var passedOver: [String] = []
    /// The first input that the journal still has, where it does not begin at 1 and no checkpoint
    /// fits: what was before is forgotten.
    public var forgottenBefore: UInt64?

    /// Brings a core, and what goes along with it, to the newest checkpoint that fits.
    ///
    /// - Parameters:
    ///   - last: the latest input a checkpoint may include.
    ///   - rulesDigest: build and configuration; a checkpoint of another is passed over.
    ///   - core: fresh.
    ///   - rest: takes over the state behind the core's, from the same bytes.
    ///   - isPartial: the rest is left alone.
    ///   - remake: makes the core and the rest afresh, where a state turned out to be no use.
    public static func find(
        in storage: any Storage, _ reader: JournalReader, through last: UInt64 = .max,
        rulesDigest: UInt64, core: inout Core,
        rest: (inout StateReader) throws(StateError) -> Void = { _ in }, isPartial: Bool = false,
        remake: (inout Core) -> Void
    ) throws(RecoveryError) -> StartingPoint {
        var point = StartingPoint()
        let checkpoints = Checkpoints(storage)
        let sequences = try JournalReplay.journal { () throws(JournalError) in
            try checkpoints.sequences()
        }
        let end = reader.end.inputs.next - 1
        for sequence in sequences.reversed() where sequence <= min(last, end) {
            do throws(PassedOver) {
                try restore(checkpoints, sequence, rulesDigest, &core, rest, isPartial)
                point.sequence = sequence
                return point
            } catch {
                point.passedOver.append("\(Checkpoints.name(sequence)): \(error.reason)")
                if error.isSpoilt { remake(&core) }
            }
        }
        if let first = reader.end.inputs.segments.first?.first, first > 1 {
            guard first <= last else {
                throw RecoveryError("the journal begins with input \(first), after \(last)")
            }
            core.begin(after: first - 1)
            point.forgottenBefore = first
        }
        return point
    }

    /// Why a checkpoint is no use, and whether the core took over some of it.
    private struct PassedOver: Error {
        var reason: String
        var isSpoilt = false
    }

    private static func restore(
        _ checkpoints: Checkpoints, _ sequence: UInt64, _ rulesDigest: UInt64,
        _ core: inout Core, _ rest: (inout StateReader) throws(StateError) -> Void,
        _ isPartial: Bool
    ) throws(PassedOver) {
        let checkpoint: Checkpoint
        do throws(JournalError) {
            checkpoint = try checkpoints.read(sequence)
        } catch {
            throw PassedOver(reason: "\(error)")
        }
        guard checkpoint.rulesDigest == rulesDigest else {
            throw PassedOver(reason: "made by another build or configuration")
        }
        do throws(StateError) {
            var state = StateReader(checkpoint.state)
            try core.restore(from: &state)
            if !isPartial {
                try rest(&state)
                try state.end()
            }
        } catch {
            throw PassedOver(reason: "\(error)", isSpoilt: true)
        }
        guard core.digest.value == checkpoint.digest, core.sequence == sequence else {
            throw PassedOver(
                reason: "its state is not that of input \(sequence)", isSpoilt: true)
        }
    }
}
