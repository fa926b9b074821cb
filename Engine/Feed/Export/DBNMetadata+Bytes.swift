/// Metadata back to bytes.
extension DBNMetadata {
    /// The longest symbol of a version, in bytes.
    static func longestSymbol(version: UInt8) -> Int { symbolWidth(version) - 1 }

    private static func symbolWidth(_ version: UInt8) -> Int { version == 1 ? 22 : 71 }

    /// Prelude and block, as a stream begins with them.
    package var bytes: [UInt8] {
        let width = Self.symbolWidth(version)
        var block = DBNBlock(count: 104)
        block.put(dataset, at: 0)
        block.put(DBNNames.number(ofSchema: schema), at: 16)
        block.put(start, at: 18)
        block.put(end ?? DBNUndefined.time, at: 26)
        block.put(limit ?? 0, at: 34)
        let types = version == 1 ? 50 : 42
        block.put(DBNNames.number(ofSymbolType: stypeIn), at: types)
        block.put(DBNNames.number(ofSymbolType: stypeOut), at: types + 1)
        block.put(UInt8(hasSendTime ? 1 : 0), at: types + 2)
        if version == 1 {
            // The count of records is one that nobody knows in advance.
            block.put(UInt64.max, at: 42)
        } else {
            block.put(UInt16(width), at: 45)
        }
        for list in [symbols, partial, notFound] {
            block.append(UInt32(list.count))
            for symbol in list { block.append(symbol, width: width) }
        }
        block.append(UInt32(mappings.count))
        for mapping in mappings {
            block.append(mapping.symbol, width: width)
            block.append(UInt32(mapping.intervals.count))
            for interval in mapping.intervals {
                block.append(interval.start)
                block.append(interval.end)
                block.append(interval.symbol, width: width)
            }
        }
        // From version 3 on the records behind it are aligned.
        if version == 3 { block.pad(to: 8) }
        var prelude = DBNBlock(count: 0)
        prelude.append("DBN", width: 3)
        prelude.append(version)
        prelude.append(UInt32(block.bytes.count))
        return prelude.bytes + block.bytes
    }
}

/// Bytes that are put together field by field, little-endian.
struct DBNBlock {
    private(set) var bytes: [UInt8]

    /// So many zero bytes.
    init(count: Int) { bytes = [UInt8](repeating: 0, count: count) }

    mutating func put<T: FixedWidthInteger & BitwiseCopyable>(_ value: T, at offset: Int) {
        bytes.withUnsafeMutableBytes {
            $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: T.self)
        }
    }

    mutating func put(_ text: String, at offset: Int) {
        for (index, byte) in text.utf8.enumerated() { bytes[offset + index] = byte }
    }

    mutating func append<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
        let offset = bytes.count
        bytes += [UInt8](repeating: 0, count: MemoryLayout<T>.size)
        put(value, at: offset)
    }

    /// A text in a field of its own width, zero bytes behind it.
    mutating func append(_ text: String, width: Int) {
        let offset = bytes.count
        bytes += [UInt8](repeating: 0, count: width)
        put(text, at: offset)
    }

    mutating func pad(to multiple: Int) {
        while bytes.count % multiple != 0 { bytes.append(0) }
    }
}
