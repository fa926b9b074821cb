import Market
import Records

/// The values of an evaluation as bytes: a bit for each that is defined, then all of them.
enum PackedValues {
    static func bytes(_ values: [Double?]) -> [UInt8] {
        var words: [UInt64] = [0]
        words.reserveCapacity(values.count + 1)
        for (place, value) in values.prefix(Evaluation.valueLimit).enumerated() {
            if value != nil { words[0] |= 1 << UInt64(place) }
            words.append((value ?? 0).bitPattern.littleEndian)
        }
        words[0] = words[0].littleEndian
        return words.withUnsafeBytes { Array($0) }
    }

    static func values(_ bytes: UnsafeRawBufferPointer) -> [Double?] {
        guard bytes.count >= 8 else { return [] }
        let word = { (place: Int) in
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self))
        }
        let defined = word(0)
        return (0..<min(bytes.count / 8 - 1, Evaluation.valueLimit)).map { place in
            defined & 1 << UInt64(place) == 0 ? nil : Double(bitPattern: word(place + 1))
        }
    }
}

/// Rows of a footprint or profile as bytes: four words each, as in the record's slots.
enum PackedRows {
    static func bytes(_ rows: [FootprintRow]) -> [UInt8] {
        guard !rows.isEmpty else { return [] }
        return withUnsafeTemporaryAllocation(of: Int64.self, capacity: rows.count * 4) { words in
            for (place, row) in rows.enumerated() {
                RowSlots.write(row, at: place, of: words.baseAddress!)
            }
            return Array(UnsafeRawBufferPointer(words))
        }
    }

    static func rows(_ bytes: UnsafeRawBufferPointer) -> [FootprintRow] {
        let word = { (place: Int) in
            Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: place * 8, as: Int64.self))
        }
        let volume = { (place: Int) in
            Volume(Double(bitPattern: UInt64(bitPattern: word(place))))
        }
        return (0..<bytes.count / 32).map { index in
            let first = index * 4
            return FootprintRow(
                row: word(first) >> 8, bid: volume(first + 1), ask: volume(first + 2),
                neutral: volume(first + 3),
                marks: FootprintRow.Marks(rawValue: UInt8(truncatingIfNeeded: word(first))))
        }
    }
}
