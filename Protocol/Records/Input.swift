public import Market

/// One input of the core: 64 bytes, fixed layout, so that a ring slot is a cache line.
///
/// The fields are raw numbers because one slot serves several kinds; the typed makers and readers
/// below are what other code uses.
@frozen
public struct Input: Sendable, BitwiseCopyable {
    /// What an input is.
    @frozen
    public enum Kind: UInt8, Sendable, BitwiseCopyable {
        /// A trade print, not yet checked or classified.
        case tick = 0
        /// A quote.
        case quote = 1
        /// A provider's bar, first half; `barRest` follows in the next slot.
        case bar = 2
        /// The second half of a provider's bar.
        case barRest = 3
        /// Rows or messages of the feed that were no tick: `size` of them.
        case malformed = 4
        /// The feed missed something of unknown extent.
        case feedGap = 5
        /// `size` ticks were lost at a full ring.
        case ringLoss = 6
        /// A user-given VWAP anchor at `time`, number `tradeID`.
        case anchor = 7
        /// The feed ended: open bars close as they are.
        case end = 8
        /// The instrument's clock has reached `time`: what ended closes.
        case beat = 9
        /// A command, its first slot; `size` slots of `commandRest` follow it.
        case command = 10
        /// Bytes of the command in front of it.
        case commandRest = 11
        /// The clock of a producer's instruments has reached `time`; the instrument's number is the
        /// producer's.
        case watermark = 12
        /// The engine was closed: digests say where everything stands; of no instrument.
        case close = 13
        /// A feed begins, or goes on after a restart: `tradeID` tells it from others.
        case feedBegin = 14
    }

    /// What the optional fields hold, and where the tick is from.
    @frozen
    public struct Flags: OptionSet, Sendable, BitwiseCopyable {
        /// The flags, as bits.
        public var rawValue: UInt16

        /// Wraps bits.
        @inlinable
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// `tradeID` holds a trade id.
        @inlinable public static var hasTradeID: Flags { Flags(rawValue: 1) }
        /// `bid` and `ask` hold the quote of the trade's instant.
        @inlinable public static var hasQuote: Flags { Flags(rawValue: 2) }
        /// The last trade of its matching event.
        @inlinable public static var endOfEvent: Flags { Flags(rawValue: 4) }
        /// Made by a simulation or from a bar: its side is no observation.
        @inlinable public static var simulated: Flags { Flags(rawValue: 8) }
        /// The bar's provider gave a VWAP.
        @inlinable public static var hasVWAP: Flags { Flags(rawValue: 16) }
        /// The bar's provider gave buy and sell volume.
        @inlinable public static var hasSides: Flags { Flags(rawValue: 32) }
        /// The bar's provider gave the VWAP of its session.
        @inlinable public static var hasSessionVWAP: Flags { Flags(rawValue: 64) }
    }

    /// Event time: the venue's, ns since the epoch.
    public var time: Nanoseconds
    /// Wall clock at the feed, zero in replays.
    public var received: Nanoseconds
    /// Price units; other things in other kinds, see the makers.
    public var price: Int64
    /// Size units; other things in other kinds.
    public var size: Int64
    /// Best bid, price units; other things in other kinds.
    public var bid: Int64
    /// Best ask, price units; other things in other kinds.
    public var ask: Int64
    /// The venue's id of the trade, or what the kind says.
    public var tradeID: UInt64
    /// The instrument it is about.
    public var instrument: InstrumentID
    /// What the input is.
    public var kind: Kind
    /// The aggressor the venue gave, `.none` without one.
    public var side: Aggressor
    /// What the optional fields hold.
    public var flags: Flags

    /// Sets every field; the makers below say what each kind means by them.
    @inlinable
    public init(
        kind: Kind, instrument: InstrumentID, time: Nanoseconds, received: Nanoseconds = .zero,
        price: Int64 = 0, size: Int64 = 0, bid: Int64 = Int64.min, ask: Int64 = Int64.min,
        tradeID: UInt64 = 0, side: Aggressor = .none, flags: Flags = []
    ) {
        self.time = time
        self.received = received
        self.price = price
        self.size = size
        self.bid = bid
        self.ask = ask
        self.tradeID = tradeID
        self.instrument = instrument
        self.kind = kind
        self.side = side
        self.flags = flags
    }

    /// A trade print.
    ///
    /// - Parameters:
    ///   - received: wall clock at the feed, zero in replays; outside every decision.
    ///   - side: the venue's aggressor, `.none` when it gives none.
    ///   - quote: best bid and ask of the instant, when known.
    ///   - tradeID: the venue's id of the trade, when it gives one.
    @inlinable
    public static func tick(
        _ instrument: InstrumentID, time: Nanoseconds, price: Price, size: Size,
        side: Aggressor, quote: (bid: Price, ask: Price)? = nil, tradeID: UInt64? = nil,
        flags: Flags = [], received: Nanoseconds = .zero
    ) -> Input {
        var input = Input(
            kind: .tick, instrument: instrument, time: time, received: received,
            price: price.rawValue, size: size.rawValue, side: side, flags: flags)
        if let quote {
            input.bid = quote.bid.rawValue
            input.ask = quote.ask.rawValue
            input.flags.insert(.hasQuote)
        }
        if let tradeID {
            input.tradeID = tradeID
            input.flags.insert(.hasTradeID)
        }
        return input
    }

    /// A quote: sizes travel in `size` (bid) and `price` (ask).
    @inlinable
    public static func quote(
        _ instrument: InstrumentID, _ quote: Quote, received: Nanoseconds = .zero
    ) -> Input {
        Input(
            kind: .quote, instrument: instrument, time: quote.time, received: received,
            price: quote.askSize.rawValue, size: quote.bidSize.rawValue,
            bid: quote.bid.rawValue, ask: quote.ask.rawValue)
    }

    /// Half of a provider's bar.
    @inlinable
    public var isBarHalf: Bool { kind == .bar || kind == .barRest }

    /// A slot of a command.
    @inlinable
    public var isCommandPart: Bool { kind == .command || kind == .commandRest }

    /// The quote in a `.quote` input.
    @inlinable
    public var quote: Quote {
        Quote(
            time: time, bid: Price(bid), ask: Price(ask), bidSize: Size(size),
            askSize: Size(price))
    }
}

/// A provider's bar, as it enters the core in two slots.
public struct BarInput: Hashable, Sendable {
    /// The start of the bar.
    public var start: Nanoseconds
    /// The period of the input's bars.
    public var period: BarPeriod
    /// First price, price units.
    public var open: Price
    /// Highest price, price units.
    public var high: Price
    /// Lowest price, price units.
    public var low: Price
    /// Last price, price units.
    public var close: Price
    /// Volume in size units, not below zero; may be fractional.
    public var volume: Volume
    /// The provider's VWAP of the bar as a real price, when it gives one.
    public var vwap: Double?
    /// The provider's buy and sell volume, when it gives them.
    public var sides: (buy: Volume, sell: Volume)?
    /// The provider's VWAP of the session up to the bar's end as a real price, when it gives one.
    public var sessionVWAP: Double?

    /// Puts a bar together; nothing is checked.
    public init(
        start: Nanoseconds, period: BarPeriod, open: Price, high: Price, low: Price,
        close: Price, volume: Volume, vwap: Double? = nil,
        sides: (buy: Volume, sell: Volume)? = nil, sessionVWAP: Double? = nil
    ) {
        self.start = start
        self.period = period
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volume = volume
        self.vwap = vwap
        self.sides = sides
        self.sessionVWAP = sessionVWAP
    }

    /// Reads a bar back from its two slots.
    public init(_ first: Input, _ rest: Input) {
        self.init(
            start: first.time, period: BarPeriod(rawValue: UInt8(first.tradeID & 0xff)) ?? .minute1,
            open: Price(first.price), high: Price(first.size), low: Price(first.bid),
            close: Price(first.ask),
            volume: Volume(Double(bitPattern: UInt64(bitPattern: rest.price))),
            vwap: first.flags.contains(.hasVWAP)
                ? Double(bitPattern: UInt64(bitPattern: rest.size)) : nil,
            sides: first.flags.contains(.hasSides)
                ? (
                    buy: Volume(Double(bitPattern: UInt64(bitPattern: rest.bid))),
                    sell: Volume(Double(bitPattern: UInt64(bitPattern: rest.ask)))
                ) : nil,
            sessionVWAP: first.flags.contains(.hasSessionVWAP)
                ? Double(bitPattern: rest.tradeID) : nil)
    }

    /// The two slots that carry the bar, to be pushed together.
    public func inputs(for instrument: InstrumentID) -> (Input, Input) {
        var flags = Input.Flags()
        if vwap != nil { flags.insert(.hasVWAP) }
        if sides != nil { flags.insert(.hasSides) }
        if sessionVWAP != nil { flags.insert(.hasSessionVWAP) }
        let first = Input(
            kind: .bar, instrument: instrument, time: start, price: open.rawValue,
            size: high.rawValue, bid: low.rawValue, ask: close.rawValue,
            tradeID: UInt64(period.rawValue), flags: flags)
        let rest = Input(
            kind: .barRest, instrument: instrument, time: start,
            price: Int64(bitPattern: volume.rawValue.bitPattern),
            size: Int64(bitPattern: (vwap ?? 0).bitPattern),
            bid: Int64(bitPattern: (sides?.buy.rawValue ?? 0).bitPattern),
            ask: Int64(bitPattern: (sides?.sell.rawValue ?? 0).bitPattern),
            tradeID: (sessionVWAP ?? 0).bitPattern, flags: flags)
        return (first, rest)
    }

    /// Whether every field is equal.
    public static func == (left: BarInput, right: BarInput) -> Bool {
        left.start == right.start && left.period == right.period && left.open == right.open
            && left.high == right.high && left.low == right.low && left.close == right.close
            && left.volume == right.volume && left.vwap == right.vwap
            && left.sides?.buy == right.sides?.buy && left.sides?.sell == right.sides?.sell
            && left.sessionVWAP == right.sessionVWAP
    }

    /// Hashes the fields that tell values apart.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(start)
        hasher.combine(close)
    }
}
