/// SplitMix64: the same numbers from the same seed on every machine.
struct CrashRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// The next 64 random bits.
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word &>> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word &>> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word &>> 31)
    }

    /// A number from 0 to `limit - 1`.
    mutating func below(_ limit: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(max(1, limit))).high)
    }

    /// True once in `times`.
    mutating func once(in times: Int) -> Bool { below(times) == 0 }

    /// Small numbers as often as large ones: the number of digits is random, too.
    mutating func spread(_ limit: Int) -> Int {
        let bits = Int.bitWidth - limit.leadingZeroBitCount
        return min(limit, below(1 << (1 + below(bits))))
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}
