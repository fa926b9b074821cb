public import Bytes
import Market
public import Records

/// A bar as a record: instrument, cause (varints), then `BarFields`. Closed as kind `bar`, still
/// open as kind `openBar`.
extension BarRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .bar }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: instrument, cause: cause)
        BarFields.encode(bar, into: &writer)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        self.init(instrument: instrument, bar: try BarFields.decode(&reader), cause: cause)
    }
}

/// A bar's fields, as bars and footprints carry them.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | start | 8 | ns since 1970 |
/// | end minus start | zigzag | ns |
/// | session | zigzag | days since 1970-01-01 |
/// | mode, period | 1, 1 | `SessionMode`, `BarPeriod` |
/// | facts | 1 | bit 0 from ticks, bit 1 has VWAP, bit 2 not whole |
/// | open; high, low, close minus open | zigzags | price units |
/// | volume, buy, sell, max delta, min delta, cumulative delta | volumes | size units |
/// | trades | zigzag | |
/// | vwap | 8 | double, real price; when facts bit 1 |
/// | volume by rule: exchange, quote, tick, simulated, unknown | volumes | |
/// | late, lost, out of range, feed gaps | varints | when facts bit 2 |
enum BarFields {
    static func encode(_ bar: Bar, into writer: inout ByteWriter) {
        let whole = bar.completeness
        writer.append(bar.start.rawValue)
        writer.append(zigzag: bar.end.rawValue &- bar.start.rawValue)
        writer.append(date: bar.session)
        writer.append(bar.mode.rawValue)
        writer.append(bar.period.rawValue)
        writer.append(
            (bar.isFromTicks ? 1 : 0) | (bar.vwap != nil ? 2 : 0) | (whole.isWhole ? 0 : 4) as UInt8
        )
        writer.append(zigzag: bar.open.rawValue)
        for price in [bar.high, bar.low, bar.close] {
            writer.append(zigzag: price.rawValue &- bar.open.rawValue)
        }
        writer.append(volume: bar.volume)
        writer.append(volume: bar.buyVolume)
        writer.append(volume: bar.sellVolume)
        writer.append(volume: bar.maxDelta)
        writer.append(volume: bar.minDelta)
        writer.append(volume: bar.cumulativeDelta)
        writer.append(zigzag: bar.trades)
        if let vwap = bar.vwap { writer.append(vwap) }
        writer.append(volume: whole.exchangeVolume)
        writer.append(volume: whole.quoteVolume)
        writer.append(volume: whole.tickVolume)
        writer.append(volume: whole.simulatedVolume)
        writer.append(volume: whole.unknownVolume)
        guard !whole.isWhole else { return }
        writer.append(varint: UInt64(whole.late))
        writer.append(varint: UInt64(whole.lost))
        writer.append(varint: UInt64(whole.outOfRange))
        writer.append(varint: UInt64(whole.feedGaps))
    }

    static func decode(_ reader: inout ByteReader) throws(BytesError) -> Bar {
        let start = try reader.read(Int64.self)
        let end = start &+ (try reader.readZigzag())
        let session = try reader.readDate()
        let mode = try reader.read(case: SessionMode.self)
        let period = try reader.read(case: BarPeriod.self)
        let facts = try reader.read(UInt8.self)
        guard facts < 8 else { throw reader.badValue(Int(facts), width: 1) }
        let open = try reader.readZigzag()
        var bar = Bar(
            start: Nanoseconds(start), end: Nanoseconds(end), session: session, mode: mode,
            period: period, isFromTicks: facts & 1 != 0, open: Price(open),
            high: Price(open &+ (try reader.readZigzag())),
            low: Price(open &+ (try reader.readZigzag())),
            close: Price(open &+ (try reader.readZigzag())), volume: try reader.readVolume(),
            buyVolume: try reader.readVolume(), sellVolume: try reader.readVolume(),
            maxDelta: try reader.readVolume(), minDelta: try reader.readVolume(),
            cumulativeDelta: try reader.readVolume(), trades: try reader.readZigzag(),
            vwap: facts & 2 != 0 ? try reader.readDouble() : nil, completeness: Completeness())
        bar.completeness = try readCompleteness(&reader, hasCounts: facts & 4 != 0)
        return bar
    }

    private static func readCompleteness(
        _ reader: inout ByteReader, hasCounts: Bool
    ) throws(BytesError) -> Completeness {
        var whole = Completeness()
        whole.exchangeVolume = try reader.readVolume()
        whole.quoteVolume = try reader.readVolume()
        whole.tickVolume = try reader.readVolume()
        whole.simulatedVolume = try reader.readVolume()
        whole.unknownVolume = try reader.readVolume()
        guard hasCounts else { return whole }
        let limit = Int(UInt32.max)
        whole.late = UInt32(try reader.readCount(limit: limit))
        whole.lost = UInt32(try reader.readCount(limit: limit))
        whole.outOfRange = UInt32(try reader.readCount(limit: limit))
        whole.feedGaps = UInt32(try reader.readCount(limit: limit))
        return whole
    }
}
