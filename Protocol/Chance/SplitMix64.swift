/// Sebastiano Vigna's SplitMix64: the same numbers from the same seed on every machine.
@frozen
public struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
    @usableFromInline var state: UInt64

    /// The generator of a seed; any is good.
    @inlinable
    public init(_ seed: UInt64) { state = seed }

    /// The next 64 random bits.
    @inlinable
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word &>> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word &>> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word &>> 31)
    }

    /// A number from 0 to `limit - 1`, by the high bits of a product; 0 when `limit` is 0.
    @inlinable
    public mutating func below(_ limit: UInt64) -> UInt64 {
        next().multipliedFullWidth(by: limit).high
    }

    /// A number from 0 to `limit - 1`; 0 when `limit` is 0, which must not be negative.
    @inlinable
    public mutating func below(_ limit: Int) -> Int { Int(below(UInt64(limit))) }

    /// A number from 0 to `limit - 1`; 0 when `limit` is 0, which must not be negative.
    @inlinable
    public mutating func below(_ limit: Int64) -> Int64 { Int64(below(UInt64(limit))) }

    /// A number from 0 up to, not including, 1, of 53 bits.
    @inlinable
    public mutating func unit() -> Double { Double(next() &>> 11) * 0x1p-53 }

    /// Whether a chance of so many in a thousand came true.
    @inlinable
    public mutating func chance(_ perMille: UInt64) -> Bool { below(1000 as UInt64) < perMille }

    /// True once in `times`.
    @inlinable
    public mutating func once(in times: Int) -> Bool { below(times) == 0 }

    /// One of some values, of which there must be one at least.
    @inlinable
    public mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}
