public import Market

/// Running sums of all ticks of an instrument; a bar is the difference between two moments.
///
/// Sums of whole sizes are exact below 2^53 units, so differences are too.
@frozen
public struct FlowTotals: Sendable, BitwiseCopyable {
    /// Volume by aggressor (places 0 to 2) and by rule (3 to 7), in the order of the raw values of
    /// `Aggressor` and `SideRule`.
    @usableFromInline
    var sums = InlineArray<8, Double>(repeating: 0)
    /// Number of ticks.
    public var trades: Int64 = 0
    /// The price that `weighted` counts from, price units.
    @usableFromInline
    var reference = 0.0
    /// Sum of `(price - reference) * volume`, in the order of the ticks.
    @usableFromInline
    var weighted = 0.0

    /// Nothing traded.
    @inlinable
    public init() {}

    /// Buyer- minus seller-initiated volume so far.
    @inlinable
    public var delta: Double { sums[1] - sums[2] }

    /// All volume so far.
    @inlinable
    public var volume: Double { sums[0] + sums[1] + sums[2] }

    /// Buyer-initiated volume so far.
    @inlinable
    public var buy: Double { sums[1] }
    /// Seller-initiated volume so far.
    @inlinable
    public var sell: Double { sums[2] }

    /// Lets `weighted` count from another price, so that its digits do not grow for ever.
    ///
    /// Only while no bar is open: an open bar's base counts from the old one.
    public mutating func restart(at price: Double) {
        reference = price
        weighted = 0
    }

    /// The volume-weighted mean price since an earlier moment, price units.
    public func meanPrice(since base: FlowTotals) -> Double {
        reference + (weighted - base.weighted) / (volume - base.volume)
    }

    /// Adds a tick at a price in price units.
    @inlinable
    @inline(__always)
    public mutating func add(
        _ price: Double, _ volume: Double, _ aggressor: Aggressor, _ rule: SideRule
    ) {
        trades &+= 1
        weighted += (price - reference) * volume
        sums[Int(aggressor.rawValue)] += volume
        sums[3 + Int(rule.rawValue)] += volume
    }

    /// Adds a provider's bar of a mean price: its sides where given, the rest as unknown.
    public mutating func add(bar volume: Double, at price: Double, buy: Double, sell: Double) {
        weighted += (price - reference) * volume
        let rest = volume - buy - sell
        sums[0] += rest
        sums[1] += buy
        sums[2] += sell
        sums[3] += buy + sell
        sums[7] += rest
        trades += 1
    }

    /// Fills in the volumes by rule since an earlier moment.
    public func fill(_ completeness: inout Completeness, since base: FlowTotals) {
        completeness.exchangeVolume = Volume(sums[3] - base.sums[3])
        completeness.quoteVolume = Volume(sums[4] - base.sums[4])
        completeness.tickVolume = Volume(sums[5] - base.sums[5])
        completeness.simulatedVolume = Volume(sums[6] - base.sums[6])
        completeness.unknownVolume = Volume(sums[7] - base.sums[7])
    }
}
