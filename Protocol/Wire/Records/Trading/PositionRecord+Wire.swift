public import Bytes
import Market
public import Records

/// A position changed; in snapshots, one that is open.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | |
/// | time | 8 | ns: of the change |
/// | book | 1 | a strategy's number, 0 by hand |
/// | has | 1 | bit 0 stop, 1 target |
/// | quantity | zigzag | size units, below zero when short, zero when flat |
/// | cost | wide | prices of what is open times their sizes |
/// | realised, commission | wides | nano-dollars, over all its trades |
/// | opened | 8 | ns: of the first fill; zero when flat |
/// | stop, target | zigzags | price units; each as its bit says |
/// | decision | varint | 0 for none |
extension PositionRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .position }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: position.instrument, cause: cause)
        writer.append(time.rawValue)
        writer.append(position.book.rawValue)
        writer.append(presence(position.stop != nil, position.target != nil))
        writer.append(zigzag: position.quantity)
        writer.append(wide: position.cost)
        writer.append(money: position.realised)
        writer.append(money: position.commission)
        writer.append(position.opened.rawValue)
        writer.append(known: position.stop)
        writer.append(known: position.target)
        writer.append(varint: position.decision)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        let time = Nanoseconds(try reader.read())
        var position = Position(instrument: instrument, book: Book(rawValue: try reader.read()))
        let has = try reader.readBits(2)
        position.quantity = try reader.readZigzag()
        position.cost = try reader.readWide()
        position.realised = try reader.readMoney()
        position.commission = try reader.readMoney()
        position.opened = Nanoseconds(try reader.read())
        position.stop = try reader.readPrice(if: has & 1 != 0)
        position.target = try reader.readPrice(if: has & 2 != 0)
        position.decision = try reader.readVarint()
        self.init(time: time, cause: cause, position: position)
    }
}
