import Records
public import StateCoding

/// A strategy's whole value is its state: settings and instrument included, so what is restored
/// needs nothing beside it.
extension Strategy {
    /// Writes its name and all of it.
    public func save(into writer: inout StateWriter) {
        writer.put(Self.schema.name)
        writer.put(self)
    }

    /// Becomes the strategy that was saved: one of this type, with any settings.
    public mutating func restore(from reader: inout StateReader) throws(StateError) {
        let name = try reader.take(String.self)
        guard name == Self.schema.name else {
            throw reader.error("strategy \(name) comes here, not \(Self.schema.name)")
        }
        self = try reader.take(Self.self)
    }
}
