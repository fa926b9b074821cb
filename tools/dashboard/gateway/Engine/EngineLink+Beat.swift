import ClientKit
import PitctlViews

/// What time brings: conflated states, prices, and the end of what nobody watches.
extension EngineLink {
    /// Ten times a second.
    func beat() async {
        for feed in feeds.values {
            if feed.lastTick.takeNews() { feed.dirty.insert(.tick) }
            flush(feed)
        }
        if ContinuousClock.now >= positionsDue, !account.positions.isEmpty, !pages.isEmpty {
            tellPositions()
        }
        await release()
    }

    /// Tells what changed and whose time has come.
    func flush(_ feed: SymbolFeed) {
        guard feed.isLoaded, !feed.dirty.isEmpty else { return }
        for slot in feed.due(.now) { tell(slot, feed) }
    }

    private func tell(_ slot: SymbolFeed.Slot, _ feed: SymbolFeed) {
        let symbol = feed.symbol
        switch slot {
        case .tick:
            guard let tick = feed.lastTick.last else { return }
            tell("tick", at: tick.time, to: symbol, slot: "tick \(symbol)") {
                feed.json.tick(tick)
            }
        case .footprint(let period):
            guard let bars = feed.periods[period], bars.isLoaded, let open = bars.open else {
                return
            }
            tell(
                "footprint", at: feed.lastTick.last?.time ?? open.bar.start, to: symbol,
                period: period, slot: "footprint \(symbol) \(period.name)"
            ) { feed.json.footprint(open, isOpen: true) }
        case .profile:
            guard let profile = feed.profile else { return }
            tell("profile", at: profile.end, to: symbol, slot: "profile \(symbol)") {
                feed.json.profile(profile)
            }
        case .vwap:
            guard let vwap = feed.vwap else { return }
            tell("vwap", at: vwap.time, to: symbol, slot: "vwap \(symbol)") {
                feed.json.vwap(vwap)
            }
        case .study(let place):
            guard let study = feed.studies[place] else { return }
            tell(
                "study", at: study.evaluation.time, to: symbol,
                slot: "study \(symbol) \(place.system) \(place.rule) \(place.key)"
            ) { DecisionPageJSON.study(study) }
        case .status:
            let status = status(feed)
            guard status.text != feed.status else { return }
            feed.status = status.text
            tell("status", at: nil, to: symbol, slot: "status \(symbol)") { status }
        }
    }

    /// Twice a second: where the instruments stand that pages or positions need.
    func poll() async {
        guard !pages.isEmpty, let client = try? client(), let facts = reading.facts else { return }
        let watched = Set(pages.values.compactMap(\.symbol))
        let held = Set(account.positions.map(\.instrument))
        for info in facts.instruments {
            let symbol = info.instrument.symbol
            guard watched.contains(symbol) || held.contains(info.id) else { continue }
            guard let found = try? await client.state(of: symbol) else { return }
            if let price = found.state.lastTick?.price { prices[info.id] = price }
            guard let feed = feeds[symbol] else { continue }
            feed.reading = found
            mark(.status, feed)
        }
    }

    // MARK: Release

    private func release() async {
        let limit = Int(Self.linger / Self.beat)
        for feed in Array(feeds.values) {
            let watched = Set(pages.values.filter { $0.symbol == feed.symbol }.map(\.period))
            for bars in Array(feed.periods.values) {
                bars.idleBeats = watched.contains(bars.period) ? 0 : bars.idleBeats + 1
                guard bars.idleBeats >= limit else { continue }
                feed.periods[bars.period] = nil
                for task in bars.tasks { task.cancel() }
            }
            guard feed.periods.isEmpty, feeds[feed.symbol] === feed else { continue }
            feeds[feed.symbol] = nil
            await end(feed)
        }
    }
}
