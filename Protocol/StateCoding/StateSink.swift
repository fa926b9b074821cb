/// The bytes being written, shared by the coders of one writer.
final class StateSink {
    private var memory: UnsafeMutableRawPointer
    private var capacity: Int
    private(set) var count = 0
    var shape = Shape()

    init(capacity: Int = 4096) {
        memory = .allocate(byteCount: capacity, alignment: 16)
        self.capacity = capacity
    }

    deinit { memory.deallocate() }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory, count: count) }

    /// Makes room for some bytes and counts them in.
    func grow(by size: Int) -> UnsafeMutableRawPointer {
        if count + size > capacity {
            let larger = max(capacity * 2, count + size)
            let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
            moved.copyMemory(from: memory, byteCount: count)
            memory.deallocate()
            (memory, capacity) = (moved, larger)
        }
        defer { count += size }
        return memory + count
    }

    func put(byte: UInt8) { grow(by: 1).storeBytes(of: byte, as: UInt8.self) }

    /// Writes the bits of a value, which has no padding.
    func put<T: BitwiseCopyable>(fixed value: T) {
        grow(by: MemoryLayout<T>.size).storeBytes(of: value, as: T.self)
    }

    func put(raw: UnsafeRawBufferPointer) {
        guard let start = raw.baseAddress, !raw.isEmpty else { return }
        grow(by: raw.count).copyMemory(from: start, byteCount: raw.count)
    }

    /// Seven bits a byte, lowest first.
    func put(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            put(byte: UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        put(byte: UInt8(truncatingIfNeeded: rest))
    }

    func put(zigzag value: Int64) {
        put(varint: UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    func put(text: String) {
        var text = text
        text.withUTF8 {
            put(varint: UInt64($0.count))
            put(raw: UnsafeRawBufferPointer($0))
        }
    }

    /// Overwrites four bytes.
    func set(_ value: UInt32, at offset: Int) {
        memory.storeBytes(of: value, toByteOffset: offset, as: UInt32.self)
    }

    /// Overwrites eight bytes.
    func set(_ value: UInt64, at offset: Int) {
        memory.storeBytes(of: value, toByteOffset: offset, as: UInt64.self)
    }

    func word(at offset: Int) -> UInt32 {
        memory.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
    }
}

extension StateSink {
    /// Writes any value.
    func encode<T: Encodable>(_ value: T) throws {
        if putPlain(value) { return }
        if shape.isOwn(T.self, { T.self is any OwnEncodable.Type }) {
            guard let own = value as? any OwnEncodable else {
                preconditionFailure("\(T.self) has no coding of its own")
            }
            try own.write(to: self)
        } else {
            try value.encode(to: StateEncoder(sink: self))
        }
    }

    /// Writes a number, a flag or a text; `false` for anything else.
    @inline(__always)
    func putPlain<T>(_ value: T) -> Bool {
        func cast<Plain>(_: Plain.Type) -> Plain { unsafeBitCast(value, to: Plain.self) }
        if T.self == Double.self {
            put(fixed: cast(Double.self).bitPattern)
        } else if T.self == Int64.self {
            put(zigzag: cast(Int64.self))
        } else if T.self == Int.self {
            put(zigzag: Int64(cast(Int.self)))
        } else if T.self == UInt8.self {
            put(byte: cast(UInt8.self))
        } else if T.self == Bool.self {
            put(byte: cast(Bool.self) ? 1 : 0)
        } else if T.self == UInt64.self {
            put(varint: cast(UInt64.self))
        } else if T.self == Int32.self {
            put(zigzag: Int64(cast(Int32.self)))
        } else if T.self == UInt32.self {
            put(varint: UInt64(cast(UInt32.self)))
        } else if T.self == String.self {
            put(text: cast(String.self))
        } else {
            return putRarer(value)
        }
        return true
    }

    func putRarer<T>(_ value: T) -> Bool {
        func cast<Plain>(_: Plain.Type) -> Plain { unsafeBitCast(value, to: Plain.self) }
        if T.self == UInt16.self {
            put(varint: UInt64(cast(UInt16.self)))
        } else if T.self == Int16.self {
            put(zigzag: Int64(cast(Int16.self)))
        } else if T.self == Int8.self {
            put(byte: UInt8(bitPattern: cast(Int8.self)))
        } else if T.self == UInt.self {
            put(varint: UInt64(cast(UInt.self)))
        } else if T.self == Float.self {
            put(fixed: cast(Float.self).bitPattern)
        } else if T.self == Int128.self {
            put(fixed: cast(Int128.self))
        } else if T.self == UInt128.self {
            put(fixed: cast(UInt128.self))
        } else {
            return false
        }
        return true
    }
}
