/// Reads what a `StateWriter` wrote, in the same order.
///
/// Bytes that are cut, changed or of other types give an error and never trap, and nothing is
/// allocated for a count that the bytes do not hold. Whether the bytes are the ones that were
/// stored is for the store to know: a changed number is a number.
public struct StateReader: ~Copyable {
    let source: StateSource
    /// What is wrong with the header, said by the first call.
    private var fault: StateError?
    private var digest: UInt64 = 0

    /// Reads a copy of the bytes.
    public init(_ bytes: [UInt8]) { self.init(StateSource(copying: bytes)) }

    /// Reads memory that is neither changed nor freed before `end`.
    public init(_ bytes: UnsafeRawBufferPointer) { self.init(StateSource(borrowing: bytes)) }

    private init(_ source: StateSource) {
        self.source = source
        do throws(StateError) {
            digest = try Self.readHeader(source)
        } catch {
            fault = error
        }
    }

    private static func readHeader(_ source: StateSource) throws(StateError) -> UInt64 {
        let magic = try source.take(StateHeader.magic.count)
        guard magic.elementsEqual(StateHeader.magic) else { throw source.error(.noState) }
        let version = try source.byte()
        guard version == StateHeader.version else {
            throw source.error(.otherVersion(found: version, known: StateHeader.version))
        }
        guard try source.take(3).allSatisfy({ $0 == 0 }) else { throw source.error(.noState) }
        return try source.fixed(UInt64.self)
    }

    /// Bytes not read yet.
    public var left: Int { source.left }

    /// Reads a value.
    public mutating func take<T: Decodable>(_ type: T.Type) throws(StateError) -> T {
        if let fault { throw fault }
        source.shape.mix(type: T.self)
        let value: T
        do {
            value = try source.decode(type)
        } catch let error as StateError {
            throw error
        } catch {
            throw source.error(.malformed("no \(T.self): \(Self.text(error))"))
        }
        try source.checkShape()
        return value
    }

    /// Reads cells, at most `limit` of them.
    public mutating func take<T: BitwiseCopyable>(
        cells type: T.Type, limit: Int
    ) throws(StateError) -> [T] {
        if let fault { throw fault }
        source.shape.mix(type: T.self)
        let stride = try source.varint()
        guard stride == UInt64(MemoryLayout<T>.stride) else {
            throw source.error(
                .malformed("cells of \(stride) bytes, \(T.self) has \(MemoryLayout<T>.stride)"))
        }
        let count = try source.count(of: MemoryLayout<T>.stride, limit: limit)
        let bytes = try source.take(count * MemoryLayout<T>.stride)
        try source.checkShape()
        return [T](unsafeUninitializedCapacity: count) { room, filled in
            UnsafeMutableRawBufferPointer(room).copyMemory(from: bytes)
            filled = count
        }
    }

    /// Passes a named place.
    public mutating func expect(_ name: StaticString) throws(StateError) {
        if let fault { throw fault }
        let sign = try source.byte()
        guard sign == 0x23 else {
            throw source.error(.otherPlace(found: "a value", expected: name.description))
        }
        let found = try source.text()
        guard found == name.description else {
            throw source.error(.otherPlace(found: found, expected: name.description))
        }
        source.place = found
    }

    /// An error at the present place, for what a type finds wrong with its own values.
    public func error(_ what: String) -> StateError { source.error(.malformed(what)) }

    /// Nothing is left over, and all types were those of the writer.
    public consuming func end() throws(StateError) {
        if let fault { throw fault }
        guard source.left == 0 else { throw source.error(.leftOver(source.left)) }
        guard digest == source.shape.digest else {
            throw source.error(.otherShape(found: digest, expected: source.shape.digest))
        }
    }

    private static func text(_ error: any Error) -> String {
        switch error {
        case DecodingError.dataCorrupted(let context): context.debugDescription
        case DecodingError.typeMismatch(_, let context): context.debugDescription
        case DecodingError.valueNotFound(_, let context): context.debugDescription
        case DecodingError.keyNotFound(_, let context): context.debugDescription
        default: "\(error)"
        }
    }
}
