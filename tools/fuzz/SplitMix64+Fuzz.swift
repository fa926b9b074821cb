import Chance

extension SplitMix64 {
    /// The numbers of one input: a function of the run's seed, the decoder and the input's number.
    init(seed: UInt64, decoder: String, input: Int) {
        // FNV-1a over the name; one step mixes it with the numbers.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in decoder.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        var mix = SplitMix64(seed ^ hash)
        mix = SplitMix64(mix.next() &+ UInt64(input) &* 0xd134_2543_de82_ef95)
        self.init(mix.next())
    }
}
