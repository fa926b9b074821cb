public import Market

/// What ended a trade.
@frozen
public enum ExitReason: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// Its stop.
    case stop = 0
    /// Its target.
    case target = 1
    /// Somebody flattened it, or a halt did.
    case flatten = 2
    /// Its session ended.
    case sessionEnd = 3
    /// The day's profit target or loss limit was reached.
    case dailyLimit = 4
    /// It was not profitable soon enough.
    case time = 5
    /// The horizon it was meant for was over.
    case horizon = 6
    /// A signal of its strategy.
    case signal = 7
    /// An order by hand.
    case order = 8

    /// The name used in output: `STOP`, `SESSION_END`.
    public var name: String {
        switch self {
        case .stop: "STOP"
        case .target: "TARGET"
        case .flatten: "FLATTEN"
        case .sessionEnd: "SESSION_END"
        case .dailyLimit: "DAILY_LIMIT"
        case .time: "TIME_EXIT"
        case .horizon: "HORIZON"
        case .signal: "SIGNAL"
        case .order: "ORDER"
        }
    }
}

/// A position from flat to flat.
public struct ClosedTrade: Hashable, Sendable, Codable {
    /// Its number, from 1, across the account.
    public var number: UInt64
    /// What was traded.
    public var instrument: InstrumentID
    /// Whose it was.
    public var book: Book
    /// Long bought first, short sold first.
    public var direction: Direction
    /// The largest position, size units.
    public var quantity: Size
    /// Event time of the first fill.
    public var entryTime: Nanoseconds
    /// Mean price of what opened it, in price units.
    public var entry: Double
    /// Its first stop; `nil` without one.
    public var stop: Price?
    /// Its first target; `nil` without one.
    public var target: Price?
    /// Event time of the last fill.
    public var exitTime: Nanoseconds
    /// Mean price of what closed it, in price units.
    public var exit: Double
    /// What ended it.
    public var reason: ExitReason
    /// Before commissions, exact.
    public var gross: Money
    /// All commissions of it.
    public var commission: Money
    /// What the stop would have cost from the first fill on; `nil` without a stop.
    public var risk: Money?
    /// The decision it follows from; 0 for none.
    public var decision: UInt64 = 0
    /// What of the strategy's rules it follows: the rule's place, and the key in it.
    public var rule: UInt8 = 0
    /// The key of that rule, such as a pattern.
    public var key: UInt16 = 0
    /// What the market was like, as the strategy numbers it; 255 for not said.
    public var regime: UInt8 = 255

    /// What it brought after commissions.
    public var profit: Money { gross - commission }

    /// Puts a trade together.
    public init(
        number: UInt64, instrument: InstrumentID, book: Book, direction: Direction,
        quantity: Size, entryTime: Nanoseconds, entry: Double, exitTime: Nanoseconds,
        exit: Double, reason: ExitReason, gross: Money, commission: Money
    ) {
        self.number = number
        self.instrument = instrument
        self.book = book
        self.direction = direction
        self.quantity = quantity
        self.entryTime = entryTime
        self.entry = entry
        self.exitTime = exitTime
        self.exit = exit
        self.reason = reason
        self.gross = gross
        self.commission = commission
    }
}

/// A trade ended: three slots.
///
/// Flags are the reason. Words: a number, b quantity, c entry time, d exit time, e a byte each:
/// book, direction, rule, regime, two bytes: key, 1 when it had a risk, 0. The second slot: entry,
/// exit (bits of doubles), stop, target (smallest value for none), gross (low, high word),
/// commission (low, high word). The third: risk (low, high word), decision, five zeros.
public struct ClosedTradeRecord: Hashable, Sendable, Codable {
    /// Event time of its end.
    public var time: Nanoseconds
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// The trade.
    public var trade: ClosedTrade

    /// Puts a record together.
    public init(time: Nanoseconds, cause: UInt64, trade: ClosedTrade) {
        self.time = time
        self.cause = cause
        self.trade = trade
    }

    /// Writes the record.
    public func write(to buffer: inout OutputBuffer) {
        let facts =
            Int64(trade.book.rawValue) | Int64(trade.direction.rawValue) << 8
            | Int64(trade.rule) << 16 | Int64(trade.regime) << 24 | Int64(trade.key) << 32
            | (trade.risk == nil ? 0 : 1 << 48)
        buffer.append(
            OutputSlot(
                kind: .trade, flags: trade.reason.rawValue, slots: 3,
                instrument: trade.instrument, time: time, cause: cause,
                a: Int64(bitPattern: trade.number), b: trade.quantity.rawValue,
                c: trade.entryTime.rawValue, d: trade.exitTime.rawValue, e: facts))
        let gross = WideWords(trade.gross.nanos)
        let commission = WideWords(trade.commission.nanos)
        buffer.append(
            OutputSlot(
                words: Int64(bitPattern: trade.entry.bitPattern),
                Int64(bitPattern: trade.exit.bitPattern), trade.stop?.rawValue ?? .min,
                trade.target?.rawValue ?? .min, gross.low, gross.high, commission.low,
                commission.high))
        let risk = WideWords(trade.risk?.nanos ?? 0)
        buffer.append(
            OutputSlot(
                words: risk.low, risk.high, Int64(bitPattern: trade.decision), 0, 0, 0, 0, 0))
    }

    /// Reads a record; `nil` when it is damaged.
    public init?(_ slots: UnsafeBufferPointer<OutputSlot>) {
        guard slots.count >= 3, slots[0].kind == .trade,
            let reason = ExitReason(rawValue: slots[0].flags),
            let direction = Direction(rawValue: SlotTexts.byte(slots[0].e, 1))
        else { return nil }
        let (first, second, third) = (slots[0], slots[1], slots[2])
        var trade = ClosedTrade(
            number: UInt64(bitPattern: first.a), instrument: first.instrument,
            book: Book(rawValue: SlotTexts.byte(first.e, 0)), direction: direction,
            quantity: Size(first.b), entryTime: Nanoseconds(first.c),
            entry: Double(bitPattern: UInt64(bitPattern: second.word(0))),
            exitTime: Nanoseconds(first.d),
            exit: Double(bitPattern: UInt64(bitPattern: second.word(1))), reason: reason,
            gross: Money(nanos: WideWords(low: second.word(4), high: second.word(5)).value),
            commission: Money(nanos: WideWords(low: second.word(6), high: second.word(7)).value))
        trade.stop = Price(second.word(2)).known
        trade.target = Price(second.word(3)).known
        if SlotTexts.byte(first.e, 6) == 1 {
            trade.risk = Money(nanos: WideWords(low: third.word(0), high: third.word(1)).value)
        }
        trade.decision = UInt64(bitPattern: third.word(2))
        trade.rule = SlotTexts.byte(first.e, 2)
        trade.regime = SlotTexts.byte(first.e, 3)
        trade.key = UInt16(truncatingIfNeeded: first.e >> 32)
        self.init(time: first.time, cause: first.cause, trade: trade)
    }
}
