import Journal
import Market
import Records

/// Where the journal's thread puts what it takes: the writer, and what a full disk kept waiting.
final class JournalSink {
    var writer: JournalWriter
    /// The input at which a session of bars began, 0 for none: a checkpoint is due.
    var sessionBegan: UInt64 = 0
    private var waiting: [OutputSlot] = []
    private var failure: JournalError?

    init(_ writer: consuming JournalWriter) { self.writer = writer }

    /// Whether nothing waits for room on the disk.
    var isEmpty: Bool { waiting.isEmpty }

    /// Takes whole records; what the disk has no room for waits here.
    func take(_ slots: UnsafeBufferPointer<OutputSlot>) {
        noteSessions(slots)
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

    /// Takes what waited before.
    ///
    /// - Throws: What went wrong since the last call, or does now.
    func settle() throws(JournalError) {
        if let failure {
            self.failure = nil
            throw failure
        }
        guard !waiting.isEmpty else { return }
        let slots = waiting
        waiting.removeAll(keepingCapacity: true)
        let result: Result<Void, JournalError> = slots.withUnsafeBufferPointer { slots in
            do throws(JournalError) {
                return .success(try append(slots))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// Gives records to the writer; those it has no room for wait.
    private func append(_ slots: UnsafeBufferPointer<OutputSlot>) throws(JournalError) {
        let before = writer.nextSlot
        do throws(JournalError) {
            try writer.append(outputs: slots)
        } catch {
            waiting += slots.dropFirst(Int(writer.nextSlot - before))
            throw error
        }
    }

    /// A checkpoint is due where a session of bars begins: all before it is closed.
    private func noteSessions(_ slots: UnsafeBufferPointer<OutputSlot>) {
        var index = 0
        while index < slots.count {
            let slot = slots[index]
            if slot.kind == .roll, RollRecord(slot).measure == .bars { sessionBegan = slot.cause }
            index += max(1, slot.slots)
        }
    }
}
