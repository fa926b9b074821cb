public import Market
public import Records
public import Wire

/// Streams. Each call returns once the engine granted the stream, and throws when it refused or
/// did not answer in time. A session has each stream at most once: a second call for the same one
/// is refused as `duplicateStream`.
extension PitwireClient {
    /// Classified ticks, with a roll between them wherever a session, week or month begins.
    public func ticks(
        of symbol: String, options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> EventStream<Tick> {
        try await subscribe(StreamRequest(channel: .ticks, symbol: symbol, options: options)) {
            TickSink($0)
        }
    }

    /// Best bid and ask at every change.
    public func quotes(
        of symbol: String, options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> EventStream<Quote> {
        try await subscribe(StreamRequest(channel: .quotes, symbol: symbol, options: options)) {
            BufferedSink($0, time: \.time) { (reader) throws(WireError) in
                reader.kind == .quote ? .record(try reader.read(QuoteRecord.self).quote) : .other
            }
        }
    }

    /// Bars at their close.
    public func bars(
        of symbol: String, period: BarPeriod, options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> EventStream<Bar> {
        let request = StreamRequest(
            channel: .bars, symbol: symbol, parameters: StreamParameters(period: period),
            options: options)
        return try await subscribe(request) {
            BufferedSink($0, time: \.end) { (reader) throws(WireError) in
                reader.kind == .bar ? .record(try reader.read(BarRecord.self).bar) : .other
            }
        }
    }

    /// Footprints at their close, with the imbalances found in them.
    public func footprints(
        of symbol: String, period: BarPeriod, options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> EventStream<FootprintRecord> {
        let request = StreamRequest(
            channel: .footprint, symbol: symbol, parameters: StreamParameters(period: period),
            options: options)
        return try await subscribe(request) {
            BufferedSink($0, time: \.bar.end) { (reader) throws(WireError) in
                reader.kind == .footprint
                    ? .record(try reader.read(FootprintRecord.self)) : .other
            }
        }
    }

    /// The developing footprint, each time as a whole and at most once in `interval`.
    ///
    /// - Parameter interval: whole milliseconds; `nil` leaves it to the engine.
    public func footprintViews(
        of symbol: String, period: BarPeriod, every interval: Nanoseconds? = nil,
        options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> EventStream<FootprintRecord> {
        let request = StreamRequest(
            channel: .footprintView, symbol: symbol,
            parameters: StreamParameters(period: period, viewInterval: milliseconds(interval)),
            options: options)
        return try await subscribe(request) {
            BufferedSink($0, time: \.bar.start) { (reader) throws(WireError) in
                reader.kind == .openFootprint || reader.kind == .footprint
                    ? .record(try reader.read(FootprintRecord.self)) : .other
            }
        }
    }

    /// A profile kept up to date: a snapshot, then the whole profile at each change.
    ///
    /// - Parameter interval: whole milliseconds between changes; `nil` leaves it to the engine.
    public func profile(
        of symbol: String, anchor: Anchor = .daily, anchorNumber: UInt32 = 0,
        every interval: Nanoseconds? = nil, options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> ProfileStream {
        let request = StreamRequest(
            channel: .profile, symbol: symbol,
            parameters: StreamParameters(
                anchor: anchor, viewInterval: milliseconds(interval), anchorNumber: anchorNumber),
            options: options)
        let changes = try await subscribe(request) { buffer in
            BufferedSink<ProfileChange>(buffer, time: \.time) { (reader) throws(WireError) in
                switch reader.kind {
                case .profile: .record(.whole(try reader.read(ProfileSnapshot.self)))
                case .profileDelta: .record(.delta(try reader.read(ProfileDelta.self)))
                case .nakedPOC: .record(.nakedPOC(try reader.read(NakedPOCRecord.self)))
                case .roll: .roll(try reader.read(RollRecord.self))
                default: .other
                }
            }
        }
        return ProfileStream(changes)
    }

    /// A VWAP with its deviation: as it develops, and at the close of bars.
    ///
    /// - Parameter interval: whole milliseconds between changes; `nil` leaves it to the engine.
    public func vwap(
        of symbol: String, anchor: Anchor = .daily, anchorNumber: UInt32 = 0,
        every interval: Nanoseconds? = nil, options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> EventStream<VWAPUpdate> {
        let request = StreamRequest(
            channel: .vwap, symbol: symbol,
            parameters: StreamParameters(
                anchor: anchor, viewInterval: milliseconds(interval), anchorNumber: anchorNumber),
            options: options)
        return try await subscribe(request) {
            BufferedSink($0, time: \.time) { (reader) throws(WireError) in
                switch reader.kind {
                case .vwapState: .record(.developing(try reader.read(VWAPState.self)))
                case .vwap: .record(.atBarClose(try reader.read(VWAPRecord.self)))
                case .roll: .roll(try reader.read(RollRecord.self))
                default: .other
                }
            }
        }
    }

    /// How an instrument, or the engine itself, is doing.
    ///
    /// - Parameters:
    ///   - symbol: `nil` for the engine itself.
    ///   - interval: whole milliseconds between readings; `nil` leaves it to the engine.
    public func status(
        of symbol: String? = nil, every interval: Nanoseconds? = nil,
        options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> EventStream<StatusRecord> {
        let request = StreamRequest(
            channel: .status, symbol: symbol ?? "",
            parameters: StreamParameters(viewInterval: milliseconds(interval)), options: options)
        return try await subscribe(request) {
            BufferedSink($0, time: \.time) { (reader) throws(WireError) in
                reader.kind == .status ? .record(try reader.read(StatusRecord.self)) : .other
            }
        }
    }

    /// Ticks to a callback on the loop's thread, a frame at a time, for those who count
    /// nanoseconds: no task is woken and nothing is allocated for a tick.
    ///
    /// The pointer is valid for the call only, and what the call takes long for, everyone waits
    /// for. Lasts until the subscription is cancelled or the client is closed.
    ///
    /// - Parameter notice: gaps, rolls, restarts and the end, between the ticks they stand between.
    @discardableResult
    public func onTicks(
        of symbol: String, options: StreamOptions = StreamOptions(),
        notice: @escaping @Sendable (StreamEvent<Tick>) -> Void = { _ in },
        _ body: @escaping @Sendable (UnsafeBufferPointer<Tick>, FrameStamps) -> Void
    ) async throws(ClientError) -> Subscription {
        let request = StreamRequest(channel: .ticks, symbol: symbol, options: options)
        let home = home
        return try await home.call("subscribe \(request.text)") { connection, reply in
            let sink = TickCallbackSink(body, notice: notice)
            let place = SubscriptionPlace()
            let id = connection.subscribe(request, sink) { result in
                reply.answer(
                    result.map { Subscription(home: home, place: place, instrument: $0) })
            }
            place.id = id
            return { connection.cancel(id) }
        }
    }

    /// Subscribes, with a buffer between the loop and the reader.
    func subscribe<Record: Sendable>(
        _ request: StreamRequest,
        _ makeSink: @escaping @Sendable (StreamBuffer<Record>) -> BufferedSink<Record>
    ) async throws(ClientError) -> EventStream<Record> {
        let home = home
        let place = SubscriptionPlace()
        let buffer = StreamBuffer<Record>(
            limit: max(1, request.options.buffer ?? configuration.streamBuffer),
            drained: { home.post { connection in place.id.map { connection.resume($0) } } },
            abandoned: { home.post { connection in place.id.map { connection.cancel($0) } } })
        let instrument: InstrumentInfo? = try await home.call("subscribe \(request.text)") {
            connection, reply in
            let id = connection.subscribe(request, makeSink(buffer)) { reply.answer($0) }
            place.id = id
            return { connection.cancel(id) }
        }
        return EventStream(instrument: instrument, buffer: buffer, of: self)
    }

    private func milliseconds(_ interval: Nanoseconds?) -> UInt32 {
        UInt32(clamping: (interval?.rawValue ?? 0) / 1_000_000)
    }
}

/// Where the loop notes a subscription's number. Loop thread only.
final class SubscriptionPlace: @unchecked Sendable {
    var id: SubscriptionID?
}

/// A stream that calls back; lasts until `cancel` or the client's close.
public final class Subscription: Sendable {
    /// The instrument with its number and scales.
    public let instrument: InstrumentInfo?
    private let home: ClientHome
    private let place: SubscriptionPlace

    init(home: ClientHome, place: SubscriptionPlace, instrument: InstrumentInfo?) {
        self.home = home
        self.place = place
        self.instrument = instrument
    }

    /// Ends the stream; a call that is under way on the loop's thread may still end after this.
    public func cancel() {
        let place = place
        home.post { connection in place.id.map { connection.cancel($0) } }
    }
}

extension ProfileChange {
    /// The last instant that counted.
    public var time: Nanoseconds {
        switch self {
        case .whole(let whole): whole.end
        case .delta(let delta): delta.end
        case .nakedPOC(let naked): naked.time
        }
    }
}
