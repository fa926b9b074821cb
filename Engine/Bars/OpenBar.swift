public import Market

/// The part of an open bar that moves with every tick.
@frozen
public struct OpenBar: Sendable, BitwiseCopyable {
    /// The first instant after the bar; `Int64.min` while none is open.
    public var end = Int64.min
    /// The first instant of it.
    public var start: Int64 = 0
    /// First price, price units.
    public var open: Int64 = 0
    /// Highest price, price units.
    public var high: Int64 = 0
    /// Lowest price, price units.
    public var low: Int64 = 0
    /// Last price, price units.
    public var close: Int64 = 0
    /// Highest and lowest running delta of the instrument since the bar opened.
    public var maxDelta = 0.0
    /// Lowest running delta since the bar opened.
    public var minDelta = 0.0

    /// No bar.
    @inlinable
    public init() {}

    /// Whether a bar is open.
    @inlinable
    public var isOpen: Bool { end != Int64.min }

    /// Opens a bar at its first price.
    @inlinable
    public mutating func open(_ span: BarSpan, at price: Int64) {
        start = span.start.rawValue
        end = span.end.rawValue
        open = price
        high = price
        low = price
        close = price
        // The zero before the first tick is no sample.
        maxDelta = -.greatestFiniteMagnitude
        minDelta = .greatestFiniteMagnitude
    }

    /// Adds ticks by their extremes, or a provider's bar.
    @inlinable
    public mutating func add(_ extremes: Extremes, close: Int64) {
        high = max(high, extremes.high)
        low = min(low, extremes.low)
        maxDelta = max(maxDelta, extremes.maxDelta)
        minDelta = min(minDelta, extremes.minDelta)
        self.close = close
    }

    /// Forgets the bar.
    @inlinable
    public mutating func shut() { end = Int64.min }
}

/// The extremes of some consecutive ticks: all an open bar needs of them.
@frozen
public struct Extremes: Sendable, BitwiseCopyable {
    /// Highest and lowest price, price units.
    public var high = Int64.min
    /// Lowest price, price units.
    public var low = Int64.max
    /// Highest and lowest running delta of the instrument after one of the ticks.
    public var maxDelta = -Double.greatestFiniteMagnitude
    /// Lowest running delta since the bar opened.
    public var minDelta = Double.greatestFiniteMagnitude

    /// Those of no tick.
    @inlinable
    public init() {}

    /// Those of ticks that were looked at already.
    @inlinable
    public init(high: Int64, low: Int64, maxDelta: Double, minDelta: Double) {
        self.high = high
        self.low = low
        self.maxDelta = maxDelta
        self.minDelta = minDelta
    }

    /// Adds a tick. Selections, not branches: a new extreme can not be predicted.
    @inlinable
    @inline(__always)
    public mutating func add(_ price: Int64, runningDelta delta: Double) {
        high = price > high ? price : high
        low = price < low ? price : low
        maxDelta = delta > maxDelta ? delta : maxDelta
        minDelta = delta < minDelta ? delta : minDelta
    }
}

/// What an open bar remembers of the moment it opened.
@frozen
public struct BarBase: Sendable, BitwiseCopyable {
    /// The session it belongs to.
    public var session = SessionDate(rawValue: 0)
    /// The totals before its first tick.
    public var totals = FlowTotals()
    /// Drops and losses before its first tick: late, lost, out of range, feed gaps.
    public var drops = DropCounts()

    /// Nothing remembered.
    @inlinable
    public init() {}
}

/// Counts that make a bar incomplete.
@frozen
public struct DropCounts: Sendable, Equatable, BitwiseCopyable {
    /// Ticks older than the second of the newest.
    public var late: Int64 = 0
    /// Ticks lost at a ring.
    public var lost: Int64 = 0
    /// Ticks outside the span.
    public var outOfRange: Int64 = 0
    /// Feed gaps reported.
    public var feedGaps: Int64 = 0

    /// None.
    @inlinable
    public init() {}

    /// Puts counts together.
    @inlinable
    public init(late: Int64, lost: Int64, outOfRange: Int64, feedGaps: Int64) {
        self.late = late
        self.lost = lost
        self.outOfRange = outOfRange
        self.feedGaps = feedGaps
    }

    /// Fills in what was counted since an earlier moment.
    @inlinable
    @inline(__always)
    public func fill(_ completeness: inout Completeness, since base: DropCounts) {
        completeness.late = UInt32(clamping: late - base.late)
        completeness.lost = UInt32(clamping: lost - base.lost)
        completeness.outOfRange = UInt32(clamping: outOfRange - base.outOfRange)
        completeness.feedGaps = UInt32(clamping: feedGaps - base.feedGaps)
    }
}

extension OpenBar {
    /// The bar as it stands between two moments.
    ///
    /// - Parameters:
    ///   - sessionDelta: the running delta at the start of the session, for the cumulative delta.
    @inlinable
    @inline(__always)
    public func bar(
        period: BarPeriod, mode: SessionMode, base: BarBase, totals: FlowTotals,
        drops: DropCounts, sessionDelta: Double, scale: PriceScale, isFromTicks: Bool
    ) -> Bar {
        var completeness = Completeness()
        totals.fill(&completeness, since: base.totals)
        drops.fill(&completeness, since: base.drops)
        let volume = totals.volume(since: base.totals)
        let from = base.totals.delta
        return Bar(
            start: Nanoseconds(start), end: Nanoseconds(end), session: base.session, mode: mode,
            period: period, isFromTicks: isFromTicks, open: Price(open), high: Price(high),
            low: Price(low), close: Price(close), volume: Volume(volume),
            buyVolume: Volume(totals.buy(since: base.totals)),
            sellVolume: Volume(totals.sell(since: base.totals)),
            maxDelta: Volume(isFromTicks ? maxDelta - from : 0),
            minDelta: Volume(isFromTicks ? minDelta - from : 0),
            cumulativeDelta: Volume(totals.delta - sessionDelta),
            trades: isFromTicks ? totals.trades - base.totals.trades : 0,
            vwap: volume > 0
                ? totals.meanPrice(since: base.totals) / scale.unitsPerOne : nil,
            completeness: completeness)
    }
}
