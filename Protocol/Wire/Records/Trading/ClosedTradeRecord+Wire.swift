public import Bytes
import Market
public import Records

/// A trade ended: a position from flat to flat.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | |
/// | time | 8 | ns: of its end |
/// | number | varint | of the account, from 1 |
/// | book, direction, reason | 1, 1, 1 | a strategy's number, 0 by hand; `Direction`; `ExitReason` |
/// | has | 1 | bit 0 stop, 1 target, 2 risk |
/// | quantity | zigzag | size units |
/// | entry time, exit time | 8, 8 | ns |
/// | entry, exit | doubles | mean prices, price units |
/// | stop, target | zigzags | price units; each as its bit says |
/// | gross, commission | wides | nano-dollars |
/// | risk | wide | nano-dollars, as its bit says |
/// | decision | varint | 0 for none |
/// | rule | 1 | place of the strategy's rule |
/// | key | varint | of that rule, at most 65,535 |
/// | regime | 1 | 255 for not said |
extension ClosedTradeRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .trade }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: trade.instrument, cause: cause)
        writer.append(time.rawValue)
        writer.append(varint: trade.number)
        writer.append(trade.book.rawValue)
        writer.append(trade.direction.rawValue)
        writer.append(trade.reason.rawValue)
        writer.append(presence(trade.stop != nil, trade.target != nil, trade.risk != nil))
        writer.append(zigzag: trade.quantity.rawValue)
        writer.append(trade.entryTime.rawValue)
        writer.append(trade.exitTime.rawValue)
        writer.append(trade.entry)
        writer.append(trade.exit)
        writer.append(known: trade.stop)
        writer.append(known: trade.target)
        writer.append(money: trade.gross)
        writer.append(money: trade.commission)
        if let risk = trade.risk { writer.append(money: risk) }
        writer.append(varint: trade.decision)
        writer.append(trade.rule)
        writer.append(varint: UInt64(trade.key))
        writer.append(trade.regime)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        let time = Nanoseconds(try reader.read())
        let number = try reader.readVarint()
        let book = Book(rawValue: try reader.read())
        let direction = try reader.read(case: Direction.self)
        let reason = try reader.read(case: ExitReason.self)
        let has = try reader.readBits(3)
        let quantity = Size(try reader.readZigzag())
        let entryTime = Nanoseconds(try reader.read())
        let exitTime = Nanoseconds(try reader.read())
        let entry = try reader.readDouble()
        let exit = try reader.readDouble()
        let stop = try reader.readPrice(if: has & 1 != 0)
        let target = try reader.readPrice(if: has & 2 != 0)
        let gross = try reader.readMoney()
        let commission = try reader.readMoney()
        var trade = ClosedTrade(
            number: number, instrument: instrument, book: book, direction: direction,
            quantity: quantity, entryTime: entryTime, entry: entry, exitTime: exitTime,
            exit: exit, reason: reason, gross: gross, commission: commission)
        trade.stop = stop
        trade.target = target
        if has & 4 != 0 { trade.risk = try reader.readMoney() }
        trade.decision = try reader.readVarint()
        trade.rule = try reader.read()
        trade.key = UInt16(try reader.readCount(limit: Int(UInt16.max)))
        trade.regime = try reader.read()
        self.init(time: time, cause: cause, trade: trade)
    }
}
