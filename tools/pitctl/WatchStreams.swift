import ClientKit
import PitctlViews

/// Fills a store from the engine's streams, until it is cancelled.
struct WatchStreams: Sendable {
    /// Closed bars that are kept.
    static let barCount = 12

    let client: PitwireClient
    let store: WatchStore
    let period: BarPeriod
    let barPeriod: BarPeriod

    /// Follows all symbols; throws when the ticks of one are refused.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await followConnection() }
            for index in store.symbols.indices {
                group.addTask { try await followTicks(index) }
                group.addTask { await followFootprint(index) }
                group.addTask { await followProfile(index) }
                group.addTask { await followVWAP(index) }
                group.addTask { await followBars(index) }
                group.addTask { await followState(index) }
            }
            try await group.waitForAll()
        }
    }

    /// How often the developing measures are wanted.
    private var interval: Nanoseconds { .milliseconds(100) }

    private func followConnection() async {
        for await event in client.connectionEvents {
            switch event {
            case .connected: store.changeAll { $0.connection = .live }
            case .disconnected(let error, _):
                store.changeAll { $0.connection = .lost(why: error.detail) }
            case .closed(let error):
                store.changeAll { $0.connection = .ended(why: error.detail) }
            }
        }
    }

    private func followTicks(_ index: Int) async throws {
        let ticks = try await client.ticks(of: store.symbols[index])
        for await frame in ticks.frames {
            store.take(index, frame)
            for case .ended(let reason) in frame.events {
                store.change(index) { $0.connection = .ended(why: text(reason)) }
            }
        }
    }

    private func text(_ reason: StreamEndReason) -> String {
        switch reason {
        case .endOfData: "the engine has served its data to the end"
        case .slowReader: "this reader was too slow"
        case .instrumentRemoved: "the instrument is no longer offered"
        case .roleMissing: "the role does not allow it"
        case .cancelled: "stopped"
        case .failed(let error): error.detail
        }
    }

    /// What an engine does not offer stays empty in the view.
    private func followFootprint(_ index: Int) async {
        guard
            let views = try? await client.footprintViews(
                of: store.symbols[index], period: period, every: interval)
        else { return }
        await follow(views, index) { $0.footprint = $1 }
    }

    private func followProfile(_ index: Int) async {
        guard
            let profiles = try? await client.profile(of: store.symbols[index], every: interval)
        else { return }
        for await event in profiles {
            switch event {
            case .record(let profile) where !profile.isCompleted:
                store.change(index) { $0.profile = profile }
            case .snapshot(let found):
                if let profile = found.last { store.change(index) { $0.profile = profile } }
            default: break
            }
        }
    }

    private func followVWAP(_ index: Int) async {
        guard let updates = try? await client.vwap(of: store.symbols[index], every: interval)
        else { return }
        await follow(updates, index) { $0.vwap = $1.reading }
    }

    private func followBars(_ index: Int) async {
        let symbol = store.symbols[index]
        guard let bars = try? await client.bars(of: symbol, period: barPeriod) else { return }
        let closed = try? await client.bars(of: symbol, period: barPeriod, limit: Self.barCount)
        store.change(index) { $0.bars = closed ?? [] }
        await follow(bars, index) { state, bar in
            // The answer may hold what the stream brings first.
            guard bar.start > state.bars.last?.start ?? Nanoseconds(.min) else { return }
            state.bars = (state.bars + [bar]).suffix(Self.barCount)
        }
    }

    private func follow<Record>(
        _ stream: EventStream<Record>, _ index: Int,
        _ take: @Sendable (inout WatchState, Record) -> Void
    ) async {
        for await event in stream {
            switch event {
            case .record(let record): store.change(index) { take(&$0, record) }
            case .snapshot(let records):
                store.change(index) { state in for record in records { take(&state, record) } }
            default: break
            }
        }
    }

    /// The session's bar, the quote and the feed are asked for twice a second.
    private func followState(_ index: Int) async {
        while !Task.isCancelled {
            if let reading = try? await client.state(of: store.symbols[index]) {
                store.change(index) { state in
                    state.feed = reading.state.feed
                    state.isSimulated = reading.state.isSimulated
                    state.quote = reading.state.quote
                    state.session = reading.openBars.first { $0.period == .day1 }
                    if state.last == nil { state.last = reading.state.lastTick }
                }
            }
            try? await Task.sleep(for: .milliseconds(500))
        }
    }
}
