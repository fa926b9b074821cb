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
        typealias Element = List.Element
        let isDouble = Element.self == Double.self
        let count = try count(of: isDouble ? 8 : 1)
        var list = List()
        if isDouble || Element.self == UInt8.self {
            let bytes = try take(count * (isDouble ? 8 : 1))
            list.append(contentsOf: Cells<Element>(bytes: bytes, count: count))
            return list
        }
        let start = offset
        // A hostile count may be as large as the bytes; values follow only as far as they decode.
        list.reserveCapacity(min(count, 4096))
        for _ in 0..<count { list.append(try decode(Element.self)) }
        while offset - start < count {
            guard try byte() == 0 else { throw error(.malformed("padding that is not zero")) }
        }
        return list
    }
}

/// Numbers in memory of any alignment.
private struct Cells<Element>: RandomAccessCollection {
    let bytes: UnsafeRawBufferPointer
    let count: Int
    var startIndex: Int { 0 }
    var endIndex: Int { count }

    subscript(place: Int) -> Element {
        if Element.self == Double.self {
            let number = bytes.loadUnaligned(fromByteOffset: place * 8, as: Double.self)
            return unsafeBitCast(number, to: Element.self)
        }
        return unsafeBitCast(bytes[place], to: Element.self)
    }
}

extension Array: OwnEncodable where Element: Encodable {
    func write(to sink: StateSink) throws {
        try withUnsafeBufferPointer { try sink.put(list: $0) }
    }
}

extension Array: OwnDecodable where Element: Decodable {
    static func read(from source: StateSource) throws -> Self { try source.list(Self.self) }
}

extension ContiguousArray: OwnEncodable where Element: Encodable {
    func write(to sink: StateSink) throws {
        try withUnsafeBufferPointer { try sink.put(list: $0) }
    }
}

extension ContiguousArray: OwnDecodable where Element: Decodable {
    static func read(from source: StateSource) throws -> Self { try source.list(Self.self) }
}
