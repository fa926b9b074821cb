import Bars
import Market

/// What traded since the open bars were last told: a tick changes this, not every bar.
struct OpenBlock: BitwiseCopyable {
    var count: Int64 = 0
    var high = Int64.min
    var low = Int64.max
    var last: Int64 = 0
    /// Highest and lowest running delta of the instrument's ticks.
    var maxDelta = Int64.min
    var minDelta = Int64.max
    /// When the last tick was.
    var time = Nanoseconds.zero
    /// The last run of ticks of one side.
    var side = Aggressor.none
    var sideLength: Int64 = 0

    /// Adds a tick. Selections, not branches: a new extreme can not be predicted.
    @inline(__always)
    mutating func add(
        _ price: Int64, _ delta: Int64, _ aggressor: Aggressor, _ now: Nanoseconds
    ) {
        count &+= 1
        high = price > high ? price : high
        low = price < low ? price : low
        maxDelta = delta > maxDelta ? delta : maxDelta
        minDelta = delta < minDelta ? delta : minDelta
        last = price
        time = now
        let longer = aggressor == side ? sideLength &+ 1 : 1
        sideLength = aggressor == .none ? sideLength : longer
        side = aggressor == .none ? side : aggressor
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
