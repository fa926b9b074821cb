public import Bytes
import Market
public import Records

/// One tick as a record.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | |
/// | time, received | 8, 8 | ns since 1970 |
/// | price, size, level | zigzags | price units, size units, levels |
/// | aggressor, rule, flags | 1, 1, 1 | `Aggressor`, `SideRule`, `TickFlags` |
/// | decided after | 4 | ns from received to the decision |
extension TickRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .tick }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: instrument, cause: cause)
        TickFields.encode(tick, into: &writer)
        writer.append(received.rawValue)
        writer.append(decidedAfter)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        let tick = try TickFields.decode(&reader)
        let received = Nanoseconds(try reader.read())
        self.init(
            instrument: instrument, tick: tick, cause: cause, received: received,
            decidedAfter: try reader.read())
    }
}

/// One tick, unpacked: time (8), price, size, level (zigzags), aggressor, rule, flags (1 each).
enum TickFields {
    static func encode(_ tick: Tick, into writer: inout ByteWriter) {
        writer.append(tick.time.rawValue)
        writer.append(zigzag: tick.price.rawValue)
        writer.append(zigzag: tick.size.rawValue)
        writer.append(zigzag: tick.level.rawValue)
        writer.append(tick.aggressor.rawValue)
        writer.append(tick.rule.rawValue)
        writer.append(tick.flags.rawValue)
    }

    static func decode(_ reader: inout ByteReader) throws(BytesError) -> Tick {
        Tick(
            time: Nanoseconds(try reader.read()), price: Price(try reader.readZigzag()),
            size: Size(try reader.readZigzag()), level: Level(try reader.readZigzag()),
            aggressor: try reader.read(case: Aggressor.self),
            rule: try reader.read(case: SideRule.self),
            flags: TickFlags(rawValue: try reader.read()))
    }
}

/// One quote: time (8), bid, ask minus bid, bid size, ask size (zigzags); no price is the
/// smallest number.
enum QuoteFields {
    static func encode(_ quote: Quote, into writer: inout ByteWriter) {
        writer.append(quote.time.rawValue)
        writer.append(zigzag: quote.bid.rawValue)
        writer.append(zigzag: quote.ask.rawValue &- quote.bid.rawValue)
        writer.append(zigzag: quote.bidSize.rawValue)
        writer.append(zigzag: quote.askSize.rawValue)
    }

    static func decode(_ reader: inout ByteReader) throws(BytesError) -> Quote {
        let time = Nanoseconds(try reader.read())
        let bid = try reader.readZigzag()
        let ask = bid &+ (try reader.readZigzag())
        return Quote(
            time: time, bid: Price(bid), ask: Price(ask), bidSize: Size(try reader.readZigzag()),
            askSize: Size(try reader.readZigzag()))
    }
}

/// A quote as a record: instrument, cause (varints), then `QuoteFields`.
extension QuoteRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .quote }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: instrument, cause: cause)
        QuoteFields.encode(quote, into: &writer)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        self.init(instrument: instrument, quote: try QuoteFields.decode(&reader), cause: cause)
    }
}
