import Bytes
import Testing

/// A reader over an array for the length of a call.
func read<Value>(
    _ bytes: [UInt8], _ body: (inout ByteReader) throws(BytesError) -> Value
) throws(BytesError) -> Value {
    let result: Result<Value, BytesError> = bytes.withUnsafeBytes { raw in
        var reader = ByteReader(raw)
        do throws(BytesError) {
            return .success(try body(&reader))
        } catch {
            return .failure(error)
        }
    }
    return try result.get()
}

func written(_ body: (inout ByteWriter) -> Void) -> [UInt8] {
    var writer = ByteWriter(capacity: 0)
    body(&writer)
    return Array(writer.bytes)
}

@Suite struct ByteReaderTests {
    @Test func `integers are little-endian`() throws {
        let bytes = written {
            $0.append(UInt16(0x0201))
            $0.append(UInt32(0x0605_0403))
            $0.append(Int64(-2))
        }
        #expect(bytes == [1, 2, 3, 4, 5, 6, 0xfe] + Array(repeating: 0xff, count: 7))
        let back = try read(bytes) { (reader) throws(BytesError) in
            let first = try reader.read(UInt16.self)
            let second = try reader.read(UInt32.self)
            return (first, second, try reader.read(Int64.self), reader.isAtEnd)
        }
        #expect(back.0 == 0x0201 && back.1 == 0x0605_0403 && back.2 == -2 && back.3)
    }

    @Test func `a read past the end says where, what it needs and what is left`() {
        #expect(throws: BytesError(.short, offset: 1, needed: 8, got: 2)) {
            try read([1, 2, 3]) { (reader) throws(BytesError) in
                _ = try reader.read(UInt8.self)
                return try reader.read(UInt64.self)
            }
        }
        #expect(throws: BytesError(.short, offset: 0, needed: 1, got: 0)) {
            try read([]) { (reader) throws(BytesError) in try reader.read(UInt8.self) }
        }
        #expect(
            BytesError(.short, offset: 7, needed: 32, got: 7).description
                == "byte 7: needs 32 bytes, got 7")
    }

    @Test func `a failed read leaves the place where it was`() {
        [5, 6].withUnsafeBytes { (raw: UnsafeRawBufferPointer) in
            var reader = ByteReader(UnsafeRawBufferPointer(rebasing: raw[0..<2]))
            #expect(throws: BytesError.self) { try reader.read(UInt32.self) }
            #expect(reader.offset == 0 && reader.remaining == 2)
        }
    }

    @Test func `texts are checked for length and UTF-8`() throws {
        let bytes = written { $0.append(text: "Größe €5") }
        #expect(
            try read(bytes) { (reader) throws(BytesError) in try reader.readText() } == "Größe €5")
        #expect(throws: BytesError(.tooLong, offset: 0, needed: 3, got: 4)) {
            try read([4, 65, 65, 65, 65]) { (reader) throws(BytesError) in
                try reader.readText(limit: 3)
            }
        }
        #expect(throws: BytesError(.badText, offset: 1)) {
            try read([2, 0xc3, 0x28]) { (reader) throws(BytesError) in try reader.readText() }
        }
        #expect(throws: BytesError(.short, offset: 1, needed: 9, got: 1)) {
            try read([9, 65]) { (reader) throws(BytesError) in try reader.readText() }
        }
    }

    @Test func `NaN and infinities are refused, everything else comes back by its bits`() throws {
        for value in [0, -0.0, 1.5, -1e308, 0x1p-1074] {
            let bytes = written { $0.append(value) }
            let back = try read(bytes) { (reader) throws(BytesError) in try reader.readDouble() }
            #expect(back.bitPattern == value.bitPattern)
        }
        for bits in [0x7ff0 << 48, 0xfff0 << 48, 0x7ff8 << 48, 0x7ff0 << 48 | 1] as [UInt64] {
            #expect(throws: BytesError(.notFinite, offset: 0)) {
                try read(written { $0.append(bits) }) { (reader) throws(BytesError) in
                    try reader.readDouble()
                }
            }
        }
    }

    @Test(arguments: [0, 1, 127, 128, 129, 16383, 16384, 70_000])
    func `a sized run comes back at every length`(length: Int) throws {
        let bytes = written { writer in
            writer.append(UInt8(0xee))
            writer.appendSized { inner in
                for index in 0..<length { inner.append(UInt8(truncatingIfNeeded: index)) }
            }
            writer.append(UInt8(0xdd))
        }
        let ends = try read(bytes) { (reader) throws(BytesError) in
            _ = try reader.read(UInt8.self)
            var inner = try reader.readSized()
            #expect(inner.remaining == length)
            for index in 0..<length {
                #expect(try inner.read(UInt8.self) == UInt8(truncatingIfNeeded: index))
            }
            return try reader.read(UInt8.self)
        }
        #expect(ends == 0xdd)
        #expect(throws: BytesError.self) {
            try read(Array(bytes.dropFirst().dropLast(2)) + [0xff]) {
                (reader) throws(BytesError) in
                _ = try reader.readSized()
                return try reader.readSized()
            }
        }
    }

    @Test func `a writer grows, empties, is cut and overwritten`() {
        var writer = ByteWriter(capacity: 0)
        for index in 0..<1000 { writer.append(UInt16(index)) }
        #expect(writer.count == 2000 && writer.capacity >= 2000)
        writer.overwrite(UInt16(0xabcd), at: 1998)
        #expect(writer.bytes[1998] == 0xcd && writer.bytes[1999] == 0xab)
        writer.truncate(to: 2)
        #expect(Array(writer.bytes) == [0, 0])
        let room = writer.capacity
        writer.removeAll()
        #expect(writer.count == 0 && writer.capacity == room)
    }
}
