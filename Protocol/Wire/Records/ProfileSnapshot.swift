public import Bytes
public import Market
public import Records

/// A whole profile, completed or developing.
///
/// A snapshot that is too long for one frame goes on in `ProfileDelta` records of the frames
/// that follow, up to the one marked as the last part.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | |
/// | anchor | 1 | `Anchor` |
/// | facts | 1 | bit 0 from ticks, bit 1 completed |
/// | anchor number | varint | user anchors, 0 otherwise |
/// | date | zigzag | days since 1970-01-01 |
/// | start, end | 8, 8 | ns: first and last instant that counted |
/// | row ticks | zigzag | levels a row, at least 1 |
/// | landmarks | `ProfileLandmarks` | |
/// | rows | `RowFields` | ascending |
public struct ProfileSnapshot: WireRecord, Hashable, Sendable {
    /// Its records carry this kind.
    public static let kind = RecordKind.profile

    /// The instrument it is about.
    public var instrument: InstrumentID
    /// Sequence of the last input that counted in it.
    public var cause: UInt64
    /// What starts it anew.
    public var anchor: Anchor
    /// Number of the user anchor, 0 otherwise.
    public var anchorNumber: UInt32
    /// The session date that names its period.
    public var date: SessionDate
    /// The first instant that counted.
    public var start: Nanoseconds
    /// The last instant that counted.
    public var end: Nanoseconds
    /// Levels a row, at least 1.
    public var rowTicks: Int64
    /// Made from ticks, so that bid and ask volumes are known.
    public var isFromTicks: Bool
    /// Its period is over.
    public var isCompleted: Bool
    /// What is found in the rows.
    public var landmarks: ProfileLandmarks
    /// Traded rows, ascending.
    public var rows: [FootprintRow]

    /// Puts a profile together.
    public init(
        instrument: InstrumentID, cause: UInt64, anchor: Anchor, anchorNumber: UInt32 = 0,
        date: SessionDate, start: Nanoseconds, end: Nanoseconds, rowTicks: Int64,
        isFromTicks: Bool, isCompleted: Bool, landmarks: ProfileLandmarks, rows: [FootprintRow]
    ) {
        self.instrument = instrument
        self.cause = cause
        self.anchor = anchor
        self.anchorNumber = anchorNumber
        self.date = date
        self.start = start
        self.end = end
        self.rowTicks = rowTicks
        self.isFromTicks = isFromTicks
        self.isCompleted = isCompleted
        self.landmarks = landmarks
        self.rows = rows
    }

    /// A completed profile of the core.
    public init(_ record: ProfileRecord) {
        let area = min(record.val, record.vah)...max(record.val, record.vah)
        self.init(
            instrument: record.instrument, cause: record.cause, anchor: record.anchor,
            date: record.date, start: record.start, end: record.end, rowTicks: record.rowTicks,
            isFromTicks: record.isFromTicks, isCompleted: true,
            landmarks: ProfileLandmarks(poc: record.poc, valueArea: area), rows: record.rows)
    }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: instrument, cause: cause)
        writer.append(anchor.rawValue)
        writer.append((isFromTicks ? 1 : 0) | (isCompleted ? 2 : 0) as UInt8)
        writer.append(varint: UInt64(anchorNumber))
        writer.append(date: date)
        writer.append(start.rawValue)
        writer.append(end.rawValue)
        writer.append(zigzag: rowTicks)
        landmarks.encode(into: &writer)
        RowFields.encode(rows, into: &writer)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        instrument = try reader.readInstrument()
        cause = try reader.readVarint()
        anchor = try reader.read(case: Anchor.self)
        let facts = try reader.read(UInt8.self)
        guard facts < 4 else { throw reader.badValue(Int(facts), width: 1) }
        isFromTicks = facts & 1 != 0
        isCompleted = facts & 2 != 0
        anchorNumber = UInt32(try reader.readCount(limit: Int(UInt32.max)))
        date = try reader.readDate()
        start = Nanoseconds(try reader.read())
        end = Nanoseconds(try reader.read())
        rowTicks = try reader.readStep()
        landmarks = try ProfileLandmarks(fields: &reader)
        rows = try RowFields.decode(&reader)
    }
}
