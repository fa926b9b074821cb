public import Market

/// Running sums of all ticks of an instrument; a bar is the difference between two moments.
///
/// Sums of whole sizes are exact below 2^53 units, so differences are too.
@frozen
public struct FlowTotals: Sendable, BitwiseCopyable {
    /// Volume by aggressor: `Aggressor`'s raw values.
    @usableFromInline
    var sides = (0.0, 0.0, 0.0)
    /// Volume by rule: `SideRule`'s raw values.
    @usableFromInline
    var rules = (0.0, 0.0, 0.0, 0.0, 0.0)
    /// Number of ticks.
    public var trades: Int64 = 0

    /// Nothing traded.
    @inlinable
    public init() {}

    /// Buyer- minus seller-initiated volume so far.
    @inlinable
    public var delta: Double { sides.1 - sides.2 }

    /// All volume so far.
    @inlinable
    public var volume: Double { sides.0 + sides.1 + sides.2 }

    /// Volume of one side so far.
    @inlinable
    public var buy: Double { sides.1 }
    @inlinable
    public var sell: Double { sides.2 }

    /// Adds a tick.
    @inlinable
    @inline(__always)
    public mutating func add(_ volume: Double, _ aggressor: Aggressor, _ rule: SideRule) {
        trades &+= 1
        withUnsafeMutablePointer(to: &self) { whole in
            // Both tuples are plain doubles in order, so the raw value is the place.
            let doubles = UnsafeMutableRawPointer(whole).assumingMemoryBound(to: Double.self)
            doubles[Int(aggressor.rawValue)] += volume
            doubles[3 + Int(rule.rawValue)] += volume
        }
    }

    /// Adds a provider's bar: its sides where given, the rest as unknown.
    public mutating func add(bar volume: Double, buy: Double, sell: Double) {
        let rest = volume - buy - sell
        sides.0 += rest
        sides.1 += buy
        sides.2 += sell
        rules.0 += buy + sell
        rules.4 += rest
        trades += 1
    }

    /// Fills in the volumes by rule since an earlier moment.
    public func fill(_ completeness: inout Completeness, since base: FlowTotals) {
        completeness.exchangeVolume = Volume(rules.0 - base.rules.0)
        completeness.quoteVolume = Volume(rules.1 - base.rules.1)
        completeness.tickVolume = Volume(rules.2 - base.rules.2)
        completeness.simulatedVolume = Volume(rules.3 - base.rules.3)
        completeness.unknownVolume = Volume(rules.4 - base.rules.4)
    }
}
