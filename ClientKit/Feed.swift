public import Market
public import Records
public import Wire

/// A way to send ticks in, for sessions of role `feed`.
///
///     let feed = try await client.feed(symbols: ["ESZ4"])
///     let es = feed.instruments[0]
///     try await feed.send([
///         .tick(es.id, time: time, price: Price(600_025), size: Size(2), side: .buyer)
///     ])
///     try await feed.flush()
///
/// Prices and sizes are whole numbers in the units of the instrument's scales. Ticks are kept
/// until the engine acknowledges them, at most `feedBuffer` of them, and sent again after a
/// reconnect: exactly those that it has not taken.
public final class Feed: Sendable {
    /// The instruments in the order asked for; `id` is what `Input` names them by, for as long as
    /// this feed lives.
    public let instruments: [InstrumentInfo]
    private let id: FeedID
    private let home: ClientHome
    private let lines: [InstrumentID: Int]
    private let pieceLimit: Int
    /// Kept while the feed is.
    private let client: PitwireClient

    init(_ client: PitwireClient, id: FeedID, lines: [FeedOpened.Line]) {
        self.client = client
        self.id = id
        home = client.home
        instruments = lines.map(\.instrument)
        self.lines = Dictionary(
            lines.enumerated().map { ($1.instrument.id, $0) },
            uniquingKeysWith: { first, _ in first })
        pieceLimit = max(1, client.configuration.feedBuffer / 4)
    }

    deinit {
        let id = id
        home.post { $0.closeFeed(id) }
    }

    /// The instrument of that symbol, if it is one of this feed's.
    public func instrument(_ symbol: String) -> InstrumentInfo? {
        instruments.first { $0.instrument.symbol == symbol }
    }

    /// Sends trades and quotes in order, made by `Input.tick` and `Input.quote`.
    ///
    /// Returns when they are on their way, or kept for the next connection; waits while too many
    /// are unacknowledged.
    ///
    /// - Throws: When the feed was closed or lost for good, an input is neither trade nor quote
    ///   or of another instrument, or the task was cancelled; what did not fit by then is not sent.
    public func send(_ inputs: [Input]) async throws(ClientError) {
        var start = 0
        while start < inputs.count {
            let end = min(start + pieceLimit, inputs.count)
            try await send(runs(inputs[start..<end]))
            start = end
        }
    }

    /// Waits until the engine has acknowledged everything sent.
    public func flush() async throws(ClientError) {
        let id = id
        try await home.call("flush feed") { (connection, reply: Reply<Void>) in
            connection.flush(id) { reply.answer($0) }
            return nil
        }
    }

    /// How many ticks the engine has not acknowledged.
    public func unacknowledged() async throws(ClientError) -> Int {
        let id = id
        return try await home.call("feed") { connection, reply in
            reply.answer(.success(connection.session.unacknowledged(id) ?? 0))
            return nil
        }
    }

    /// The feed sequence of the last acknowledged tick of an instrument, 0 for none; `nil` when
    /// it is not of this feed.
    public func acknowledged(_ instrument: InstrumentID) async throws(ClientError) -> UInt64? {
        guard let line = lines[instrument] else { return nil }
        let id = id
        return try await home.call("feed") { connection, reply in
            reply.answer(.success(connection.session.acknowledged(id, line: line)))
            return nil
        }
    }

    /// Sends nothing more; what is not acknowledged is forgotten. The engine counts the
    /// instruments to this session until the client closes.
    public func close() {
        let id = id
        home.post { $0.closeFeed(id) }
    }

    private func send(_ runs: [FeedRun]) async throws(ClientError) {
        let id = id
        let cancelled = ClientError(
            .cancelled, what: "feed", place: client.configuration.address,
            detail: "the task was cancelled while ticks waited for room")
        try await home.call("feed") { (connection, reply: Reply<Void>) in
            let number = connection.send(id, runs) { reply.answer($0) }
            return { connection.giveUp(id, number, cancelled) }
        }
    }

    /// Splits inputs by instrument, in order.
    private func runs(_ inputs: ArraySlice<Input>) throws(ClientError) -> [FeedRun] {
        var runs: [FeedRun] = []
        var start = inputs.startIndex
        for index in inputs.indices {
            let input = inputs[index]
            guard input.kind == .tick || input.kind == .quote else {
                throw unfit("trades and quotes are sent, got \(input.kind)")
            }
            guard lines[input.instrument] != nil else {
                throw unfit("instrument \(input.instrument.rawValue) is not of this feed")
            }
            let isLast = index == inputs.endIndex - 1
            if isLast || inputs[index + 1].instrument != input.instrument {
                runs.append(
                    FeedRun(line: lines[input.instrument] ?? 0, inputs: inputs[start...index]))
                start = index + 1
            }
        }
        return runs
    }

    private func unfit(_ detail: String) -> ClientError {
        ClientError(.refused, what: "feed", place: client.configuration.address, detail: detail)
    }
}

extension PitwireClient {
    /// Opens a feed of these instruments; the session's role must be `feed` or above.
    ///
    /// - Parameter symbols: at most 4096.
    public func feed(symbols: [String]) async throws(ClientError) -> Feed {
        let what = "feed \(symbols.joined(separator: " "))"
        guard (1...FeedOpen.symbolLimit).contains(symbols.count) else {
            throw ClientError(
                .refused, what: what, place: configuration.address,
                detail: "a feed has 1 to \(FeedOpen.symbolLimit) symbols, got \(symbols.count)")
        }
        return try await home.call(what) { [self] connection, reply in
            let place = FeedPlace()
            place.id = connection.openFeed(symbols) { result in
                guard let id = place.id else {
                    if case .failure(let error) = result { reply.answer(.failure(error)) }
                    return
                }
                reply.answer(result.map { Feed(self, id: id, lines: $0) })
            }
            return { place.id.map { connection.closeFeed($0) } }
        }
    }
}

/// Where the loop notes a feed's number. Loop thread only.
private final class FeedPlace {
    var id: FeedID?
}
