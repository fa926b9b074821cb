import Bytes
import Market
import Records

/// Entries for fuzzing: each takes any bytes and must come back, whatever they are.
///
/// What decodes is encoded and decoded again where both directions are exact, and must be the
/// same; a difference traps.
package enum WireFuzz {
    /// Frames in two chunks, every message and record of those that are whole.
    ///
    /// Checksums are set right first, so that what lies behind them is reached; the first byte
    /// says where the chunks are cut.
    package static func frameDecoder(_ bytes: UnsafeRawBufferPointer) {
        guard let first = bytes.first else { return }
        let stream = mended(Array(bytes.dropFirst()))
        let cut = min(stream.count, Int(first))
        var decoder = FrameDecoder(limit: FrameLimits.beforeLogin)
        stream.withUnsafeBytes { all in
            for part in [0..<cut, cut..<all.count] {
                var chunk = UnsafeRawBufferPointer(rebasing: all[part])
                do throws(WireError) {
                    while let frame = try decoder.next(from: &chunk) { message(frame) }
                } catch {
                    return
                }
            }
        }
        let held = decoder.allocatedBytes
        precondition(held <= FrameLimits.beforeLogin, "the decoder holds \(held) bytes")
    }

    /// Packed ticks; the first three bytes choose count, tick and lot.
    package static func packedTicks(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 3 else { return }
        let prices = PriceScale(decimals: 2, tick: 1 + Int64(bytes[1]))
        let sizes = SizeScale(decimals: 2, lot: 1 + Int64(bytes[2]))
        var ticks: [Tick] = []
        do throws(WireError) {
            try PackedTicks.decode(
                UnsafeRawBufferPointer(rebasing: bytes[3...]), count: Int(bytes[0]),
                prices: prices, sizes: sizes, base: .zero, appendingTo: &ticks)
        } catch {
            return
        }
        var writer = ByteWriter()
        ticks.withUnsafeBufferPointer {
            PackedTicks.encode($0, prices: prices, sizes: sizes, base: .zero, into: &writer)
        }
        var again: [Tick] = []
        do throws(WireError) {
            try PackedTicks.decode(
                writer.bytes, count: ticks.count, prices: prices, sizes: sizes, base: .zero,
                appendingTo: &again)
        } catch {
            preconditionFailure("what was encoded is refused: \(error)")
        }
        precondition(again == ticks, "ticks differ after a round trip")
    }

    /// Raw feed ticks; the first byte chooses the count.
    package static func rawTicks(_ bytes: UnsafeRawBufferPointer) {
        guard let first = bytes.first else { return }
        var inputs: [Input] = []
        do throws(WireError) {
            try RawTicks.decode(
                UnsafeRawBufferPointer(rebasing: bytes[1...]), count: Int(first),
                instrument: InstrumentID(0), received: .zero, appendingTo: &inputs)
        } catch {
            return
        }
        var writer = ByteWriter()
        inputs.withUnsafeBufferPointer { RawTicks.encode($0, into: &writer) }
        var again: [Input] = []
        do throws(WireError) {
            try RawTicks.decode(
                writer.bytes, count: inputs.count, instrument: InstrumentID(0), received: .zero,
                appendingTo: &again)
        } catch {
            preconditionFailure("what was encoded is refused: \(error)")
        }
        let isSame = zip(inputs, again).allSatisfy {
            $0.time == $1.time && $0.price == $1.price && $0.size == $1.size && $0.bid == $1.bid
                && $0.ask == $1.ask && $0.tradeID == $1.tradeID && $0.flags == $1.flags
        }
        precondition(isSame && inputs.count == again.count, "inputs differ after a round trip")
    }

    /// The fields of a footprint record.
    package static func footprint(_ bytes: UnsafeRawBufferPointer) {
        roundTrip(FootprintRecord.self, bytes)
    }

    /// The fields of a profile and of a profile delta.
    package static func profile(_ bytes: UnsafeRawBufferPointer) {
        roundTrip(ProfileSnapshot.self, bytes)
        roundTrip(ProfileDelta.self, bytes)
    }

    /// The fields of an evaluation.
    package static func evaluation(_ bytes: UnsafeRawBufferPointer) {
        roundTrip(Evaluation.self, bytes)
    }

    /// The fields of a strategy's schema.
    package static func strategy(_ bytes: UnsafeRawBufferPointer) {
        roundTrip(StrategySchema.self, bytes)
    }

    /// The fields of each record of a desk.
    package static func desk(_ bytes: UnsafeRawBufferPointer) {
        roundTrip(AlertRecord.self, bytes)
        roundTrip(HaltRecord.self, bytes)
        roundTrip(SettingRecord.self, bytes)
        roundTrip(AnchorRecord.self, bytes)
    }

    /// The fields of each record of trading.
    package static func trading(_ bytes: UnsafeRawBufferPointer) {
        roundTrip(OrderRecord.self, bytes)
        roundTrip(FillRecord.self, bytes)
        roundTrip(ClosedTradeRecord.self, bytes)
        roundTrip(PositionRecord.self, bytes)
        roundTrip(AccountRecord.self, bytes)
        roundTrip(TradingSessionRecord.self, bytes)
    }

    /// An LZ4 block; the first two bytes are the length it states.
    package static func lz4(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 2 else { return }
        let stated = Int(bytes[0]) | Int(bytes[1]) << 8
        var writer = ByteWriter(capacity: 0)
        writer.append(upTo: stated) { start in
            do throws(BytesError) {
                try LZ4.decompress(
                    UnsafeRawBufferPointer(rebasing: bytes[2...]), rawLength: stated,
                    cap: 1 << 16,
                    into: UnsafeMutableRawBufferPointer(start: start, count: stated))
                return stated
            } catch {
                return 0
            }
        }
    }

    /// Decodes, encodes and decodes again: both values must have the same bytes.
    private static func roundTrip<Record: WireRecord & Equatable>(
        _ type: Record.Type, _ bytes: UnsafeRawBufferPointer
    ) {
        var reader = ByteReader(bytes)
        guard let record = try? Record(fields: &reader) else { return }
        var writer = ByteWriter()
        record.encode(fields: &writer)
        var second = ByteReader(writer.bytes)
        guard let again = try? Record(fields: &second) else {
            preconditionFailure("what was encoded is refused")
        }
        precondition(again == record && second.isAtEnd, "\(type) differs after a round trip")
    }

    /// Frames with their checksums set right, as far as lengths allow.
    private static func mended(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        var start = 0
        while start + FrameHeader.size <= bytes.count {
            let length = bytes.withUnsafeBytes {
                Int($0.loadUnaligned(fromByteOffset: start + 12, as: UInt32.self))
            }
            let end = min(bytes.count, start + FrameHeader.size + length)
            bytes.withUnsafeMutableBytes { all in
                let header = UnsafeMutableRawBufferPointer(
                    rebasing: all[start..<start + FrameHeader.size])
                let payload = UnsafeRawBufferPointer(
                    rebasing: all[(start + FrameHeader.size)..<end])
                header.storeBytes(of: FrameHeader.magic, as: UInt16.self)
                header.storeBytes(of: FrameHeader.version, toByteOffset: 2, as: UInt8.self)
                header.storeBytes(
                    of: CRC32C.checksum(payload), toByteOffset: 20, as: UInt32.self)
                header.storeBytes(of: 0, toByteOffset: 56, as: UInt32.self)
                header.storeBytes(
                    of: CRC32C.checksum(UnsafeRawBufferPointer(rebasing: header[0..<60])),
                    toByteOffset: 60, as: UInt32.self)
            }
            start = end
        }
        return bytes
    }

    /// Decodes a frame's payload as what its type says.
    private static func message(_ frame: ReceivedFrame) {
        let payload = frame.payload
        switch frame.header.type {
        case .hello: _ = try? Hello(decoding: payload)
        case .welcome: _ = try? Welcome(decoding: payload)
        case .error: _ = try? ErrorMessage(decoding: payload)
        case .goodbye: _ = try? Goodbye(decoding: payload)
        case .heartbeat: _ = try? Heartbeat(decoding: payload)
        case .subscribe: _ = try? Subscribe(decoding: payload)
        case .subscribed: _ = try? Subscribed(decoding: payload)
        case .unsubscribe: _ = try? Unsubscribe(decoding: payload)
        case .unsubscribed: _ = try? Unsubscribed(decoding: payload)
        case .gap: _ = try? Gap(decoding: payload)
        case .streamEnd: _ = try? StreamEnd(decoding: payload)
        case .data: records(payload)
        case .ticks: packedTicks(payload)
        case .request: _ = try? Request(decoding: payload)
        case .answer:
            guard let (_, rest) = try? Answer.split(payload) else { return }
            records(rest)
        case .command: _ = try? CommandRequest(decoding: payload)
        case .commandAnswer: _ = try? CommandAnswer(decoding: payload)
        case .feedOpen: _ = try? FeedOpen(decoding: payload)
        case .feedOpened: _ = try? FeedOpened(decoding: payload)
        case .feedTicks:
            guard let (_, rest) = try? FeedTicks.split(payload) else { return }
            rawTicks(rest)
        case .feedAck: _ = try? FeedAck(decoding: payload)
        }
    }

    /// Decodes each record as what its kind says.
    private static func records(_ payload: UnsafeRawBufferPointer) {
        var reader = RecordReader(payload)
        while (try? reader.next()) == true {
            switch reader.kind {
            case .tick: _ = try? reader.read(TickRecord.self)
            case .quote: _ = try? reader.read(QuoteRecord.self)
            case .bar, .openBar: _ = try? reader.read(BarRecord.self)
            case .footprint, .openFootprint: _ = try? reader.read(FootprintRecord.self)
            case .profile: _ = try? reader.read(ProfileSnapshot.self)
            case .vwap: _ = try? reader.read(VWAPRecord.self)
            case .roll: _ = try? reader.read(RollRecord.self)
            case .counters: _ = try? reader.read(CountersRecord.self)
            case .nakedPOC: _ = try? reader.read(NakedPOCRecord.self)
            case .profileDelta: _ = try? reader.read(ProfileDelta.self)
            case .vwapState: _ = try? reader.read(VWAPState.self)
            case .status: _ = try? reader.read(StatusRecord.self)
            case .instrument: _ = try? reader.read(InstrumentInfo.self)
            case .instrumentState: _ = try? reader.read(InstrumentState.self)
            case .statistics: _ = try? reader.read(Statistics.self)
            case .evaluation: _ = try? reader.read(Evaluation.self)
            case .strategy: _ = try? reader.read(StrategySchema.self)
            case .alert, .halt, .setting, .anchor: _ = try? DeskEvent(reader)
            case .order, .fill, .trade, .position, .account, .session:
                _ = try? TradingEvent(reader)
            case nil: break
            }
        }
    }
}
