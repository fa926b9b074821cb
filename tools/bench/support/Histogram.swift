/// Counts of durations in buckets 1.6 % wide, as the peers count theirs.
public struct Histogram {
    private static let sub = 64
    private var buckets = [UInt64](repeating: 0, count: sub * 60)
    /// How many durations.
    public private(set) var count: UInt64 = 0
    /// The longest, ns.
    public private(set) var largest: UInt64 = 0

    /// Nothing counted.
    public init() {}

    /// Counts a duration, ns.
    public mutating func add(_ value: UInt64) {
        count += 1
        largest = max(largest, value)
        buckets[min(Self.bucket(value), buckets.count - 1)] += 1
    }

    /// The duration that a share of all does not pass, ns; 0 when nothing was counted.
    public func quantile(_ share: Double) -> UInt64 {
        guard count > 0 else { return 0 }
        let wanted = min(count - 1, UInt64(share * Double(count)))
        var passed: UInt64 = 0
        for (index, number) in buckets.enumerated() {
            passed += number
            if passed > wanted { return min(largest, Self.middle(index)) }
        }
        return largest
    }

    private static func bucket(_ value: UInt64) -> Int {
        guard value >= UInt64(sub) else { return Int(value) }
        let exponent = 63 - value.leadingZeroBitCount - 6
        return (exponent + 1) * sub + Int((value >> UInt64(exponent)) & UInt64(sub - 1))
    }

    private static func middle(_ index: Int) -> UInt64 {
        guard index >= sub else { return UInt64(index) }
        let exponent = UInt64(index / sub - 1)
        return (UInt64(sub + index % sub) << exponent) + ((1 << exponent) >> 1)
    }
}
