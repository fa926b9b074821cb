// The library's own versions of these write nothing for an absent field: a position needs a sign.

extension KeyedStateEncoder {
    func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try encodeMaybe(value, key) }
    func encodeIfPresent(_ value: String?, forKey key: Key) throws { try encodeMaybe(value, key) }
    func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try encodeMaybe(value, key) }
    func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try encodeMaybe(value, key) }
    func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try encodeMaybe(value, key) }
    func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try encodeMaybe(value, key) }
    func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try encodeMaybe(value, key) }
    func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try encodeMaybe(value, key) }
    func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try encodeMaybe(value, key) }
    func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try encodeMaybe(value, key) }
    func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try encodeMaybe(value, key) }
    func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try encodeMaybe(value, key) }
    func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try encodeMaybe(value, key) }
    func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try encodeMaybe(value, key) }
    func encodeIfPresent(_ value: Int128?, forKey key: Key) throws { try encodeMaybe(value, key) }
    func encodeIfPresent(_ value: UInt128?, forKey key: Key) throws { try encodeMaybe(value, key) }
}

extension KeyedStateDecoder {
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        try decodeMaybe(type, key)
    }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try decodeMaybe(type, key)
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try decodeMaybe(type, key)
    }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? {
        try decodeMaybe(type, key)
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try decodeMaybe(type, key)
    }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? {
        try decodeMaybe(type, key)
    }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? {
        try decodeMaybe(type, key)
    }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? {
        try decodeMaybe(type, key)
    }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        try decodeMaybe(type, key)
    }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? {
        try decodeMaybe(type, key)
    }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? {
        try decodeMaybe(type, key)
    }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? {
        try decodeMaybe(type, key)
    }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? {
        try decodeMaybe(type, key)
    }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
        try decodeMaybe(type, key)
    }
    func decodeIfPresent(_ type: Int128.Type, forKey key: Key) throws -> Int128? {
        try decodeMaybe(type, key)
    }
    func decodeIfPresent(_ type: UInt128.Type, forKey key: Key) throws -> UInt128? {
        try decodeMaybe(type, key)
    }
}
