public import Bytes
public import Market
public import Records

/// Trades and quotes as a feed sends them in: unchecked, in the order they happened.
///
/// Each is a control byte and what it asks for, in this order; times, prices and ids are
/// differences from the trade before, zero at the front.
///
/// | field | present when |
/// |-------|--------------|
/// | control: bits 0-1 `Aggressor`, 3 for a quote; 2 end of event; 3 simulated; 4 has bid and ask; 5 has trade id; 6 same time; 7 same price | always |
/// | time zigzag, ns | not same time |
/// | price zigzag, price units | trade, not same price |
/// | size zigzag, size units | trade |
/// | bid, ask minus price zigzags, price units | has bid and ask, and every quote; a quote's are minus the price of the trade before |
/// | trade id zigzag | has trade id |
/// | bid size, ask size zigzags, size units | quote |
public enum RawTicks {
    struct Context {
        var time: Int64 = 0
        var price: Int64 = 0
        var tradeID: UInt64 = 0
    }

    /// Writes trades and quotes; traps on any other input.
    public static func encode(_ inputs: UnsafeBufferPointer<Input>, into writer: inout ByteWriter) {
        var context = Context()
        for input in inputs {
            switch input.kind {
            case .tick: encode(tick: input, &context, into: &writer)
            case .quote: encode(quote: input, &context, into: &writer)
            default: preconditionFailure("a feed sends trades and quotes, got \(input.kind)")
            }
        }
    }

    private static func encode(
        tick: Input, _ context: inout Context, into writer: inout ByteWriter
    ) {
        let flags = tick.flags
        var control = tick.side.rawValue
        if flags.contains(.endOfEvent) { control |= 4 }
        if flags.contains(.simulated) { control |= 8 }
        if flags.contains(.hasQuote) { control |= 16 }
        if flags.contains(.hasTradeID) { control |= 32 }
        if tick.time.rawValue == context.time { control |= 64 }
        if tick.price == context.price { control |= 128 }
        writer.append(control)
        if control & 64 == 0 { writer.append(zigzag: tick.time.rawValue &- context.time) }
        if control & 128 == 0 { writer.append(zigzag: tick.price &- context.price) }
        writer.append(zigzag: tick.size)
        if control & 16 != 0 {
            writer.append(zigzag: tick.bid &- tick.price)
            writer.append(zigzag: tick.ask &- tick.price)
        }
        if control & 32 != 0 {
            writer.append(zigzag: Int64(bitPattern: tick.tradeID &- context.tradeID))
            context.tradeID = tick.tradeID
        }
        context.time = tick.time.rawValue
        context.price = tick.price
    }

    private static func encode(
        quote input: Input, _ context: inout Context, into writer: inout ByteWriter
    ) {
        let quote = input.quote
        let isSameTime = quote.time.rawValue == context.time
        writer.append(3 | (isSameTime ? 64 : 0) as UInt8)
        if !isSameTime { writer.append(zigzag: quote.time.rawValue &- context.time) }
        writer.append(zigzag: quote.bid.rawValue &- context.price)
        writer.append(zigzag: quote.ask.rawValue &- context.price)
        writer.append(zigzag: quote.bidSize.rawValue)
        writer.append(zigzag: quote.askSize.rawValue)
        context.time = quote.time.rawValue
    }

    /// Reads `count` trades and quotes, which must be all there are, behind those that `inputs`
    /// holds; on an error it is left as it was.
    ///
    /// - Parameters:
    ///   - payload: what follows the head of a `FeedTicks`.
    ///   - received: wall clock at their reception, given to each.
    public static func decode(
        _ payload: UnsafeRawBufferPointer, count: Int, instrument: InstrumentID,
        received: Nanoseconds, appendingTo inputs: inout [Input]
    ) throws(WireError) {
        let held = inputs.count
        do throws(BytesError) {
            guard count <= payload.count else {
                throw BytesError(.short, offset: 0, needed: count, got: payload.count)
            }
            var reader = ByteReader(payload)
            var context = Context()
            for _ in 0..<count {
                inputs.append(try read(&reader, &context, instrument, received))
            }
            guard reader.isAtEnd else {
                throw BytesError(
                    .tooLong, offset: reader.offset, needed: reader.offset, got: payload.count)
            }
        } catch {
            inputs.removeLast(inputs.count - held)
            throw WireError(malformed: error, in: "raw ticks")
        }
    }

    private static func read(
        _ reader: inout ByteReader, _ context: inout Context, _ instrument: InstrumentID,
        _ received: Nanoseconds
    ) throws(BytesError) -> Input {
        let control = try reader.read(UInt8.self)
        guard let side = Aggressor(rawValue: control & 3) else {
            guard control & ~64 == 3 else { throw reader.badValue(Int(control), width: 1) }
            return try readQuote(&reader, &context, control, instrument, received)
        }
        if control & 64 == 0 { context.time = context.time &+ (try reader.readZigzag()) }
        if control & 128 == 0 { context.price = context.price &+ (try reader.readZigzag()) }
        var input = Input(
            kind: .tick, instrument: instrument, time: Nanoseconds(context.time),
            received: received, price: context.price, size: try reader.readZigzag(), side: side)
        if control & 4 != 0 { input.flags.insert(.endOfEvent) }
        if control & 8 != 0 { input.flags.insert(.simulated) }
        if control & 16 != 0 {
            input.flags.insert(.hasQuote)
            input.bid = context.price &+ (try reader.readZigzag())
            input.ask = context.price &+ (try reader.readZigzag())
        }
        if control & 32 != 0 {
            input.flags.insert(.hasTradeID)
            context.tradeID &+= UInt64(bitPattern: try reader.readZigzag())
            input.tradeID = context.tradeID
        }
        return input
    }

    private static func readQuote(
        _ reader: inout ByteReader, _ context: inout Context, _ control: UInt8,
        _ instrument: InstrumentID, _ received: Nanoseconds
    ) throws(BytesError) -> Input {
        if control & 64 == 0 { context.time = context.time &+ (try reader.readZigzag()) }
        let bid = context.price &+ (try reader.readZigzag())
        let ask = context.price &+ (try reader.readZigzag())
        let quote = Quote(
            time: Nanoseconds(context.time), bid: Price(bid), ask: Price(ask),
            bidSize: Size(try reader.readZigzag()), askSize: Size(try reader.readZigzag()))
        return .quote(instrument, quote, received: received)
    }
}
