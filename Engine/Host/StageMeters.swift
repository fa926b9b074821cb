import Market
import Records
import Wire

/// How long a live tick takes from stage to stage.
final class StageMeters {
    private let decided = LatencyMeter("received_to_decided")
    private let published = LatencyMeter("decided_to_published")
    private let whole = LatencyMeter("received_to_published")

    /// Notes the last live tick of some whole records: one measurement a batch.
    func note(_ slots: UnsafeBufferPointer<OutputSlot>, published now: Nanoseconds) {
        guard let slot = slots.last, slot.kind == .tick, slot.slots == 1, slot.d > 0 else { return }
        let record = TickRecord(slot)
        let total = now.rawValue - record.received.rawValue
        guard total >= Int64(record.decidedAfter) else { return }
        decided.add(UInt64(record.decidedAfter))
        published.add(UInt64(total) - UInt64(record.decidedAfter))
        whole.add(UInt64(total))
    }

    /// Percentiles of each stage.
    var readings: [LatencyReading] { [decided.reading, published.reading, whole.reading] }
}
