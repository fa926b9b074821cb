// The library's own versions of these refuse numbers of 128 bits.

extension SingleStateEncoder {
    func encode(_ value: Int128) throws { try sink.encode(value) }
    func encode(_ value: UInt128) throws { try sink.encode(value) }
}

extension SingleStateDecoder {
    func decode(_ type: Int128.Type) throws -> Int128 { try source.decode(type) }
    func decode(_ type: UInt128.Type) throws -> UInt128 { try source.decode(type) }
}

extension UnkeyedStateEncoder {
    func encode(_ value: Int128) throws { try encodeAny(value) }
    func encode(_ value: UInt128) throws { try encodeAny(value) }
}

extension UnkeyedStateDecoder {
    mutating func decode(_ type: Int128.Type) throws -> Int128 { try decodeAny(type) }
    mutating func decode(_ type: UInt128.Type) throws -> UInt128 { try decodeAny(type) }
}

extension KeyedStateEncoder {
    func encode(_ value: Int128, forKey key: Key) throws { try encodeAny(value, key) }
    func encode(_ value: UInt128, forKey key: Key) throws { try encodeAny(value, key) }
}

extension KeyedStateDecoder {
    func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 {
        try decodeAny(type, key)
    }
    func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 {
        try decodeAny(type, key)
    }
}
