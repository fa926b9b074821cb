public import Bytes
import Market
public import Records

/// An order was taken, changed, filled in part, or ended: the order as it stands then.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | |
/// | time | 8 | ns: of the change |
/// | report, number | varints | of the account, from 1 |
/// | state | 1 | `OrderState` |
/// | side, type, force | 1, 1, 1 | `OrderSide`, `OrderType`, `TimeInForce` |
/// | leg, book | 1, 1 | `OrderLeg`; a strategy's number, 0 by hand |
/// | has | 1 | bit 0 limit, 1 stop, 2 bracket, 3 partner's id |
/// | quantity, filled | zigzags | size units |
/// | value | wide | prices of the fills times their sizes |
/// | limit, stop, stop and target of the bracket | zigzags | price units; each as its bit says |
/// | parent, partner, decision, session | varints | numbers; 0 for none |
/// | created | 8 | ns |
/// | id, by, text | texts | at most 32, 32, 256 bytes |
/// | partner's id | text | at most 32 bytes, as its bit says |
extension OrderRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .order }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        let terms = order.terms
        writer.append(instrument: order.instrument, cause: cause)
        writer.append(time.rawValue)
        writer.append(varint: report)
        writer.append(varint: order.number)
        writer.append(order.state.rawValue)
        writer.append(terms.side.rawValue)
        writer.append(terms.type.rawValue)
        writer.append(terms.force.rawValue)
        writer.append(order.leg.rawValue)
        writer.append(order.book.rawValue)
        writer.append(
            presence(
                terms.limit != nil, terms.stop != nil, terms.bracket != nil, terms.partner != nil))
        writer.append(zigzag: terms.quantity.rawValue)
        writer.append(zigzag: order.filled.rawValue)
        writer.append(wide: order.value)
        writer.append(known: terms.limit)
        writer.append(known: terms.stop)
        writer.append(known: terms.bracket?.stop)
        writer.append(known: terms.bracket?.target)
        for number in [order.parent, order.partner, order.decision, order.session] {
            writer.append(varint: number)
        }
        writer.append(order.created.rawValue)
        writer.append(text: order.id.text)
        writer.append(text: order.by)
        writer.append(text: order.text)
        if let partner = terms.partner { writer.append(text: partner.text) }
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        let time = Nanoseconds(try reader.read())
        let report = try reader.readVarint()
        let number = try reader.readVarint()
        let state = try reader.read(case: OrderState.self)
        let side = try reader.read(case: OrderSide.self)
        let type = try reader.read(case: OrderType.self)
        let force = try reader.read(case: TimeInForce.self)
        let leg = try reader.read(case: OrderLeg.self)
        let book = Book(rawValue: try reader.read())
        let has = try reader.readBits(4)
        var terms = OrderTerms(side: side, type: type, quantity: Size(try reader.readZigzag()))
        terms.force = force
        let filled = Size(try reader.readZigzag())
        let value = try reader.readWide()
        terms.limit = try reader.readPrice(if: has & 1 != 0)
        terms.stop = try reader.readPrice(if: has & 2 != 0)
        if has & 4 != 0 {
            let stop = Price(try reader.readZigzag())
            terms.bracket = Bracket(stop: stop, target: Price(try reader.readZigzag()))
        }
        let parent = try reader.readVarint()
        let partner = try reader.readVarint()
        let decision = try reader.readVarint()
        let session = try reader.readVarint()
        let created = Nanoseconds(try reader.read())
        let id = try reader.readCommandID()
        let by = try reader.readText(limit: CommandLimits.sender)
        let text = try reader.readText(limit: CommandLimits.answer)
        if has & 8 != 0 { terms.partner = try reader.readCommandID() }
        var order = Order(
            number: number, id: id, instrument: instrument, book: book, leg: leg, terms: terms,
            state: state, created: created, by: by)
        order.filled = filled
        order.value = value
        order.parent = parent
        order.partner = partner
        order.decision = decision
        order.session = session
        order.text = text
        self.init(time: time, cause: cause, report: report, order: order)
    }
}
