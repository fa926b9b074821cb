public import Market

/// A rolling digest over the records of a stream: equal digests, equal records in equal order.
///
/// It is a check against differences, not against forgers. What depends on timing only, the
/// stamps of ticks, is left out.
@frozen
public struct RecordDigest: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The digest so far; the seed of every stream before its first record.
    public var value: UInt64 = 0x243f_6a88_85a3_08d3

    /// The digest of no record.
    @inlinable
    public init() {}

    /// Adds a tick's record.
    @inlinable
    @inline(__always)
    public mutating func add(tick slot: borrowing OutputSlot) {
        let content =
            Self.mix(slot.head, UInt64(bitPattern: slot.time.rawValue), 0)
            ^ Self.mix(slot.cause, UInt64(bitPattern: slot.a), 1)
            ^ Self.mix(UInt64(bitPattern: slot.b), UInt64(bitPattern: slot.c), 2)
            ^ Self.mix(UInt64(bitPattern: slot.e & 0xffff_ffff), 0, 3)
        value = Self.mix(value, content, 4)
    }

    /// Adds a record of any kind, by its slots.
    public mutating func add(_ record: UnsafeBufferPointer<OutputSlot>) {
        if record.count == 1, record[0].kind == .tick { return add(tick: record[0]) }
        for slot in record { add(words: slot) }
    }

    /// Adds a slot whole.
    @inlinable
    mutating func add(words slot: borrowing OutputSlot) {
        let content =
            Self.mix(slot.head, UInt64(bitPattern: slot.time.rawValue), 0)
            ^ Self.mix(slot.cause, UInt64(bitPattern: slot.a), 1)
            ^ Self.mix(UInt64(bitPattern: slot.b), UInt64(bitPattern: slot.c), 2)
            ^ Self.mix(UInt64(bitPattern: slot.d), UInt64(bitPattern: slot.e), 3)
        value = Self.mix(value, content, 4)
    }

    /// Adds another digest, as the digest of an engine does with those of its streams.
    @inlinable
    public mutating func add(_ other: RecordDigest) { value = Self.mix(value, other.value, 4) }

    /// Both halves of a product of two words, each moved by a constant of the place.
    @inlinable
    @inline(__always)
    static func mix(_ one: UInt64, _ other: UInt64, _ place: Int) -> UInt64 {
        // Digits of pi.
        let (first, second): (UInt64, UInt64) =
            switch place {
            case 0: (0x1319_8a2e_0370_7344, 0xa409_3822_299f_31d0)
            case 1: (0x082e_fa98_ec4e_6c89, 0x4528_21e6_38d0_1377)
            case 2: (0xbe54_66cf_34e9_0c6c, 0xc0ac_29b7_c97c_50dd)
            case 3: (0x3f84_d5b5_b547_0917, 0x9216_d5d9_8979_fb1b)
            default: (0xd131_0ba6_98df_b5ac, 0x2ffd_72db_d01a_dfb7)
            }
        let product = (one ^ first).multipliedFullWidth(by: other ^ second)
        return product.low ^ product.high
    }
}
