import Bytes
import Chance
import Market
import Records
import Wire
import WireSamples

/// Bytes as a session has them: streams of frames, and what stands in them.
extension SplitMix64 {
    /// One to four frames behind one another.
    mutating func frames() -> [UInt8] {
        var stream: [UInt8] = []
        var encoder = FrameEncoder(packs: !once(in: 3))
        for _ in 0..<1 + below(4) {
            let frame = frame(&encoder)
            withExtendedLifetime(frame) { stream += frame.bytes }
        }
        return stream
    }

    private mutating func frame(_ encoder: inout FrameEncoder) -> EncodedFrame {
        let type = one(of: MessageType.self)
        var header = FrameHeader(
            type: type, channel: once(in: 2) ? one(of: Channel.self) : nil, stream: StreamID(u32()),
            firstSequence: natural(), epoch: natural(), publishTime: instant(),
            publishedAfter: u32(), decidedAfter: u32())
        switch type {
        case .data, .answer:
            let records = (0..<1 + below(6)).map { _ in
                let kind = one(of: RecordKind.self)
                return (kind, record(kind))
            }
            let head = type == .answer ? payload(.answer) : []
            header.count = UInt16(records.count)
            return encoder.frame(header) { writer in
                head.withUnsafeBytes { writer.append($0) }
                for (kind, record) in records { writer.append(record: record, kind: kind) }
            }
        case .ticks:
            let bytes = packedTicks()
            return encoder.frame(header) { writer in bytes.withUnsafeBytes { writer.append($0) } }
        default:
            let bytes = payload(type) + (type == .feedTicks ? rawTicks() : [])
            return encoder.frame(header) { writer in bytes.withUnsafeBytes { writer.append($0) } }
        }
    }

    /// The payload of a message of this type.
    mutating func payload(_ type: MessageType) -> [UInt8] {
        var writer = ByteWriter()
        message(type)?.encode(into: &writer)
        return Array(writer.bytes)
    }

    /// The fields of a record of this kind.
    mutating func fields(_ kind: RecordKind) -> [UInt8] {
        var writer = ByteWriter()
        record(kind).encode(fields: &writer)
        return Array(writer.bytes)
    }

    /// Packed ticks behind the three bytes of their count and scales.
    mutating func packedTicks() -> [UInt8] {
        let (tickSize, lot) = (byte(), byte())
        let prices = PriceScale(decimals: 2, tick: 1 + Int64(tickSize))
        let sizes = SizeScale(decimals: 2, lot: 1 + Int64(lot))
        var last = Tick(
            time: Nanoseconds(integer() >> 8), price: Price(integer() >> 8), size: Size(1),
            level: Level(0), aggressor: .buyer, rule: .exchange, flags: [])
        let ticks = (0..<below(70)).map { _ in
            if once(in: 12) {
                last = tick()
            } else {
                last.time = Nanoseconds(last.time.rawValue &+ Int64(natural() >> 40))
                let steps = Int64(below(5) - 2)
                last.price = Price(last.price.rawValue &+ steps &* prices.tick)
                last.size = Size(Int64(1 + below(9)) &* sizes.lot)
                last.aggressor = one(of: Aggressor.self)
                last.level = Level(last.price.rawValue / prices.tick)
            }
            return last
        }
        var writer = ByteWriter()
        ticks.withUnsafeBufferPointer {
            PackedTicks.encode($0, prices: prices, sizes: sizes, base: .zero, into: &writer)
        }
        return [UInt8(ticks.count), tickSize, lot] + writer.bytes
    }

    /// Raw feed ticks and quotes behind the byte of their count.
    mutating func rawTicks() -> [UInt8] {
        encode(list(40) { $0.rawInput(time: $0.instant(), price: $0.integer()) })
    }

    /// The same as a market has them, with an impossible one now and then.
    mutating func walk() -> [UInt8] {
        var (time, price) = (1_790_000_000_000_000_000 as Int64, 500_000 as Int64)
        return encode(
            list(60) { random in
                if random.once(in: 20) {
                    return random.rawInput(time: random.instant(), price: random.integer())
                }
                time &+= Int64(random.natural() >> 20)
                price &+= Int64(random.below(9) - 4)
                return random.rawInput(time: Nanoseconds(time), price: price)
            })
    }

    private mutating func rawInput(time: Nanoseconds, price: Int64) -> Input {
        let id = InstrumentID(0)
        let book = (Price(price &- Int64(below(3))), Price(price &+ Int64(below(3))))
        let size = Size(once(in: 4) ? integer() : Int64(below(100)))
        if once(in: 5) {
            return .quote(
                id, Quote(time: time, bid: book.0, ask: book.1, bidSize: size, askSize: size))
        }
        return .tick(
            id, time: time, price: Price(price), size: size, side: one(of: Aggressor.self),
            quote: once(in: 2) ? book : nil, tradeID: once(in: 2) ? natural() : nil,
            flags: once(in: 2) ? .endOfEvent : [])
    }

    private func encode(_ inputs: [Input]) -> [UInt8] {
        var writer = ByteWriter()
        inputs.withUnsafeBufferPointer { RawTicks.encode($0, into: &writer) }
        return [UInt8(inputs.count)] + writer.bytes
    }
}

/// LZ4 blocks.
enum LZ4Sample {
    /// A block behind the two bytes of its raw length.
    static func block(of raw: [UInt8]) -> [UInt8] {
        var packed = [UInt8](repeating: 0, count: raw.count + raw.count / 128 + 32)
        let length = packed.withUnsafeMutableBytes { target in
            raw.withUnsafeBytes { LZ4.compress($0, into: target) }
        }
        let stated = UInt16(clamping: raw.count)
        return [UInt8(truncatingIfNeeded: stated), UInt8(stated >> 8)] + packed.prefix(length ?? 0)
    }
}
