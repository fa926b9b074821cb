import ClientKit
import EventLoop
import Feed
import Foundation
import Host
import Market
import Pipeline
import Records
import Settings
import Synchronization
import Wire

/// Real data that tests read where it is present: `PITWIRE_DATA`, else `../shared` beside the
/// repository.
enum RealData {
    static let folder: String = {
        if let named = ProcessInfo.processInfo.environment["PITWIRE_DATA"] { return named }
        let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return top.deletingLastPathComponent().appendingPathComponent("shared").path
    }()

    static let spy = "\(folder)/data/equities-lean/normalised/SPY-20131008.trades.csv.gz"

    static let esTrades = "\(folder)/data/futures-es/esu4-20240701T2358.trades.dbn.zst"
    static let esBars = "\(folder)/data/futures-es/esu4-nqu4-20240701T2340.ohlcv-1m.dbn.zst"

    static func isPresent(_ path: String) -> Bool {
        FileManager.default.isReadableFile(atPath: path)
    }
}

/// An engine over a loopback port, with one instrument.
struct EngineFixture {
    static let token = "0123456789abcdef"
    let host: EngineHost
    var address: String { "127.0.0.1:\(host.port)" }

    /// Starts an engine.
    ///
    /// - Parameters:
    ///   - source: what its replay feed plays; `nil` lets clients feed it.
    ///   - streams: how many subscriptions, all clients' together, the feed waits for: as many as a
    ///     test makes before it needs an input, or whoever comes last misses the first ticks.
    ///   - stops: end with the feed; otherwise serve on.
    init(
        symbol: String, source: ((Instrument) throws -> any InputSource)?, speed: Double = 0,
        streams: Int = 3, stops: Bool = true, threads: ThreadLayout = .duties,
        session: SessionMode? = nil,
        change: (inout EngineSettings) -> Void = { _ in }
    ) throws {
        var settings = EngineSettings()
        settings.listen.port = 0
        settings.engine.threads = threads
        change(&settings)
        var one = try HostInstrument(
            symbol: symbol, settings: settings, origin: source == nil ? .wire : .replay)
        Self.adjust(&one, session)
        var plan = HostPlan(settings: settings, instruments: [one]) { token, _ in
            token == Array(Self.token.utf8)
        }
        plan.speed = speed
        plan.waitsForStreams = streams
        plan.stopsAtEnd = stops && source != nil
        if let source { plan.source = MergedSource([try source(one.instrument)]) }
        host = try EngineHost(plan)
        host.start()
    }

    /// The values of the base column, in the hours of one session mode.
    static func adjust(_ one: inout HostInstrument, _ session: SessionMode?) {
        if let session {
            one.pipeline.barsMode = session
            one.pipeline.footprintMode = session
            one.pipeline.profilesMode = session
            one.pipeline.vwapsMode = session
        }
        one.pipeline.footprintRow = .ticks(1)
        one.pipeline.minimumVolume = nil
        one.pipeline.imbalance.minimumVolume = Volume(10)
    }

    /// Asks the engine until it has so many subscriptions.
    func waitForSubscriptions(_ count: Int64) async throws {
        let client = try await client()
        while true {
            let counters = try await client.statistics().counters
            let made = counters.first { $0.name == "publisher.subscriptions" }?.value ?? 0
            if made >= count { break }
            await Task.yield()
        }
        await client.close()
    }

    func client(_ address: String? = nil, role: Role = .read) async throws -> PitwireClient {
        try await PitwireClient.connect(
            to: address ?? self.address, role: role, token: Self.token)
    }

    func end() {
        host.stop()
        host.join()
    }
}

/// Inputs from a list, as a file would give them.
final class ListSource: InputSource {
    private let inputs: [Input]
    private var next = 0
    private(set) var report = SourceReport(name: "list")
    let skew = Nanoseconds.zero

    init(_ inputs: [Input]) { self.inputs = inputs }

    func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        let count = min(batch.count, inputs.count - next)
        for index in 0..<count { batch[index] = inputs[next + index] }
        next += count
        return count
    }
}

/// What a subscriber ended with.
struct Received: Sendable, Equatable {
    var bars: [Bar] = []
    var footprints: [FootprintRecord] = []
    var ticks = 0
    var gaps = 0

    static func == (left: Received, right: Received) -> Bool {
        left.bars == right.bars && left.ticks == right.ticks && left.gaps == right.gaps
            && left.footprints.map(\.rows) == right.footprints.map(\.rows)
    }
}

extension Received {
    /// How much there is, in words.
    var summary: String {
        "\(bars.count) bars, \(footprints.count) footprints, \(ticks) ticks, \(gaps) gaps"
    }

    /// Without the last bar and footprint.
    var withoutOpenEnds: Received {
        var whole = self
        whole.bars.removeLast()
        whole.footprints.removeLast()
        return whole
    }

    /// How many records of each kind there are.
    var counts: (bars: Int, footprints: Int, ticks: Int) { (bars.count, footprints.count, ticks) }
}

extension PitwireClient {
    /// Reads bars, footprints and ticks of a symbol, three streams, until the engine ends them, or
    /// until there are as many as `expected` has.
    func receiveAll(_ symbol: String, like expected: Received? = nil) async throws -> Received {
        let bars = try await bars(of: symbol, period: .minute1)
        let footprints = try await footprints(of: symbol, period: .minute5)
        let ticks = try await ticks(of: symbol)
        let counts = expected?.counts
        async let readBars = Self.collect(bars, counts?.bars)
        async let readFootprints = Self.collect(footprints, counts?.footprints)
        async let readTicks = Self.collect(ticks, counts?.ticks)
        let (barsRead, footprintsRead, ticksRead) = await (readBars, readFootprints, readTicks)
        return Received(
            bars: barsRead.records, footprints: footprintsRead.records,
            ticks: ticksRead.records.count,
            gaps: barsRead.gaps + footprintsRead.gaps + ticksRead.gaps)
    }

    static func collect<Record: Sendable>(
        _ stream: EventStream<Record>, _ count: Int?
    ) async -> (records: [Record], gaps: Int) {
        var records: [Record] = []
        var gaps = 0
        for await event in stream {
            switch event {
            case .record(let record): records.append(record)
            case .gap: gaps += 1
            case .restarted: gaps += 1_000_000
            case .snapshot, .roll, .ended: break
            }
            if records.count == count { break }
        }
        return (records, gaps)
    }
}
