public import Bytes
import Market
public import Records

/// A part of an order was bought or sold.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | |
/// | time | 8 | ns: of the trade that filled it |
/// | report, number, order | varints | of the account, from 1 |
/// | book, side | 1, 1 | a strategy's number, 0 by hand; `OrderSide` |
/// | price | zigzag | price units |
/// | size | zigzag | size units |
/// | commission, realised | wides | nano-dollars |
/// | position | zigzag | size units behind it, below zero when short |
/// | id | text | of the order, at most 32 bytes |
extension FillRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .fill }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: fill.instrument, cause: cause)
        writer.append(time.rawValue)
        writer.append(varint: report)
        writer.append(varint: fill.number)
        writer.append(varint: fill.order)
        writer.append(fill.book.rawValue)
        writer.append(fill.side.rawValue)
        writer.append(zigzag: fill.price.rawValue)
        writer.append(zigzag: fill.size.rawValue)
        writer.append(money: fill.commission)
        writer.append(money: fill.realised)
        writer.append(zigzag: fill.position)
        writer.append(text: fill.id.text)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        let time = Nanoseconds(try reader.read())
        let report = try reader.readVarint()
        let number = try reader.readVarint()
        let order = try reader.readVarint()
        let book = Book(rawValue: try reader.read())
        let side = try reader.read(case: OrderSide.self)
        let price = Price(try reader.readZigzag())
        let size = Size(try reader.readZigzag())
        let commission = try reader.readMoney()
        let realised = try reader.readMoney()
        let position = try reader.readZigzag()
        self.init(
            time: time, cause: cause, report: report,
            fill: Fill(
                number: number, order: order, id: try reader.readCommandID(),
                instrument: instrument, book: book, side: side, price: price, size: size,
                commission: commission, realised: realised, position: position))
    }
}
