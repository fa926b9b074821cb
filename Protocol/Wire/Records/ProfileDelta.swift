public import Bytes
public import Market

/// The rows of a developing profile that changed, with their new volumes; also the later parts of
/// a long snapshot.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | |
/// | anchor | 1 | `Anchor` |
/// | anchor number | varint | user anchors, 0 otherwise |
/// | date | zigzag | days since 1970-01-01; another date than before begins an empty profile |
/// | end | 8 | ns: last instant that counted |
/// | landmarks | `ProfileLandmarks` | absent parts are as they were |
/// | rows | `RowFields` | ascending; each replaces the row of its number |
public struct ProfileDelta: WireRecord, Hashable, Sendable {
    /// Its records carry this kind.
    public static let kind = RecordKind.profileDelta

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
    /// The last instant that counted.
    public var end: Nanoseconds
    /// What is found in the rows.
    public var landmarks: ProfileLandmarks
    /// Changed rows, ascending, with all their volume.
    public var rows: [FootprintRow]

    /// Puts a delta together.
    public init(
        instrument: InstrumentID, cause: UInt64, anchor: Anchor, anchorNumber: UInt32 = 0,
        date: SessionDate, end: Nanoseconds, landmarks: ProfileLandmarks = ProfileLandmarks(),
        rows: [FootprintRow]
    ) {
        self.instrument = instrument
        self.cause = cause
        self.anchor = anchor
        self.anchorNumber = anchorNumber
        self.date = date
        self.end = end
        self.landmarks = landmarks
        self.rows = rows
    }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: instrument, cause: cause)
        writer.append(anchor.rawValue)
        writer.append(varint: UInt64(anchorNumber))
        writer.append(date: date)
        writer.append(end.rawValue)
        landmarks.encode(into: &writer)
        RowFields.encode(rows, into: &writer)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        instrument = try reader.readInstrument()
        cause = try reader.readVarint()
        anchor = try reader.read(case: Anchor.self)
        anchorNumber = UInt32(try reader.readCount(limit: Int(UInt32.max)))
        date = try reader.readDate()
        end = Nanoseconds(try reader.read())
        landmarks = try ProfileLandmarks(fields: &reader)
        rows = try RowFields.decode(&reader)
    }
}
