public import Market

/// A closed footprint in the core's output: four slots, then its rows, two a slot.
///
/// Slots 0 to 2 are those of its bar; slot 3 holds the number of rows, ticks a row, the row of the
/// point of control, the counts of buy and sell imbalances, and the rule's ratio and minimum
/// volume. A row is four words: number and marks, bid, ask, neutral volume.
public struct FootprintRecord: Hashable, Sendable {
    /// Slots in front of the rows.
    public static let headerSlots = 4

    /// The instrument it is about.
    public var instrument: InstrumentID
    /// The bar of the same span.
    public var bar: Bar
    /// Ticks a row, at least 1.
    public var rowTicks: Int64
    /// The row with the largest volume.
    public var poc: Int64
    /// Imbalances found at the close.
    public var buyImbalances: Int
    /// Sell imbalances found at the close.
    public var sellImbalances: Int
    /// The rule that found them.
    public var rule: ImbalanceRule
    /// Traded rows, ascending.
    public var rows: [FootprintRow]
    /// Sequence of the input that caused it.
    public var cause: UInt64

    /// Puts a record together.
    public init(
        instrument: InstrumentID, bar: Bar, rowTicks: Int64, poc: Int64, buyImbalances: Int,
        sellImbalances: Int, rule: ImbalanceRule, rows: [FootprintRow], cause: UInt64
    ) {
        self.instrument = instrument
        self.bar = bar
        self.rowTicks = rowTicks
        self.poc = poc
        self.buyImbalances = buyImbalances
        self.sellImbalances = sellImbalances
        self.rule = rule
        self.rows = rows
        self.cause = cause
    }

    /// Reads a record: its header slots and all its rows.
    public init(_ slots: UnsafeBufferPointer<OutputSlot>) {
        instrument = slots[0].instrument
        cause = slots[0].cause
        bar = BarSlots.read(slots)
        let header = slots[3]
        rowTicks = header.time.rawValue
        poc = Int64(bitPattern: header.cause)
        buyImbalances = Int(header.a)
        sellImbalances = Int(header.b)
        rule = ImbalanceRule(
            ratio: Double(bitPattern: UInt64(bitPattern: header.c)),
            minimumVolume: BarSlots.volume(header.d), ignoresZeros: header.e != 0)
        rows = RowSlots.read(slots, from: 4, count: Int(Int64(bitPattern: header.head)))
    }

    /// Fills in the counts of imbalances in a header whose last slot is at `index`.
    @inlinable
    public static func setImbalances(
        buy: Int, sell: Int, at index: Int, in buffer: inout OutputBuffer
    ) {
        buffer[index].a = Int64(buy)
        buffer[index].b = Int64(sell)
    }

    /// Writes the header of a footprint whose rows follow, its imbalances not counted yet;
    /// `RowSlots.write` writes them.
    @inlinable
    @inline(__always)
    public static func writeHeader(
        instrument: InstrumentID, bar: Bar, rowCount: Int, rowTicks: Int64, poc: Int64,
        rule: ImbalanceRule, cause: UInt64, to buffer: inout OutputBuffer
    ) {
        let slots = headerSlots + RowSlots.slots(for: rowCount)
        buffer.reserve(slots)
        BarSlots.write(
            bar, kind: .footprint, slots: slots, instrument: instrument, cause: cause, to: &buffer)
        buffer.append(
            OutputSlot(
                words: Int64(rowCount), rowTicks, poc, 0, 0,
                Int64(bitPattern: rule.ratio.bitPattern),
                BarSlots.bits(rule.minimumVolume), rule.ignoresZeros ? 1 : 0))
    }
}

/// Rows in slots, two a slot: four words each, one after the other.
public enum RowSlots {
    /// Slots that `count` rows take.
    @inlinable
    public static func slots(for count: Int) -> Int { (count + 1) / 2 }

    /// Writes row `place` at the words that `OutputBuffer.appendWords` gave.
    @inlinable
    @inline(__always)
    public static func write(
        _ row: FootprintRow, at place: Int, of words: UnsafeMutablePointer<Int64>
    ) {
        let word = words + place * 4
        // The row's number in the upper 56 bits, marks below.
        word[0] = row.row << 8 | Int64(row.marks.rawValue)
        word[1] = Int64(bitPattern: row.bid.rawValue.bitPattern)
        word[2] = Int64(bitPattern: row.ask.rawValue.bitPattern)
        word[3] = Int64(bitPattern: row.neutral.rawValue.bitPattern)
    }

    static func read(
        _ slots: UnsafeBufferPointer<OutputSlot>, from first: Int, count: Int
    ) -> [FootprintRow] {
        var rows: [FootprintRow] = []
        rows.reserveCapacity(count)
        for index in 0..<count {
            let slot = slots[first + index / 2]
            rows.append(
                index % 2 == 0
                    ? row(
                        Int64(bitPattern: slot.head), slot.time.rawValue,
                        Int64(bitPattern: slot.cause), slot.a)
                    : row(slot.b, slot.c, slot.d, slot.e))
        }
        return rows
    }

    static func row(_ word: Int64, _ bid: Int64, _ ask: Int64, _ neutral: Int64) -> FootprintRow {
        FootprintRow(
            row: word >> 8, bid: BarSlots.volume(bid), ask: BarSlots.volume(ask),
            neutral: BarSlots.volume(neutral),
            marks: FootprintRow.Marks(rawValue: UInt8(truncatingIfNeeded: word)))
    }
}
