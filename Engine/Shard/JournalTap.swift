public import Records
public import Ring

/// The rings from a shard to the journal: its inputs in the order taken, its durable records.
public struct JournalTap: ~Copyable, @unchecked Sendable {
    private var inputs: RingProducer<Input>
    private var records: RingProducer<OutputSlot>
    private let bell: Doorbell
    /// How far the shard's buffer was looked at, and the end of the record at that place.
    private var logged = 0
    private var recordEnd = 0
    private var hasPushed = false

    /// Takes the writing ends.
    public init(
        inputs: SPSCRing<Input>, records: SPSCRing<OutputSlot>, bell: Doorbell
    ) {
        self.inputs = inputs.takeProducer()
        self.records = records.takeProducer()
        self.bell = bell
    }

    /// How many inputs find room now.
    var room: Int { mutating get { inputs.free } }

    /// Takes down inputs, for which there is room.
    mutating func take(_ run: UnsafeBufferPointer<Input>) {
        let moved = inputs.push(run)
        precondition(moved == run.count, "the journal's ring took \(moved) of \(run.count)")
        hasPushed = true
    }

    /// Takes down the durable ones of a buffer's records; `false` when some found no room.
    mutating func log(_ slots: UnsafeBufferPointer<OutputSlot>) -> Bool {
        while logged < slots.count {
            if logged == recordEnd {
                logged = Self.nextDurable(slots, from: logged)
                recordEnd = logged
                guard logged < slots.count else { return true }
                recordEnd += max(1, slots[logged].slots)
            }
            let moved = records.push(UnsafeBufferPointer(rebasing: slots[logged..<recordEnd]))
            logged += moved
            if moved > 0 { hasPushed = true }
            if logged < recordEnd { return false }
        }
        return true
    }

    /// The place of the first durable record from that of another on.
    @inline(__always)
    private static func nextDurable(
        _ slots: UnsafeBufferPointer<OutputSlot>, from first: Int
    ) -> Int {
        var place = first
        while place < slots.count, !slots[place].isDurable {
            place &+= slots[place].isTick ? 1 : max(1, slots[place].slots)
        }
        return place
    }

    /// The buffer was emptied.
    mutating func restart() {
        logged = 0
        recordEnd = 0
    }

    /// Wakes the journal, if there is something for it.
    mutating func ring() {
        guard hasPushed else { return }
        hasPushed = false
        bell.ring()
    }
}
