import Records
import Ring

/// The rings from the core to the journal.
struct HostJournalRings {
    let inputs: SPSCRing<Input>
    let records: SPSCRing<OutputSlot>
    /// Wakes the journal.
    let bell: Doorbell

    init(slots: Int, policy: WaitPolicy) {
        inputs = SPSCRing(of: Input.self, capacity: slots)
        records = SPSCRing(of: OutputSlot.self, capacity: slots)
        bell = Doorbell(policy: policy == .spin ? .yield : policy)
    }
}
