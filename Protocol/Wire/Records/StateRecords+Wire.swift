public import Bytes
import Market
public import Records

/// A session, week or month began.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | |
/// | time | 8 | ns: of the input that showed it |
/// | measure, anchor | 1, 1 | `Measure`, `Anchor` |
/// | date | zigzag | days since 1970-01-01 |
/// | start, end | 8, 8 | ns: the session's window |
extension RollRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .roll }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: instrument, cause: cause)
        writer.append(time.rawValue)
        writer.append(measure.rawValue)
        writer.append(anchor.rawValue)
        writer.append(date: window.date)
        writer.append(window.start.rawValue)
        writer.append(window.end.rawValue)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        let time = Nanoseconds(try reader.read())
        let measure = try reader.read(case: Measure.self)
        let anchor = try reader.read(case: Anchor.self)
        let date = try reader.readDate()
        let start = Nanoseconds(try reader.read())
        let window = SessionWindow(date: date, start: start, end: Nanoseconds(try reader.read()))
        self.init(
            instrument: instrument, measure: measure, anchor: anchor, window: window, time: time,
            cause: cause)
    }
}

/// The intake counters of an instrument.
///
/// | field | size |
/// |-------|-----:|
/// | instrument, cause | varints |
/// | time | 8 |
/// | accepted, bad, duplicate, late, out of range | zigzags |
/// | out of session: bars, footprint, profiles, VWAPs | zigzags |
/// | lost, feed gaps | zigzags |
extension CountersRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .counters }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: instrument, cause: cause)
        writer.append(time.rawValue)
        for value in [
            accepted, bad, duplicate, late, outOfRange, outOfSession.bars, outOfSession.footprint,
            outOfSession.profiles, outOfSession.vwaps, lost, feedGaps,
        ] { writer.append(zigzag: value) }
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        self.init(
            instrument: instrument, time: Nanoseconds(try reader.read()), cause: cause)
        accepted = try reader.readZigzag()
        bad = try reader.readZigzag()
        duplicate = try reader.readZigzag()
        late = try reader.readZigzag()
        outOfRange = try reader.readZigzag()
        outOfSession.bars = try reader.readZigzag()
        outOfSession.footprint = try reader.readZigzag()
        outOfSession.profiles = try reader.readZigzag()
        outOfSession.vwaps = try reader.readZigzag()
        lost = try reader.readZigzag()
        feedGaps = try reader.readZigzag()
    }
}

/// A completed session's POC became naked, or was touched.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | |
/// | time | 8 | ns since 1970 |
/// | session | zigzag | days since 1970-01-01 |
/// | row, row ticks | zigzags | row ticks at least 1 |
/// | touched | 1 | 0 or 1 |
extension NakedPOCRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .nakedPOC }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: instrument, cause: cause)
        writer.append(time.rawValue)
        writer.append(date: session)
        writer.append(zigzag: row)
        writer.append(zigzag: rowTicks)
        writer.append(flag: isTouched)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        let time = Nanoseconds(try reader.read())
        let session = try reader.readDate()
        let row = try reader.readZigzag()
        let rowTicks = try reader.readStep()
        self.init(
            instrument: instrument, time: time, cause: cause, session: session, row: row,
            rowTicks: rowTicks, isTouched: try reader.readFlag())
    }
}
