/// SplitMix64: the same numbers from the same seed on every machine.
struct FuzzRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// The numbers of one input: a function of the run's seed, the decoder and the input's number.
    init(seed: UInt64, decoder: String, input: Int) {
        // FNV-1a over the name; one step mixes it with the numbers.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in decoder.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        self.init(seed: seed ^ hash)
        state = next() &+ UInt64(input) &* 0xd134_2543_de82_ef95
        state = next()
    }

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
        Int(next().multipliedFullWidth(by: UInt64(limit)).high)
    }

    /// True once in `times`.
    mutating func once(in times: Int) -> Bool { below(times) == 0 }

    /// Small numbers often, large ones sometimes, the largest now and then.
    mutating func natural() -> UInt64 {
        once(in: 32) ? .max - UInt64(below(3)) : next() >> UInt64(below(64))
    }

    /// The same, of either sign.
    mutating func integer() -> Int64 {
        if !once(in: 32) { return Int64(bitPattern: next()) >> Int64(below(64)) }
        return once(in: 2) ? .max - Int64(below(3)) : .min + Int64(below(3))
    }

    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }

    mutating func one<Value: CaseIterable>(of type: Value.Type) -> Value {
        let all = type.allCases
        return all[all.index(all.startIndex, offsetBy: below(all.count))]
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}
