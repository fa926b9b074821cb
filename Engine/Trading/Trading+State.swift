import Market
import Records
public import StateCoding

/// Trading in checkpoints.
extension Trading {
    /// Writes the whole state.
    public func save(into writer: inout StateWriter) {
        writer.mark("trading")
        writer.put(state)
        writer.put(halted)
    }

    /// Takes over a state that was written for the same instruments.
    public mutating func restore(from reader: inout StateReader) throws(StateError) {
        try reader.expect("trading")
        let found = try reader.take(State.self)
        let halted = try reader.take([Bool].self)
        guard found.last.count == instruments.count, halted.count == instruments.count else {
            throw reader.error("trading of \(found.last.count) other instruments")
        }
        state = found
        self.halted = halted
        settle()
    }
}
