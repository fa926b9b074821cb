import ClientKit
import PitctlViews

/// What is read of an instrument.
enum FeedStream: Hashable, Sendable {
    case ticks
    case profile
    case vwap
    case studies
    case decisions
    case bars(BarPeriod)
    case footprints(BarPeriod)
    case views(BarPeriod)
}

/// The streams of instruments, each read by a task of its own.
extension EngineLink {
    func subscribe(_ feed: SymbolFeed, _ facts: EngineFacts) {
        var streams: [FeedStream] = [.ticks, .profile, .vwap]
        if !facts.strategies.isEmpty { streams += [.studies, .decisions] }
        feed.tasks = streams.map { follow($0, feed) }
    }

    func subscribe(_ feed: SymbolFeed, _ bars: PeriodFeed) {
        var streams: [FeedStream] = [.bars(bars.period)]
        if bars.hasRows { streams += [.footprints(bars.period), .views(bars.period)] }
        bars.tasks = streams.map { follow($0, feed) }
    }

    private func follow(_ stream: FeedStream, _ feed: SymbolFeed) -> Task<Void, Never> {
        let (symbol, generation) = (feed.symbol, feed.generation)
        feed.answers.expect(stream)
        return Task {
            await repeatedly { link throws(ClientError) in
                try await link.read(stream, of: symbol, generation)
            }
            // Refused, or ended before it was granted: nothing more is to be waited for.
            feed.answers.came(stream)
        }
    }

    /// A task that reads a stream until the engine refuses it, its client ends or it is cancelled.
    func follow(
        _ read: @escaping @Sendable (EngineLink) async throws(ClientError) -> Void
    ) -> Task<Void, Never> {
        Task { await repeatedly(read) }
    }

    private func repeatedly(
        _ read: @Sendable (EngineLink) async throws(ClientError) -> Void
    ) async {
        while !Task.isCancelled {
            do throws(ClientError) {
                try await read(self)
            } catch {
                // What an engine does not offer is left out.
                if error.code == .refused || error.isFinal { return }
            }
            guard !Task.isCancelled else { return }
            counters.retries.add()
            try? await Task.sleep(for: Self.retry)
        }
    }

    private func read(
        _ stream: FeedStream, of symbol: String, _ generation: Int
    ) async throws(ClientError) {
        guard let feed = feeds[symbol], feed.generation == generation,
            let client = current.withLock({ $0 })
        else { return }
        switch stream {
        case .ticks: try await readTicks(feed, client)
        case .profile: try await readProfile(feed, client)
        case .vwap:
            let updates = try await client.vwap(of: symbol, every: .milliseconds(500))
            feed.answers.came(stream)
            await read(updates, feed, "vwap") { update in
                guard case .developing(let state) = update else { return }
                feed.vwap = state
                mark(.vwap, feed)
            }
        case .studies:
            let studies = try await client.studies(of: symbol)
            feed.answers.came(stream)
            await read(studies, feed, "study") {
                take(study: DecisionText($0), feed)
            }
        case .decisions:
            let decisions = try await client.decisions(of: symbol)
            feed.answers.came(stream)
            await read(decisions, feed, "signal") {
                take(decision: DecisionText($0), feed)
            }
        case .bars(let period): try await readBars(feed, period, client)
        case .footprints(let period): try await readFootprints(feed, period, client)
        case .views(let period):
            let views = try await client.footprintViews(
                of: symbol, period: period, every: .milliseconds(500))
            feed.answers.came(stream)
            await read(views, feed, "footprint") { record in
                guard feed.periods[period]?.develop(record) == true else { return }
                mark(.footprint(period), feed)
            }
        }
    }

    private func readProfile(
        _ feed: SymbolFeed, _ client: PitwireClient
    ) async throws(ClientError) {
        let profiles = try await client.profile(of: feed.symbol, every: .seconds(1))
        feed.answers.came(.profile)
        for await event in profiles {
            switch event {
            case .record(let profile) where !profile.isCompleted: take(profile, feed)
            case .snapshot(let found): if let last = found.last { take(last, feed) }
            case .gap(let gap): tell(gap, "profile", feed)
            case .record, .roll, .restarted, .ended: break
            }
        }
    }

    private func readBars(
        _ feed: SymbolFeed, _ period: BarPeriod, _ client: PitwireClient
    ) async throws(ClientError) {
        let records = try await client.bars(of: feed.symbol, period: period)
        feed.answers.came(.bars(period))
        for await event in records {
            switch event {
            case .record(let bar):
                let bars = feed.periods[period]
                if bars?.hasRows == false {
                    bars?.close(bar.start, hasRows: false, feed.json.rowless(bar))
                }
                guard bars?.isLoaded == true else { continue }
                tell("bar", at: bar.end, to: feed.symbol, period: period) { feed.json.bar(bar) }
            case .gap(let gap): tell(gap, "bar", feed)
            // The bars before this one are asked for.
            case .snapshot, .roll, .restarted, .ended: break
            }
        }
    }

    private func readFootprints(
        _ feed: SymbolFeed, _ period: BarPeriod, _ client: PitwireClient
    ) async throws(ClientError) {
        let footprints = try await client.footprints(of: feed.symbol, period: period)
        feed.answers.came(.footprints(period))
        await read(footprints, feed, "footprint") { record in
            guard let bars = feed.periods[period] else { return }
            let json = feed.json.footprint(record, isOpen: false)
            guard bars.close(record.bar.start, hasRows: true, json) else { return }
            // The next one may be developing already: what it is has still to be told.
            if bars.open == nil { feed.dirty.remove(.footprint(period)) }
            guard bars.isLoaded else { return }
            tell("footprint", at: record.bar.end, to: feed.symbol, period: period) { json }
        }
    }

    /// Ticks are noted on the client's own thread: only the last of a tenth of a second is told.
    private func readTicks(
        _ feed: SymbolFeed, _ client: PitwireClient
    ) async throws(ClientError) {
        let box = feed.lastTick
        // One that waits is enough: the box adds gaps up.
        let (gaps, notices) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let subscription = try await client.onTicks(
            of: feed.symbol, options: StreamOptions(policy: .skip),
            notice: { event in
                switch event {
                case .gap(let gap):
                    box.note(gap)
                    notices.yield()
                case .ended: notices.finish()
                case .record, .snapshot, .roll, .restarted: break
                }
            },
            { ticks, _ in if let last = ticks.last { box.note(last) } })
        feed.answers.came(.ticks)
        for await _ in gaps {
            guard let gap = box.takeGap() else { continue }
            self.gap(feed.symbol, "tick", gap.count, Self.text(gap.reason))
        }
        subscription.cancel()
    }
}
