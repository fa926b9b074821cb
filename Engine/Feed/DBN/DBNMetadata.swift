/// What a DBN stream says about itself before its records.
package struct DBNMetadata: Hashable, Sendable {
    /// One day range of a symbol, dates as `YYYYMMDD`, the end excluded.
    package struct Interval: Hashable, Sendable {
        package var start: UInt32
        package var end: UInt32
        package var symbol: String
    }

    /// A symbol asked for, and what it was called on which days.
    package struct Mapping: Hashable, Sendable {
        package var symbol: String
        package var intervals: [Interval]
    }

    package var version: UInt8
    package var dataset = ""
    /// `nil` for a mixed stream.
    package var schema: String?
    package var start: UInt64 = 0
    /// `nil` without an end.
    package var end: UInt64?
    /// `nil` without a limit.
    package var limit: UInt64?
    package var stypeIn: String?
    package var stypeOut: String?
    /// Every record ends with the time it was sent.
    package var hasSendTime = false
    package var symbols: [String] = []
    package var partial: [String] = []
    package var notFound: [String] = []
    package var mappings: [Mapping] = []

    /// A stream without metadata.
    init(fragmentVersion: UInt8) { version = fragmentVersion }

    /// Reads the block after the prelude.
    ///
    /// - Throws: The offset in the block where something is missing or too much, and what.
    init(version: UInt8, block: UnsafeRawBufferPointer) throws(DBNMetadataFault) {
        self.version = version
        var reader = MetadataReader(block)
        try reader.require(104)
        let bytes = reader.bytes
        dataset = bytes.text(0, 16)
        schema = DBNNames.schema(bytes.integer(16))
        start = bytes.integer(18)
        let end: UInt64 = bytes.integer(26)
        self.end = end == DBNUndefined.time ? nil : end
        let limit: UInt64 = bytes.integer(34)
        self.limit = limit == 0 ? nil : limit
        let types = version == 1 ? 50 : 42
        stypeIn = DBNNames.symbolType(bytes.integer(types))
        stypeOut = DBNNames.symbolType(bytes.integer(types + 1))
        hasSendTime = bytes.integer(types + 2, as: UInt8.self) != 0
        let symbolLength = version == 1 ? 22 : Int(bytes.integer(45, as: UInt16.self))
        if symbolLength == 0 {
            throw DBNMetadataFault(offset: 45, expected: "a symbol length above 0", found: "0")
        }
        let definitions: UInt32 = bytes.integer(100)
        try reader.skip(104 + Int(definitions))
        try readSymbols(&reader, symbolLength)
    }

    private mutating func readSymbols(
        _ reader: inout MetadataReader, _ length: Int
    ) throws(DBNMetadataFault) {
        symbols = try reader.texts(length)
        partial = try reader.texts(length)
        notFound = try reader.texts(length)
        for _ in 0..<(try reader.count(each: length + 4)) {
            var mapping = Mapping(symbol: try reader.text(length), intervals: [])
            for _ in 0..<(try reader.count(each: length + 8)) {
                let (start, end) = (try reader.number(), try reader.number())
                mapping.intervals.append(
                    Interval(start: start, end: end, symbol: try reader.text(length)))
            }
            mappings.append(mapping)
        }
    }
}

/// Where in a metadata block something is wrong.
struct DBNMetadataFault: Error {
    var offset: Int
    var expected: String
    var found: String
}

/// Takes fields off the front of a metadata block.
private struct MetadataReader {
    let bytes: DBNBytes
    private var position = 0

    init(_ block: UnsafeRawBufferPointer) { bytes = DBNBytes(block) }

    func require(_ count: Int) throws(DBNMetadataFault) {
        if bytes.count - position < count {
            throw DBNMetadataFault(
                offset: position, expected: "\(count) bytes of metadata",
                found: "\(bytes.count - position)")
        }
    }

    mutating func skip(_ count: Int) throws(DBNMetadataFault) {
        try require(count)
        position += count
    }

    mutating func number() throws(DBNMetadataFault) -> UInt32 {
        try require(4)
        position += 4
        return bytes.integer(position - 4)
    }

    /// A count of items that take at least `each` bytes, so that it cannot exceed the block.
    mutating func count(each: Int) throws(DBNMetadataFault) -> Int {
        let count = Int(try number())
        let most = (bytes.count - position) / each
        if count > most {
            throw DBNMetadataFault(
                offset: position - 4, expected: "at most \(most) items of \(each) bytes",
                found: "\(count)")
        }
        return count
    }

    mutating func text(_ length: Int) throws(DBNMetadataFault) -> String {
        try require(length)
        position += length
        return bytes.text(position - length, length)
    }

    mutating func texts(_ length: Int) throws(DBNMetadataFault) -> [String] {
        var texts: [String] = []
        for _ in 0..<(try count(each: length)) { texts.append(try text(length)) }
        return texts
    }
}
