/// Messages that wait for one page, in order. A message of a slot takes the place of the one of
/// that slot that still waits, so what is sent often is late but never old.
struct SendQueue {
    private struct Entry {
        var body: WebBody
        let slot: String?
    }

    private var entries: [Entry?] = []
    /// Of `entries`, those already taken.
    private var taken = 0
    /// Number of `entries[0]` since the beginning.
    private var base = 0
    /// The number of the waiting entry of each slot.
    private var slots: [String: Int] = [:]
    /// Bytes of all that waits.
    private(set) var bytes = 0

    /// Messages that wait.
    var count: Int { entries.count - taken }

    mutating func append(_ body: WebBody) {
        entries.append(Entry(body: body, slot: nil))
        bytes += body.count
    }

    /// - Returns: whether a waiting message was replaced.
    mutating func append(_ body: WebBody, latest slot: String) -> Bool {
        bytes += body.count
        if let number = slots[slot], let old = entries[number - base] {
            bytes -= old.body.count
            entries[number - base] = Entry(body: body, slot: slot)
            return true
        }
        slots[slot] = base + entries.count
        entries.append(Entry(body: body, slot: slot))
        return false
    }

    mutating func removeFirst() -> WebBody? {
        guard taken < entries.count, let entry = entries[taken] else { return nil }
        entries[taken] = nil
        taken += 1
        bytes -= entry.body.count
        if let slot = entry.slot { slots[slot] = nil }
        if taken == entries.count || taken >= 256 {
            entries.removeSubrange(..<taken)
            base += taken
            taken = 0
        }
        return entry.body
    }

    mutating func removeAll() { self = SendQueue() }
}
