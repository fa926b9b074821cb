/// SplitMix64: the same numbers from the same seed everywhere.
struct SimRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    /// A generator of its own for one purpose: what one part draws moves no other.
    init(_ seed: UInt64, for purpose: UInt64) {
        var first = SimRandom(seed &+ purpose &* 0xA24B_AED4_963E_E407)
        state = first.next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number of a range, each as likely.
    mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
        let width = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + Int64(next().multipliedFullWidth(by: width).high)
    }

    /// A number of a range, each as likely.
    mutating func int(_ range: ClosedRange<Int>) -> Int {
        Int(number(Int64(range.lowerBound)...Int64(range.upperBound)))
    }

    /// Whether a chance of so many in a thousand came true.
    mutating func chance(_ perMille: Int) -> Bool { int(0...999) < perMille }

    /// One of some.
    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[int(0...elements.count - 1)]
    }

    /// A span that is mostly near the least and now and then near the most.
    mutating func skewed(_ range: ClosedRange<Int64>) -> Int64 {
        let most = number(range)
        let middle = number(range.lowerBound...most)
        return number(range.lowerBound...middle)
    }
}
