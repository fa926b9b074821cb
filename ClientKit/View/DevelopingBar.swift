public import Market
import Wire

/// The bar that is open: its prices and volumes so far.
public struct DevelopingBar: Hashable, Sendable {
    /// The first instant of its period.
    public var start: Nanoseconds
    /// The first instant behind it.
    public var end: Nanoseconds
    /// First traded price.
    public var open: Price
    /// Highest traded price.
    public var high: Price
    /// Lowest traded price.
    public var low: Price
    /// Last traded price.
    public var close: Price
    /// All volume.
    public var volume = Volume.zero
    /// Buyer- minus seller-initiated volume.
    public var delta = Volume.zero
    /// The highest running delta after any tick.
    public var maxDelta: Volume?
    /// The lowest running delta after any tick.
    public var minDelta: Volume?
    /// Number of ticks.
    public var trades: Int64 = 0

    init(_ span: BarSpan, at price: Price) {
        start = span.start
        end = span.end
        open = price
        high = price
        low = price
        close = price
    }

    /// Where a bar stands that the engine folded so far.
    init(_ bar: Bar) {
        start = bar.start
        end = bar.end
        open = bar.open
        high = bar.high
        low = bar.low
        close = bar.close
        volume = bar.volume
        delta = bar.delta
        maxDelta = bar.maxDelta
        minDelta = bar.minDelta
        trades = bar.trades
    }

    mutating func add(_ tick: Tick, _ volume: Double) {
        high = max(high, tick.price)
        low = min(low, tick.price)
        close = tick.price
        self.volume.rawValue += volume
        delta.rawValue += MarketView.signed(volume, tick.aggressor)
        maxDelta = max(maxDelta ?? delta, delta)
        minDelta = min(minDelta ?? delta, delta)
        trades += 1
    }
}

/// Where a seed stands in the stream: ticks before that are part of it.
struct Join {
    /// The first tick that is not in the seed.
    var sequence: UInt64?
    /// The last instant in the seed, for seeds without a sequence.
    var time: Nanoseconds

    init(_ position: StreamPosition?, _ time: Nanoseconds) {
        sequence = position?.nextSequence
        self.time = time
    }

    func isPassed(by tick: Tick, _ sequence: UInt64?) -> Bool {
        if let wanted = self.sequence, let sequence { return sequence >= wanted }
        return tick.time > time
    }
}

/// The seeds whose place in the stream is still to come.
struct Joins {
    var delta: Join?
    var footprint: Join?
    var profile: Join?
    var vwap: Join?

    mutating func passed(
        _ part: WritableKeyPath<Joins, Join?>, _ tick: Tick, _ sequence: UInt64?
    ) -> Bool {
        guard let join = self[keyPath: part] else { return true }
        guard join.isPassed(by: tick, sequence) else { return false }
        self[keyPath: part] = nil
        return true
    }
}
