import Chance

extension SplitMix64 {
    /// A multiple of a quarter, 0 to `limit`.
    mutating func step(_ limit: Int) -> Double { Double(below(limit * 4 + 1)) / 4 }
}
