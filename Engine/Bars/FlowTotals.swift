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

    /// Adds a tick.
    @inlinable
    @inline(__always)
    public mutating func add(_ volume: Double, _ aggressor: Aggressor, _ rule: SideRule) {
        trades &+= 1
        sums[Int(aggressor.rawValue)] += volume
        sums[3 + Int(rule.rawValue)] += volume
    }

    /// Adds a provider's bar: its sides where given, the rest as unknown.
    public mutating func add(bar volume: Double, buy: Double, sell: Double) {
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
