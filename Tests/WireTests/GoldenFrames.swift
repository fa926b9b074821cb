import Bytes
import Market
import Records
import Wire

/// One frame whose bytes are fixed: what it is made of, and whether a decoded one says the same.
struct GoldenFrame {
    let name: String
    let frame: EncodedFrame
    /// The fields, one value a line.
    let fields: [String]
    let isSame: (ReceivedFrame) throws -> Bool
    /// False when the encoder may choose other bytes: what LZ4 makes of a payload is its own.
    var isExact = true
}

/// A frame of every message type, and of every record.
struct GoldenFrames: ~Copyable {
    static let epoch: UInt64 = 1_790_000_000_000_000_000
    static let time = Nanoseconds(1_790_000_123_456_789_000)
    static let instrument = InstrumentInfo(
        id: InstrumentID(3),
        instrument: Instrument(
            symbol: "ESZ6", assetClass: .future, prices: PriceScale(decimals: 2, tick: 25),
            sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 12_500_000_000))

    var all: [GoldenFrame] = []
    private var encoder = FrameEncoder(packs: false)

    static func make() -> [GoldenFrame] {
        var frames = GoldenFrames()
        frames.addSession()
        frames.addStreams()
        frames.addRequests()
        frames.addCommands()
        frames.addTradingMessages()
        frames.addFeed()
        frames.addTicks()
        frames.addRecords()
        return frames.all
    }

    mutating func add<Message: WireMessage>(_ name: String, _ message: Message) {
        all.append(
            GoldenFrame(
                name: name,
                frame: encoder.frame(message, epoch: Self.epoch, publishTime: Self.time),
                fields: ["\(message)"],
                isSame: { try Message(decoding: $0.payload) == message }))
    }

    private mutating func addSession() {
        add(
            "hello",
            Hello(
                role: .read, features: [.lz4, .resume, .feed], heartbeat: 1000,
                clientName: "pitctl", token: "example token",
                nonce: [1, 2, 3, 4], time: Self.time.rawValue))
        add(
            "welcome",
            Welcome(
                role: .read, heartbeat: 1000, features: [.lz4, .resume], epoch: Self.epoch,
                session: 17, time: Self.time.rawValue, frameLimit: 1 << 20,
                subscriptionLimit: 256, queueLimit: 8 << 20, engineName: "pitwire",
                engineVersion: "1.0.0"))
        add(
            "error",
            ErrorMessage(
                request: 42, code: .badParameter, limit: 100, value: 20,
                text: "view interval is at least 100 ms, got 20"))
        add("goodbye", Goodbye(reason: .shuttingDown, text: "maintenance"))
        add(
            "heartbeat",
            Heartbeat(
                time: Self.time,
                positions: [
                    Heartbeat.Position(stream: StreamID(1), nextSequence: 1001),
                    Heartbeat.Position(stream: StreamID(2), nextSequence: 7),
                ]))
    }

    private mutating func addStreams() {
        let parameters = StreamParameters(period: .minute1, viewInterval: 100)
        add(
            "subscribe",
            Subscribe(
                request: 42, channel: .footprintView, symbol: "ESZ6", parameters: parameters,
                policy: .conflate, queueBytes: 65_536,
                resume: StreamPosition(epoch: Self.epoch, nextSequence: 990)))
        add(
            "subscribed",
            Subscribed(
                request: 42, stream: StreamID(1), channel: .footprintView, parameters: parameters,
                epoch: Self.epoch, nextSequence: 1001, outcome: .snapshot, gap: 990..<1001,
                instrument: Self.instrument))
        add("unsubscribe", Unsubscribe(request: 43, stream: StreamID(1)))
        add("unsubscribed", Unsubscribed(request: 43, stream: StreamID(1), nextSequence: 1010))
        add("gap", Gap(stream: StreamID(1), from: 1010, to: 1100, reason: .slowReader))
        add("stream-end", StreamEnd(stream: StreamID(1), reason: .endOfData, nextSequence: 1100))
    }

    private mutating func addRequests() {
        add(
            "request",
            Request(
                request: 44,
                query: .bars(
                    symbol: "ESZ6", period: .minute5, from: nil, to: Self.time, limit: 500)))
        add(
            "request-evaluations",
            Request(
                request: 47,
                query: .evaluations(
                    EvaluationFilter(
                        symbol: "ESZ6", from: Self.time, strategy: "momentum", rule: "burst",
                        verdicts: [.approved, .rejected], limit: 20))))
        add(
            "request-decision",
            Request(
                request: 48, query: .evaluations(EvaluationFilter(symbol: "ESZ6", number: 37))))
        add(
            "request-studies",
            Request(request: 49, query: .studies(symbol: "ESZ6", strategy: "momentum")))
        add(
            "request-past",
            Request(
                request: 54,
                query: .footprint(symbol: "ESZ6", period: .minute5, moment: .developing),
                asOf: Self.time))
        addAnswer("answer", Answer(request: 45, kind: .symbols, part: 0, parts: 1))
        addAnswer(
            "answer-past",
            Answer(
                request: 54, kind: .state,
                moment: PastMoment(sequence: 123_456, time: Self.time - .seconds(1))))
    }

    private mutating func addAnswer(_ name: String, _ head: Answer) {
        let header = FrameHeader(
            type: .answer, flags: .lastPart, count: 1, epoch: Self.epoch, publishTime: Self.time)
        let frame = encoder.frame(header) {
            head.encode(into: &$0)
            $0.append(record: Self.instrument)
        }
        all.append(
            GoldenFrame(
                name: name, frame: frame, fields: ["\(head)", "\(Self.instrument)"],
                isSame: {
                    let (back, rest) = try Answer.split($0.payload)
                    var records = RecordReader(rest)
                    _ = try records.next()
                    return try back == head && records.read(InstrumentInfo.self) == Self.instrument
                }))
    }

    private mutating func addCommands() {
        let id = CommandID("desk-1:7")!
        add("request-desk", Request(request: 50, query: .desk(symbol: "ESZ6")))
        add(
            "command",
            CommandRequest(
                request: 51, id: id, symbol: "ESZ6",
                command: .addAlert(.atOrAbove, price: Price(600_050), note: "over the high")))
        add(
            "command-set",
            CommandRequest(
                request: 52, id: id, command: .set(key: "halt.on_feed_gap", value: "yes")))
        add(
            "command-resume",
            CommandRequest(request: 53, id: id, command: .resume(nil)))
        add(
            "command-answer",
            CommandAnswer(
                request: 51,
                CommandResult(
                    instrument: InstrumentID(3), time: Self.time, cause: 7004, id: id,
                    kind: .addAlert, number: 12, subject: 5, outcome: .accepted, first: 7004,
                    session: 17)))
        add(
            "command-refused",
            CommandAnswer(
                request: 53,
                CommandResult(
                    instrument: .all, time: Self.time, cause: 7009, id: id, kind: .resume,
                    number: 13, outcome: .notHalted, isRepeat: true, first: 7007, session: 17,
                    text: "the engine has no halt of its own")))
    }

    private mutating func addDesk() {
        let alert = Alert(
            number: 5, id: CommandID("desk-1:7")!, instrument: InstrumentID(3),
            condition: .atOrAbove, price: Price(600_050), added: Self.time,
            fired: Alert.Trade(
                time: Nanoseconds(Self.time.rawValue + 1500), price: Price(600_075)),
            by: "ann", note: "over the high")
        add(
            "data-alert", .events,
            AlertRecord(
                time: Nanoseconds(Self.time.rawValue + 1500), cause: 7100, change: .fired,
                alert: alert))
        add(
            "data-halt", .events,
            HaltRecord(
                time: Self.time, cause: 7104, isHalted: true,
                halt: Halt(
                    instrument: .all, origin: .person, since: Self.time, by: "ann",
                    reason: "news")))
        add(
            "data-setting", .events,
            SettingRecord(
                cause: 7106,
                setting: RuntimeSetting(
                    instrument: .all, key: "halt.on_feed_gap", value: "yes", changed: Self.time,
                    by: "ann")))
        add(
            "data-anchor", .events,
            AnchorRecord(
                time: Self.time, cause: 7108, isSet: true,
                anchor: UserAnchor(
                    instrument: InstrumentID(3), number: 2, from: Self.time, by: "ann")))
    }

    private mutating func addFeed() {
        add("feed-open", FeedOpen(request: 46, symbols: ["ESZ6", "BTC-USD"]))
        add(
            "feed-opened",
            FeedOpened(
                request: 46,
                lines: [FeedOpened.Line(instrument: Self.instrument, acceptedThrough: 1200)]))
        add("feed-ack", FeedAck(instrument: InstrumentID(3), acceptedThrough: 1203))
        let id = InstrumentID(3)
        let inputs: [Input] = [
            .tick(
                id, time: Self.time, price: Price(600_025), size: Size(2), side: .buyer,
                quote: (Price(600_000), Price(600_025)), tradeID: 9001, flags: .endOfEvent),
            .quote(
                id,
                Quote(
                    time: Self.time, bid: Price(600_000), ask: Price(600_050), bidSize: Size(40),
                    askSize: Size(12))),
            .tick(
                id, time: Nanoseconds(Self.time.rawValue + 1500), price: Price(600_000),
                size: Size(1), side: .none, tradeID: 9002),
        ]
        let head = FeedTicks(instrument: id, firstSequence: 1201, count: 3)
        let header = FrameHeader(type: .feedTicks, publishTime: Self.time)
        let frame = encoder.frame(header) { writer in
            head.encode(into: &writer)
            inputs.withUnsafeBufferPointer { RawTicks.encode($0, into: &writer) }
        }
        all.append(
            GoldenFrame(
                name: "feed-ticks", frame: frame, fields: ["\(head)"] + inputs.map { "\($0)" },
                isSame: {
                    let (back, rest) = try FeedTicks.split($0.payload)
                    var found: [Input] = []
                    try RawTicks.decode(
                        rest, count: Int(back.count), instrument: back.instrument,
                        received: .zero, appendingTo: &found)
                    return back == head && found.map { "\($0)" } == inputs.map { "\($0)" }
                }))
    }

    private mutating func addTicks() {
        let (prices, sizes) = (Self.instrument.instrument.prices, Self.instrument.instrument.sizes)
        func tick(
            _ after: Int64, _ price: Int64, _ size: Int64, _ side: Aggressor,
            rule: SideRule = .exchange, flags: UInt8 = 31
        ) -> Tick {
            Tick(
                time: Nanoseconds(Self.time.rawValue - 60_000 + after), price: Price(price),
                size: Size(size), level: prices.level(of: Price(price)), aggressor: side,
                rule: rule, flags: TickFlags(rawValue: flags))
        }
        // Same time, both steps, a jump, many lots, off its level, another rule, back in time.
        let ticks = [
            tick(0, 600_025, 1, .buyer, flags: 15), tick(0, 600_025, 3, .buyer),
            tick(1500, 600_050, 2, .buyer), tick(1_201_500, 600_025, 120, .seller),
            tick(1_201_600, 599_900, 1, .seller), tick(1_201_700, 599_907, 1, .none),
            tick(1_300_000, 599_900, 5, .seller, rule: .quote, flags: 19),
            tick(1_250_000, 599_900, 1, .buyer, rule: .quote, flags: 19),
        ]
        let header = FrameHeader(
            type: .ticks, channel: .ticks, stream: StreamID(2), firstSequence: 77,
            epoch: Self.epoch, publishTime: Self.time, publishedAfter: 1500, decidedAfter: 900)
        let frame = ticks.withUnsafeBufferPointer {
            encoder.frame(header, ticks: $0, prices: prices, sizes: sizes)
        }
        all.append(
            GoldenFrame(
                name: "ticks", frame: frame, fields: ticks.map { "\($0)" },
                isSame: {
                    var found: [Tick] = []
                    try PackedTicks.decode(
                        $0.payload, count: Int($0.header.count), prices: prices, sizes: sizes,
                        base: $0.header.publishTime, appendingTo: &found)
                    return found == ticks
                }))
    }

    mutating func add<Record: WireRecord & Equatable>(
        _ name: String, _ channel: Channel, _ record: Record, kind: RecordKind? = nil
    ) {
        let header = FrameHeader(
            type: .data, channel: channel, count: 1, stream: StreamID(5), firstSequence: 1001,
            epoch: Self.epoch, publishTime: Self.time, publishedAfter: 1500, decidedAfter: 900)
        let kind = kind ?? Record.kind
        all.append(
            GoldenFrame(
                name: name, frame: encoder.frame(header) { $0.append(record: record, kind: kind) },
                fields: ["\(kind): \(record)"],
                isSame: {
                    var records = RecordReader($0.payload)
                    let isThere = try records.next()
                    return try isThere && records.kind == kind
                        && records.read(Record.self) == record && records.next() == false
                }))
    }

    private mutating func addRecords() {
        add("data-instrument", .status, Self.instrument)
        add(
            "data-bar", .bars,
            BarRecord(instrument: InstrumentID(3), bar: GoldenRecords.bar, cause: 9))
        add(
            "data-open-bar", .bars,
            BarRecord(instrument: InstrumentID(3), bar: GoldenRecords.openBar, cause: 10),
            kind: .openBar)
        encoder.packs = true
        let ring = RingReading(
            name: "feed", capacity: 4096, depth: 0, highWater: 0, pushed: 0, waits: 0, dropped: 0)
        add(
            "data-lz4", .status,
            StatusRecord(
                time: Self.time, feed: .live, isSimulated: true,
                rings: Array(repeating: ring, count: 20)))
        all[all.count - 1].isExact = false
        encoder.packs = false
        add("data-footprint", .footprint, GoldenRecords.footprint)
        add(
            "data-open-footprint", .footprintView, GoldenRecords.openFootprint, kind: .openFootprint
        )
        add("data-profile", .profile, GoldenRecords.profile)
        add("data-profile-delta", .profile, GoldenRecords.profileDelta)
        add("data-vwap", .vwap, GoldenRecords.vwap)
        add("data-vwap-state", .vwap, GoldenRecords.vwapState)
        add("data-roll", .ticks, GoldenRecords.roll)
        add("data-counters", .status, GoldenRecords.counters)
        add("data-naked-poc", .profile, GoldenRecords.nakedPOC)
        add("data-status", .status, GoldenRecords.status)
        add("data-statistics", .status, GoldenRecords.statistics)
        add("data-state", .status, GoldenRecords.state)
        add(
            "data-quote", .quotes,
            QuoteRecord(instrument: InstrumentID(3), quote: GoldenRecords.quote, cause: 1234))
        add(
            "data-tick", .status,
            TickRecord(
                instrument: InstrumentID(3), tick: GoldenRecords.tick, cause: 1235,
                received: Self.time, decidedAfter: 900))
        add("data-evaluation", .signals, ReadableDecision.evaluation)
        var study = ReadableDecision.evaluation
        (study.verdict, study.direction, study.number) = (.study, .none, 0)
        (study.inferredShare, study.late) = (0, 0)
        add("data-study", .studies, study)
        add("data-strategy", .status, ReadableDecision.schema)
        addDesk()
        addTradingRecords()
    }
}
