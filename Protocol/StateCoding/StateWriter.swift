/// Writes values of a state, one after the other, compactly and always the same way.
///
/// Whole numbers take as many bytes as they need, doubles their eight bits for bits; dictionaries
/// and sets are ordered by their keys' bytes, so equal values give equal bytes. Field names are
/// not written: they and the types go into a digest, which the reader compares.
public struct StateWriter: ~Copyable {
    let sink = StateSink()

    /// An empty state.
    public init() {
        for byte in StateHeader.magic + [StateHeader.version, 0, 0, 0] { sink.put(byte: byte) }
        sink.put(fixed: UInt64(0))
    }

    /// Bytes so far.
    public var count: Int { sink.count }

    /// Writes a value.
    ///
    /// A type whose `encode(to:)` throws, or writes a bare nil, traps: a state can always be
    /// written.
    public mutating func put<T: Encodable>(_ value: T) {
        sink.shape.mix(type: T.self)
        do {
            try sink.encode(value)
        } catch {
            preconditionFailure("a state of type \(T.self) refused to be written: \(error)")
        }
        sink.put(fixed: sink.shape.check)
    }

    /// Writes the bits of cells, which hold numbers only and have no padding.
    public mutating func put<T: BitwiseCopyable>(cells: UnsafeBufferPointer<T>) {
        sink.shape.mix(type: T.self)
        sink.put(varint: UInt64(MemoryLayout<T>.stride))
        sink.put(varint: UInt64(cells.count))
        sink.put(raw: UnsafeRawBufferPointer(cells))
        sink.put(fixed: sink.shape.check)
    }

    /// Names a place, which the reader has to find.
    public mutating func mark(_ name: StaticString) {
        sink.put(byte: 0x23)
        sink.put(text: name.description)
    }

    /// The bytes.
    public consuming func finish() -> [UInt8] {
        sink.set(sink.shape.digest, at: StateHeader.shapeOffset)
        return Array(sink.bytes)
    }
}
