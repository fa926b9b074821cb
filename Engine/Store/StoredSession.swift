public import Market
public import Records

/// A completed profile as the store has it.
public struct StoredSession: Hashable, Sendable {
    /// The instrument it is about.
    public var instrument: InstrumentID
    /// What started it: daily, weekly or monthly.
    public var anchor: Anchor
    /// The session date that names its period.
    public var date: SessionDate
    /// First instant that counted in it.
    public var start: Nanoseconds
    /// The first instant after it.
    public var end: Nanoseconds
    /// Ticks a row.
    public var rowTicks: Int64
    /// Row of the point of control.
    public var poc: Int64
    /// Row of the value area's high.
    public var vah: Int64
    /// Row of the value area's low.
    public var val: Int64
    /// Lowest traded row; `nil` when nothing traded.
    public var low: Int64?
    /// Highest traded row; `nil` when nothing traded.
    public var high: Int64?
    /// All volume, size units.
    public var volume: Volume
    /// Buyer-initiated volume.
    public var buyVolume: Volume
    /// Seller-initiated volume.
    public var sellVolume: Volume
    /// Made from ticks, so that bid and ask volumes are known.
    public var isFromTicks: Bool
    /// Traded rows, ascending; `nil` when rows are not kept.
    public var rows: [FootprintRow]?
    /// Sequence of the input that completed it.
    public var cause: UInt64

    init(_ row: Statement) {
        instrument = row.instrument(0)
        anchor = Anchor(rawValue: UInt8(truncatingIfNeeded: row.int(1))) ?? .daily
        date = SessionDate(rawValue: Int32(truncatingIfNeeded: row.int(2)))
        start = Nanoseconds(row.int(3))
        end = Nanoseconds(row.int(4))
        rowTicks = row.int(5)
        poc = row.int(6)
        vah = row.int(7)
        val = row.int(8)
        low = row.isNull(9) ? nil : row.int(9)
        high = row.isNull(10) ? nil : row.int(10)
        volume = Volume(row.double(11))
        buyVolume = Volume(row.double(12))
        sellVolume = Volume(row.double(13))
        isFromTicks = row.int(14) != 0
        cause = UInt64(bitPattern: row.int(15))
        rows = row.isNull(16) ? nil : row.bytes(16) { PackedRows.rows($0) }
    }

    /// The record it was made from; `nil` when rows are not kept.
    public var record: ProfileRecord? {
        guard let rows else { return nil }
        var buffer = OutputBuffer(capacity: ProfileRecord.headerSlots + rows.count)
        ProfileRecord.writeHeader(
            instrument: instrument, anchor: anchor, date: date, start: start, end: end,
            rowCount: rows.count, rowTicks: rowTicks, poc: poc, vah: vah, val: val,
            isFromTicks: isFromTicks, cause: cause, to: &buffer)
        let words = buffer.appendWords(slots: RowSlots.slots(for: rows.count))
        for (place, row) in rows.enumerated() { RowSlots.write(row, at: place, of: words) }
        return ProfileRecord(buffer.slots)
    }
}
