import Market
import Records
import Wire

/// What an engine said: one frame, decoded.
enum Said: Equatable {
    case welcome(Welcome)
    case error(ErrorMessage)
    case goodbye(Goodbye)
    case heartbeat(Heartbeat)
    case subscribed(Subscribed)
    case unsubscribed(Unsubscribed)
    case gap(Gap)
    case streamEnd(StreamEnd)
    case data(FrameHeader, [Told])
    case ticks(FrameHeader, [Tick])
    case answer(FrameHeader, Answer, [Told])
    case feedOpened(FeedOpened)
    case feedAck(FeedAck)
    case commandAnswer(CommandAnswer)

    /// Reads a frame; ticks are of the sample instrument.
    init(_ frame: ReceivedFrame) throws {
        let (header, payload) = (frame.header, frame.payload)
        switch header.type {
        case .welcome: self = .welcome(try Welcome(decoding: payload))
        case .error: self = .error(try ErrorMessage(decoding: payload))
        case .goodbye: self = .goodbye(try Goodbye(decoding: payload))
        case .heartbeat: self = .heartbeat(try Heartbeat(decoding: payload))
        case .subscribed: self = .subscribed(try Subscribed(decoding: payload))
        case .unsubscribed: self = .unsubscribed(try Unsubscribed(decoding: payload))
        case .gap: self = .gap(try Gap(decoding: payload))
        case .streamEnd: self = .streamEnd(try StreamEnd(decoding: payload))
        case .data: self = .data(header, try Told.all(payload))
        case .ticks:
            var ticks: [Tick] = []
            try PackedTicks.decode(
                payload, count: Int(header.count), prices: Sample.instrument.prices,
                sizes: Sample.instrument.sizes, base: header.publishTime, appendingTo: &ticks)
            self = .ticks(header, ticks)
        case .answer:
            let (head, rest) = try Answer.split(payload)
            self = .answer(header, head, try Told.all(rest))
        case .feedOpened: self = .feedOpened(try FeedOpened(decoding: payload))
        case .feedAck: self = .feedAck(try FeedAck(decoding: payload))
        case .commandAnswer: self = .commandAnswer(try CommandAnswer(decoding: payload))
        case .command, .hello, .subscribe, .unsubscribe, .request, .feedOpen, .feedTicks:
            throw WireError(.badType, in: "header", reason: "\(header.type) is a client's")
        }
    }

    /// The header of a stream's frame.
    var streamHeader: FrameHeader? {
        switch self {
        case .data(let header, _), .ticks(let header, _): header
        default: nil
        }
    }

    var error: ErrorMessage? {
        if case .error(let message) = self { message } else { nil }
    }
}

/// One record of a data frame or an answer.
enum Told: Equatable {
    case quote(QuoteRecord)
    case bar(BarRecord)
    case openBar(BarRecord)
    case footprint(FootprintRecord)
    case openFootprint(FootprintRecord)
    case profile(ProfileSnapshot)
    case profileDelta(ProfileDelta)
    case nakedPOC(NakedPOCRecord)
    case roll(RollRecord)
    case vwap(VWAPRecord)
    case vwapState(VWAPState)
    case counters(CountersRecord)
    case status(StatusRecord)
    case instrument(InstrumentInfo)
    case state(InstrumentState)
    case statistics(Statistics)
    case evaluation(Evaluation)
    case strategy(StrategySchema)
    case event(DeskEvent)
    case trading(TradingEvent)

    static func all(_ payload: UnsafeRawBufferPointer) throws -> [Told] {
        var reader = RecordReader(payload)
        var found: [Told] = []
        while try reader.next() {
            guard let kind = reader.kind else {
                throw WireError(.malformed, in: "record", reason: "a kind of the future")
            }
            found.append(try Told(kind, reader))
        }
        return found
    }

    private init(_ kind: RecordKind, _ reader: RecordReader) throws {
        switch kind {
        case .quote: self = .quote(try reader.read())
        case .bar: self = .bar(try reader.read())
        case .openBar: self = .openBar(try reader.read())
        case .footprint: self = .footprint(try reader.read())
        case .openFootprint: self = .openFootprint(try reader.read())
        case .profile: self = .profile(try reader.read())
        case .profileDelta: self = .profileDelta(try reader.read())
        case .nakedPOC: self = .nakedPOC(try reader.read())
        case .roll: self = .roll(try reader.read())
        case .vwap: self = .vwap(try reader.read())
        case .vwapState: self = .vwapState(try reader.read())
        case .counters: self = .counters(try reader.read())
        case .status: self = .status(try reader.read())
        case .instrument: self = .instrument(try reader.read())
        case .instrumentState: self = .state(try reader.read())
        case .statistics: self = .statistics(try reader.read())
        case .evaluation: self = .evaluation(try reader.read())
        case .strategy: self = .strategy(try reader.read())
        case .alert: self = .event(.alert(try reader.read()))
        case .halt: self = .event(.halt(try reader.read()))
        case .setting: self = .event(.setting(try reader.read()))
        case .anchor: self = .event(.anchor(try reader.read()))
        case .order: self = .trading(.order(try reader.read()))
        case .fill: self = .trading(.fill(try reader.read()))
        case .trade: self = .trading(.trade(try reader.read()))
        case .position: self = .trading(.position(try reader.read()))
        case .account: self = .trading(.account(try reader.read()))
        case .session: self = .trading(.session(try reader.read()))
        case .tick: throw WireError(.badType, in: "record", reason: "ticks travel packed")
        }
    }
}
