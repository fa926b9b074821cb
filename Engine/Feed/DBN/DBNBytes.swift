/// Little-endian fields of a DBN record or metadata block, at any alignment.
struct DBNBytes {
    private let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var count: Int { bytes.count }

    /// An integer; traps outside the bytes, whose length is checked where they are taken.
    func integer<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type = T.self)
        -> T
    {
        T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
    }

    /// A text of fixed length, padded with zero bytes; what is no UTF-8 becomes U+FFFD.
    func text(_ offset: Int, _ length: Int) -> String {
        let field = bytes[offset..<offset + length]
        return String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// One character; none for a zero byte.
    func character(_ offset: Int) -> String { text(offset, 1) }
}

/// What stands for "nothing" in DBN fields.
package enum DBNUndefined {
    package static let price = Int64.max
    package static let time = UInt64.max
    package static let size = UInt32.max
}
