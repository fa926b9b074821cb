public import Market

/// A completed profile in the core's output: two slots, then its rows, two a slot.
public struct ProfileRecord: Hashable, Sendable {
    /// Slots in front of the rows.
    public static let headerSlots = 2

    /// The instrument it is about.
    public var instrument: InstrumentID
    /// What starts it anew: daily, weekly or monthly.
    public var anchor: Anchor
    /// The session date that names its period: the first session seen in it.
    public var date: SessionDate
    /// First and last instant that counted in it.
    public var start: Nanoseconds
    /// The first instant after it.
    public var end: Nanoseconds
    /// Ticks a row, at least 1.
    public var rowTicks: Int64
    /// Row of the point of control, and the value area's highest and lowest row.
    public var poc: Int64
    /// Row of the value area's high.
    public var vah: Int64
    /// Row of the value area's low.
    public var val: Int64
    /// Made from ticks, so that bid and ask volumes are known.
    public var isFromTicks: Bool
    /// Traded rows, ascending.
    public var rows: [FootprintRow]
    /// Sequence of the input that caused it.
    public var cause: UInt64

    /// Reads a record: its header slots and all its rows.
    public init(_ slots: UnsafeBufferPointer<OutputSlot>) {
        let (first, second) = (slots[0], slots[1])
        instrument = first.instrument
        cause = first.cause
        start = first.time
        anchor = Anchor(rawValue: first.flags & 0x7f) ?? .daily
        isFromTicks = first.flags & 0x80 != 0
        date = SessionDate(rawValue: Int32(truncatingIfNeeded: first.a))
        rowTicks = first.b
        poc = first.c
        vah = first.d
        val = first.e
        end = second.time
        rows = RowSlots.read(slots, from: 2, count: Int(Int64(bitPattern: second.head)))
    }

    /// Writes the header of a profile whose rows follow; `RowSlots.write` writes them.
    public static func writeHeader(
        instrument: InstrumentID, anchor: Anchor, date: SessionDate, start: Nanoseconds,
        end: Nanoseconds, rowCount: Int, rowTicks: Int64, poc: Int64, vah: Int64, val: Int64,
        isFromTicks: Bool, cause: UInt64, to buffer: inout OutputBuffer
    ) {
        let slots = headerSlots + RowSlots.slots(for: rowCount)
        buffer.reserve(slots)
        buffer.append(
            OutputSlot(
                kind: .profile, flags: anchor.rawValue | (isFromTicks ? 0x80 : 0), slots: slots,
                instrument: instrument, time: start, cause: cause, a: Int64(date.rawValue),
                b: rowTicks, c: poc, d: vah, e: val))
        buffer.append(
            OutputSlot(words: Int64(rowCount), end.rawValue, 0, 0, 0, 0, 0, 0))
    }
}

/// A VWAP with its deviation at the close of a bar: two slots.
public struct VWAPRecord: Hashable, Sendable {
    /// Slots a record takes.
    public static let slotCount = 2

    /// The instrument it is about.
    public var instrument: InstrumentID
    /// Start of the bar at whose close the values hold.
    public var barStart: Nanoseconds
    /// The bar's period.
    public var period: BarPeriod
    /// What the value is anchored at.
    public var anchor: Anchor
    /// The user anchor's number, 0 otherwise.
    public var anchorNumber: UInt32
    /// The session date that names the anchor's period.
    public var date: SessionDate
    /// Real price.
    public var vwap: Double
    /// Volume-weighted population deviation, real price.
    public var sigma: Double
    /// Volume since the anchor, size units.
    public var volume: Volume
    /// Sequence of the input that caused it.
    public var cause: UInt64

    /// Puts a record together.
    public init(
        instrument: InstrumentID, barStart: Nanoseconds, period: BarPeriod, anchor: Anchor,
        anchorNumber: UInt32 = 0, date: SessionDate, vwap: Double, sigma: Double, volume: Volume,
        cause: UInt64
    ) {
        self.instrument = instrument
        self.barStart = barStart
        self.period = period
        self.anchor = anchor
        self.anchorNumber = anchorNumber
        self.date = date
        self.vwap = vwap
        self.sigma = sigma
        self.volume = volume
        self.cause = cause
    }

    /// Writes the record.
    public func write(to buffer: inout OutputBuffer) {
        buffer.reserve(Self.slotCount)
        buffer.append(
            OutputSlot(
                kind: .vwap, flags: anchor.rawValue, slots: Self.slotCount,
                instrument: instrument, time: barStart, cause: cause, a: Int64(period.rawValue),
                b: Int64(date.rawValue), c: Int64(anchorNumber)))
        buffer.append(
            OutputSlot(
                words: Int64(bitPattern: vwap.bitPattern), Int64(bitPattern: sigma.bitPattern),
                BarSlots.bits(volume), 0, 0, 0, 0, 0))
    }

    /// Reads a record of two slots.
    public init(_ slots: UnsafeBufferPointer<OutputSlot>) {
        let (first, second) = (slots[0], slots[1])
        self.init(
            instrument: first.instrument, barStart: first.time,
            period: BarPeriod(rawValue: UInt8(truncatingIfNeeded: first.a)) ?? .minute1,
            anchor: Anchor(rawValue: first.flags) ?? .daily,
            anchorNumber: UInt32(truncatingIfNeeded: first.c),
            date: SessionDate(rawValue: Int32(truncatingIfNeeded: first.b)),
            vwap: Double(bitPattern: second.head),
            sigma: Double(bitPattern: UInt64(bitPattern: second.time.rawValue)),
            volume: BarSlots.volume(Int64(bitPattern: second.cause)), cause: first.cause)
    }
}
