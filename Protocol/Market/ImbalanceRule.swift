/// When one side of a diagonal pair outweighs the other.
@frozen
public struct ImbalanceRule: Hashable, Sendable, BitwiseCopyable, Codable {
    /// How many times the other side, inclusive; 3 by default.
    public var ratio: Double
    /// The least volume of the heavier side, size units.
    public var minimumVolume: Volume
    /// A zero on the other side is no imbalance (default); otherwise it is one when the minimum
    /// is met.
    public var ignoresZeros: Bool

    /// Puts a rule together; nothing is checked.
    @inlinable
    public init(ratio: Double = 3, minimumVolume: Volume, ignoresZeros: Bool = true) {
        self.ratio = ratio
        self.minimumVolume = minimumVolume
        self.ignoresZeros = ignoresZeros
    }
}
