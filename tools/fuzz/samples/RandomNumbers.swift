public import Chance

/// Numbers, and choices among what a type can be.
extension SplitMix64 {
    /// Small numbers often, large ones sometimes, the largest now and then.
    public mutating func natural() -> UInt64 {
        once(in: 32) ? .max - UInt64(below(3)) : next() >> UInt64(below(64))
    }

    /// The same, of either sign.
    public mutating func integer() -> Int64 {
        if !once(in: 32) { return Int64(bitPattern: next()) >> Int64(below(64)) }
        return once(in: 2) ? .max - Int64(below(3)) : .min + Int64(below(3))
    }

    /// The low 32 bits of a natural number.
    public mutating func u32() -> UInt32 { UInt32(truncatingIfNeeded: natural()) }

    /// Any byte.
    public mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }

    /// A number that is neither infinite nor NaN: zeros of both signs, whole, in quarters, in parts
    /// that no decimal ends, up to the greatest.
    public mutating func finite() -> Double {
        switch below(7) {
        case 0: 0
        case 1: -0.0
        case 2: Double(integer())
        case 3: Double(below(1 << 20)) / 4
        case 4: (unit() - 0.5) * 1e6
        case 5: Double.greatestFiniteMagnitude * (2 * unit() - 1)
        default: Double(integer()) * 1e280
        }
    }

    /// A number of 128 bits: small, a product, of two random halves, or at an end.
    mutating func wide() -> Int128 {
        switch below(5) {
        case 0: Int128(integer())
        case 1: Int128(integer()) * Int128(integer())
        case 2: Int128(integer()) << 64 | Int128(natural())
        case 3: once(in: 2) ? .max : .min
        default: Int128(below(3)) - 1
        }
    }

    /// One of the cases of a type.
    public mutating func one<Value: CaseIterable>(of type: Value.Type) -> Value {
        let all = type.allCases
        return all[all.index(all.startIndex, offsetBy: below(all.count))]
    }

    /// From none to `limit` of what `make` makes.
    public mutating func list<Element>(
        _ limit: Int, _ make: (inout SplitMix64) -> Element
    ) -> [Element] {
        (0..<below(limit + 1)).map { _ in make(&self) }
    }
}
