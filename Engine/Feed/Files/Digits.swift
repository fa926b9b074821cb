/// `10^0` to `10^9`, on the stack.
struct PowersOfTen {
    private let values: InlineArray<10, Int64> = [
        1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    ]

    @inline(__always)
    subscript(exponent: Int) -> Int64 { values[exponent] }
}

/// Digits read eight at a time; the loads reach past the digits.
enum Digits {
    private static var ones: UInt64 { 0x0101_0101_0101_0101 }

    /// A short decimal number that fills its field, in units of `10^-decimals`; `nil` when it needs
    /// another look. Behind the field there are bytes to load.
    @inline(__always)
    static func units(_ field: UnsafeBufferPointer<UInt8>, _ decimals: Int) -> Int64? {
        guard var cursor = field.baseAddress else { return nil }
        let end = cursor + field.count
        // One digit at least, and at most `1234567.1234567`, lies inside the field.
        guard let value = decimal(&cursor, decimals, PowersOfTen()), cursor == end else {
            return nil
        }
        return value
    }

    /// A time of 19 digits that fills its field; `nil` when it needs another look.
    @inline(__always)
    static func time(_ field: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard field.count == 19, let start = field.baseAddress else { return nil }
        return nineteen(start)
    }

    @inline(__always)
    private static func load(_ at: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt64.self))
    }

    /// A bit in the high nibbles of each byte that is no digit.
    @inline(__always)
    private static func strangers(_ word: UInt64) -> UInt64 {
        // A digit is 0x30 to 0x39: high nibble 3, and still 3 after adding 6. A carry can only
        // come out of a byte that is already marked, and marks only later bytes.
        ((word & (ones &* 0xf0)) | (((word &+ (ones &* 6)) & (ones &* 0xf0)) &>> 4))
            ^ (ones &* 0x33)
    }

    /// The value of eight digits, the first one in the lowest byte; zero bytes count as zeros.
    @inline(__always)
    private static func value(_ word: UInt64) -> UInt64 {
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
