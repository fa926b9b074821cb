public import Bytes
public import Market
public import Records

/// A VWAP at the close of a bar.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | |
/// | bar start | 8 | ns since 1970 |
/// | period, anchor | 1, 1 | `BarPeriod`, `Anchor` |
/// | anchor number | varint | user anchors, 0 otherwise |
/// | date | zigzag | days since 1970-01-01 |
/// | vwap, sigma, volume | 8, 8, 8 | doubles: real price, real price, size units |
extension VWAPRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .vwap }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: instrument, cause: cause)
        writer.append(barStart.rawValue)
        writer.append(period.rawValue)
        writer.append(anchor.rawValue)
        writer.append(varint: UInt64(anchorNumber))
        writer.append(date: date)
        writer.append(vwap)
        writer.append(sigma)
        writer.append(volume.rawValue)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        let start = Nanoseconds(try reader.read())
        let period = try reader.read(case: BarPeriod.self)
        let anchor = try reader.read(case: Anchor.self)
        let number = UInt32(try reader.readCount(limit: Int(UInt32.max)))
        let date = try reader.readDate()
        let vwap = try reader.readDouble()
        let sigma = try reader.readDouble()
        self.init(
            instrument: instrument, barStart: start, period: period, anchor: anchor,
            anchorNumber: number, date: date, vwap: vwap, sigma: sigma,
            volume: Volume(try reader.readDouble()), cause: cause)
    }
}

/// A VWAP now, with the sums that let a reader go on from it exactly.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | |
/// | time | 8 | ns: the last instant that counted |
/// | anchor | 1 | `Anchor` |
/// | anchor number | varint | user anchors, 0 otherwise |
/// | date | zigzag | days since 1970-01-01 |
/// | vwap, sigma, volume | 8, 8, 8 | doubles: real price, real price, size units |
/// | origin, first, second | 8, 8, 8 | doubles: the first price p0, sum of (p - p0) v, sum of (p - p0)^2 v; price and size units |
public struct VWAPState: WireRecord, Hashable, Sendable {
    /// Its records carry this kind.
    public static let kind = RecordKind.vwapState

    /// The instrument it is about.
    public var instrument: InstrumentID
    /// Sequence of the last input that counted in it.
    public var cause: UInt64
    /// The last instant that counted.
    public var time: Nanoseconds
    /// What starts it anew.
    public var anchor: Anchor
    /// Number of the user anchor, 0 otherwise.
    public var anchorNumber: UInt32
    /// The session date that names its period.
    public var date: SessionDate
    /// Real price; meaningless while the volume is 0.
    public var vwap: Double
    /// Volume-weighted population deviation, real price.
    public var sigma: Double
    /// Volume since the anchor, size units.
    public var volume: Volume
    /// The anchor's first price, price units.
    public var origin: Double
    /// Sum of `(p - origin) v`.
    public var first: Double
    /// Sum of `(p - origin)^2 v`.
    public var second: Double

    /// Puts a state together; every number is finite.
    public init(
        instrument: InstrumentID, cause: UInt64, time: Nanoseconds, anchor: Anchor,
        anchorNumber: UInt32 = 0, date: SessionDate, vwap: Double, sigma: Double, volume: Volume,
        origin: Double, first: Double, second: Double
    ) {
        self.instrument = instrument
        self.cause = cause
        self.time = time
        self.anchor = anchor
        self.anchorNumber = anchorNumber
        self.date = date
        self.vwap = vwap
        self.sigma = sigma
        self.volume = volume
        self.origin = origin
        self.first = first
        self.second = second
    }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: instrument, cause: cause)
        writer.append(time.rawValue)
        writer.append(anchor.rawValue)
        writer.append(varint: UInt64(anchorNumber))
        writer.append(date: date)
        writer.append(vwap)
        writer.append(sigma)
        writer.append(volume.rawValue)
        writer.append(origin)
        writer.append(first)
        writer.append(second)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        instrument = try reader.readInstrument()
        cause = try reader.readVarint()
        time = Nanoseconds(try reader.read())
        anchor = try reader.read(case: Anchor.self)
        anchorNumber = UInt32(try reader.readCount(limit: Int(UInt32.max)))
        date = try reader.readDate()
        vwap = try reader.readDouble()
        sigma = try reader.readDouble()
        volume = Volume(try reader.readDouble())
        origin = try reader.readDouble()
        first = try reader.readDouble()
        second = try reader.readDouble()
    }
}
