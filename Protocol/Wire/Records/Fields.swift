import Bytes
import Market

// Coding of the values that many records share.

extension ByteWriter {
    /// Adds a volume: a varint of twice its zigzag form when it is a whole number below 2^53,
    /// otherwise a varint 1 and its eight bytes.
    @inline(__always)
    mutating func append(volume: Volume) {
        let value = volume.rawValue
        if abs(value) < 0x1p53 {
            let whole = Int64(value)
            // By bits, so that minus zero stays minus zero.
            if Double(whole).bitPattern == value.bitPattern {
                append(varint: ZigZag.encode(whole) &<< 1)
                return
            }
        }
        append(varint: 1)
        append(value)
    }

    /// Adds the fields that begin most records: instrument and cause, both varints.
    mutating func append(instrument: InstrumentID, cause: UInt64) {
        append(varint: UInt64(instrument.rawValue))
        append(varint: cause)
    }

    /// Adds a session date as a zigzag day number.
    mutating func append(date: SessionDate) { append(zigzag: Int64(date.rawValue)) }

    /// Adds a varint count and each text.
    mutating func append(texts: [String]) {
        append(varint: UInt64(texts.count))
        for text in texts { append(text: text) }
    }
}

extension ByteReader {
    /// The next volume.
    @inline(__always)
    mutating func readVolume() throws(BytesError) -> Volume {
        let start = offset
        let code = try readVarint()
        if code & 1 == 0 {
            let whole = ZigZag.decode(code &>> 1)
            guard whole.magnitude < 1 << 53 else {
                throw BytesError(.badValue, offset: start, got: Int(whole))
            }
            return Volume(Double(whole))
        }
        guard code == 1 else {
            throw BytesError(.badValue, offset: start, got: Int(clamping: code))
        }
        return Volume(try readDouble())
    }

    /// The next instrument number.
    mutating func readInstrument() throws(BytesError) -> InstrumentID {
        InstrumentID(UInt32(try readCount(limit: Int(UInt32.max))))
    }

    /// The next session date.
    mutating func readDate() throws(BytesError) -> SessionDate {
        let start = offset
        let days = try readZigzag()
        guard let day = Int32(exactly: days) else {
            throw BytesError(.badValue, offset: start, got: Int(days))
        }
        return SessionDate(rawValue: day)
    }

    /// The next texts, at most `limit` of them, of at most `each` bytes.
    mutating func readTexts(
        limit: Int, each: Int = SchemaLimits.name
    ) throws(BytesError) -> [String] {
        // A text takes a byte at least: no room is made for more than can be there.
        let count = try readCount(limit: min(limit, remaining))
        var texts: [String] = []
        texts.reserveCapacity(count)
        for _ in 0..<count { texts.append(try readText(limit: each)) }
        return texts
    }

    /// The next varint as a whole number.
    mutating func readNatural() throws(BytesError) -> Int {
        try readCount(limit: Int.max)
    }

    /// The next number as a zigzag varint of at least 1.
    mutating func readStep() throws(BytesError) -> Int64 {
        let start = offset
        let value = try readZigzag()
        guard value >= 1 else { throw BytesError(.badValue, offset: start, got: Int(value)) }
        return value
    }
}
