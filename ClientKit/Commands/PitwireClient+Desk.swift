public import Market
public import Records
public import Wire

/// What stands at the engine's desk.
public struct DeskReading: Hashable, Sendable {
    /// Alerts, halts, settings and anchors.
    public var state: DeskState
    /// The instruments they are about, by number.
    public var instruments: [InstrumentID: InstrumentInfo]

    /// Puts a reading together.
    public init(state: DeskState, instruments: [InstrumentID: InstrumentInfo]) {
        self.state = state
        self.instruments = instruments
    }
}

/// Alerts, halts, settings and anchors: asked once, and as they change.
extension PitwireClient {
    /// What stands, or stood.
    ///
    /// - Parameters:
    ///   - symbol: the instrument, with what is about all; `nil` for everything.
    ///   - asOf: an earlier instant, event time; `nil` for the present.
    public func desk(
        of symbol: String? = nil, asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> DeskReading {
        try needCommands("desk")
        let answer = try await ask(.desk(symbol: symbol), asOf: asOf)
        var reading = DeskReading(state: DeskState(), instruments: [:])
        try answer.read { (reader) throws(WireError) in
            if reader.kind == .instrument {
                let info: InstrumentInfo = try reader.read()
                reading.instruments[info.id] = info
            } else if let event = try DeskEvent(reader) {
                reading.state.fold(event)
            }
        }
        return reading
    }

    /// What changes: alerts that are set, fire or go, halts, settings, anchors; each once it is on
    /// the engine's disk. Begins with what stands, as a snapshot; after a gap comes one, too.
    ///
    ///     var state = DeskState()
    ///     for await event in try await client.events() {
    ///         switch event {
    ///         case .snapshot(let events): state = DeskState(events)
    ///         case .record(let event): state.fold(event)
    ///         default: break
    ///         }
    ///     }
    ///
    /// - Parameter symbol: the instrument, with what is about all; `nil` for everything.
    public func events(
        of symbol: String? = nil, options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> EventStream<DeskEvent> {
        try needCommands("events")
        let request = StreamRequest(channel: .events, symbol: symbol ?? "", options: options)
        return try await subscribe(request) {
            BufferedSink($0, time: \.time) { (reader) throws(WireError) in
                try DeskEvent(reader).map { .record($0) } ?? .other
            }
        }
    }
}

extension DeskState {
    /// The state that events fold to.
    public init(_ events: some Sequence<DeskEvent>) {
        self.init()
        for event in events { fold(event) }
    }
}
