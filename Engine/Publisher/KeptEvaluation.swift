import Records

/// An evaluation as the core wrote it, to be read when somebody asks.
struct KeptEvaluation {
    private var slots: [OutputSlot]

    init(_ slots: UnsafeBufferPointer<OutputSlot>) { self.slots = Array(slots) }

    /// Takes another in its room.
    mutating func replace(_ other: UnsafeBufferPointer<OutputSlot>) {
        guard other.count == slots.count else { return slots = Array(other) }
        slots.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: other) }
    }

    /// All but its values, without an allocation: what filters look at.
    var head: Evaluation { slots.withUnsafeBufferPointer(Self.head) }

    static func head(_ slots: UnsafeBufferPointer<OutputSlot>) -> Evaluation {
        Evaluation(UnsafeBufferPointer(rebasing: slots[..<Evaluation.headerSlots]))
    }

    /// Puts it among studies; `false` when there is no room.
    func add(to table: inout StudyTable) -> Bool {
        slots.withUnsafeBufferPointer { table.set($0) }
    }

    /// All of it.
    var record: Evaluation { slots.withUnsafeBufferPointer { Evaluation($0) } }
}

/// The last study of each strategy's rule and key.
struct StudyTable {
    let limit: Int
    private var rows: [UInt32: KeptEvaluation] = [:]

    init(limit: Int) { self.limit = max(1, limit) }

    /// Puts a study in place of the one before it.
    ///
    /// - Returns: `false` when there is no room for a rule and key that were not there before.
    mutating func set(_ slots: UnsafeBufferPointer<OutputSlot>) -> Bool {
        let head = KeptEvaluation.head(slots)
        let place = UInt32(head.system) << 24 | UInt32(head.rule) << 16 | UInt32(head.key)
        if let index = rows.index(forKey: place) {
            rows.values[index].replace(slots)
            return true
        }
        guard rows.count < limit else { return false }
        rows[place] = KeptEvaluation(slots)
        return true
    }

    /// The studies by strategy, rule and key; of one strategy or of all.
    func sorted(system: UInt8? = nil) -> [KeptEvaluation] {
        rows.filter { row in system.map { UInt32($0) == row.key >> 24 } ?? true }
            .sorted { $0.key < $1.key }.map(\.value)
    }
}

extension RecordRing where Record == KeptEvaluation {
    /// The place of the newest that is taken, below a place.
    func newest(below end: Int, where takes: (Evaluation) -> Bool) -> Int? {
        var place = end - 1
        while place >= 0 {
            if takes(self[place].head) { return place }
            place -= 1
        }
        return nil
    }

    /// The newest so many that are taken, oldest first.
    func newest(_ count: Int, where takes: (Evaluation) -> Bool) -> [KeptEvaluation] {
        var found: [KeptEvaluation] = []
        var place = self.count
        while found.count < count, let next = newest(below: place, where: takes) {
            found.append(self[next])
            place = next
        }
        return found.reversed()
    }
}
