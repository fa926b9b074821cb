public import StateCoding

/// A ladder as its traded rows; how much room there was is not kept.
extension Ladder {
    /// Writes the traded rows.
    public func save(into writer: inout StateWriter) {
        writer.put(isEmpty ? 0 : low)
        writer.put(cells: traded)
    }

    /// Takes over the rows that were saved, in place of its own; limit and unit stay its own.
    ///
    /// More rows than its limit are an error.
    public mutating func restore(from reader: inout StateReader) throws(StateError) {
        let first = try reader.take(Int64.self)
        let rows = try reader.take(cells: LadderCell.self, limit: limit)
        removeAll()
        guard !rows.isEmpty else { return }
        // Far beyond any level of a price.
        guard first.magnitude < 1 << 62 else { throw reader.error("a ladder at row \(first)") }
        let last = first + Int64(rows.count - 1)
        guard makeRoom(for: first), makeRoom(for: last, alsoHolding: first) else {
            throw reader.error("\(rows.count) rows in a ladder of \(limit)")
        }
        lowRow = first
        highRow = last
        rows.withUnsafeBufferPointer { rows in
            guard let start = rows.baseAddress else { return }
            (cells + Int(first - base)).update(from: start, count: rows.count)
        }
    }
}
