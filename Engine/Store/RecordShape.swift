import Records

/// Whether slots make the records that their heads say, so that reading them can not go astray.
enum RecordShape {
    /// Counts the whole records of a run; `nil` unless the run is whole records to its end.
    static func records(in slots: UnsafeBufferPointer<OutputSlot>) -> Int? {
        var place = 0
        var count = 0
        while place < slots.count {
            let size = slots[place].slots
            guard size >= 1, size <= slots.count - place else { return nil }
            place += size
            count += 1
        }
        return count
    }

    /// Whether a record has the slots that its kind needs, its rows included.
    static func isWhole(_ slots: UnsafeBufferPointer<OutputSlot>, _ kind: OutputKind) -> Bool {
        switch kind {
        case .bar: slots.count >= BarRecord.slotCount
        case .footprint: hasRows(slots, FootprintRecord.headerSlots, countIn: 3)
        case .profile: hasRows(slots, ProfileRecord.headerSlots, countIn: 1)
        case .vwap: slots.count >= VWAPRecord.slotCount
        case .counters: slots.count >= CountersRecord.slotCount
        case .evaluation: slots.count >= Evaluation.headerSlots
        default: slots.count >= 1
        }
    }

    /// The number of rows is the first word of the header's last slot.
    private static func hasRows(
        _ slots: UnsafeBufferPointer<OutputSlot>, _ header: Int, countIn slot: Int
    ) -> Bool {
        guard slots.count >= header else { return false }
        let count = Int64(bitPattern: slots[slot].head)
        return count >= 0 && count <= Int64(slots.count - header) * 2
    }
}
