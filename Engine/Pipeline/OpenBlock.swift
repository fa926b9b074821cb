import Bars
import Market
import Records

/// What traded since the open bars were last told: a tick changes this, not every bar.
@usableFromInline
struct OpenBlock: BitwiseCopyable {
    var count = 0
    var high = Int64.min
    var low = Int64.max
    /// Highest and lowest running delta of the instrument's ticks.
    var maxDelta = Int64.min
    var minDelta = Int64.max
    /// Price and time of the last tick.
    var last: Int64 = 0
    @usableFromInline
    var level: Int64 = 0
    var time = Nanoseconds.zero

    /// Adds ticks, and what they add to the sums, each loop with as many sums as there are
    /// registers.
    ///
    /// - Returns: Their volume.
    @inline(__always)
    mutating func add(
        _ records: UnsafeBufferPointer<OutputSlot>, _ sums: inout TickSums
    ) -> Int64 {
        addSides(records, &sums)
        count &+= records.count
        let newest = records[records.count &- 1]
        last = newest.a
        level = newest.c
        time = newest.time
        return addPrices(records, &sums)
    }

    /// Adds a tick, and what it adds to the sums.
    @inline(__always)
    mutating func add(_ record: OutputSlot, _ sums: inout TickSums) {
        let buy = record.b & -(record.e & 1)
        let sell = record.b & -(record.e >> 1 & 1)
        sums.buy &+= buy
        sums.sell &+= sell
        let delta = sums.delta
        maxDelta = delta > maxDelta ? delta : maxDelta
        minDelta = delta < minDelta ? delta : minDelta
        count &+= 1
        last = record.a
        level = record.c
        time = record.time
        high = record.a > high ? record.a : high
        low = record.a < low ? record.a : low
        sums.addMoments(CollectionOfOne((record.a, record.b)))
    }

    /// Masks, not branches: neither a side nor a new extreme can be predicted.
    @inline(__always)
    private mutating func addSides(
        _ records: UnsafeBufferPointer<OutputSlot>, _ sums: inout TickSums
    ) {
        var (most, least) = (maxDelta, minDelta)
        var bought: Int64 = 0
        let before = sums.delta
        var delta = before
        for record in records {
            let buy = record.b & -(record.e & 1)
            bought &+= buy
            delta &+= buy &- record.b & -(record.e >> 1 & 1)
            most = delta > most ? delta : most
            least = delta < least ? delta : least
        }
        sums.buy &+= bought
        sums.sell &+= bought &- (delta &- before)
        (maxDelta, minDelta) = (most, least)
    }

    /// Prices near the origin, as nearly all are, have moments that fit in words; when it turns out
    /// that these ones do not, they are summed again.
    @inline(__always)
    private mutating func addPrices(
        _ records: UnsafeBufferPointer<OutputSlot>, _ sums: inout TickSums
    ) -> Int64 {
        let origin = sums.origin
        var (high, low) = (Int64.min, Int64.max)
        var (volume, sizes): (Int64, Int64) = (0, 0)
        var (first, second): (Int64, Int64) = (0, 0)
        for record in records {
            let distance = record.a &- origin
            let weighted = distance &* record.b
            volume &+= record.b
            sizes |= record.b
            first &+= weighted
            second &+= weighted &* distance
            high = record.a > high ? record.a : high
            low = record.a < low ? record.a : low
        }
        self.high = high > self.high ? high : self.high
        self.low = low < self.low ? low : self.low
        let reach = max((high &- origin).magnitude, (low &- origin).magnitude)
        let bits =
            2 * Self.bits(reach) &+ Self.bits(sizes.magnitude)
            &+ Self.bits(records.count.magnitude)
        guard bits <= 63 else { return sums.addMoments(records.lazy.map { ($0.a, $0.b) }) }
        sums.add(count: records.count, volume: volume, first: first, second: second)
        return volume
    }

    /// The bits that a number takes.
    @inline(__always)
    private static func bits(_ number: some FixedWidthInteger) -> Int {
        type(of: number).bitWidth &- number.leadingZeroBitCount
    }

    /// Starts anew.
    @inline(__always)
    mutating func clear() {
        count = 0
        high = .min
        low = .max
        maxDelta = .min
        minDelta = .max
    }
}
