public import Market
public import Records
public import Wire

/// Where an instrument stands.
public struct InstrumentReading: Hashable, Sendable {
    /// Session, cumulative delta, last tick, quote and feed.
    public var state: InstrumentState
    /// Bars that are still open.
    public var openBars: [Bar]
    /// VWAPs now.
    public var vwaps: [VWAPState]
    /// What was taken and dropped since the engine's start.
    public var counters: CountersRecord?
    /// Where the instrument's stream of ticks stood; `nil` when the engine does not say.
    public var position: StreamPosition?
    /// The moment it is as of; `nil` for the present.
    public var moment: PastMoment?

    /// Puts a reading together.
    public init(
        state: InstrumentState, openBars: [Bar] = [], vwaps: [VWAPState] = [],
        counters: CountersRecord? = nil, position: StreamPosition? = nil,
        moment: PastMoment? = nil
    ) {
        self.state = state
        self.openBars = openBars
        self.vwaps = vwaps
        self.counters = counters
        self.position = position
        self.moment = moment
    }
}

/// A value and where the instrument's stream of ticks stood when it held.
public struct Positioned<Value: Sendable>: Sendable {
    /// The value.
    public var value: Value
    /// The next tick of the stream; `nil` when the engine does not say.
    public var position: StreamPosition?
    /// The moment it is as of; `nil` for the present.
    public var moment: PastMoment?

    /// Puts them together.
    public init(value: Value, position: StreamPosition?, moment: PastMoment? = nil) {
        self.value = value
        self.position = position
        self.moment = moment
    }
}

/// Questions that are answered once. Each waits for the answer at most as long as configured,
/// reconnects included.
///
/// Most can be asked as of an earlier instant, by event time: the answer is what the engine would
/// have given then, its open bars and profiles included. That needs an engine with a journal;
/// instants before its beginning and after its end are `notFound`, with the range in words.
///
/// While a stream of this client is full and not read, nothing is: a question asked from within
/// the loop that should read it may time out. Ask from another task or another client then.
extension PitwireClient {
    /// The engine's instruments.
    public func symbols() async throws(ClientError) -> [InstrumentInfo] {
        try await ask(.symbols).all(.instrument)
    }

    /// Where an instrument stands, or stood.
    ///
    /// - Parameter asOf: an earlier instant, event time; `nil` for the present.
    public func state(
        of symbol: String, asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> InstrumentReading {
        let answer = try await ask(.state(symbol: symbol), asOf: asOf)
        var reading: InstrumentReading?
        var bars: [Bar] = []
        var vwaps: [VWAPState] = []
        var counters: CountersRecord?
        try answer.read { (reader) throws(WireError) in
            switch reader.kind {
            case .instrumentState:
                reading = InstrumentReading(
                    state: try reader.read(InstrumentState.self), openBars: [], vwaps: [],
                    position: answer.knownPosition, moment: answer.answer.moment)
            case .openBar: bars.append(try reader.read(BarRecord.self).bar)
            case .vwapState: vwaps.append(try reader.read(VWAPState.self))
            case .counters: counters = try reader.read(CountersRecord.self)
            default: break
            }
        }
        guard var reading else { throw answer.missing() }
        reading.openBars = bars
        reading.vwaps = vwaps
        reading.counters = counters
        return reading
    }

    /// Closed bars, ascending: out of the engine's memory, and out of its store where they begin
    /// before.
    ///
    /// - Parameters:
    ///   - from: the first start that counts; `nil` for as far back as the engine keeps bars.
    ///   - to: the first start that counts no more; `nil` for none.
    ///   - limit: the newest so many.
    ///   - asOf: only those that had closed at an earlier instant, event time; `nil` for the present.
    public func bars(
        of symbol: String, period: BarPeriod, from: Nanoseconds? = nil, to: Nanoseconds? = nil,
        limit: Int, asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> [Bar] {
        let query = Query.bars(
            symbol: symbol, period: period, from: from, to: to, limit: UInt32(clamping: limit))
        let records: [BarRecord] = try await ask(query, asOf: asOf).all(.bar)
        return records.map(\.bar)
    }

    /// One footprint: developing, completed so many back, or of the bar that starts then.
    ///
    /// - Parameter asOf: an earlier instant, event time: `developing` is the one that was open
    ///   then, with what had traded in it; `nil` for the present.
    public func footprint(
        of symbol: String, period: BarPeriod, moment: Query.Moment, asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> FootprintRecord {
        try await positionedFootprint(of: symbol, period: period, moment: moment, asOf: asOf).value
    }

    /// One profile with value area and nodes: developing, or completed so many back.
    ///
    /// - Parameter asOf: an earlier instant, event time; `nil` for the present.
    public func profile(
        of symbol: String, anchor: Anchor = .daily, anchorNumber: UInt32 = 0, moment: Query.Moment,
        asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> ProfileSnapshot {
        try await positionedProfile(
            of: symbol, anchor: anchor, anchorNumber: anchorNumber, moment: moment, asOf: asOf
        ).value
    }

    /// The moment that the last answer about the past was as of: the last input it includes, and
    /// how far the clock had come. `nil` before the first.
    public var lastMoment: PastMoment? { moments.withLock { $0 } }

    /// The engine's counters, rings and latencies.
    public func statistics() async throws(ClientError) -> Statistics {
        try await ask(.statistics).one(.statistics)
    }

    /// A footprint, and where the ticks stood when it held.
    public func positionedFootprint(
        of symbol: String, period: BarPeriod, moment: Query.Moment, asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> Positioned<FootprintRecord> {
        let answer = try await ask(
            .footprint(symbol: symbol, period: period, moment: moment), asOf: asOf)
        let kind = answer.holds(.openFootprint) ? RecordKind.openFootprint : .footprint
        return Positioned(
            value: try answer.one(kind), position: answer.knownPosition,
            moment: answer.answer.moment)
    }

    /// A profile, and where the ticks stood when it held.
    public func positionedProfile(
        of symbol: String, anchor: Anchor = .daily, anchorNumber: UInt32 = 0, moment: Query.Moment,
        asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> Positioned<ProfileSnapshot> {
        let query = Query.profile(
            symbol: symbol, anchor: anchor, anchorNumber: anchorNumber, moment: moment)
        let answer = try await ask(query, asOf: asOf)
        var profile: ProfileSnapshot = try answer.one(.profile)
        // A long profile goes on in deltas.
        let rest: [ProfileDelta] = try answer.all(.profileDelta)
        for delta in rest { profile.fold(delta) }
        return Positioned(
            value: profile, position: answer.knownPosition, moment: answer.answer.moment)
    }

    func ask(_ query: Query, asOf: Nanoseconds? = nil) async throws(ClientError) -> Answered {
        if asOf != nil, let welcome, !welcome.features.contains(.past) {
            throw knowsNoPast(query)
        }
        let gathered: GatheredAnswer = try await home.call(query.text) { connection, reply in
            let id = connection.ask(query, asOf: asOf) { reply.answer($0) }
            return id.map { id in { connection.forget(query: id) } }
        }
        if asOf != nil {
            // One that was connected to meanwhile overlooks the question's tail.
            guard let moment = gathered.moment else { throw knowsNoPast(query) }
            moments.withLock { $0 = moment }
        }
        return Answered(answer: gathered, what: query.text, place: configuration.address)
    }
}

extension PitwireClient {
    private func knowsNoPast(_ query: Query) -> ClientError {
        ClientError(
            .refused, what: query.text, place: configuration.address,
            detail: "this engine answers of now only", wireCode: .unsupported)
    }
}

/// An answer to be read, with what errors name.
struct Answered {
    let answer: GatheredAnswer
    let what: String
    let place: String

    /// The start of the engine that answered.
    var epoch: UInt64 { answer.position.epoch }

    var knownPosition: StreamPosition? {
        answer.position.nextSequence > 0 ? answer.position : nil
    }

    func read(
        _ body: (borrowing RecordReader) throws(WireError) -> Void
    ) throws(ClientError) {
        let failure = answer.records.withUnsafeBytes { bytes -> WireError? in
            do throws(WireError) {
                var reader = RecordReader(bytes)
                while try reader.next() { try body(reader) }
                return nil
            } catch {
                return error
            }
        }
        if let failure {
            throw ClientError(
                .protocolViolation, what: what, place: place, detail: failure.description,
                wireCode: failure.code)
        }
    }

    func all<Record: WireRecord>(_ kind: RecordKind) throws(ClientError) -> [Record] {
        var records: [Record] = []
        try read { (reader) throws(WireError) in
            if reader.kind == kind { records.append(try reader.read(Record.self)) }
        }
        return records
    }

    func one<Record: WireRecord>(_ kind: RecordKind) throws(ClientError) -> Record {
        let records: [Record] = try all(kind)
        guard let first = records.first else { throw missing() }
        return first
    }

    func holds(_ kind: RecordKind) -> Bool {
        var isThere = false
        try? read { (reader) throws(WireError) in isThere = isThere || reader.kind == kind }
        return isThere
    }

    func missing() -> ClientError {
        ClientError(.notFound, what: what, place: place, detail: "there is none")
    }
}
