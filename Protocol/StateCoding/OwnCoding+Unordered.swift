// Dictionaries and sets lie in memory in an order that differs from run to run: their keys are
// written in the order of their bytes.

extension StateSink {
    /// Keys in the order of their bytes.
    fileprivate func ordered<Key: Encodable>(_ keys: some Collection<Key>) throws -> [Key] {
        try keys.map { key in
            let scratch = StateSink(capacity: 64)
            try scratch.encode(key)
            return (key, Array(scratch.bytes))
        }
        .sorted { $0.1.lexicographicallyPrecedes($1.1) }
        .map(\.0)
    }
}

extension StateSource {
    /// A count of keys, and a byte before each.
    fileprivate func keys(_ body: () throws -> Bool) throws {
        for _ in 0..<(try count(of: 1)) {
            guard try byte() == 1 else { throw error(.malformed("no key here")) }
            guard try body() else { throw error(.malformed("a key twice")) }
        }
    }
}

extension Dictionary: OwnEncodable where Key: Encodable, Value: Encodable {
    func write(to sink: StateSink) throws {
        sink.put(varint: UInt64(count))
        for key in try sink.ordered(keys) {
            guard let value = self[key] else {
                preconditionFailure("\(Key.self) is not equal to itself")
            }
            sink.put(byte: 1)
            try sink.encode(key)
            try sink.encode(value)
        }
    }
}

extension Dictionary: OwnDecodable where Key: Decodable, Value: Decodable {
    static func read(from source: StateSource) throws -> Self {
        var found: Self = [:]
        try source.keys {
            let key = try source.decode(Key.self)
            return found.updateValue(try source.decode(Value.self), forKey: key) == nil
        }
        return found
    }
}

extension Set: OwnEncodable where Element: Encodable {
    func write(to sink: StateSink) throws {
        sink.put(varint: UInt64(count))
        for element in try sink.ordered(self) {
            sink.put(byte: 1)
            try sink.encode(element)
        }
    }
}

extension Set: OwnDecodable where Element: Decodable {
    static func read(from source: StateSource) throws -> Self {
        var found: Self = []
        try source.keys { found.insert(try source.decode(Element.self)).inserted }
        return found
    }
}
