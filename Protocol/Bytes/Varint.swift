/// Numbers in seven-bit groups, lowest first, the top bit set on all but the last: 1 byte below
/// 128, 10 for the largest. Only the shortest form is valid.
///
/// Both directions work on a whole word at a time, without a branch per byte.
@frozen
public enum Varint {
    /// The most bytes a number takes.
    public static let maximumLength = 10

    /// Writes `value`; eight bytes or its length, whichever is more, are written to.
    ///
    /// - Returns: Its length.
    @inlinable
    @inline(__always)
    public static func store(_ value: UInt64, at place: UnsafeMutableRawPointer) -> Int {
        guard value >> 56 == 0 else { return storeExactly(value, at: place) }
        let bits = 64 &- (value | 1).leadingZeroBitCount
        let length = (bits &* 9 &+ 64) &>> 6
        var word = (value & 0x00ff_ffff_f000_0000) &<< 4 | (value & 0x0fff_ffff)
        word = (word & 0x0fff_c000_0fff_c000) &<< 2 | (word & 0x0000_3fff_0000_3fff)
        word = (word & 0x3f80_3f80_3f80_3f80) &<< 1 | (word & 0x007f_007f_007f_007f)
        let more = 0x8080_8080_8080_8080 & ((UInt64(1) &<< UInt64(8 &* (length &- 1))) &- 1)
        place.storeBytes(of: (word | more).littleEndian, as: UInt64.self)
        return length
    }

    /// Writes `value` and no byte more than its length, which is returned.
    @inline(never)
    public static func storeExactly(_ value: UInt64, at place: UnsafeMutableRawPointer) -> Int {
        var rest = value
        var length = 0
        while rest >= 0x80 {
            place.storeBytes(
                of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: length, as: UInt8.self)
            length += 1
            rest >>= 7
        }
        place.storeBytes(of: UInt8(rest), toByteOffset: length, as: UInt8.self)
        return length + 1
    }

    /// Reads a number of at most 8 bytes, of which 8 must be readable; without a branch.
    ///
    /// - Returns: The number, its length, and 1 as fault when it is longer or not the shortest
    ///   form, otherwise 0.
    @inlinable
    @inline(__always)
    public static func loadWord(
        at place: UnsafeRawPointer
    ) -> (value: UInt64, length: Int, fault: UInt64) {
        let word = UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
        let ends = ~word & 0x8080_8080_8080_8080
        let last = ends.trailingZeroBitCount  // 7, 15, ... 63; 64 when there is none
        var value = word & (ends ^ (ends &- 1))
        // A last byte of zero behind others is too long a form.
        let isLong = UInt64(value &>> UInt64((last &- 7) & 63) == 0 ? 1 : 0)
        let hasMany = UInt64(last == 7 ? 0 : 1)
        let isOpen = UInt64(ends == 0 ? 1 : 0)
        value = (value & 0x7f00_7f00_7f00_7f00) &>> 1 | (value & 0x007f_007f_007f_007f)
        value = (value & 0x3fff_0000_3fff_0000) &>> 2 | (value & 0x0000_3fff_0000_3fff)
        value = (value & 0x0fff_ffff_0000_0000) &>> 4 | (value & 0x0000_0000_0fff_ffff)
        return (value, (last &+ 1) &>> 3, (isLong & hasMany) | isOpen)
    }

    /// Reads a number from `available` bytes.
    ///
    /// - Returns: The number and its length; length 0 when the bytes end before it does, -1 when
    ///   it is longer than 64 bits or not the shortest form.
    @inlinable
    public static func load(
        at place: UnsafeRawPointer, available: Int
    ) -> (value: UInt64, length: Int) {
        if available >= 8 {
            let (value, length, fault) = loadWord(at: place)
            if fault == 0 { return (value, length) }
        }
        return loadBytes(at: place, available: available)
    }

    @inline(never)
    @usableFromInline
    static func loadBytes(
        at place: UnsafeRawPointer, available: Int
    ) -> (value: UInt64, length: Int) {
        var value: UInt64 = 0
        for index in 0..<min(available, maximumLength) {
            let byte = place.load(fromByteOffset: index, as: UInt8.self)
            value |= UInt64(byte & 0x7f) << UInt64(7 * index)
            guard byte < 0x80 else { continue }
            let isShortest = byte != 0 || index == 0
            return isShortest && (index < 9 || byte == 1) ? (value, index + 1) : (0, -1)
        }
        return (0, available >= maximumLength ? -1 : 0)
    }
}

/// Signed numbers as unsigned ones: 0, -1, 1, -2 become 0, 1, 2, 3.
@frozen
public enum ZigZag {
    /// The unsigned form.
    @inlinable
    public static func encode(_ value: Int64) -> UInt64 {
        UInt64(bitPattern: (value &<< 1) ^ (value &>> 63))
    }

    /// The signed value.
    @inlinable
    public static func decode(_ value: UInt64) -> Int64 {
        Int64(bitPattern: value &>> 1) ^ -Int64(bitPattern: value & 1)
    }
}
