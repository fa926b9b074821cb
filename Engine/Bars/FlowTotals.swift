public import Market
public import Measures

/// Running sums of all that traded of an instrument; a bar is the difference between two moments,
/// and so is a VWAP.
///
/// Sums of ticks are whole numbers and exact, so differences are too, however the ticks were cut
/// into runs. Sums wrap around at 2^64; differences below it do not care.
@frozen
public struct FlowTotals: Sendable, BitwiseCopyable {
    /// What ticks added.
    public var ticks = TickSums()
    /// Volume of ticks by rule, in the order of the raw values of `SideRule`, but for the
    /// exchange's, which is the rest: most feeds say every side.
    @usableFromInline
    var inferred = InlineArray<4, Int64>(repeating: 0)
    /// What providers' bars added.
    public var bars = BarSums()

    /// Nothing traded.
    @inlinable
    public init() {}

    /// Number of ticks and bars.
    @inlinable
    public var trades: Int64 { ticks.count &+ bars.count }

    /// Buyer- minus seller-initiated volume so far.
    @inlinable
    public var delta: Double { Double(ticks.buy &- ticks.sell) + bars.delta }

    /// All volume so far.
    @inlinable
    public var volume: Double { Double(ticks.volume) + bars.volume.value }

    /// Buyer-initiated volume so far.
    @inlinable
    public var buy: Double { Double(ticks.buy) + bars.buy.value }
    /// Seller-initiated volume so far.
    @inlinable
    public var sell: Double { Double(ticks.sell) + bars.sell.value }

    /// Volume since an earlier moment.
    @inlinable
    @inline(__always)
    public func volume(since base: FlowTotals) -> Double {
        Double(ticks.volume &- base.ticks.volume) + bars.volume.since(base.bars.volume)
    }

    /// Buyer-initiated volume since an earlier moment.
    @inlinable
    @inline(__always)
    public func buy(since base: FlowTotals) -> Double {
        Double(ticks.buy &- base.ticks.buy) + bars.buy.since(base.bars.buy)
    }

    /// Seller-initiated volume since an earlier moment.
    @inlinable
    @inline(__always)
    public func sell(since base: FlowTotals) -> Double {
        Double(ticks.sell &- base.ticks.sell) + bars.sell.since(base.bars.sell)
    }

    /// The volume-weighted mean price since an earlier moment, price units; volume must have
    /// traded since.
    @inlinable
    @inline(__always)
    public func meanPrice(since base: FlowTotals) -> Double {
        let count = ticks.volume &- base.ticks.volume
        let weighted = ticks.weighted &- base.ticks.weighted
        let barVolume = bars.volume.since(base.bars.volume)
        if barVolume == 0 {
            // Whole numbers as far as the division.
            let whole = weighted &+ Int128(ticks.origin) &* Int128(count)
            return real(whole) / Double(count)
        }
        let sum = real(weighted &+ Int128(ticks.origin) &* Int128(count))
        return (sum + bars.weighted.since(base.bars.weighted)) / (Double(count) + barVolume)
    }

    /// Adds a tick: price units and size units.
    @inlinable
    @inline(__always)
    public mutating func add(
        _ price: Int64, _ size: Int64, _ aggressor: Aggressor, _ rule: SideRule
    ) {
        if ticks.count == 0 { ticks.origin = price }
        ticks.add(price, size, aggressor)
        add(size, byRule: rule.rawValue)
    }

    /// Adds volume to a rule by its raw value, for whoever keeps `ticks` apart for a while.
    @inlinable
    @inline(__always)
    public mutating func add(_ size: Int64, byRule rule: UInt8) {
        if rule != SideRule.exchange.rawValue { inferred[Int(rule) &- 1] &+= size }
    }

    /// Adds a provider's bar of a mean price: its sides where given, the rest as unknown.
    public mutating func add(bar volume: Double, at price: Double, buy: Double, sell: Double) {
        bars.add(volume, at: price, buy: buy, sell: sell)
    }

    /// Fills in the volumes by rule since an earlier moment.
    @inlinable
    @inline(__always)
    public func fill(_ completeness: inout Completeness, since base: FlowTotals) {
        let sided = bars.buy.since(base.bars.buy) + bars.sell.since(base.bars.sell)
        let rest = bars.volume.since(base.bars.volume) - sided
        let quote = inferred[0] &- base.inferred[0]
        let tick = inferred[1] &- base.inferred[1]
        let simulated = inferred[2] &- base.inferred[2]
        let unknown = inferred[3] &- base.inferred[3]
        let exchange =
            ticks.volume &- base.ticks.volume &- quote &- tick &- simulated &- unknown
        completeness.exchangeVolume = Volume(Double(exchange) + sided)
        completeness.quoteVolume = Volume(Double(quote))
        completeness.tickVolume = Volume(Double(tick))
        completeness.simulatedVolume = Volume(Double(simulated))
        completeness.unknownVolume = Volume(Double(unknown) + rest)
    }
}

/// Sums of ticks, in whole size units and price units.
@frozen
public struct TickSums: Sendable, BitwiseCopyable {
    // The wide ones come first, so that nothing lies empty between the words.
    /// Sum of `(price - origin) size`.
    public var weighted: Int128 = 0
    /// Sum of `(price - origin)^2 size`.
    public var squared = WideSum()
    /// Number of ticks.
    public var count: Int64 = 0
    /// All volume.
    public var volume: Int64 = 0
    /// Buyer-initiated volume.
    public var buy: Int64 = 0
    /// Seller-initiated volume.
    public var sell: Int64 = 0
    /// The first price of all, which the moments are about.
    public var origin: Int64 = 0

    /// No tick.
    @inlinable
    public init() {}

    /// Buyer- minus seller-initiated volume.
    @inlinable
    public var delta: Int64 { buy &- sell }

    /// Adds a tick, `origin` being set.
    @inlinable
    @inline(__always)
    public mutating func add(_ price: Int64, _ size: Int64, _ aggressor: Aggressor) {
        addMoments(CollectionOfOne((price, size)))
        buy &+= aggressor == .buyer ? size : 0
        sell &+= aggressor == .seller ? size : 0
    }

    /// Adds prices and sizes of ticks, whose sides are added elsewhere; `origin` is set.
    ///
    /// - Returns: Their volume.
    @inlinable
    @inline(__always)
    @discardableResult
    public mutating func addMoments(
        _ ticks: some Collection<(price: Int64, size: Int64)>
    ) -> Int64 {
        let origin = origin
        var added: Int64 = 0
        var first = weighted
        var second = squared
        for tick in ticks {
            added &+= tick.size
            let distance = tick.price &- origin
            let (product, isWide) = distance.multipliedReportingOverflow(by: tick.size)
            if isWide {
                Self.addWide(distance, tick.size, &first, &second)
            } else {
                first &+= Int128(product)
                // Not negative: the square of a distance, times a size.
                second.add(UInt128(truncatingIfNeeded: Int128(product) &* Int128(distance)))
            }
        }
        count &+= Int64(ticks.count)
        volume &+= added
        weighted = first
        squared = second
        return added
    }

    /// Adds ticks by their number, volume, and sums about `origin`, which fitted in words.
    ///
    /// - Parameter second: sum of `(price - origin)^2 size`, not negative.
    @inlinable
    @inline(__always)
    public mutating func add(count: Int, volume: Int64, first: Int64, second: Int64) {
        self.count &+= Int64(count)
        self.volume &+= volume
        weighted &+= Int128(first)
        squared.add(UInt128(UInt64(bitPattern: second)))
    }

    @usableFromInline
    @inline(never)
    static func addWide(
        _ distance: Int64, _ size: Int64, _ first: inout Int128, _ second: inout WideSum
    ) {
        let product = Int128(distance) * Int128(size)
        first &+= product
        second.add(product, times: distance)
    }

    /// Adds what was summed from one moment to another, of sums about the same origin.
    public mutating func skip(from: TickSums, to: TickSums) {
        volume &+= to.volume &- from.volume
        weighted &+= to.weighted &- from.weighted
        squared &+= to.squared
        squared &-= from.squared
    }

    /// The volume-weighted sums since an earlier moment, about a price of the span.
    public func moments(since base: TickSums, about price: Int64) -> VWAP {
        let count = Int128(volume &- base.volume)
        let shift = price &- origin
        let first = weighted &- base.weighted
        let moved = Int128(shift) &* count
        var second = squared
        second &-= base.squared
        // (p - price)^2 = (p - origin)^2 - 2 shift (p - origin) + shift^2
        second.add(2 &* first &- moved, times: 0 &- shift)
        var sums = VWAP()
        sums.origin = Double(price)
        sums.volume = real(count)
        sums.first = real(first &- moved)
        sums.second = second.real
        return sums
    }
}

/// Sums of providers' bars, whose volumes and mean prices are no whole numbers.
@frozen
public struct BarSums: Sendable, BitwiseCopyable {
    /// Number of bars.
    public var count: Int64 = 0
    /// All volume.
    public var volume = DoubledSum()
    /// Buyer-initiated volume.
    public var buy = DoubledSum()
    /// Seller-initiated volume.
    public var sell = DoubledSum()
    /// Sum of mean price times volume.
    public var weighted = DoubledSum()

    /// No bar.
    @inlinable
    public init() {}

    /// Buyer- minus seller-initiated volume.
    @inlinable
    public var delta: Double { buy.since(sell) }

    /// Adds a bar.
    mutating func add(_ volume: Double, at price: Double, buy: Double, sell: Double) {
        count += 1
        self.volume.add(volume)
        self.buy.add(buy)
        self.sell.add(sell)
        weighted.add(price, times: volume)
    }
}

/// The nearest double, or its neighbour; the library's conversion takes a microsecond.
@inlinable
@inline(__always)
func real(_ sum: Int128) -> Double {
    let (magnitude, sign) = (sum.magnitude, sum < 0 ? -1.0 : 1.0)
    let high = Double(UInt64(truncatingIfNeeded: magnitude >> 64))
    return sign * (high * 0x1p64 + Double(UInt64(truncatingIfNeeded: magnitude)))
}
