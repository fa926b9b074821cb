import Market
import Records

// The rows most files consist of, read a word at a time:
//
//     1731508200024257551,5000.25,17,B\n
//
// 19 digits of time, up to 7 digits before and after each point, one byte of side. Whatever looks
// different (a sign, a carriage return, no side, a size of zero, too many decimals) stays in the
// buffer for the general reader, which also knows what to say about it.
extension TickCSVSource {
    /// More than the longest such row and the words loaded behind it.
    private static var longestRow: Int { 96 }

    /// Reads rows of that shape until one has another, the batch is full or the buffer runs low.
    ///
    /// - Returns: How many rows were read.
    func readCommonRows(into batch: UnsafeMutableBufferPointer<Input>, from first: Int) -> Int {
        guard lines.end - lines.start >= Self.longestRow, first < batch.count else { return 0 }
        let begin = UnsafePointer(lines.buffer + lines.start)
        let last = UnsafePointer(lines.buffer + lines.end - Self.longestRow)
        let count = SideField.single.withUnsafeBufferPointer { sides in
            CommonRows(
                priceDecimals: Int(instrument.prices.decimals),
                sizeDecimals: Int(instrument.sizes.decimals), id: id, sides: sides
            ).read(begin, last, UnsafeMutableBufferPointer(rebasing: batch[first...]))
        }
        lines.start += count.bytes
        lines.lineNumber += count.rows
        if count.rows > 0 { lastTime = batch[first + count.rows - 1].time }
        return count.rows
    }
}

/// What does not change from row to row.
private struct CommonRows {
    let priceDecimals: Int
    let sizeDecimals: Int
    let id: InstrumentID
    let sides: UnsafeBufferPointer<Aggressor>

    @inline(__always)
    func read(
        _ begin: UnsafePointer<UInt8>, _ last: UnsafePointer<UInt8>,
        _ batch: UnsafeMutableBufferPointer<Input>
    ) -> (rows: Int, bytes: Int) {
        var cursor = begin
        var row = begin
        var count = 0
        let powers = PowersOfTen()
        while count < batch.count, row <= last {
            cursor = row
            guard let time = Digits.nineteen(cursor), cursor[19] == 0x2c else { break }
            cursor += 20
            guard let price = Digits.decimal(&cursor, priceDecimals, powers), cursor[0] == 0x2c
            else { break }
            cursor += 1
            guard let size = Digits.decimal(&cursor, sizeDecimals, powers), size > 0,
                cursor[0] == 0x2c, cursor[1] > 0x2c, cursor[2] == 0x0a
            else { break }
            batch[count] = Input(
                kind: .tick, instrument: id, time: Nanoseconds(time), price: price, size: size,
                side: sides[Int(cursor[1])])
            count += 1
            row = cursor + 3
        }
        return (count, row - begin)
    }
}
