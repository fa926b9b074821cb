public import Market
public import Records
public import Wire

/// What the engine's strategies see and decide, asked once.
extension PitwireClient {
    /// What the engine's strategies are: names, rules, values, reasons.
    public func strategies() async throws(ClientError) -> [StrategySchema] {
        try await readBook().schemas
    }

    /// Decisions that the engine keeps, in memory and in its store, newest first.
    ///
    /// - Parameters:
    ///   - symbol: the instrument; `nil` for all.
    ///   - strategy: its name; `nil` for all.
    ///   - rule: its name in that strategy; `nil` for all.
    ///   - verdicts: what came of them; empty for anything. Studies are not among them.
    ///   - from: the first instant of evaluation that counts.
    ///   - to: the first instant that counts no more.
    ///   - limit: the newest so many; `nil` for as many as the engine gives.
    ///   - asOf: only those there were at an earlier instant, event time; `nil` for the present.
    /// - Throws: `refused` with `unknownSymbol`, `unknownStrategy` or `unknownRule`, and with
    ///   `badParameter` for a limit above the engine's.
    public func evaluations(
        of symbol: String? = nil, strategy: String? = nil, rule: String? = nil,
        verdicts: Set<Verdict> = [], from: Nanoseconds? = nil, to: Nanoseconds? = nil,
        limit: Int? = nil, asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> [Decision] {
        let filter = EvaluationFilter(
            symbol: symbol, from: from, to: to, strategy: strategy, rule: rule,
            verdicts: verdicts, limit: UInt32(clamping: limit ?? 0))
        if let limit, limit <= 0 { return [] }
        return try await decisions(.evaluations(filter), asOf: asOf)
    }

    /// One decision by its name.
    ///
    ///     let decision = try await client.decision(DecisionID("SPY-37")!)
    ///
    /// - Parameter asOf: an earlier instant, event time; `nil` for the present.
    /// - Throws: `notFound` when there is none yet, and when the engine keeps it no more, in its
    ///   store neither.
    public func decision(
        _ id: DecisionID, asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> Decision {
        let filter = EvaluationFilter(symbol: id.symbol, number: id.number)
        guard let found = try await decisions(.evaluations(filter), asOf: asOf).first else {
            throw ClientError(
                .notFound, what: "decision \(id)", place: configuration.address,
                detail: "there is none")
        }
        return found
    }

    /// Where the rules of an instrument stand: the last study of each.
    ///
    /// - Parameters:
    ///   - strategy: its name; `nil` for all.
    ///   - asOf: an earlier instant, event time; `nil` for the present.
    public func studies(
        of symbol: String, strategy: String?, asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> [Decision] {
        try await decisions(.studies(symbol: symbol, strategy: strategy), asOf: asOf)
    }

    /// Evaluations of an answer with the instruments that stand before them.
    private func decisions(
        _ query: Query, asOf: Nanoseconds?
    ) async throws(ClientError) -> [Decision] {
        let answer = try await ask(query, asOf: asOf)
        var instruments: [InstrumentID: InstrumentInfo] = [:]
        var found: [(evaluation: Evaluation, instrument: InstrumentInfo)] = []
        try answer.read { (reader) throws(WireError) in
            switch reader.kind {
            case .instrument:
                let info: InstrumentInfo = try reader.read()
                instruments[info.id] = info
            case .evaluation:
                let evaluation: Evaluation = try reader.read()
                guard let info = instruments[evaluation.instrument] else {
                    throw WireError(
                        .malformed, in: "evaluation record",
                        value: Int64(evaluation.instrument.rawValue),
                        reason: "instrument \(evaluation.instrument.rawValue) was not named")
                }
                found.append((evaluation, info))
            default: break
            }
        }
        if found.isEmpty { return [] }
        let book = try await book(of: answer.epoch)
        return found.map { book.decision($0.evaluation, of: $0.instrument) }
    }

    // MARK: Strategies

    /// What the strategies of an epoch are: as known, or asked; an engine started anew meanwhile
    /// answers with its own.
    func book(of epoch: UInt64?) async throws(ClientError) -> StrategyBook {
        let known = books.withLock { $0 }
        if let known, known.epoch == epoch { return known }
        return try await readBook()
    }

    private func readBook() async throws(ClientError) -> StrategyBook {
        let answer = try await ask(.strategies)
        let book = StrategyBook(epoch: answer.epoch, schemas: try answer.all(.strategy))
        books.withLock { $0 = book }
        return book
    }
}

/// Streams of what they decide. As with every stream, a session has each at most once.
extension PitwireClient {
    /// Signals: decisions whose verdict is approved. Begins with the last few.
    public func signals(
        of symbol: String, options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> DecisionStream {
        try await decisionStream(.signals, symbol, options)
    }

    /// Every decision: signals, rejections, alerts, events, and why a strategy cannot run. Begins
    /// with the last few.
    public func decisions(
        of symbol: String, options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> DecisionStream {
        try await decisionStream(.decisions, symbol, options)
    }

    /// Where the rules stand, at every close of a bar. Begins with the last study of each.
    public func studies(
        of symbol: String, options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> DecisionStream {
        try await decisionStream(.studies, symbol, options)
    }

    private func decisionStream(
        _ channel: Channel, _ symbol: String, _ options: StreamOptions
    ) async throws(ClientError) -> DecisionStream {
        let request = StreamRequest(channel: channel, symbol: symbol, options: options)
        // Asked before the stream: behind its grant an engine may have nothing more to say than it.
        var book = try await book(of: welcome?.epoch)
        let evaluations = try await subscribe(request) {
            BufferedSink<Evaluation>($0, time: \.time) { (reader) throws(WireError) in
                reader.kind == .evaluation ? .record(try reader.read(Evaluation.self)) : .other
            }
        }
        guard let instrument = evaluations.instrument else {
            throw ClientError(
                .protocolViolation, what: "subscribe \(request.text)",
                place: configuration.address,
                detail: "the engine granted \(channel.name) without an instrument")
        }
        // A restart between the two; one behind the grant shows in the stream.
        if let epoch = welcome?.epoch, epoch != book.epoch { book = try await readBook() }
        return DecisionStream(evaluations, instrument, book, of: self)
    }
}
