public import Market

/// Where an order stands in its life.
///
/// | state | what happens | next |
/// |---|---|---|
/// | held | its entry is filled | pending |
/// | held | its entry ends without a fill | cancelled |
/// | pending | it reaches the venue | working, or rejected |
/// | working | a part is filled | working |
/// | working | the rest is filled | filled |
/// | working | its partner is filled, or what it would close is closed | cancelled |
/// | working | somebody cancels it | cancelling |
/// | cancelling | the cancel reaches the venue | cancelled |
/// | cancelling | the rest is filled before that | filled |
/// | pending, working | its session ends and it is a day order | expired |
///
/// Without latency an order passes through pending and cancelling within one input. The venue
/// itself holds pairs: the partner of a filled order goes at once.
@frozen
public enum OrderState: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// A leg of a bracket whose entry is not filled.
    case held = 0
    /// On its way to the venue.
    case pending = 1
    /// At the venue.
    case working = 2
    /// At the venue, a cancel on its way.
    case cancelling = 3
    /// All of it was filled.
    case filled = 4
    /// It was taken back; what was filled before stays.
    case cancelled = 5
    /// The venue refused it.
    case rejected = 6
    /// Its session ended.
    case expired = 7

    /// The name used in output: the case's.
    public var name: String { "\(self)" }

    /// Nothing more happens to it.
    @inlinable public var isDone: Bool { rawValue >= OrderState.filled.rawValue }
}

/// What an order is to its position.
@frozen
public enum OrderLeg: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// An order by itself.
    case single = 0
    /// The entry of a bracket.
    case entry = 1
    /// The stop of a bracket.
    case stop = 2
    /// The target of a bracket.
    case target = 3
    /// It closes a position at the market.
    case exit = 4

    /// The name used in output: the case's.
    public var name: String { "\(self)" }
}

/// Whose a position and its orders are: a strategy's, or those of people and programs.
///
/// Each instrument has at most one position in each book.
@frozen
public struct Book: RawRepresentable, Hashable, Sendable, BitwiseCopyable, Codable {
    /// The number of a strategy's schema; 0 for orders sent by hand.
    public var rawValue: UInt8

    /// Wraps a number.
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Orders of people and programs.
    public static let manual = Book(rawValue: 0)
}

/// An order as it stands.
public struct Order: Hashable, Sendable, Codable {
    /// The number the engine gave it, from 1, across the account.
    public var number: UInt64
    /// The name its sender gave it.
    public var id: CommandID
    /// What is bought or sold.
    public var instrument: InstrumentID
    /// Whose it is.
    public var book: Book
    /// What it is to its position.
    public var leg: OrderLeg
    /// What was asked, as last replaced.
    public var terms: OrderTerms
    /// Where it stands.
    public var state: OrderState
    /// How much of it was filled, size units.
    public var filled = Size(0)
    /// Prices of its fills times their sizes, price units times size units.
    public var value: Int128 = 0
    /// The entry of a bracket that it is a leg of; 0 for none.
    public var parent: UInt64 = 0
    /// The order that goes when this one is filled; 0 for none.
    public var partner: UInt64 = 0
    /// The decision it follows from; 0 for none.
    public var decision: UInt64 = 0
    /// The session that sent it; 0 for a strategy's.
    public var session: UInt64 = 0
    /// Event time when it was taken.
    public var created: Nanoseconds
    /// Who sent it.
    public var by: String
    /// Why it ended, where there is something to say.
    public var text = ""

    /// An order that nothing has happened to.
    public init(
        number: UInt64, id: CommandID, instrument: InstrumentID, book: Book, leg: OrderLeg,
        terms: OrderTerms, state: OrderState, created: Nanoseconds, by: String
    ) {
        self.number = number
        self.id = id
        self.instrument = instrument
        self.book = book
        self.leg = leg
        self.terms = terms
        self.state = state
        self.created = created
        self.by = by
    }

    /// What is still to be filled, size units.
    public var open: Size { Size(terms.quantity.rawValue - filled.rawValue) }

    /// The mean price of its fills, in price units; `nil` without one.
    public var average: Double? {
        filled.rawValue == 0 ? nil : Double(value) / Double(filled.rawValue)
    }
}

/// An order was taken, changed, filled in part, or ended: the order as it stands then.
///
/// Flags are the state. Words: a number, b report, c quantity, d filled, e a byte each: side,
/// type, force, leg, book, bytes of id, of who, of text. The second slot: limit, stop, stop and
/// target of the bracket (smallest value for none), parent, partner, decision, session. The third:
/// created, value of the fills (low, high word), bytes of the partner's id, four zeros. Then the
/// texts: id, who, text, partner's id.
public struct OrderRecord: Hashable, Sendable, Codable {
    /// Event time.
    public var time: Nanoseconds
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// The number of this report among those of the account, orders and fills together, from 1.
    public var report: UInt64
    /// The order.
    public var order: Order

    /// Puts a record together.
    public init(time: Nanoseconds, cause: UInt64, report: UInt64, order: Order) {
        self.time = time
        self.cause = cause
        self.report = report
        self.order = order
    }

    /// Writes the record.
    public func write(to buffer: inout OutputBuffer) {
        let terms = order.terms
        let texts = [order.id.text, order.by, order.text, terms.partner?.text ?? ""]
        var facts = Int64(terms.side.rawValue) | Int64(terms.type.rawValue) << 8
        facts |= Int64(terms.force.rawValue) << 16 | Int64(order.leg.rawValue) << 24
        facts |= Int64(order.book.rawValue) << 32
        for place in 0..<3 { facts |= Int64(texts[place].utf8.count) << Int64(40 + 8 * place) }
        buffer.append(
            OutputSlot(
                kind: .order, flags: order.state.rawValue, slots: 3 + SlotTexts.slots(texts),
                instrument: order.instrument, time: time, cause: cause,
                a: Int64(bitPattern: order.number), b: Int64(bitPattern: report),
                c: terms.quantity.rawValue, d: order.filled.rawValue, e: facts))
        buffer.append(
            OutputSlot(
                words: terms.limit?.rawValue ?? .min, terms.stop?.rawValue ?? .min,
                terms.bracket?.stop.rawValue ?? .min, terms.bracket?.target.rawValue ?? .min,
                Int64(bitPattern: order.parent), Int64(bitPattern: order.partner),
                Int64(bitPattern: order.decision), Int64(bitPattern: order.session)))
        let value = WideWords(order.value)
        buffer.append(
            OutputSlot(
                words: order.created.rawValue, value.low, value.high,
                Int64(texts[3].utf8.count), 0, 0, 0, 0))
        SlotTexts.write(texts, to: &buffer)
    }

    /// Reads a record; `nil` when it is damaged.
    public init?(_ slots: UnsafeBufferPointer<OutputSlot>) {
        guard slots.count >= 3, slots[0].kind == .order,
            let state = OrderState(rawValue: slots[0].flags),
            let side = OrderSide(rawValue: SlotTexts.byte(slots[0].e, 0)),
            let type = OrderType(rawValue: SlotTexts.byte(slots[0].e, 1)),
            let force = TimeInForce(rawValue: SlotTexts.byte(slots[0].e, 2)),
            let leg = OrderLeg(rawValue: SlotTexts.byte(slots[0].e, 3))
        else { return nil }
        let (first, second, third) = (slots[0], slots[1], slots[2])
        var texts = SlotTexts(behind: 3, of: slots)
        guard let id = CommandID(texts.next(first.e >> 40)) else { return nil }
        var terms = OrderTerms(side: side, type: type, quantity: Size(first.c))
        terms.limit = Price(second.word(0)).known
        terms.stop = Price(second.word(1)).known
        if let stop = Price(second.word(2)).known, let target = Price(second.word(3)).known {
            terms.bracket = Bracket(stop: stop, target: target)
        }
        terms.force = force
        let by = texts.next(first.e >> 48)
        let text = texts.next(first.e >> 56)
        terms.partner = CommandID(texts.next(third.word(3)))
        var order = Order(
            number: UInt64(bitPattern: first.a), id: id, instrument: first.instrument,
            book: Book(rawValue: SlotTexts.byte(first.e, 4)), leg: leg, terms: terms,
            state: state, created: Nanoseconds(third.word(0)), by: by)
        order.filled = Size(first.d)
        order.value = WideWords(low: third.word(1), high: third.word(2)).value
        order.parent = UInt64(bitPattern: second.word(4))
        order.partner = UInt64(bitPattern: second.word(5))
        order.decision = UInt64(bitPattern: second.word(6))
        order.session = UInt64(bitPattern: second.word(7))
        order.text = text
        self.init(
            time: first.time, cause: first.cause, report: UInt64(bitPattern: first.b),
            order: order)
    }
}

/// A number of 128 bits as two words.
struct WideWords {
    var low: Int64
    var high: Int64

    init(_ value: Int128) {
        low = Int64(truncatingIfNeeded: value)
        high = Int64(truncatingIfNeeded: value >> 64)
    }

    init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }

    var value: Int128 { Int128(high) << 64 | Int128(UInt64(bitPattern: low)) }
}

extension Price {
    /// Itself, `nil` where it stands for no price.
    var known: Price? { exists ? self : nil }
}
