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

/// `10^0` to `10^9`, on the stack.
private struct PowersOfTen {
    private let values: InlineArray<10, Int64> = [
        1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    ]

    @inline(__always)
    subscript(exponent: Int) -> Int64 { values[exponent] }
}

/// Digits read eight at a time; the loads reach past the digits.
private enum Digits {
    private static var ones: UInt64 { 0x0101_0101_0101_0101 }

    @inline(__always)
    static func load(_ at: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt64.self))
    }

    /// A bit in the high nibbles of each byte that is no digit.
    @inline(__always)
    static func strangers(_ word: UInt64) -> UInt64 {
        // A digit is 0x30 to 0x39: high nibble 3, and still 3 after adding 6. A carry can only
        // come out of a byte that is already marked, and marks only later bytes.
        ((word & (ones &* 0xf0)) | (((word &+ (ones &* 6)) & (ones &* 0xf0)) &>> 4))
            ^ (ones &* 0x33)
    }

    /// The value of eight digits, the first one in the lowest byte; zero bytes count as zeros.
    @inline(__always)
    static func value(_ word: UInt64) -> UInt64 {
        let digits = word & (ones &* 0x0f)
        let pairs = (digits &* 2561) &>> 8 & 0x00ff_00ff_00ff_00ff
        let fours = (pairs &* 6_553_601) &>> 16 & 0x0000_ffff_0000_ffff
        return (fours &* 42_949_672_960_001) &>> 32
    }

    /// A time of 19 digits that starts with 1 to 8, so that it fits into 63 bits.
    @inline(__always)
    static func nineteen(_ at: UnsafePointer<UInt8>) -> Int64? {
        let (first, second) = (load(at), load(at + 8))
        // Repeats five digits of the second word, so as to reach no further than the nineteenth.
        let third = load(at + 11)
        guard strangers(first) | strangers(second) | strangers(third) == 0,
            at[0] != 0x30, at[0] != 0x39
        else { return nil }
        let tail = value(third & 0xffff_ff00_0000_0000)
        return Int64(
            bitPattern: (value(first) &* 100_000_000 &+ value(second)) &* 1000 &+ tail)
    }

    /// One to seven digits, then perhaps a point and one to seven more; moves behind them.
    ///
    /// - Returns: The number in units of `10^-decimals`, or `nil` when it needs another look.
    @inline(__always)
    static func decimal(
        _ cursor: inout UnsafePointer<UInt8>, _ decimals: Int, _ powers: PowersOfTen
    ) -> Int64? {
        guard let (whole, digits) = leading(load(cursor)) else { return nil }
        cursor += digits
        guard cursor[0] == 0x2e else { return whole &* powers[decimals] }
        guard let (part, places) = leading(load(cursor + 1)), places <= decimals else {
            return nil
        }
        cursor += 1 &+ places
        return whole &* powers[decimals] &+ part &* powers[decimals &- places]
    }

    /// The digits at the start of a word, one to seven of them.
    @inline(__always)
    private static func leading(_ word: UInt64) -> (value: Int64, count: Int)? {
        let marks = strangers(word)
        let count = marks.trailingZeroBitCount &>> 3
        guard count > 0, count < 8 else { return nil }
        // The digits move to the high bytes; the low ones become leading zeros.
        return (Int64(bitPattern: value(word &<< UInt64(64 &- 8 &* count))), count)
    }
}
