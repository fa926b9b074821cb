/// Values that take more than a position: a presence, a count, an order of keys.
protocol OwnEncodable {
    func write(to sink: StateSink) throws
}

/// The counterpart of `OwnEncodable`.
protocol OwnDecodable {
    static func read(from source: StateSource) throws -> Self
}

extension Optional: OwnEncodable where Wrapped: Encodable {
    func write(to sink: StateSink) throws {
        sink.put(byte: self == nil ? 0 : 1)
        if let value = self { try sink.encode(value) }
    }
}

extension Optional: OwnDecodable where Wrapped: Decodable {
    static func read(from source: StateSource) throws -> Self {
        try source.flag() ? .some(source.decode(Wrapped.self)) : .none
    }
}

/// A count and the values; at least a byte a value, so that no count can be larger than the bytes.
extension StateSink {
    func put<Element: Encodable>(list: UnsafeBufferPointer<Element>) throws {
        put(varint: UInt64(list.count))
        if Element.self == Double.self || Element.self == UInt8.self {
            return put(raw: UnsafeRawBufferPointer(list))
        }
        let start = count
        for element in list { try encode(element) }
        while count - start < list.count { put(byte: 0) }
    }
}

extension StateSource {
    func list<List: RangeReplaceableCollection>(_ type: List.Type) throws -> List
    where List.Element: Decodable {
        let count = try count(of: 1)
        var list = List()
        let start = offset
        // A hostile count may be as large as the bytes; values follow only as far as they decode.
        list.reserveCapacity(min(count, 4096))
        for _ in 0..<count { list.append(try decode(List.Element.self)) }
        while offset - start < count {
            guard try byte() == 0 else { throw error(.malformed("padding that is not zero")) }
        }
        return list
    }

    /// Numbers as they lie in memory.
    func cells<Cell: BitwiseCopyable>(of type: Cell.Type) throws(StateError) -> [Cell] {
        let count = try count(of: MemoryLayout<Cell>.size)
        let bytes = try take(count * MemoryLayout<Cell>.size)
        return [Cell](unsafeUninitializedCapacity: count) { room, filled in
            UnsafeMutableRawBufferPointer(room).copyMemory(from: bytes)
            filled = count
        }
    }
}

extension Array: OwnEncodable where Element: Encodable {
    func write(to sink: StateSink) throws {
        try withUnsafeBufferPointer { try sink.put(list: $0) }
    }
}

extension Array: OwnDecodable where Element: Decodable {
    static func read(from source: StateSource) throws -> Self {
        if Self.self == [Double].self {
            return unsafeBitCast(try source.cells(of: Double.self), to: Self.self)
        }
        if Self.self == [UInt8].self {
            return unsafeBitCast(try source.cells(of: UInt8.self), to: Self.self)
        }
        return try source.list(Self.self)
    }
}

extension ContiguousArray: OwnEncodable where Element: Encodable {
    func write(to sink: StateSink) throws {
        try withUnsafeBufferPointer { try sink.put(list: $0) }
    }
}

extension ContiguousArray: OwnDecodable where Element: Decodable {
    static func read(from source: StateSource) throws -> Self {
        if Element.self == Double.self || Element.self == UInt8.self {
            return Self(try [Element].read(from: source))
        }
        return try source.list(Self.self)
    }
}
