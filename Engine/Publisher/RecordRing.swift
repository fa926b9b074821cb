/// The newest records of a kind, oldest first; grows as needed up to its limit.
struct RecordRing<Record> {
    let limit: Int
    private var items: [Record] = []
    /// Where the oldest stands once the limit is reached.
    private var head = 0

    init(limit: Int) { self.limit = max(1, limit) }

    var count: Int { items.count }

    /// The next record takes the place of the oldest: others may have gone before.
    var isFull: Bool { items.count == limit }

    var last: Record? { items.isEmpty ? nil : self[items.count - 1] }

    /// The record at a place, 0 for the oldest kept.
    subscript(_ place: Int) -> Record {
        let index = head + place
        return items[index < items.count ? index : index - items.count]
    }

    mutating func append(_ record: Record) {
        if items.count < limit {
            // Doubled as arrays are, but never past the limit.
            if items.count == items.capacity {
                items.reserveCapacity(min(limit, max(16, items.count * 2)))
            }
            items.append(record)
        } else {
            items[head] = record
            head = head + 1 == limit ? 0 : head + 1
        }
    }

    /// The one so many back, 1 for the last.
    func previous(_ back: Int) -> Record? {
        back >= 1 && back <= items.count ? self[items.count - back] : nil
    }
}
