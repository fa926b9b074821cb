import Core
import Market
import Records

/// What happened, kept apart from every engine: the inputs in the order they were taken, and what
/// an engine that nothing ever befell makes of them.
final class Truth {
    /// The inputs that the present engine has taken into its journal, from sequence 1.
    private(set) var inputs: [Input] = []
    /// Has taken those that came back at the last start.
    private var reference: Core
    private var out = OutputBuffer(capacity: 1 << 14)
    /// What the reference made.
    private(set) var proved: StreamRecords
    /// What was published: the same, and what the present engine made since.
    private(set) var live: StreamRecords
    /// What was published in epochs before and was lost with their engines.
    private var lost: [UInt64: StreamRecords] = [:]
    /// How often each command was done, not counting repeats.
    private(set) var done: [CommandID: Int] = [:]
    private let kit: EngineKit

    init(_ kit: EngineKit) {
        self.kit = kit
        reference = kit.core()
        proved = StreamRecords(instruments: kit.instruments.count)
        live = proved
    }

    /// The journal took inputs.
    func take(_ run: UnsafeBufferPointer<Input>) { inputs += run }

    /// The publisher took records.
    func published(_ slots: UnsafeBufferPointer<OutputSlot>) { live.take(slots) }

    /// The record of a stream at a sequence, as it was published in an epoch; `nil` if there was
    /// none.
    func entry(
        _ name: StreamName, _ sequence: UInt64, epoch: UInt64, present: UInt64?
    ) -> StreamRecords.Entry? {
        let place = Int(sequence) - 1
        let records = epoch == present ? live : lost[epoch]
        guard let entries = records?[name], entries.indices.contains(place) else { return nil }
        return entries[place]
    }

    /// An engine was started: what came back must be what was.
    ///
    /// - Returns: What is wrong, `nil` if nothing is.
    func recovered(_ sequence: UInt64, digest: UInt64, after epoch: UInt64?) -> String? {
        guard sequence <= inputs.count else {
            return "\(sequence) inputs came back, \(inputs.count) were taken"
        }
        inputs.removeSubrange(Int(sequence)...)
        guard sequence >= reference.sequence else {
            return "input \(sequence) is the last that came back, \(reference.sequence) had "
                + "come back before"
        }
        if let fault = advance(to: sequence) { return fault }
        guard reference.digest.value == digest else {
            return "the digest after input \(sequence) is not that of an undisturbed run"
        }
        if let fault = compare(sequence) { return fault }
        if let epoch { lost[epoch] = live }
        live = proved
        return nil
    }

    /// Lets the reference take the inputs up to one.
    private func advance(to sequence: UInt64) -> String? {
        let first = Int(reference.sequence)
        let fault: String? = inputs[first..<Int(sequence)].withUnsafeBufferPointer { run in
            do throws(CoreError) {
                try reference.replay(run, into: &out)
                return nil
            } catch {
                return "the inputs that were taken: \(error)"
            }
        }
        proved.take(out.slots)
        count(out.slots)
        out.removeAll()
        return fault
    }

    private func count(_ slots: UnsafeBufferPointer<OutputSlot>) {
        var index = 0
        while index < slots.count {
            let size = max(1, slots[index].slots)
            let record = UnsafeBufferPointer(rebasing: slots[index..<index + size])
            if let result = CommandResult(record), !result.isRepeat {
                done[result.id, default: 0] += 1
            }
            index += size
        }
    }

    /// What was published must be what the reference made, as far as its inputs came back.
    private func compare(_ sequence: UInt64) -> String? {
        for (name, entries) in live.streams {
            let made = proved[name]
            for (place, entry) in entries.enumerated() where entry.cause <= sequence {
                guard place < made.count, made[place] == entry else {
                    return "\(name) published another record \(place + 1) than an undisturbed "
                        + "run makes"
                }
            }
        }
        return nil
    }

    /// Whether a run may stand behind a sequence: the engine lives and has made these inputs.
    func digest(at sequence: UInt64) -> UInt64? {
        guard sequence >= reference.sequence, sequence <= inputs.count,
            advance(to: sequence) == nil
        else { return nil }
        return reference.digest.value
    }

    /// What the desk's events come to before a sequence of a stream.
    func deskState(
        _ name: StreamName, before sequence: UInt64, epoch: UInt64, present: UInt64?
    ) -> DeskState {
        var state = DeskState()
        var next: UInt64 = 1
        while next < sequence, let entry = entry(name, next, epoch: epoch, present: present) {
            if let event = entry.event { state.fold(event) }
            next += 1
        }
        return state
    }
}
