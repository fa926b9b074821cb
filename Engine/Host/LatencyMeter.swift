import Synchronization
import Wire

/// A histogram of nanoseconds in buckets about 6 % wide: written by one thread, read by any.
final class LatencyMeter: @unchecked Sendable {
    private static let subBuckets = 16
    private static let bucketCount = subBuckets * 40
    private let buckets: UnsafeMutablePointer<Atomic<UInt64>>
    private let greatest = Atomic<UInt64>(0)
    let name: String

    init(_ name: String) {
        self.name = name
        buckets = .allocate(capacity: Self.bucketCount)
        for index in 0..<Self.bucketCount { (buckets + index).initialize(to: Atomic(0)) }
    }

    deinit { buckets.deallocate() }

    /// Adds a latency, ns; one thread only.
    func add(_ nanoseconds: UInt64) {
        let bucket = buckets + Self.bucket(nanoseconds)
        // One writer: a plain load and store lose nothing.
        bucket.pointee.store(bucket.pointee.load(ordering: .relaxed) + 1, ordering: .relaxed)
        if nanoseconds > greatest.load(ordering: .relaxed) {
            greatest.store(nanoseconds, ordering: .relaxed)
        }
    }

    /// Count and percentiles so far.
    var reading: LatencyReading {
        var total: UInt64 = 0
        for index in 0..<Self.bucketCount { total += buckets[index].load(ordering: .relaxed) }
        let most = greatest.load(ordering: .relaxed)
        return LatencyReading(
            name: name, count: total, p50: value(0.5, of: total, most),
            p99: value(0.99, of: total, most), p999: value(0.999, of: total, most),
            largest: most)
    }

    private func value(_ share: Double, of total: UInt64, _ most: UInt64) -> UInt64 {
        let wanted = UInt64(share * Double(total))
        var seen: UInt64 = 0
        for index in 0..<Self.bucketCount {
            seen += buckets[index].load(ordering: .relaxed)
            if seen > wanted { return min(Self.middle(index), most) }
        }
        return most
    }

    private static func bucket(_ value: UInt64) -> Int {
        guard value >= UInt64(subBuckets) else { return Int(value) }
        let exponent = 63 - value.leadingZeroBitCount - 4
        let bucket = (exponent + 1) * subBuckets + Int((value >> UInt64(exponent)) & 15)
        return min(bucket, bucketCount - 1)
    }

    private static func middle(_ bucket: Int) -> UInt64 {
        guard bucket >= subBuckets else { return UInt64(bucket) }
        let exponent = UInt64(bucket / subBuckets - 1)
        return (UInt64(subBuckets + bucket % subBuckets) << exponent) + (1 << exponent) / 2
    }
}
