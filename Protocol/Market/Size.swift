/// The size of one trade or quote, as a whole number of the instrument's size unit.
///
/// The unit is `10^-sizeDecimals` shares, contracts or coins: 1 for shares and contracts, 1e-8
/// for coins unless configured.
@frozen
public struct Size: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable, Codable {
    /// Size units; a trade's is above zero.
    public var rawValue: Int64

    /// Wraps a count of size units.
    @inlinable
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// Wraps a count of size units.
    @inlinable
    public init(_ units: Int64) { rawValue = units }

    /// Whether `left` comes first.
    @inlinable
    public static func < (left: Size, right: Size) -> Bool { left.rawValue < right.rawValue }
}

/// A sum of sizes, in the instrument's size units, as a double.
///
/// Sums of trade sizes are whole numbers and exact below 2^53 units; what a provider's bars give
/// may be fractional. Signed where it is a difference (delta).
@frozen
public struct Volume: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable, Codable {
    /// Size units, finite.
    public var rawValue: Double

    /// Wraps a sum of size units.
    @inlinable
    public init(rawValue: Double) { self.rawValue = rawValue }

    /// Wraps a sum of size units.
    @inlinable
    public init(_ units: Double) { rawValue = units }

    /// No volume.
    @inlinable public static var zero: Volume { Volume(0) }

    /// Whether `left` comes first.
    @inlinable
    public static func < (left: Volume, right: Volume) -> Bool { left.rawValue < right.rawValue }

    /// The sum; the caller keeps it in range.
    @inlinable
    public static func + (left: Volume, right: Volume) -> Volume {
        Volume(left.rawValue + right.rawValue)
    }

    /// The difference; the caller keeps it in range.
    @inlinable
    public static func - (left: Volume, right: Volume) -> Volume {
        Volume(left.rawValue - right.rawValue)
    }

    /// Adds `right`.
    @inlinable
    public static func += (left: inout Volume, right: Volume) { left.rawValue += right.rawValue }
}
