public import Market

/// What a book holds of an instrument.
public struct Position: Hashable, Sendable, Codable {
    /// What is held.
    public var instrument: InstrumentID
    /// Whose it is.
    public var book: Book
    /// Size units, below zero when short, zero when flat.
    public var quantity: Int64 = 0
    /// Prices of what is open times their sizes, price units times size units, never below zero
    /// for prices above zero, whichever way it goes.
    public var cost: Int128 = 0
    /// What closing brought so far, before commissions, over all trades of the book in it.
    public var realised = Money.zero
    /// Commissions so far.
    public var commission = Money.zero
    /// Event time of its first fill; zero when flat.
    public var opened = Nanoseconds.zero
    /// The stop that works for it.
    public var stop: Price?
    /// The target that works for it.
    public var target: Price?
    /// The decision it follows from; 0 for none.
    public var decision: UInt64 = 0

    /// A flat position.
    public init(instrument: InstrumentID, book: Book) {
        self.instrument = instrument
        self.book = book
    }

    /// Nothing is held.
    @inlinable public var isFlat: Bool { quantity == 0 }

    /// Which way it goes.
    public var direction: Direction {
        quantity == 0 ? .none : quantity > 0 ? .long : .short
    }

    /// The mean price of what is open, in price units; `nil` when flat.
    public var average: Double? {
        quantity == 0 ? nil : Double(cost) / Double(abs(quantity))
    }

    /// What it would bring at a price, before commissions.
    public func unrealised(at price: Price, _ facts: Instrument) -> Money {
        guard quantity != 0 else { return .zero }
        let value = Int128(price.rawValue) * Int128(abs(quantity)) - cost
        return facts.worth(product: quantity > 0 ? value : -value)
    }
}

/// A position changed: two slots.
///
/// Words: a quantity, b opened, c stop, d target (smallest value for none), e the book. The second
/// slot: cost, realised, commission (low and high word each), decision, 0.
public struct PositionRecord: Hashable, Sendable, Codable {
    /// Event time.
    public var time: Nanoseconds
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// The position as it stands.
    public var position: Position

    /// Puts a record together.
    public init(time: Nanoseconds, cause: UInt64, position: Position) {
        self.time = time
        self.cause = cause
        self.position = position
    }

    /// Writes the record.
    public func write(to buffer: inout OutputBuffer) {
        buffer.append(
            OutputSlot(
                kind: .position, slots: 2, instrument: position.instrument, time: time,
                cause: cause, a: position.quantity, b: position.opened.rawValue,
                c: position.stop?.rawValue ?? .min, d: position.target?.rawValue ?? .min,
                e: Int64(position.book.rawValue)))
        let cost = WideWords(position.cost)
        let realised = WideWords(position.realised.nanos)
        let commission = WideWords(position.commission.nanos)
        buffer.append(
            OutputSlot(
                words: cost.low, cost.high, realised.low, realised.high, commission.low,
                commission.high, Int64(bitPattern: position.decision), 0))
    }

    /// Reads a record; `nil` when it is damaged.
    public init?(_ slots: UnsafeBufferPointer<OutputSlot>) {
        guard slots.count >= 2, slots[0].kind == .position else { return nil }
        let (first, second) = (slots[0], slots[1])
        var position = Position(
            instrument: first.instrument, book: Book(rawValue: SlotTexts.byte(first.e, 0)))
        position.quantity = first.a
        position.opened = Nanoseconds(first.b)
        position.stop = Price(first.c).known
        position.target = Price(first.d).known
        position.cost = WideWords(low: second.word(0), high: second.word(1)).value
        position.realised = Money(
            nanos: WideWords(low: second.word(2), high: second.word(3)).value)
        position.commission = Money(
            nanos: WideWords(low: second.word(4), high: second.word(5)).value)
        position.decision = UInt64(bitPattern: second.word(6))
        self.init(time: first.time, cause: first.cause, position: position)
    }
}
