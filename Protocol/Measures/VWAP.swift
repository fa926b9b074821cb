public import Market

/// Volume-weighted average price since an anchor, with its deviation.
///
/// `VWAP = sum(p v) / sum(v)`, `sigma = sqrt(sum(v (p - VWAP)^2) / sum(v))` with the current VWAP
/// (population, volume weighted). Sums run on `p - p0`, `p0` the anchor's first price, so that
/// no digits are lost at high prices; the variance is clipped at 0.
@frozen
public struct VWAP: Sendable, BitwiseCopyable {
    /// The anchor's first price, price units.
    public var origin: Double = 0
    /// Volume since the anchor, size units.
    public var volume: Double = 0
    /// Sum of `(p - p0) v`, price units times size units.
    public var first: Double = 0
    /// Sum of `(p - p0)^2 v`.
    public var second: Double = 0

    /// Nothing traded yet.
    @inlinable
    public init() {}

    /// Adds volume above 0 at a price, in price units.
    @inlinable
    @inline(__always)
    public mutating func add(_ price: Double, _ volume: Double) {
        if self.volume == 0 { origin = price }
        let distance = price - origin
        let weighted = distance * volume
        self.volume += volume
        first += weighted
        second += weighted * distance
    }

    /// These sums and others together, about this one's origin.
    public func merged(with other: VWAP) -> VWAP {
        guard other.volume > 0 else { return self }
        guard volume > 0 else { return other }
        let shift = other.origin - origin
        var sums = self
        sums.volume += other.volume
        sums.first += other.first + shift * other.volume
        sums.second += other.second + 2 * shift * other.first + shift * shift * other.volume
        return sums
    }

    /// The VWAP in price units, or `nil` before the first trade.
    @inlinable
    public var units: Double? { volume > 0 ? origin + first / volume : nil }

    /// The deviation in price units; 0 after one price.
    @inlinable
    public var sigmaUnits: Double {
        guard volume > 0 else { return 0 }
        let mean = first / volume
        let variance = second / volume - mean * mean
        return variance > 0 ? variance.squareRoot() : 0
    }

    /// Value and deviation as real prices, or `nil` before the first trade.
    @inlinable
    public func reading(_ scale: PriceScale) -> VWAPReading? {
        guard let units else { return nil }
        return VWAPReading(
            vwap: units / scale.unitsPerOne, sigma: sigmaUnits / scale.unitsPerOne,
            volume: Volume(volume))
    }
}

/// A VWAP's value, deviation and bands.
@frozen
public struct VWAPReading: Hashable, Sendable, BitwiseCopyable {
    /// Real price.
    public var vwap: Double
    /// Real price, not below 0.
    public var sigma: Double
    /// Volume since the anchor, size units.
    public var volume: Volume

    /// Puts a reading together.
    @inlinable
    public init(vwap: Double, sigma: Double, volume: Volume) {
        self.vwap = vwap
        self.sigma = sigma
        self.volume = volume
    }

    /// The band `k` deviations above.
    @inlinable
    public func upper(_ k: Double) -> Double { vwap + k * sigma }

    /// The band `k` deviations below.
    @inlinable
    public func lower(_ k: Double) -> Double { vwap - k * sigma }
}
