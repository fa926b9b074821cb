extension StateSource {
    /// Reads any value.
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        if let plain = try takePlain(type) { return plain }
        if shape.isOwn(T.self, { T.self is any OwnDecodable.Type }) {
            guard let own = T.self as? any OwnDecodable.Type,
                let value = try deeper({ try own.read(from: self) }) as? T
            else { preconditionFailure("\(T.self) has no coding of its own") }
            return value
        }
        return try deeper { try T(from: StateDecoder(source: self)) }
    }

    /// Reads a number, a flag or a text; `nil` for any other type.
    @inline(__always)
    func takePlain<T>(_ type: T.Type) throws(StateError) -> T? {
        func cast<Plain>(_ value: Plain) -> T { unsafeBitCast(value, to: T.self) }
        if T.self == Double.self { return cast(Double(bitPattern: try fixed(UInt64.self))) }
        if T.self == Int64.self { return cast(try zigzag()) }
        if T.self == Int.self { return cast(try whole(zigzag(), Int.self)) }
        if T.self == UInt8.self { return cast(try byte()) }
        if T.self == Bool.self { return cast(try flag()) }
        if T.self == UInt64.self { return cast(try varint()) }
        if T.self == Int32.self { return cast(try whole(zigzag(), Int32.self)) }
        if T.self == UInt32.self { return cast(try whole(varint(), UInt32.self)) }
        if T.self == String.self { return cast(try text()) }
        return try takeRarer(type)
    }

    func takeRarer<T>(_ type: T.Type) throws(StateError) -> T? {
        func cast<Plain>(_ value: Plain) -> T { unsafeBitCast(value, to: T.self) }
        if T.self == UInt16.self { return cast(try whole(varint(), UInt16.self)) }
        if T.self == Int16.self { return cast(try whole(zigzag(), Int16.self)) }
        if T.self == Int8.self { return cast(Int8(bitPattern: try byte())) }
        if T.self == UInt.self { return cast(try whole(varint(), UInt.self)) }
        if T.self == Float.self { return cast(Float(bitPattern: try fixed(UInt32.self))) }
        if T.self == Int128.self { return cast(try fixed(Int128.self)) }
        if T.self == UInt128.self { return cast(try fixed(UInt128.self)) }
        return nil
    }

    private func whole<Number: BinaryInteger>(
        _ value: some BinaryInteger, _ type: Number.Type
    ) throws(StateError) -> Number {
        guard let number = Number(exactly: value) else {
            throw error(.malformed("\(value) is no \(type)"))
        }
        return number
    }
}
