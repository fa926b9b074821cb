public import Market

/// The session as one bar, from its closed bars and the one that is open.
public struct SessionFold: Sendable {
    /// The closed bars of the newest session as one.
    private var closed: Bar?

    /// Nothing closed yet.
    public init() {}

    /// Takes closed bars in, ascending; those that are in already change nothing.
    public mutating func add(_ bars: some Sequence<Bar>) {
        for bar in bars {
            guard let sum = closed, sum.session >= bar.session else {
                closed = bar
                continue
            }
            if sum.session == bar.session, bar.start >= sum.end { closed = sum.followed(by: bar) }
        }
    }

    /// The session so far; an open bar of a later session is all there is of it.
    public func session(with open: Bar?) -> Bar? {
        guard let open else { return closed }
        guard let closed, closed.session == open.session else { return open }
        return open.start >= closed.end ? closed.followed(by: open) : closed
    }
}

extension Bar {
    /// This bar and one behind it as a single bar.
    fileprivate func followed(by next: Bar) -> Bar {
        var sum = self
        sum.end = next.end
        sum.high = max(high, next.high)
        sum.low = min(low, next.low)
        sum.close = next.close
        sum.maxDelta = max(maxDelta, delta + next.maxDelta)
        sum.minDelta = min(minDelta, delta + next.minDelta)
        sum.vwap = mean(with: next)
        sum.volume += next.volume
        sum.buyVolume += next.buyVolume
        sum.sellVolume += next.sellVolume
        sum.cumulativeDelta = next.cumulativeDelta
        sum.trades += next.trades
        sum.isFromTicks = isFromTicks && next.isFromTicks
        sum.completeness = completeness.joined(with: next.completeness)
        return sum
    }

    /// The mean price of both, by volume.
    private func mean(with next: Bar) -> Double? {
        guard let first = vwap else { return next.vwap }
        guard let second = next.vwap else { return first }
        let total = volume.rawValue + next.volume.rawValue
        return (first * volume.rawValue + second * next.volume.rawValue) / total
    }
}

extension Completeness {
    fileprivate func joined(with next: Completeness) -> Completeness {
        var sum = self
        sum.late += next.late
        sum.lost += next.lost
        sum.outOfRange += next.outOfRange
        sum.feedGaps += next.feedGaps
        sum.exchangeVolume += next.exchangeVolume
        sum.quoteVolume += next.quoteVolume
        sum.tickVolume += next.tickVolume
        sum.simulatedVolume += next.simulatedVolume
        sum.unknownVolume += next.unknownVolume
        return sum
    }
}
