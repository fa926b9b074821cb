import Bytes
import Market

// Coding of the values that records of trading share.

extension ByteWriter {
    /// Adds a number of 128 bits: the low and the high half of its zigzag form, both varints.
    mutating func append(wide value: Int128) {
        let code = UInt128(bitPattern: value << 1) ^ UInt128(bitPattern: value >> 127)
        append(varint: UInt64(truncatingIfNeeded: code))
        append(varint: UInt64(truncatingIfNeeded: code >> 64))
    }

    /// Adds an amount of money, nano-dollars.
    mutating func append(money: Money) { append(wide: money.nanos) }

    /// Adds a price where there is one; a bit says elsewhere whether there is.
    mutating func append(known price: Price?) {
        if let price { append(zigzag: price.rawValue) }
    }
}

extension ByteReader {
    /// The next number of 128 bits.
    mutating func readWide() throws(BytesError) -> Int128 {
        let low = UInt128(try readVarint())
        let code = UInt128(try readVarint()) << 64 | low
        let half = Int128(bitPattern: code >> 1)
        return code & 1 == 0 ? half : ~half
    }

    /// The next amount of money.
    mutating func readMoney() throws(BytesError) -> Money { Money(nanos: try readWide()) }

    /// The next price, where a bit said that there is one.
    mutating func readPrice(if isThere: Bool) throws(BytesError) -> Price? {
        isThere ? Price(try readZigzag()) : nil
    }

    /// The next byte as bits, of which only the lowest `count` mean something.
    mutating func readBits(_ count: Int) throws(BytesError) -> UInt8 {
        let bits = try read(UInt8.self)
        guard bits >> UInt8(count) == 0 else { throw badValue(Int(bits), width: 1) }
        return bits
    }
}

/// Bits that say which of some values follow.
func presence(_ isThere: Bool...) -> UInt8 {
    isThere.enumerated().reduce(0) { $0 | ($1.1 ? 1 << UInt8($1.0) : 0) }
}
