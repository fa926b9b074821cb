/// A price, as a whole number of the instrument's price unit (`10^-priceDecimals`).
///
/// The unit may be finer than the tick: real share prints such as 169.0616 have a tick of 0.01.
/// Prices may be negative (crude oil in April 2020, calendar spreads).
@frozen
public struct Price: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable, Codable {
    /// Price units, signed.
    public var rawValue: Int64

    /// Wraps a count of price units.
    @inlinable
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// Wraps a count of price units.
    @inlinable
    public init(_ units: Int64) { rawValue = units }

    /// Stands for "no price" in fixed layouts; never a price.
    @inlinable public static var none: Price { Price(Int64.min) }

    /// Whether this is a price at all.
    @inlinable
    public var exists: Bool { rawValue != Int64.min }

    /// Whether `left` comes first.
    @inlinable
    public static func < (left: Price, right: Price) -> Bool { left.rawValue < right.rawValue }
}

/// The index of a price level: `round(price / tick size)`, halves away from zero.
///
/// Two prices are at the same level when their indexes are equal; no level logic compares
/// anything else.
@frozen
public struct Level: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable, Codable {
    /// Tick sizes from zero, signed.
    public var rawValue: Int64

    /// Wraps a level index.
    @inlinable
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// Wraps a level index.
    @inlinable
    public init(_ index: Int64) { rawValue = index }

    /// Whether `left` comes first.
    @inlinable
    public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
}
