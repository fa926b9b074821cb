public import Market
public import Records

/// What the core refuses, and how it finds a side.
@frozen
public struct IntakeSettings: Sendable, Hashable {
    /// Levels each way of the session's first price within which a tick is taken.
    public var span: Int64
    /// Trade ids remembered.
    public var tradeIDWindow: Int
    /// Whether a side the venue does not give is inferred from quote and tick rule.
    public var infersSides: Bool

    /// The usual settings: 1,000,000 levels, 65,536 ids, sides inferred.
    @inlinable
    public init(span: Int64 = 1_000_000, tradeIDWindow: Int = 65_536, infersSides: Bool = true) {
        self.span = span
        self.tradeIDWindow = tradeIDWindow
        self.infersSides = infersSides
    }
}

/// What intake found out about a tick.
@frozen
public struct Classified: Sendable, BitwiseCopyable {
    /// The price's level.
    public var level: Level
    /// Who crossed the spread.
    public var aggressor: Aggressor
    /// How that is known.
    public var rule: SideRule

    @inlinable
    init(level: Level, aggressor: Aggressor, rule: SideRule) {
        self.level = level
        self.aggressor = aggressor
        self.rule = rule
    }
}

/// The first stage of the core: bad, duplicate and late ticks go, the others get level and side.
///
/// It happens once, before any consumer, so that every bar, profile and VWAP sees the same stream.
public struct Intake: ~Copyable {
    @usableFromInline
    let settings: IntakeSettings
    @usableFromInline
    var book = Quote(time: .never, bid: .none, ask: .none, bidSize: Size(0), askSize: Size(0))
    var seen: TradeIDWindow?
    @usableFromInline
    let scale: PriceScale
    @usableFromInline
    var lowest = Int64.min
    @usableFromInline
    var width = UInt64.max

    // What every tick touches comes last, from the end of the counters on.

    /// What was taken and what was dropped, and why.
    public var counters: CountersRecord
    /// Of the scale, beside what is read with it.
    @usableFromInline
    let ticksPerUnit: Double
    /// The start of the second of the newest tick: what is older is late.
    @usableFromInline
    var lateBefore = Int64.min
    /// The end of that second.
    @usableFromInline
    var nextSecond = Int64.min
    @usableFromInline
    var lastPrice = Int64.min
    @usableFromInline
    var lastDirection = Aggressor.none
    /// Of the settings, beside what is read with it.
    @usableFromInline
    let infersSides: Bool

    /// An intake that has seen nothing.
    public init(instrument: InstrumentID, scale: PriceScale, settings: IntakeSettings) {
        self.scale = scale
        ticksPerUnit = scale.ticksPerUnit
        self.settings = settings
        infersSides = settings.infersSides
        counters = CountersRecord(instrument: instrument)
    }

    /// Takes a tick through steps 1 to 3 and classifies it; `nil` when it is dropped and counted.
    @inlinable
    @inline(__always)
    public mutating func take(_ input: borrowing Input) -> Classified? {
        guard input.size > 0, Self.isUsual(input.price), Self.isUsual(input.time.rawValue) else {
            counters.bad &+= 1
            return nil
        }
        if input.flags.contains(.hasTradeID), isDuplicate(input.tradeID) {
            counters.duplicate &+= 1
            return nil
        }
        let time = input.time.rawValue
        if time < lateBefore {
            counters.late &+= 1
            return nil
        }
        if time >= nextSecond { startSecond(time) }
        return classify(input)
    }

    /// Whether a level lies within the span around the session's first price; counts it if not.
    @inlinable
    @inline(__always)
    public mutating func isInRange(_ level: Level) -> Bool {
        if UInt64(bitPattern: level.rawValue &- lowest) <= width { return true }
        counters.outOfRange &+= 1
        return false
    }

    /// The levels just outside the span.
    public var span: (below: Int64, above: Int64) {
        guard width < .max else { return (.min, .max) }
        return (lowest - 1, lowest + Int64(width) + 1)
    }

    /// Centres the span on a session's first price.
    public mutating func centre(on level: Level) {
        lowest = level.rawValue - settings.span
        width = UInt64(settings.span) * 2
    }

    /// Whether a price or time is one that arithmetic can not overflow on: below 2^62 either way,
    /// which is four billion in units of 1e-9, and the years 1823 to 2116.
    @inlinable
    @inline(__always)
    package static func isUsual(_ value: Int64) -> Bool {
        UInt64(bitPattern: value &+ (1 << 62)) < 1 << 63
    }

    /// The standing quote of the feed, for the quote rule.
    @inlinable
    public mutating func take(quote: Quote) { book = quote }

    /// A beat at `time`: what is older than its second is late from now on.
    public mutating func beat(_ time: Nanoseconds) {
        if Self.isUsual(time.rawValue), time.rawValue >= nextSecond { startSecond(time.rawValue) }
    }

    /// The start of the second of the newest tick or beat.
    public var watermark: Nanoseconds { Nanoseconds(lateBefore) }

    @usableFromInline
    mutating func startSecond(_ time: Int64) {
        let start = Nanoseconds(time).secondStart.rawValue
        // Within the usual times, so that what lies between the two is usual.
        lateBefore = max(start, -1 << 62)
        nextSecond = min(start + 1_000_000_000, 1 << 62)
    }

    @usableFromInline
    @inline(never)
    mutating func isDuplicate(_ id: UInt64) -> Bool {
        if seen == nil { seen = TradeIDWindow(window: settings.tradeIDWindow) }
        return seen?.insert(id) == false
    }

    @inlinable
    @inline(__always)
    mutating func classify(_ input: borrowing Input) -> Classified {
        let price = input.price
        // Computed anew each time: whether a price is the last one can not be predicted.
        let level = scale.level(of: Price(price))
        let found =
            input.side == .none
            ? infer(input, level)
            : Classified(
                level: level, aggressor: input.side,
                rule: input.flags.contains(.simulated) ? .simulated : .exchange)
        follow(price)
        return found
    }

    /// The tick rule's memory moves with every tick, whatever rule decided its side.
    @inlinable
    @inline(__always)
    mutating func follow(_ price: Int64) {
        lastDirection = tickRule(price)
        lastPrice = price
    }

    /// The side that the tick rule gives a price now.
    @inlinable
    @inline(__always)
    func tickRule(_ price: Int64) -> Aggressor {
        lastPrice == Int64.min
            ? lastDirection : Self.direction(price, after: lastPrice, lastDirection)
    }

    /// The quote rule, then the tick rule.
    @inlinable
    func infer(_ input: borrowing Input, _ level: Level) -> Classified {
        let unknown = Classified(level: level, aggressor: .none, rule: .unknown)
        guard settings.infersSides else { return unknown }
        let hasOwn = input.flags.contains(.hasQuote)
        let bid = hasOwn ? input.bid : book.bid.rawValue
        let ask = hasOwn ? input.ask : book.ask.rawValue
        let isKnown = hasOwn ? true : book.time <= input.time
        if isKnown, bid > 0, ask > bid {
            let side = quoteSide(input.price, bid, ask)
            if side != .none {
                return Classified(level: level, aggressor: side, rule: .quote)
            }
        }
        let direction = tickRule(input.price)
        return direction == .none
            ? unknown : Classified(level: level, aggressor: direction, rule: .tick)
    }

    /// The side of the middle that a price lies on, beyond rounding noise.
    @inlinable
    func quoteSide(_ price: Int64, _ bid: Int64, _ ask: Int64) -> Aggressor {
        let twice = Double((price &- bid) &+ (price &- ask))
        let noise = 2e-9 * max(scale.unitsPerOne, Double(price))
        return twice > noise ? .buyer : twice < -noise ? .seller : .none
    }
}
