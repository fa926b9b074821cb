import ClientKit
import EventLoop
import Market
import Records
import Wire

/// A subscriber that goes away for good.
struct Leaver {
    let engine: EngineFixture
    let symbol: String

    /// Hears so many minute bars through a proxy, loses its connection for good, and is let go
    /// without a word; returns when nothing is left of it.
    func hear(_ count: Int, through proxy: CuttingProxy) async throws -> [Bar] {
        let port = try await proxy.start()
        weak var loop: EventLoop?
        let heard: [Bar]
        do {
            let client = try await engine.client("127.0.0.1:\(port)")
            loop = client.loop
            heard = try await hear(count, by: client)
            proxy.stop()
            for await event in client.connectionEvents {
                if case .disconnected = event { break }
            }
        }
        while loop != nil { await Task.yield() }
        return heard
    }

    /// Reads three streams until there are so many bars; the readers end with it.
    private func hear(_ count: Int, by client: PitwireClient) async throws -> [Bar] {
        let footprints = try await client.footprints(of: symbol, period: .minute5)
        let ticks = try await client.ticks(of: symbol)
        async let _ = Self.drain(footprints)
        async let _ = Self.drain(ticks)
        var heard: [Bar] = []
        for await bar in try await client.bars(of: symbol, period: .minute1).records {
            heard.append(bar)
            if heard.count == count { break }
        }
        return heard
    }

    private static func drain<Record>(_ stream: EventStream<Record>) async {
        for await _ in stream {}
    }
}

/// A subscriber that joins in the middle: streams from now on, and by query what was before.
struct Joiner {
    let client: PitwireClient
    let symbol: String
    private let liveBars: EventStream<Bar>
    private let liveFootprints: EventStream<FootprintRecord>
    private let liveProfile: ProfileStream
    /// Bars that were closed before.
    let bars: [Bar]
    /// Footprints that were closed before.
    let footprints: [FootprintRecord]

    /// Subscribes, then asks for what was before: in this order nothing falls in between.
    init(_ engine: EngineFixture, _ symbol: String) async throws {
        self.symbol = symbol
        client = try await engine.client()
        liveBars = try await client.bars(of: symbol, period: .minute1)
        liveFootprints = try await client.footprints(of: symbol, period: .minute5)
        liveProfile = try await client.profile(of: symbol)
        bars = try await client.bars(of: symbol, period: .minute1, limit: 1000)
        var footprints: [FootprintRecord] = []
        for bar in try await client.bars(of: symbol, period: .minute5, limit: 1000) {
            footprints.append(
                try await client.footprint(of: symbol, period: .minute5, moment: .at(bar.start)))
        }
        self.footprints = footprints
    }

    /// What it has in the end, and the profile it began with.
    struct Ending: Sendable {
        var bars: [Bar]
        var footprints: [FootprintRecord]
        var first: ProfileSnapshot?
        var profile: ProfileSnapshot?
    }

    /// Reads until there are as many bars and footprints as `expected` has, and the profile is
    /// completed.
    func readOn(like expected: Received) async -> Ending {
        async let bars = Self.join(bars, liveBars, to: expected.bars.count, \.start)
        async let footprints = Self.join(
            footprints, liveFootprints, to: expected.footprints.count, \.bar.start)
        async let profiles = Self.completed(liveProfile)
        let (first, last) = await profiles
        return Ending(
            bars: await bars, footprints: await footprints, first: first, profile: last)
    }

    /// The records of before and those that came; what came twice counts once.
    private static func join<Record: Sendable>(
        _ before: [Record], _ stream: EventStream<Record>, to count: Int,
        _ start: @Sendable (Record) -> Nanoseconds
    ) async -> [Record] {
        var all = before
        func add(_ record: Record) {
            if all.last.map({ start($0) < start(record) }) ?? true { all.append(record) }
        }
        for await event in stream {
            switch event {
            case .record(let record): add(record)
            case .snapshot(let records): records.forEach(add)
            case .gap, .restarted, .ended: return all
            case .roll: break
            }
            if all.count >= count { break }
        }
        return all
    }

    private static func completed(
        _ stream: ProfileStream
    ) async -> (first: ProfileSnapshot?, last: ProfileSnapshot?) {
        var first: ProfileSnapshot?
        for await event in stream {
            let profile: ProfileSnapshot?
            switch event {
            case .record(let record): profile = record
            case .snapshot(let records): profile = records.last
            case .gap, .restarted, .ended: return (first, nil)
            case .roll: profile = nil
            }
            first = first ?? profile
            if let profile, profile.isCompleted { return (first, profile) }
        }
        return (first, nil)
    }
}
