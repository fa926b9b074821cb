/// Values by position: a field is written where it comes, without its name.
///
/// A type's own `encode(to:)` may write fields, fields that may be absent (`encodeIfPresent`) and
/// nested containers, in the order in which it reads them. `encodeNil` traps: where a value is
/// optional, an optional is written.
struct StateEncoder: Encoder {
    let sink: StateSink
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(
            KeyedStateEncoder<Key>(sink: sink, isRecorded: sink.shape.isNew(keys: Key.self)))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { UnkeyedStateEncoder(sink: sink) }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        SingleStateEncoder(sink: sink)
    }

    static func refuseNil() -> Never {
        preconditionFailure("a state has no bare nil: an optional is written as one")
    }
}

struct SingleStateEncoder: SingleValueEncodingContainer {
    let sink: StateSink
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { StateEncoder.refuseNil() }

    func encode<T: Encodable>(_ value: T) throws { try sink.encode(value) }
}

struct KeyedStateEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let sink: StateSink
    /// Its fields are added to the shape.
    let isRecorded: Bool
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { StateEncoder.refuseNil() }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try encodeAny(value, key) }

    func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws {
        try encodeMaybe(value, key)
    }

    @inline(__always)
    func encodeAny<T: Encodable>(_ value: T, _ key: Key) throws {
        record(T.self, key)
        try sink.encode(value)
    }

    @inline(__always)
    func encodeMaybe<T: Encodable>(_ value: T?, _ key: Key) throws {
        record(T?.self, key)
        sink.put(byte: value == nil ? 0 : 1)
        if let value { try sink.encode(value) }
    }

    @inline(__always)
    private func record<T>(_ type: T.Type, _ key: Key) {
        guard isRecorded else { return }
        sink.shape.mix(key.stringValue)
        sink.shape.mix(type: type)
    }

    // The case of an enum is a nested container: only there the name is written, to be found.

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        sink.put(text: key.stringValue)
        return StateEncoder(sink: sink).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        sink.put(text: key.stringValue)
        return UnkeyedStateEncoder(sink: sink)
    }

    func superEncoder() -> any Encoder { StateEncoder(sink: sink) }

    func superEncoder(forKey key: Key) -> any Encoder { StateEncoder(sink: sink) }
}

/// A count, then a one before each value, so that no count can be larger than the bytes.
struct UnkeyedStateEncoder: UnkeyedEncodingContainer {
    let sink: StateSink
    private let place: Int
    var codingPath: [any CodingKey] { [] }
    var count: Int { Int(sink.word(at: place)) }

    init(sink: StateSink) {
        self.sink = sink
        place = sink.count
        sink.put(fixed: UInt32(0))
    }

    private func begin() {
        sink.set(sink.word(at: place) + 1, at: place)
        sink.put(byte: 1)
    }

    func encodeNil() { StateEncoder.refuseNil() }

    func encode<T: Encodable>(_ value: T) throws { try encodeAny(value) }

    @inline(__always)
    func encodeAny<T: Encodable>(_ value: T) throws {
        begin()
        try sink.encode(value)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
        begin()
        return StateEncoder(sink: sink).container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        begin()
        return UnkeyedStateEncoder(sink: sink)
    }

    func superEncoder() -> any Encoder {
        begin()
        return StateEncoder(sink: sink)
    }
}
