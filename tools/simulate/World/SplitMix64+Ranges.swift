import Chance

extension SplitMix64 {
    /// A generator of its own for one purpose: what one part draws moves no other.
    init(_ seed: UInt64, for purpose: UInt64) {
        var first = SplitMix64(seed &+ purpose &* 0xA24B_AED4_963E_E407)
        self.init(first.next())
    }

    /// A number of a range, each as likely.
    mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    /// A number of a range, each as likely.
    mutating func int(_ range: ClosedRange<Int>) -> Int {
        Int(number(Int64(range.lowerBound)...Int64(range.upperBound)))
    }

    /// A span that is mostly near the least and now and then near the most.
    mutating func skewed(_ range: ClosedRange<Int64>) -> Int64 {
        let most = number(range)
        let middle = number(range.lowerBound...most)
        return number(range.lowerBound...middle)
    }
}
