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
    /// Sum of price times size of the ticks, in units of both: exact below 2^127, so that a small
    /// bar late in a large session keeps all its digits, however the ticks were cut into runs.
    @usableFromInline
    var weighted: Int128 = 0
    /// Sum of mean price times volume of providers' bars, which are no whole numbers.
    var weightedBars = DoubledSum()

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

    /// The volume-weighted mean price since an earlier moment, price units.
    public func meanPrice(since base: FlowTotals) -> Double {
        let ticks = Self.real(weighted &- base.weighted)
        return (ticks + weightedBars.since(base.weightedBars)) / (volume - base.volume)
    }

    /// The nearest double, or its neighbour; the library's conversion takes a microsecond.
    private static func real(_ sum: Int128) -> Double {
        let (magnitude, sign) = (sum.magnitude, sum < 0 ? -1.0 : 1.0)
        let high = Double(UInt64(truncatingIfNeeded: magnitude >> 64))
        return sign * (high * 0x1p64 + Double(UInt64(truncatingIfNeeded: magnitude)))
    }

    /// Adds a tick: price units and size units.
    @inlinable
    @inline(__always)
    public mutating func add(
        _ price: Int64, _ size: Int64, _ aggressor: Aggressor, _ rule: SideRule
    ) {
        trades &+= 1
        weighted &+= Int128(price) &* Int128(size)
        let volume = Double(size)
        sums[Int(aggressor.rawValue)] += volume
        sums[3 + Int(rule.rawValue)] += volume
    }

    /// Adds a provider's bar of a mean price: its sides where given, the rest as unknown.
    public mutating func add(bar volume: Double, at price: Double, buy: Double, sell: Double) {
        weightedBars.add(price, times: volume)
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

/// A sum of products held in two doubles, which have about 32 digits together.
@frozen
public struct DoubledSum: Sendable, BitwiseCopyable {
    /// The nearest double.
    @usableFromInline
    var high = 0.0
    /// What it leaves out.
    @usableFromInline
    var low = 0.0

    /// Zero.
    @inlinable
    public init() {}

    /// Adds a product without rounding it first.
    public mutating func add(_ one: Double, times other: Double) {
        let product = one * other
        let rest = (-product).addingProduct(one, other)
        let sum = high + product
        let taken = sum - high
        // What the addition rounded away, whichever of the two was the larger.
        low += (high - (sum - taken)) + (product - taken) + rest
        high = sum
    }

    /// The part that was added since an earlier moment.
    public func since(_ base: DoubledSum) -> Double {
        (high - base.high) + (low - base.low)
    }
}
