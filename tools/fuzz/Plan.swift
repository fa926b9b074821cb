/// Which inputs a run has; an input is a function of seed, decoder and its number there.
struct Plan {
    var seed: UInt64
    /// Names of the decoders, taken in turn.
    var names: [String]
    /// Number of the first input of each decoder.
    var first: Int
    /// Inputs over all decoders together.
    var count: Int

    /// The decoder's index and the number in it.
    func place(of input: Int) -> (decoder: Int, number: Int) {
        (input % names.count, first + input / names.count)
    }

    /// The command line that runs one input by itself.
    func reproducer(of input: Int) -> String {
        let (decoder, number) = place(of: input)
        return "pitfuzz --only \(names[decoder]) --seed \(seed) --from \(number) --inputs 1"
    }
}
