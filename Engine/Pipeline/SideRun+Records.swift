import Market
import Records
import Strategy

extension SideRun {
    /// Adds ticks: finds the last run of one side among them, from the newest back.
    @inline(never)
    mutating func lengthen(_ records: UnsafeBufferPointer<OutputSlot>) {
        var found = Aggressor.none
        var count: Int64 = 0
        for record in records.reversed() {
            let raw = UInt8(truncatingIfNeeded: record.e)
            guard let next = Aggressor(rawValue: raw), next != .none else { continue }
            if found != .none, next != found {
                (side, length) = (found, count)
                return
            }
            found = next
            count &+= 1
        }
        guard found != .none else { return }
        // A run that goes back to the first of these ticks goes on from those before.
        length = found == side ? length &+ count : count
        side = found
    }
}
