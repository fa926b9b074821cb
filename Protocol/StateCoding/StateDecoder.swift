/// The counterpart of `StateEncoder`: values by position.
struct StateDecoder: Decoder {
    let source: StateSource
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(
            KeyedStateDecoder<Key>(source: source, isRecorded: source.shape.isNew(keys: Key.self)))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try UnkeyedStateDecoder(source: source)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        SingleStateDecoder(source: source)
    }
}

struct SingleStateDecoder: SingleValueDecodingContainer {
    let source: StateSource
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try source.decode(type) }
}

struct KeyedStateDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let source: StateSource
    /// Its fields are added to the shape.
    let isRecorded: Bool
    var codingPath: [any CodingKey] { [] }

    /// The case of an enum that comes next: structures do not ask.
    var allKeys: [Key] {
        guard let name = source.peekText(), let key = Key(stringValue: name) else { return [] }
        return [key]
    }

    func contains(_ key: Key) -> Bool { true }

    func decodeNil(forKey key: Key) throws -> Bool { try !source.flag() }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try decodeAny(type, key)
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        try decodeMaybe(type, key)
    }

    @inline(__always)
    func decodeAny<T: Decodable>(_ type: T.Type, _ key: Key) throws -> T {
        record(T.self, key)
        return try source.decode(type)
    }

    @inline(__always)
    func decodeMaybe<T: Decodable>(_ type: T.Type, _ key: Key) throws -> T? {
        record(T?.self, key)
        return try source.flag() ? source.decode(type) : nil
    }

    @inline(__always)
    private func record<T>(_ type: T.Type, _ key: Key) {
        guard isRecorded else { return }
        source.shape.mix(key.stringValue)
        source.shape.mix(type: type)
    }

    private func expect(_ key: Key) throws {
        let found = try source.text()
        guard found == key.stringValue else {
            throw source.error(.malformed("\(found) where \(key.stringValue) belongs"))
        }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try expect(key)
        return StateDecoder(source: source).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try expect(key)
        return try UnkeyedStateDecoder(source: source)
    }

    func superDecoder() -> any Decoder { StateDecoder(source: source) }

    func superDecoder(forKey key: Key) -> any Decoder { StateDecoder(source: source) }
}

struct UnkeyedStateDecoder: UnkeyedDecodingContainer {
    let source: StateSource
    let count: Int?
    private(set) var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var isAtEnd: Bool { currentIndex >= count ?? 0 }

    init(source: StateSource) throws {
        self.source = source
        let found = try source.fixed(UInt32.self)
        guard found <= source.left else {
            throw source.error(.tooMany(count: UInt64(found), limit: source.left))
        }
        count = Int(found)
    }

    private mutating func begin() throws {
        guard !isAtEnd else {
            throw source.error(.malformed("more items asked for than \(currentIndex)"))
        }
        currentIndex += 1
        guard try source.byte() == 1 else { throw source.error(.malformed("no item here")) }
    }

    func decodeNil() -> Bool { false }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try decodeAny(type) }

    @inline(__always)
    mutating func decodeAny<T: Decodable>(_ type: T.Type) throws -> T {
        try begin()
        return try source.decode(type)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try begin()
        return StateDecoder(source: source).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try begin()
        return try UnkeyedStateDecoder(source: source)
    }

    mutating func superDecoder() throws -> any Decoder {
        try begin()
        return StateDecoder(source: source)
    }
}
