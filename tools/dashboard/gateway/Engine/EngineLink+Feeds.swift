import ClientKit
import PitctlViews

/// Streams of instruments: opened with the first page, read until the last is gone for a while.
extension EngineLink {
    /// Subscribes to what is not subscribed to yet, and asks for what was before; a second caller
    /// waits for nothing.
    ///
    /// What was is asked for once every stream is granted or refused: between the two nothing is
    /// missed, and what comes on both ways counts once.
    func open(_ feed: SymbolFeed) async {
        guard let client = try? client(), let facts = reading.facts else { return }
        let generation = feed.generation
        let isNew = !feed.isLoaded && feed.tasks.isEmpty
        if isNew { subscribe(feed, facts) }
        let fresh = feed.periods.values.filter { !$0.isLoaded && $0.tasks.isEmpty }
        for bars in fresh { subscribe(feed, bars) }
        if isNew || !fresh.isEmpty { await feed.answers.all() }
        if isNew {
            await again(feed, generation) { () throws(ClientError) in
                try await self.load(feed, client, facts)
            }
        }
        for bars in fresh {
            await again(feed, generation) { () throws(ClientError) in
                try await self.load(feed, bars, client)
            }
        }
        if feed.generation == generation { show(feed) }
    }

    /// Ends the streams of an instrument, and forgets what they brought.
    func end(_ feed: SymbolFeed) async {
        feed.generation += 1
        let tasks = feed.tasks + feed.periods.values.flatMap(\.tasks)
        feed.tasks = []
        for bars in feed.periods.values { bars.tasks = [] }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    /// Tries until it works, the feed has ended, or the client has.
    private func again(
        _ feed: SymbolFeed, _ generation: Int, _ body: () async throws(ClientError) -> Void
    ) async {
        while feed.generation == generation, !Task.isCancelled {
            do throws(ClientError) {
                return try await body()
            } catch {
                if error.isFinal { return }
                counters.retries.add()
            }
            try? await Task.sleep(for: Self.retry)
        }
    }

    // MARK: What was

    private func load(
        _ feed: SymbolFeed, _ client: PitwireClient, _ facts: EngineFacts
    ) async throws(ClientError) {
        let symbol = feed.symbol
        feed.reading = try await client.state(of: symbol)
        if let daily = feed.reading?.vwaps.first(where: { $0.anchor == .daily }),
            daily.time >= feed.vwap?.time ?? .zero
        {
            feed.vwap = daily
        }
        let profile = try await client.found { () throws(ClientError) in
            try await client.profile(of: symbol, moment: .developing)
        }
        if let profile, profile.end >= feed.profile?.end ?? .zero { feed.profile = profile }
        if !facts.strategies.isEmpty {
            for study in try await client.studies(of: symbol, strategy: nil) {
                take(study: DecisionText(study), feed)
            }
            let signals = try await client.evaluations(
                of: symbol, verdicts: [.approved, .rejected], limit: SymbolFeed.signalCount)
            let newer = feed.signals
            feed.signals = []
            for signal in signals.reversed() { _ = feed.take(signal: DecisionText(signal)) }
            for signal in newer where signal.number > feed.signals.last?.number ?? 0 {
                feed.signals.append(signal)
            }
            feed.levels = try await OpenLevels.ask(client, symbol, facts)
        }
        feed.dirty = []
        feed.isLoaded = true
    }

    private func load(
        _ feed: SymbolFeed, _ bars: PeriodFeed, _ client: PitwireClient
    ) async throws(ClientError) {
        let count = PeriodFeed.barCount
        if bars.hasRows {
            let found = try await client.footprints(
                of: feed.symbol, period: bars.period, before: nil, limit: count)
            for record in found {
                bars.close(
                    record.bar.start, hasRows: true, feed.json.footprint(record, isOpen: false))
            }
            let open = try await client.found { () throws(ClientError) in
                try await client.footprint(
                    of: feed.symbol, period: bars.period, moment: .developing)
            }
            if let open { _ = bars.develop(open) }
        }
        // Bars that closed while the timeframe was another have no rows.
        guard !bars.hasRows || account.desk.setting(SettingKey.timeframe) != nil else {
            bars.isLoaded = true
            return
        }
        for bar in try await client.bars(of: feed.symbol, period: bars.period, limit: count) {
            bars.close(bar.start, hasRows: false, feed.json.rowless(bar))
        }
        bars.isLoaded = true
    }

    // MARK: Taking it in

    func take(_ profile: ProfileSnapshot, _ feed: SymbolFeed) {
        feed.profile = profile
        mark(.profile, feed)
    }

    func take(study: DecisionText, _ feed: SymbolFeed) {
        feed.take(study: study)
        guard study.systemName == "orderflow", study.ruleName == "regime",
            study.evaluation.time >= feed.regime?.evaluation.time ?? .zero
        else { return flush(feed) }
        feed.regime = study
        if feed.isLoaded {
            tell("regime", at: study.evaluation.time, to: feed.symbol) {
                DecisionPageJSON.regime(study, symbol: feed.symbol)
            }
        }
        flush(feed)
    }

    func take(decision: DecisionText, _ feed: SymbolFeed) {
        let time = decision.evaluation.time
        if feed.levels.take(decision), feed.isLoaded {
            tell("levels", at: time, to: feed.symbol) { feed.levels.json(symbol: feed.symbol) }
        }
        switch decision.evaluation.verdict {
        case .approved, .rejected:
            guard feed.take(signal: decision), feed.isLoaded, let last = feed.signals.last else {
                return
            }
            tell("signal", at: time, to: feed.symbol) { last.json }
        case .alert, .blocked:
            guard feed.isLoaded else { return }
            log(
                decision.evaluation.verdict == .alert ? .info : .warning, at: time,
                "\(decision.id) \(decision.systemName) \(decision.ruleName): \(decision.summary)")
        case .study, .event: break
        }
    }

    /// Notes that a state changed, and tells it when its time has come.
    func mark(_ slot: SymbolFeed.Slot, _ feed: SymbolFeed) {
        feed.dirty.insert(slot)
        flush(feed)
    }

    func tell(_ gap: StreamGap, _ stream: String, _ feed: SymbolFeed) {
        self.gap(feed.symbol, stream, gap.count, Self.text(gap.reason))
    }

    static func text(_ reason: StreamGap.Reason) -> String {
        switch reason {
        case .slowReader: "the gateway was slow"
        case .conflated: "the gateway was slow; the state of now follows"
        case .publisherBehind: "the engine was behind"
        case .notKept: "the connection was down for longer than the engine keeps records"
        case .unexplained: "the sequence jumped"
        }
    }

    // MARK: Reading

    func read<Records: AsyncSequence, Record: Sendable>(
        _ stream: Records, _ feed: SymbolFeed, _ name: String, _ take: (Record) -> Void
    ) async where Records.Element == StreamEvent<Record>, Records.Failure == Never {
        for await event in stream {
            switch event {
            case .record(let record): take(record)
            case .snapshot(let records): for record in records { take(record) }
            case .gap(let gap): tell(gap, name, feed)
            case .roll, .restarted, .ended: break
            }
        }
    }
}
