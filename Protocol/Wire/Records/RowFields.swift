import Bytes
import Market

/// Rows of a footprint or profile, ascending: a varint count, then for each row a control byte
/// and only what it asks for.
///
/// | field | present when |
/// |-------|--------------|
/// | control: bits 0-2 marks; 3 bid; 4 ask; 5 neutral; 6 the row above the last; 7 zero | always |
/// | row zigzag: of the first row its number, of others the distance from the last | control bit 6 is 0 |
/// | bid, ask, neutral volumes | their bits |
enum RowFields {
    static func encode(_ rows: [FootprintRow], into writer: inout ByteWriter) {
        writer.append(varint: UInt64(rows.count))
        var last: Int64 = 0
        for (index, row) in rows.enumerated() {
            precondition(
                index == 0 || row.row > last, "rows ascend: \(row.row) stands behind \(last)")
            let isNext = index > 0 && row.row == last &+ 1
            let control =
                (row.marks.rawValue & 7) | (row.bid.rawValue.bitPattern != 0 ? 8 : 0)
                | (row.ask.rawValue.bitPattern != 0 ? 16 : 0)
                | (row.neutral.rawValue.bitPattern != 0 ? 32 : 0) | (isNext ? 64 : 0)
            writer.append(control)
            if !isNext { writer.append(zigzag: row.row &- last) }
            if control & 8 != 0 { writer.append(volume: row.bid) }
            if control & 16 != 0 { writer.append(volume: row.ask) }
            if control & 32 != 0 { writer.append(volume: row.neutral) }
            last = row.row
        }
    }

    static func decode(_ reader: inout ByteReader) throws(BytesError) -> [FootprintRow] {
        // A row takes a byte at least: no room is made for more than can be there.
        let count = try reader.readCount(limit: reader.remaining)
        var rows: [FootprintRow] = []
        rows.reserveCapacity(count)
        var last: Int64 = 0
        for index in 0..<count {
            let start = reader.offset
            let control = try reader.read(UInt8.self)
            guard control < 128, index > 0 || control & 64 == 0 else {
                throw reader.badValue(Int(control), width: 1)
            }
            let step = control & 64 != 0 ? 1 : try reader.readZigzag()
            let row = last &+ step
            guard index == 0 || row > last else {
                throw BytesError(.badValue, offset: start, got: Int(step))
            }
            rows.append(
                FootprintRow(
                    row: row, bid: control & 8 != 0 ? try reader.readVolume() : .zero,
                    ask: control & 16 != 0 ? try reader.readVolume() : .zero,
                    neutral: control & 32 != 0 ? try reader.readVolume() : .zero,
                    marks: FootprintRow.Marks(rawValue: control & 7)))
            last = row
        }
        return rows
    }

    /// Adds row numbers: a varint count, then zigzag distances from the one before.
    static func encode(numbers: [Int64], into writer: inout ByteWriter) {
        writer.append(varint: UInt64(numbers.count))
        var last: Int64 = 0
        for number in numbers {
            writer.append(zigzag: number &- last)
            last = number
        }
    }

    static func decodeNumbers(_ reader: inout ByteReader) throws(BytesError) -> [Int64] {
        let count = try reader.readCount(limit: reader.remaining)
        var numbers: [Int64] = []
        numbers.reserveCapacity(count)
        var last: Int64 = 0
        for _ in 0..<count {
            last = last &+ (try reader.readZigzag())
            numbers.append(last)
        }
        return numbers
    }
}
