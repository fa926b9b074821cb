public import Bytes

/// A message: the payload of one frame type.
///
/// Payloads are append-only. A reader skips what follows the fields it knows; fields under
/// "tail" in a layout may be absent and then take the default named there.
public protocol WireMessage: Hashable, Sendable {
    /// The type byte of its frames.
    static var type: MessageType { get }

    /// Writes the payload.
    func encode(into writer: inout ByteWriter)

    /// Reads the fields from the front of a payload.
    init(fields reader: inout ByteReader) throws(BytesError)
}

extension WireMessage {
    /// Reads a payload.
    public init(decoding payload: UnsafeRawBufferPointer) throws(WireError) {
        var reader = ByteReader(payload)
        do {
            try self.init(fields: &reader)
        } catch {
            throw WireError(malformed: error, in: "\(Self.type)")
        }
    }

    /// Reads the head of a payload that goes on with something else.
    ///
    /// - Returns: The head, and what follows it: the records of an answer, the ticks of a feed.
    public static func split(
        _ payload: UnsafeRawBufferPointer
    ) throws(WireError) -> (head: Self, rest: UnsafeRawBufferPointer) {
        var reader = ByteReader(payload)
        do {
            let head = try Self(fields: &reader)
            return (head, reader.rest)
        } catch {
            throw WireError(malformed: error, in: "\(Self.type)")
        }
    }
}

extension ByteReader {
    /// The next byte as one of `Value`'s cases.
    mutating func read<Value: RawRepresentable>(
        case type: Value.Type = Value.self
    ) throws(BytesError) -> Value where Value.RawValue == UInt8 {
        let raw = try read(UInt8.self)
        guard let value = Value(rawValue: raw) else { throw badValue(Int(raw), width: 1) }
        return value
    }

    /// The next byte as one of `Value`'s cases, or `nil` for 255.
    mutating func read<Value: RawRepresentable>(
        optionalCase type: Value.Type = Value.self
    ) throws(BytesError) -> Value? where Value.RawValue == UInt8 {
        let raw = try read(UInt8.self)
        if raw == 0xff { return nil }
        guard let value = Value(rawValue: raw) else { throw badValue(Int(raw), width: 1) }
        return value
    }

    /// The next byte as 0 or 1.
    mutating func readFlag() throws(BytesError) -> Bool {
        let raw = try read(UInt8.self)
        guard raw <= 1 else { throw badValue(Int(raw), width: 1) }
        return raw == 1
    }
}

extension ByteWriter {
    /// Adds a case's byte, 255 for `nil`.
    mutating func append<Value: RawRepresentable>(optionalCase value: Value?)
    where Value.RawValue == UInt8 {
        append(value?.rawValue ?? 0xff)
    }

    /// Adds 0 or 1.
    mutating func append(flag: Bool) { append(flag ? UInt8(1) : 0) }
}
