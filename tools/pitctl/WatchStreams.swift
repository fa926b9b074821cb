import ClientKit
import PitctlViews

/// Fills a store from the engine's streams, until it is cancelled.
///
/// Lost connections are the client's to mend. A stream that the engine itself ended is asked for
/// again, so that a view goes on when the engine was started anew.
struct WatchStreams: Sendable {
    /// Closed bars that are asked for, so that the session is seen from its start.
    static let barCount = 100_000
    /// How often the developing measures are wanted.
    static let interval = Nanoseconds.milliseconds(100)

    let client: PitwireClient
    let store: WatchStore
    let period: BarPeriod
    let barPeriod: BarPeriod
    let look: Look

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
                guard store.hasSystems else { continue }
                group.addTask { await followStudies(index) }
                group.addTask { await followSignals(index) }
            }
            try await group.waitForAll()
        }
    }

    private func followConnection() async {
        for await event in client.connectionEvents {
            switch event {
            case .connected: store.connection(.live)
            case .disconnected(let error, _): store.connection(.lost(why: error.detail))
            case .closed(let error): store.connection(.ended(why: error.detail))
            }
        }
    }

    private func followTicks(_ index: Int) async throws {
        try await readTicks(index, try await client.ticks(of: store.symbols[index]))
        await again { () throws(ClientError) in
            let ticks = try await client.ticks(of: store.symbols[index])
            store.reset(index, ticks.instrument?.instrument)
            try? await readTicks(index, ticks)
        }
    }

    private func readTicks(_ index: Int, _ ticks: EventStream<Tick>) async throws {
        for await frame in ticks.frames {
            store.take(index, frame)
            for case .ended(let reason) in frame.events {
                store.end(index, why: text(reason))
                if case .failed(let error) = reason { throw error }
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

    /// Runs a body until the engine refuses, the client is closed or the task is cancelled.
    ///
    /// - Returns: The refusal, if that was it.
    @discardableResult
    private func again(
        _ body: () async throws(ClientError) -> Void
    ) async -> ClientError? {
        while !Task.isCancelled {
            do {
                try await body()
            } catch {
                if error.code == .refused || error.code == .notFound { return error }
                if error.isFinal { return nil }
            }
            try? await Task.sleep(for: .seconds(1))
        }
        return nil
    }

    /// Follows what a request brings; what the engine does not offer is named and left out.
    private func follow(
        _ index: Int, _ name: String, _ body: () async throws(ClientError) -> Void
    ) async {
        if await again(body) != nil { store.change(index) { $0.refused.append(name) } }
    }

    private func followFootprint(_ index: Int) async {
        await follow(index, "\(period.name) footprint") { () throws(ClientError) in
            let views = try await client.footprintViews(
                of: store.symbols[index], period: period, every: Self.interval)
            await read(views, index) { $0.footprint = $1 }
        }
    }

    private func followVWAP(_ index: Int) async {
        await follow(index, "daily VWAP") { () throws(ClientError) in
            let updates = try await client.vwap(of: store.symbols[index], every: Self.interval)
            await read(updates, index) { $0.vwap = $1.reading }
        }
    }

    private func followProfile(_ index: Int) async {
        await follow(index, "daily profile") { () throws(ClientError) in
            let profiles = try await client.profile(
                of: store.symbols[index], every: Self.interval)
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
    }

    private func followBars(_ index: Int) async {
        await follow(index, "\(barPeriod.name) bars") { () throws(ClientError) in
            let symbol = store.symbols[index]
            let bars = try await client.bars(of: symbol, period: barPeriod)
            store.close(
                index,
                try await client.bars(of: symbol, period: barPeriod, limit: Self.barCount))
            for await event in bars {
                switch event {
                case .record(let bar): store.close(index, [bar])
                case .snapshot(let found): store.close(index, found)
                default: break
                }
            }
        }
    }

    private func read<Record>(
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

    private func followStudies(_ index: Int) async {
        await follow(index, "studies") { () throws(ClientError) in
            let studies = try await client.studies(of: store.symbols[index])
            await read(studies, index) { $0.systems.take(study: $1.evaluation) }
        }
    }

    private func followSignals(_ index: Int) async {
        await follow(index, "signals") { () throws(ClientError) in
            let signals = try await client.signals(of: store.symbols[index])
            await read(signals, index) { state, signal in
                state.systems.take(signal: DecisionText(signal, look))
            }
        }
    }

    private func read(
        _ stream: DecisionStream, _ index: Int,
        _ take: @Sendable (inout WatchState, Decision) -> Void
    ) async {
        for await event in stream {
            switch event {
            case .record(let decision): store.change(index) { take(&$0, decision) }
            case .snapshot(let decisions):
                store.change(index) { state in
                    for decision in decisions { take(&state, decision) }
                }
            case .restarted:
                guard let fresh = try? await client.strategies() else { break }
                store.change(index) { $0.systems = SystemsState(fresh) }
            default: break
            }
        }
    }

    /// The open bar, the quote and the feed are asked for twice a second.
    private func followState(_ index: Int) async {
        while !Task.isCancelled {
            if let reading = try? await client.state(of: store.symbols[index]) {
                store.take(index, reading, barPeriod)
            }
            try? await Task.sleep(for: .milliseconds(500))
        }
    }
}
