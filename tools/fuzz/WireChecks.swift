import Bytes
import Chance
import Records
import Wire

/// What must hold for whatever the wire's decoders accept.
enum WireChecks {
    /// A stream in one piece and in random pieces gives the same frames and the same error.
    static func splitAndJoin(_ bytes: UnsafeRawBufferPointer, _ random: inout SplitMix64) {
        let whole = frames(bytes, pieces: [bytes.count])
        var pieces: [Int] = []
        var left = bytes.count
        let most = random.pick([1, 2, 16, 64, 200, 5000])
        while left > 0 {
            pieces.append(min(left, 1 + random.below(most)))
            left -= pieces[pieces.count - 1]
        }
        let split = frames(bytes, pieces: pieces)
        precondition(
            whole.sums == split.sums,
            "\(whole.sums.count) frames in one piece, \(split.sums.count) others in \(pieces.count)"
        )
        precondition(
            whole.error == split.error,
            "\(whole.error ?? "no error") in one piece, \(split.error ?? "none") in \(pieces.count)"
        )
    }

    /// Header, length and checksum of every frame, and how the stream failed.
    private static func frames(
        _ bytes: UnsafeRawBufferPointer, pieces: [Int]
    ) -> (sums: [UInt64], error: String?) {
        var decoder = FrameDecoder(limit: FrameLimits.beforeLogin)
        var sums: [UInt64] = []
        var start = 0
        for piece in pieces {
            var chunk = UnsafeRawBufferPointer(rebasing: bytes[start..<start + piece])
            start += piece
            do throws(WireError) {
                while let frame = try decoder.next(from: &chunk) {
                    sums.append(
                        UInt64(CRC32C.checksum(frame.payload)) | UInt64(frame.payload.count) << 32)
                    sums.append(frame.header.firstSequence ^ UInt64(frame.header.type.rawValue))
                }
            } catch {
                return (sums, error.description)
            }
            let held = decoder.allocatedBytes
            precondition(
                held <= FrameLimits.beforeLogin,
                "\(held) bytes held, the limit is \(FrameLimits.beforeLogin)")
        }
        return (sums, nil)
    }

    /// A payload behind the byte of its type: what decodes survives another round trip.
    static func message(_ bytes: UnsafeRawBufferPointer) {
        guard let type = bytes.first.flatMap(MessageType.init(rawValue:)) else { return }
        let payload = UnsafeRawBufferPointer(rebasing: bytes[1...])
        switch type {
        case .hello: again(Hello.self, payload)
        case .welcome: again(Welcome.self, payload)
        case .error: again(ErrorMessage.self, payload)
        case .goodbye: again(Goodbye.self, payload)
        case .heartbeat: again(Heartbeat.self, payload)
        case .subscribe: again(Subscribe.self, payload)
        case .subscribed: again(Subscribed.self, payload)
        case .unsubscribe: again(Unsubscribe.self, payload)
        case .unsubscribed: again(Unsubscribed.self, payload)
        case .gap: again(Gap.self, payload)
        case .streamEnd: again(StreamEnd.self, payload)
        case .request: again(Request.self, payload)
        case .answer: again(Answer.self, payload)
        case .command: again(CommandRequest.self, payload)
        case .commandAnswer: again(CommandAnswer.self, payload)
        case .feedOpen: again(FeedOpen.self, payload)
        case .feedOpened: again(FeedOpened.self, payload)
        case .feedTicks: again(FeedTicks.self, payload)
        case .feedAck: again(FeedAck.self, payload)
        case .data, .ticks: break
        }
    }

    private static func again<Message: WireMessage>(
        _ type: Message.Type, _ payload: UnsafeRawBufferPointer
    ) {
        let first: Message
        do throws(WireError) {
            first = try Message(decoding: payload)
        } catch {
            precondition(!error.description.isEmpty)
            return
        }
        var writer = ByteWriter()
        first.encode(into: &writer)
        do throws(WireError) {
            let second = try Message(decoding: writer.bytes)
            precondition(first == second, "\(type) differs after a round trip: \(first), \(second)")
        } catch {
            preconditionFailure("\(first) is refused once encoded: \(error)")
        }
    }

    /// Fields behind the byte of their kind: what decodes survives another round trip.
    static func record(_ bytes: UnsafeRawBufferPointer) {
        guard let kind = bytes.first.flatMap(RecordKind.init(rawValue:)) else { return }
        let fields = UnsafeRawBufferPointer(rebasing: bytes[1...])
        switch kind {
        case .tick: again(TickRecord.self, fields)
        case .quote: again(QuoteRecord.self, fields)
        case .bar, .openBar: again(BarRecord.self, fields)
        case .footprint, .openFootprint: again(FootprintRecord.self, fields)
        case .profile: again(ProfileSnapshot.self, fields)
        case .profileDelta: again(ProfileDelta.self, fields)
        case .vwap: again(VWAPRecord.self, fields)
        case .vwapState: again(VWAPState.self, fields)
        case .roll: again(RollRecord.self, fields)
        case .counters: again(CountersRecord.self, fields)
        case .nakedPOC: again(NakedPOCRecord.self, fields)
        case .status: again(StatusRecord.self, fields)
        case .instrument: again(InstrumentInfo.self, fields)
        case .instrumentState: again(InstrumentState.self, fields)
        case .statistics: again(Statistics.self, fields)
        case .evaluation: again(Evaluation.self, fields)
        case .strategy: again(StrategySchema.self, fields)
        case .alert: again(AlertRecord.self, fields)
        case .halt: again(HaltRecord.self, fields)
        case .setting: again(SettingRecord.self, fields)
        case .anchor: again(AnchorRecord.self, fields)
        case .order: again(OrderRecord.self, fields)
        case .fill: again(FillRecord.self, fields)
        case .trade: again(ClosedTradeRecord.self, fields)
        case .position: again(PositionRecord.self, fields)
        case .account: again(AccountRecord.self, fields)
        case .session: again(TradingSessionRecord.self, fields)
        }
    }

    private static func again<Record: WireRecord & Equatable>(
        _ type: Record.Type, _ bytes: UnsafeRawBufferPointer
    ) {
        var reader = ByteReader(bytes)
        guard let first = try? Record(fields: &reader) else { return }
        var writer = ByteWriter()
        first.encode(fields: &writer)
        var rest = ByteReader(writer.bytes)
        guard let second = try? Record(fields: &rest) else {
            preconditionFailure("\(first) is refused once encoded")
        }
        precondition(
            first == second && rest.isAtEnd,
            "\(type) differs after a round trip: \(first), \(second)")
    }
}
