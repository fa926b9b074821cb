public import Market

/// A classified tick in the core's output.
///
/// One slot: time; cause; a price, b size, c level, d wall clock at the feed (0 in replays),
/// e aggressor, rule and flags in the low three bytes and, above them, nanoseconds from the feed
/// to the decision, which the shard fills in. Stamps are outside the digest.
@frozen
public struct TickRecord: Hashable, Sendable, BitwiseCopyable {
    /// The instrument it is about.
    public var instrument: InstrumentID
    /// The tick.
    public var tick: Tick
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// Wall clock when the feed took the tick in, zero in replays.
    public var received: Nanoseconds
    /// From `received` to the core's decision, saturating at 4.29 s.
    public var decidedAfter: UInt32

    /// Puts a record together.
    @inlinable
    public init(
        instrument: InstrumentID, tick: Tick, cause: UInt64, received: Nanoseconds,
        decidedAfter: UInt32 = 0
    ) {
        self.instrument = instrument
        self.tick = tick
        self.cause = cause
        self.received = received
        self.decidedAfter = decidedAfter
    }

    /// The record as a slot.
    @inlinable
    public var slot: OutputSlot {
        @inline(__always) get {
            OutputSlot(
                kind: .tick, instrument: instrument, time: tick.time, cause: cause,
                a: tick.price.rawValue, b: tick.size.rawValue, c: tick.level.rawValue,
                d: received.rawValue,
                e: Int64(tick.aggressor.rawValue) | Int64(tick.rule.rawValue) << 8
                    | Int64(tick.flags.rawValue) << 16 | Int64(decidedAfter) << 32)
        }
    }

    /// Reads a `.tick` slot.
    @inlinable
    @inline(__always)
    public init(_ slot: OutputSlot) {
        instrument = slot.instrument
        cause = slot.cause
        received = Nanoseconds(slot.d)
        decidedAfter = UInt32(truncatingIfNeeded: slot.e >> 32)
        tick = Tick(
            time: slot.time, price: Price(slot.a), size: Size(slot.b), level: Level(slot.c),
            aggressor: Aggressor(rawValue: UInt8(truncatingIfNeeded: slot.e)) ?? .none,
            rule: SideRule(rawValue: UInt8(truncatingIfNeeded: slot.e >> 8)) ?? .unknown,
            flags: TickFlags(rawValue: UInt8(truncatingIfNeeded: slot.e >> 16)))
    }
}

/// A quote in the core's output: a bid, b ask, c bid size, d ask size, e wall clock at the feed.
@frozen
public struct QuoteRecord: Hashable, Sendable, BitwiseCopyable {
    /// The instrument it is about.
    public var instrument: InstrumentID
    /// The quote.
    public var quote: Quote
    /// Sequence of the input that caused it.
    public var cause: UInt64

    /// Puts a record together.
    @inlinable
    public init(instrument: InstrumentID, quote: Quote, cause: UInt64) {
        self.instrument = instrument
        self.quote = quote
        self.cause = cause
    }

    /// The record as a slot.
    @inlinable
    public var slot: OutputSlot {
        OutputSlot(
            kind: .quote, instrument: instrument, time: quote.time, cause: cause,
            a: quote.bid.rawValue, b: quote.ask.rawValue, c: quote.bidSize.rawValue,
            d: quote.askSize.rawValue)
    }

    /// Reads a `.quote` slot.
    @inlinable
    public init(_ slot: OutputSlot) {
        instrument = slot.instrument
        cause = slot.cause
        quote = Quote(
            time: slot.time, bid: Price(slot.a), ask: Price(slot.b), bidSize: Size(slot.c),
            askSize: Size(slot.d))
    }
}
