import Measures

/// How much a regime allows.
public struct OrderQuantity: Hashable, Sendable, Codable {
    /// The most that is held, in shares, contracts or coins.
    public var positionSize = 2.0
    /// What quantities are multiples of.
    public var step = 1.0

    /// The values of batch runs.
    public init() {}

    /// The position size times a multiplier, in whole steps: at least one step, and nothing when
    /// the multiplier is 0.
    public func of(_ multiplier: Double) -> Double {
        guard multiplier > 0 else { return 0 }
        let steps = positionSize * multiplier / step
        var whole = steps.rounded(.down)
        // A product that misses a whole number by its last bits is that number.
        if Comparison.reaches(steps, whole + 1) { whole += 1 }
        return max(1, whole) * step
    }
}
