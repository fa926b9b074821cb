/// The number of an instrument within one engine: its place in the symbol list, from 0.
@frozen
public struct InstrumentID: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable,
    Codable
{
    /// The place in the symbol list.
    public var rawValue: UInt32

    /// Wraps an instrument number.
    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Wraps an instrument number.
    @inlinable
    public init(_ number: UInt32) { rawValue = number }

    /// Whether `left` comes first.
    @inlinable
    public static func < (left: InstrumentID, right: InstrumentID) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// What a tick counts in and marks, as flags that travel with it.
@frozen
public struct TickFlags: OptionSet, Hashable, Sendable, BitwiseCopyable, Codable {
    /// The flags as bits.
    public var rawValue: UInt8

    /// Wraps bits.
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// In the session of the bars' mode.
    @inlinable public static var inBars: TickFlags { TickFlags(rawValue: 1) }
    /// In the session of the footprint's mode.
    @inlinable public static var inFootprint: TickFlags { TickFlags(rawValue: 2) }
    /// In the session of the profiles' mode.
    @inlinable public static var inProfiles: TickFlags { TickFlags(rawValue: 4) }
    /// In the session of the VWAPs' mode.
    @inlinable public static var inVWAPs: TickFlags { TickFlags(rawValue: 8) }
    /// The last trade of its matching event.
    @inlinable public static var endOfEvent: TickFlags { TickFlags(rawValue: 16) }
}

/// One trade print as the core took it: accepted, levelled and classified.
@frozen
public struct Tick: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The venue's event time.
    public var time: Nanoseconds
    /// Traded price, in price units.
    public var price: Price
    /// Traded size, in size units, above zero.
    public var size: Size
    /// The price's level.
    public var level: Level
    /// Who crossed the spread.
    public var aggressor: Aggressor
    /// How that is known.
    public var rule: SideRule
    /// What it counts in.
    public var flags: TickFlags

    /// Puts a tick together; nothing is checked.
    @inlinable
    public init(
        time: Nanoseconds, price: Price, size: Size, level: Level, aggressor: Aggressor,
        rule: SideRule, flags: TickFlags
    ) {
        self.time = time
        self.price = price
        self.size = size
        self.level = level
        self.aggressor = aggressor
        self.rule = rule
        self.flags = flags
    }
}

/// The best bid and ask of an instant.
@frozen
public struct Quote: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The venue's event time.
    public var time: Nanoseconds
    /// Best bid, or `Price.none`.
    public var bid: Price
    /// Best ask, or `Price.none`.
    public var ask: Price
    /// Size at the bid, 0 when unknown.
    public var bidSize: Size
    /// Size at the ask, 0 when unknown.
    public var askSize: Size

    /// Puts a quote together; nothing is checked.
    @inlinable
    public init(time: Nanoseconds, bid: Price, ask: Price, bidSize: Size, askSize: Size) {
        self.time = time
        self.bid = bid
        self.ask = ask
        self.bidSize = bidSize
        self.askSize = askSize
    }
}
