import Bars
import Market
import Records

/// What traded since the open bars were last told: a tick changes this, not every bar.
struct OpenBlock: BitwiseCopyable {
    var count = 0
    var high = Int64.min
    var low = Int64.max
    /// Highest and lowest running delta of the instrument's ticks.
    var maxDelta = Int64.min
    var minDelta = Int64.max
    /// The last run of ticks of one side.
    var side: UInt8 = 0
    var sideLength: Int64 = 0
    /// Price and time of the last tick.
    var last: Int64 = 0
    var level: Int64 = 0
    var time = Nanoseconds.zero

    /// Adds ticks, and their sides to the sums. Masks, not branches: neither a side nor a new
    /// extreme can be predicted.
    @inline(__always)
    mutating func add(_ records: UnsafeBufferPointer<OutputSlot>, _ sums: inout TickSums) {
        var (high, low, most, least) = (high, low, maxDelta, minDelta)
        var bought: Int64 = 0
        let before = sums.delta
        var delta = before
        for record in records {
            let isBuyer = record.e & 1
            let isSeller = record.e >> 1 & 1
            let buy = record.b & -isBuyer
            bought &+= buy
            delta &+= buy &- record.b & -isSeller
            high = record.a > high ? record.a : high
            low = record.a < low ? record.a : low
            most = delta > most ? delta : most
            least = delta < least ? delta : least
        }
        sums.buy &+= bought
        sums.sell &+= bought &- (delta &- before)
        (self.high, self.low, maxDelta, minDelta) = (high, low, most, least)
        count &+= records.count
        let newest = records[records.count - 1]
        last = newest.a
        level = newest.c
        time = newest.time
    }

    /// Finds the last run of one side, from the newest tick back.
    @inline(never)
    mutating func lengthenSide(_ records: UnsafeBufferPointer<OutputSlot>) {
        var length: Int64 = 0
        var found: UInt8 = 0
        for record in records.reversed() {
            let raw = UInt8(truncatingIfNeeded: record.e)
            if raw == 0 { continue }
            if found != 0, raw != found {
                sideLength = length
                side = found
                return
            }
            found = raw
            length &+= 1
        }
        guard found != 0 else { return }
        // A run that goes back to the first of these ticks goes on from those before.
        sideLength = found == side ? sideLength &+ length : length
        side = found
    }

    /// Starts anew; the run of one side goes on.
    @inline(__always)
    mutating func clear() {
        count = 0
        high = .min
        low = .max
        maxDelta = .min
        minDelta = .max
    }
}
