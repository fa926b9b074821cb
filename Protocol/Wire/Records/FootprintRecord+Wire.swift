public import Bytes
import Market
public import Records

/// A footprint as a record: closed as kind `footprint`, still open as kind `openFootprint`.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | |
/// | bar | `BarFields` | |
/// | row ticks | zigzag | levels a row, at least 1 |
/// | poc | zigzag | row |
/// | buy imbalances, sell imbalances | varints | |
/// | rule: ratio | 8 | double |
/// | rule: minimum volume | volume | size units |
/// | rule: ignores zeros | 1 | 0 or 1 |
/// | rows | `RowFields` | ascending |
extension FootprintRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .footprint }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: instrument, cause: cause)
        BarFields.encode(bar, into: &writer)
        writer.append(zigzag: rowTicks)
        writer.append(zigzag: poc)
        writer.append(varint: UInt64(buyImbalances))
        writer.append(varint: UInt64(sellImbalances))
        writer.append(rule.ratio)
        writer.append(volume: rule.minimumVolume)
        writer.append(flag: rule.ignoresZeros)
        RowFields.encode(rows, into: &writer)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        let bar = try BarFields.decode(&reader)
        let rowTicks = try reader.readStep()
        let poc = try reader.readZigzag()
        let buys = try reader.readNatural()
        let sells = try reader.readNatural()
        let ratio = try reader.readDouble()
        let minimum = try reader.readVolume()
        let rule = ImbalanceRule(
            ratio: ratio, minimumVolume: minimum, ignoresZeros: try reader.readFlag())
        self.init(
            instrument: instrument, bar: bar, rowTicks: rowTicks, poc: poc, buyImbalances: buys,
            sellImbalances: sells, rule: rule, rows: try RowFields.decode(&reader), cause: cause)
    }
}
