import Market
import Records
import Wire

extension Samples {
    mutating func parameters() -> StreamParameters {
        StreamParameters(
            period: flag() ? one(of: BarPeriod.self) : nil,
            anchor: flag() ? one(of: Anchor.self) : nil, viewInterval: u32(), anchorNumber: u32())
    }

    mutating func moment() -> Query.Moment {
        switch small(3) {
        case 0: .developing
        case 1: .previous(u32())
        default: .at(time())
        }
    }

    mutating func query() -> Query {
        switch one(of: Query.Kind.self) {
        case .symbols: .symbols
        case .state: .state(symbol: text(64))
        case .bars:
            .bars(
                symbol: text(64), period: one(of: BarPeriod.self), from: flag() ? time() : nil,
                to: flag() ? time() : nil, limit: u32())
        case .footprint:
            .footprint(symbol: text(64), period: one(of: BarPeriod.self), moment: moment())
        case .profile:
            .profile(
                symbol: text(64), anchor: one(of: Anchor.self), anchorNumber: u32(),
                moment: moment())
        case .statistics: .statistics
        case .strategies: .strategies
        case .evaluations: .evaluations(filter())
        case .studies: .studies(symbol: text(64), strategy: flag() ? "s" + text(60) : nil)
        case .desk: .desk(symbol: flag() ? "s" + text(60) : nil)
        case .orders: .orders(symbol: flag() ? "s" + text(60) : nil, ended: u32())
        case .fills: .fills(symbol: flag() ? "s" + text(60) : nil, limit: u32())
        case .trades: .trades(symbol: flag() ? "s" + text(60) : nil, limit: u32())
        case .positions: .positions(symbol: flag() ? "s" + text(60) : nil)
        case .account: .account
        case .session: .session
        case .reports: .reports(from: natural(), limit: u32())
        }
    }

    mutating func subscribed() -> Subscribed {
        let (a, b) = (natural(), natural())
        return Subscribed(
            request: u32(), stream: StreamID(u32()), channel: one(of: Channel.self),
            parameters: parameters(), epoch: natural(), nextSequence: natural(),
            outcome: one(of: Subscribed.Outcome.self), replayed: natural(),
            gap: flag() ? min(a, b)..<max(a, b) : nil,
            instrument: flag() ? instrumentInfo() : nil)
    }

    mutating func subscribe() -> Subscribe {
        Subscribe(
            request: u32(), channel: one(of: Channel.self), symbol: text(64),
            parameters: parameters(), policy: one(of: SlowReaderPolicy.self), queueBytes: u32(),
            resume: flag() ? StreamPosition(epoch: natural(), nextSequence: natural()) : nil)
    }

    /// One message of every type that has fields of its own.
    mutating func messages() -> [any WireMessage] {
        let (a, b) = (natural(), natural())
        return [
            Hello(
                minimumVersion: UInt8(small(256)), maximumVersion: UInt8(small(256)),
                role: one(of: Role.self), features: Features(rawValue: natural()),
                heartbeat: u32(), clientName: text(128), token: text(512),
                nonce: list(64) { UInt8($0.small(256)) }, time: int(),
                options: SessionOptions(
                    cancelsOnDisconnect: flag(), deadMan: UInt32(small(86_401)))),
            Welcome(
                version: UInt8(small(256)), role: one(of: Role.self), heartbeat: u32(),
                features: Features(rawValue: natural()), epoch: natural(), session: natural(),
                time: int(), frameLimit: u32(), subscriptionLimit: u32(), queueLimit: u32(),
                engineName: text(128), engineVersion: text(128)),
            ErrorMessage(
                request: u32(), code: one(of: WireErrorCode.self), closes: flag(), limit: int(),
                value: int(), text: text(1024)),
            Goodbye(reason: one(of: Goodbye.Reason.self), text: text(256)),
            Heartbeat(
                time: time(),
                positions: list(40) {
                    Heartbeat.Position(stream: StreamID($0.u32()), nextSequence: $0.natural())
                }),
            subscribe(), subscribed(),
            Unsubscribe(request: u32(), stream: StreamID(u32())),
            Unsubscribed(request: u32(), stream: StreamID(u32()), nextSequence: natural()),
            Gap(
                stream: StreamID(u32()), from: min(a, b), to: max(a, b),
                reason: one(of: Gap.Reason.self)),
            StreamEnd(
                stream: StreamID(u32()), reason: one(of: StreamEnd.Reason.self),
                nextSequence: natural()),
            Request(request: u32(), query: query(), asOf: flag() ? time() : nil),
            Answer(
                request: u32(), kind: one(of: Query.Kind.self), part: 3, parts: 4 + u32() / 2,
                moment: flag() ? PastMoment(sequence: natural(), time: time()) : nil),
            CommandRequest(
                request: u32(), id: commandID(), symbol: text(64), command: command()),
            commandAnswer(),
            FeedOpen(request: u32(), symbols: list(20) { $0.text(64) }),
            FeedOpened(
                request: u32(),
                lines: list(6) {
                    FeedOpened.Line(
                        instrument: $0.instrumentInfo(), acceptedThrough: $0.natural())
                }),
            FeedTicks(
                instrument: instrument(), firstSequence: natural(), count: UInt16(small(65536))),
            FeedAck(instrument: instrument(), acceptedThrough: natural()),
        ]
    }
}
