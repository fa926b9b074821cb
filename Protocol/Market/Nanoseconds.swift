/// A point in time, or a span of it, in nanoseconds.
///
/// As an instant it counts from 1970-01-01T00:00:00Z. The range is about 292 years either way.
@frozen
public struct Nanoseconds: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable,
    Codable
{
    /// Nanoseconds, signed.
    public var rawValue: Int64

    /// Wraps a count of nanoseconds.
    @inlinable
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// Wraps a count of nanoseconds.
    @inlinable
    public init(_ count: Int64) { rawValue = count }

    /// A span of whole seconds.
    @inlinable
    public static func seconds(_ count: Int64) -> Nanoseconds {
        Nanoseconds(count * 1_000_000_000)
    }

    /// A span of whole milliseconds.
    @inlinable
    public static func milliseconds(_ count: Int64) -> Nanoseconds {
        Nanoseconds(count * 1_000_000)
    }

    /// Zero: the epoch, or no time at all.
    @inlinable public static var zero: Nanoseconds { Nanoseconds(0) }

    /// The largest value, used as "never".
    @inlinable public static var never: Nanoseconds { Nanoseconds(Int64.max) }

    /// The start of the UTC second that holds this instant.
    @inlinable
    public var secondStart: Nanoseconds { floored(to: 1_000_000_000) }

    /// The largest multiple of `step` nanoseconds that is not after this instant.
    @inlinable
    public func floored(to step: Int64) -> Nanoseconds {
        let rest = rawValue % step
        return Nanoseconds(rawValue &- (rest < 0 ? rest &+ step : rest))
    }

    /// Whether `left` comes first.
    @inlinable
    public static func < (left: Nanoseconds, right: Nanoseconds) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The sum; the caller keeps it in range.
    @inlinable
    public static func + (left: Nanoseconds, right: Nanoseconds) -> Nanoseconds {
        Nanoseconds(left.rawValue &+ right.rawValue)
    }

    /// The difference; the caller keeps it in range.
    @inlinable
    public static func - (left: Nanoseconds, right: Nanoseconds) -> Nanoseconds {
        Nanoseconds(left.rawValue &- right.rawValue)
    }
}
