public import Chance
import Market
import Records
public import Wire

/// Messages whose fields hold random values.
extension SplitMix64 {
    private mutating func parameters() -> StreamParameters {
        StreamParameters(
            period: once(in: 2) ? one(of: BarPeriod.self) : nil,
            anchor: once(in: 2) ? one(of: Anchor.self) : nil, viewInterval: u32(),
            anchorNumber: u32())
    }

    private mutating func query() -> Query {
        let moment: Query.Moment =
            switch below(3) {
            case 0: .developing
            case 1: .previous(u32())
            default: .at(instant())
            }
        return switch one(of: Query.Kind.self) {
        case .symbols: .symbols
        case .state: .state(symbol: text(64))
        case .bars:
            .bars(
                symbol: text(64), period: one(of: BarPeriod.self),
                from: once(in: 2) ? beginning() : nil, to: once(in: 2) ? ending() : nil,
                limit: u32())
        case .footprint:
            .footprint(symbol: text(64), period: one(of: BarPeriod.self), moment: moment)
        case .profile:
            .profile(
                symbol: text(64), anchor: one(of: Anchor.self), anchorNumber: u32(),
                moment: moment)
        case .statistics: .statistics
        case .strategies: .strategies
        case .evaluations: .evaluations(filter())
        case .studies: .studies(symbol: text(64), strategy: once(in: 2) ? name() : nil)
        case .desk: .desk(symbol: once(in: 2) ? name() : nil)
        case .orders: .orders(symbol: once(in: 2) ? name() : nil, ended: u32())
        case .fills: .fills(symbol: once(in: 2) ? name() : nil, limit: u32())
        case .trades: .trades(symbol: once(in: 2) ? name() : nil, limit: u32())
        case .positions: .positions(symbol: once(in: 2) ? name() : nil)
        case .account: .account
        case .session: .session
        case .reports: .reports(from: natural(), limit: u32())
        }
    }

    /// A message of this type; `nil` when its payload has a form of its own.
    public mutating func message(_ type: MessageType) -> (any WireMessage)? {
        let (low, high) = (natural(), natural())
        return switch type {
        case .hello:
            Hello(
                minimumVersion: byte(), maximumVersion: byte(), role: one(of: Role.self),
                features: Features(rawValue: natural()), heartbeat: u32(), clientName: text(128),
                token: text(512), nonce: list(64) { $0.byte() }, time: integer(),
                options: SessionOptions(
                    cancelsOnDisconnect: once(in: 2), deadMan: UInt32(below(86_401))))
        case .welcome:
            Welcome(
                version: byte(), role: one(of: Role.self), heartbeat: u32(),
                features: Features(rawValue: natural()), epoch: natural(), session: natural(),
                time: integer(), frameLimit: u32(), subscriptionLimit: u32(), queueLimit: u32(),
                engineName: text(128), engineVersion: text(128))
        case .error:
            ErrorMessage(
                request: u32(), code: one(of: WireErrorCode.self), closes: once(in: 2),
                limit: integer(), value: integer(), text: text(1024))
        case .goodbye: Goodbye(reason: one(of: Goodbye.Reason.self), text: text(256))
        case .heartbeat:
            Heartbeat(
                time: instant(),
                positions: list(40) {
                    Heartbeat.Position(stream: StreamID($0.u32()), nextSequence: $0.natural())
                })
        case .subscribe:
            Subscribe(
                request: u32(), channel: one(of: Channel.self), symbol: text(64),
                parameters: parameters(), policy: one(of: SlowReaderPolicy.self),
                queueBytes: u32(),
                resume: once(in: 2)
                    ? StreamPosition(epoch: natural(), nextSequence: natural()) : nil)
        case .subscribed:
            Subscribed(
                request: u32(), stream: StreamID(u32()), channel: one(of: Channel.self),
                parameters: parameters(), epoch: natural(), nextSequence: natural(),
                outcome: one(of: Subscribed.Outcome.self), replayed: natural(),
                gap: once(in: 2) ? min(low, high)..<max(low, high) : nil,
                instrument: once(in: 2) ? instrumentInfo() : nil)
        case .unsubscribe: Unsubscribe(request: u32(), stream: StreamID(u32()))
        case .unsubscribed:
            Unsubscribed(request: u32(), stream: StreamID(u32()), nextSequence: natural())
        case .gap:
            Gap(
                stream: StreamID(u32()), from: min(low, high), to: max(low, high),
                reason: one(of: Gap.Reason.self))
        case .streamEnd:
            StreamEnd(
                stream: StreamID(u32()), reason: one(of: StreamEnd.Reason.self),
                nextSequence: natural())
        case .request:
            Request(
                request: u32(), query: query(), asOf: once(in: 2) ? beginning() : nil)
        case .answer:
            Answer(
                request: u32(), kind: one(of: Query.Kind.self), part: UInt32(below(4)),
                parts: 4 + u32() / 2,
                moment: once(in: 2) ? PastMoment(sequence: natural(), time: instant()) : nil)
        case .command: commandRequest()
        case .commandAnswer: commandAnswer()
        case .feedOpen: FeedOpen(request: u32(), symbols: list(20) { $0.text(64) })
        case .feedOpened:
            FeedOpened(
                request: u32(),
                lines: list(6) {
                    FeedOpened.Line(
                        instrument: $0.instrumentInfo(), acceptedThrough: $0.natural())
                })
        case .feedAck:
            FeedAck(instrument: instrument(), acceptedThrough: natural())
        case .feedTicks:
            FeedTicks(
                instrument: instrument(), firstSequence: natural(),
                count: UInt16(truncatingIfNeeded: natural()))
        case .data, .ticks: nil
        }
    }
}
