/// The bytes being read, shared by the coders of one reader.
final class StateSource {
    /// How deep values may lie in values.
    static let depthLimit = 96

    private let memory: UnsafeRawBufferPointer
    private let isOwned: Bool
    private(set) var offset = 0
    var shape = Shape()
    var place = ""
    private var depth = 0

    /// Reads memory that outlives the reader.
    init(borrowing bytes: UnsafeRawBufferPointer) {
        memory = bytes
        isOwned = false
    }

    init(copying bytes: [UInt8]) {
        let own = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
        own.copyBytes(from: bytes)
        memory = UnsafeRawBufferPointer(own)
        isOwned = true
    }

    deinit { if isOwned { memory.deallocate() } }

    var left: Int { memory.count - offset }

    func error(_ fault: StateError.Fault) -> StateError {
        StateError(fault, offset: offset, place: place)
    }

    /// The next bytes, which are there.
    @inline(__always)
    func take(_ size: Int) throws(StateError) -> UnsafeRawBufferPointer {
        guard size <= left else { throw error(.cut(needed: size, left: left)) }
        defer { offset += size }
        return UnsafeRawBufferPointer(rebasing: memory[offset..<offset + size])
    }

    func byte() throws(StateError) -> UInt8 { try take(1)[0] }

    func fixed<T: BitwiseCopyable>(_ type: T.Type) throws(StateError) -> T {
        try take(MemoryLayout<T>.size).loadUnaligned(as: T.self)
    }

    func varint() throws(StateError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            let bits = UInt64(byte & 0x7f)
            guard shift < 63 || bits <= 1 else { throw error(.malformed("number above 64 bits")) }
            value |= bits << shift
            if byte < 0x80 {
                // A last byte of zero is a longer way to write the same number.
                guard byte != 0 || shift == 0 else { throw error(.malformed("number too long")) }
                return value
            }
            shift += 7
            guard shift < 70 else { throw error(.malformed("number above 64 bits")) }
        }
    }

    func zigzag() throws(StateError) -> Int64 {
        let bits = try varint()
        return Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1)
    }

    /// A count of things that take at least `size` bytes each.
    func count(of size: Int, limit: Int = .max) throws(StateError) -> Int {
        let count = try varint()
        let most = min(left / size, limit)
        guard count <= UInt64(most) else { throw error(.tooMany(count: count, limit: most)) }
        return Int(count)
    }

    func text() throws(StateError) -> String {
        let bytes = try take(count(of: 1))
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw error(.malformed("text that is no UTF-8"))
        }
        return text
    }

    func flag() throws(StateError) -> Bool {
        let byte = try byte()
        guard byte <= 1 else { throw error(.malformed("flag of \(byte)")) }
        return byte == 1
    }

    /// The text that comes next, without taking it.
    func peekText() -> String? {
        let start = offset
        defer { offset = start }
        return try? text()
    }

    /// Runs `body` one level deeper.
    func deeper<T>(_ body: () throws -> T) throws -> T {
        guard depth < Self.depthLimit else { throw error(.tooDeep(limit: Self.depthLimit)) }
        depth += 1
        defer { depth -= 1 }
        return try body()
    }

    /// Compares the types met so far with those of the writer.
    func checkShape() throws(StateError) {
        let found = try fixed(UInt32.self)
        guard found == shape.check else {
            throw error(.otherShape(found: UInt64(found), expected: UInt64(shape.check)))
        }
    }
}
