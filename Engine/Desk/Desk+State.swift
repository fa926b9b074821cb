import Records
public import StateCoding

/// The desk in checkpoints.
extension Desk {
    /// Writes the whole state.
    public func save(into writer: inout StateWriter) {
        writer.mark("desk")
        writer.put(self)
    }

    /// Takes over a state that was written for the same instruments.
    public mutating func restore(from reader: inout StateReader) throws(StateError) {
        try reader.expect("desk")
        let found = try reader.take(Desk.self)
        guard found.symbols == symbols, found.seen.limit == seen.limit, found.isWhole else {
            throw reader.error("a desk of \(found.symbols.count) other instruments")
        }
        self = found
    }
}
