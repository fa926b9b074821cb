public import Market

/// A part of an order that was bought or sold.
public struct Fill: Hashable, Sendable, Codable {
    /// Its number, from 1, across the account.
    public var number: UInt64
    /// The order's number.
    public var order: UInt64
    /// The order's id.
    public var id: CommandID
    /// What was bought or sold.
    public var instrument: InstrumentID
    /// Whose it is.
    public var book: Book
    /// Which way.
    public var side: OrderSide
    /// At which price, price units.
    public var price: Price
    /// How much, size units.
    public var size: Size
    /// What it cost beside the price.
    public var commission: Money
    /// What it brought by closing what was open, before commissions; zero where it opens.
    public var realised: Money
    /// The position of the book in the instrument after it, size units, below zero when short.
    public var position: Int64

    /// Puts a fill together.
    public init(
        number: UInt64, order: UInt64, id: CommandID, instrument: InstrumentID, book: Book,
        side: OrderSide, price: Price, size: Size, commission: Money, realised: Money,
        position: Int64
    ) {
        self.number = number
        self.order = order
        self.id = id
        self.instrument = instrument
        self.book = book
        self.side = side
        self.price = price
        self.size = size
        self.commission = commission
        self.realised = realised
        self.position = position
    }
}

/// A fill: two slots, then the order's id.
///
/// Flags are the side. Words: a number, b report, c order, d price, e size. The second slot:
/// commission (low, high word), realised (low, high word), position, a byte each: book, bytes of
/// id; two zeros. Then the order's id.
public struct FillRecord: Hashable, Sendable, Codable {
    /// Event time of the trade that filled it.
    public var time: Nanoseconds
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// The number of this report among those of the account, orders and fills together, from 1.
    public var report: UInt64
    /// The fill.
    public var fill: Fill

    /// Puts a record together.
    public init(time: Nanoseconds, cause: UInt64, report: UInt64, fill: Fill) {
        self.time = time
        self.cause = cause
        self.report = report
        self.fill = fill
    }

    /// Writes the record.
    public func write(to buffer: inout OutputBuffer) {
        let texts = [fill.id.text]
        buffer.append(
            OutputSlot(
                kind: .fill, flags: fill.side.rawValue, slots: 2 + SlotTexts.slots(texts),
                instrument: fill.instrument, time: time, cause: cause,
                a: Int64(bitPattern: fill.number), b: Int64(bitPattern: report),
                c: Int64(bitPattern: fill.order), d: fill.price.rawValue,
                e: fill.size.rawValue))
        let commission = WideWords(fill.commission.nanos)
        let realised = WideWords(fill.realised.nanos)
        buffer.append(
            OutputSlot(
                words: commission.low, commission.high, realised.low, realised.high,
                fill.position, Int64(fill.book.rawValue) | Int64(texts[0].utf8.count) << 8, 0, 0))
        SlotTexts.write(texts, to: &buffer)
    }

    /// Reads a record; `nil` when it is damaged.
    public init?(_ slots: UnsafeBufferPointer<OutputSlot>) {
        guard slots.count >= 2, slots[0].kind == .fill,
            let side = OrderSide(rawValue: slots[0].flags)
        else { return nil }
        let (first, second) = (slots[0], slots[1])
        let texts = SlotTexts.read(
            UnsafeBufferPointer(rebasing: slots.dropFirst()),
            [Int(SlotTexts.byte(second.word(5), 1))])
        guard let id = CommandID(texts[0]) else { return nil }
        self.init(
            time: first.time, cause: first.cause, report: UInt64(bitPattern: first.b),
            fill: Fill(
                number: UInt64(bitPattern: first.a), order: UInt64(bitPattern: first.c), id: id,
                instrument: first.instrument,
                book: Book(rawValue: SlotTexts.byte(second.word(5), 0)), side: side,
                price: Price(first.d), size: Size(first.e),
                commission: Money(
                    nanos: WideWords(low: second.word(0), high: second.word(1)).value),
                realised: Money(
                    nanos: WideWords(low: second.word(2), high: second.word(3)).value),
                position: second.word(4)))
    }
}
