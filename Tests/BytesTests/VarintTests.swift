import Bytes
import Testing

@Suite struct VarintTests {
    /// The textbook loop, to compare with.
    private func reference(_ value: UInt64) -> [UInt8] {
        var (rest, bytes) = (value, [UInt8]())
        while rest >= 128 {
            bytes.append(UInt8(rest % 128) + 128)
            rest /= 128
        }
        return bytes + [UInt8(rest)]
    }

    private var values: [UInt64] {
        var values: [UInt64] = [0, 1, .max, .max - 1]
        for bit in 0..<64 {
            let power = UInt64(1) << UInt64(bit)
            values += [power, power - 1, power + 1, power ^ 0x5555_5555_5555_5555]
        }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            values.append(random.next() >> UInt64.random(in: 0..<64, using: &random))
        }
        return values
    }

    @Test func `every value takes its shortest form and comes back`() throws {
        for value in values {
            let bytes = written { $0.append(varint: value) }
            #expect(bytes == reference(value))
            // With and without a word's room behind it: both ways of reading.
            for tail in [0, 1, 7, 8, 20] {
                let padded = bytes + [UInt8](repeating: 0xff, count: tail)
                let back = try read(padded) { (reader) throws(BytesError) in
                    (try reader.readVarint(), reader.remaining)
                }
                #expect(back == (value, tail))
            }
            for length in 0..<bytes.count {
                #expect(throws: BytesError(.short, offset: 0, needed: length + 1, got: length)) {
                    try read(Array(bytes[..<length])) { (reader) throws(BytesError) in
                        try reader.readVarint()
                    }
                }
            }
        }
    }

    @Test func `longer forms than a value needs are refused`() {
        for value in values {
            var bytes = reference(value)
            bytes[bytes.count - 1] |= 0x80
            for extra in 1...4 {
                let long = bytes + [UInt8](repeating: 0x80, count: extra - 1) + [0]
                for tail in [0, 12] {
                    #expect(throws: BytesError(.badVarint, offset: 0)) {
                        try read(long + [UInt8](repeating: 1, count: tail)) {
                            (reader) throws(BytesError) in try reader.readVarint()
                        }
                    }
                }
            }
        }
    }

    @Test func `more than 64 bits are refused`() {
        let nine = [UInt8](repeating: 0xff, count: 9)
        for bad in [nine + [2], nine + [0x7f], nine + [0x81, 0], nine + [0xff, 0xff, 1]] {
            #expect(throws: BytesError(.badVarint, offset: 0)) {
                try read(bad) { (reader) throws(BytesError) in try reader.readVarint() }
            }
        }
    }

    @Test func `zigzag makes small numbers of both signs short`() throws {
        #expect(ZigZag.encode(0) == 0 && ZigZag.encode(-1) == 1 && ZigZag.encode(1) == 2)
        #expect(ZigZag.encode(.min) == .max && ZigZag.encode(.max) == .max - 1)
        for value in values {
            let signed = Int64(bitPattern: value)
            #expect(ZigZag.decode(ZigZag.encode(signed)) == signed)
            let bytes = written { $0.append(zigzag: signed) }
            let back = try read(bytes) { (reader) throws(BytesError) in try reader.readZigzag() }
            #expect(back == signed)
        }
    }

    @Test func `counts are held to their limit`() throws {
        #expect(
            try read([200, 1]) { (reader) throws(BytesError) in try reader.readCount(limit: 200) }
                == 200)
        #expect(throws: BytesError(.tooLong, offset: 0, needed: 199, got: 200)) {
            try read([200, 1]) { (reader) throws(BytesError) in try reader.readCount(limit: 199) }
        }
        #expect(throws: BytesError(.tooLong, offset: 0, needed: 5, got: Int.max)) {
            try read(reference(.max)) { (reader) throws(BytesError) in
                try reader.readCount(limit: 5)
            }
        }
    }
}
