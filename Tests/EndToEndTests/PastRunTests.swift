import ClientKit
import Feed
import Foundation
import Host
import Market
import Records
import Settings
import Testing
import Wire

/// Questions about the past to a whole engine: while it runs, and when it was started anew.
@Suite(.serialized, .timeLimit(.minutes(5))) struct PastRunTests {
    /// What clients can see of an instrument, as values.
    private struct Sight {
        var reading: InstrumentReading
        var bars: [Bar]
        /// The open one; `nil` between two.
        var footprint: FootprintRecord?
        var profile: ProfileSnapshot
        var decisions: [Evaluation]
        var studies: [Evaluation]

        init(_ client: PitwireClient, asOf: Nanoseconds? = nil) async throws {
            reading = try await client.state(of: "ES", asOf: asOf)
            reading.moment = nil
            // A sequence of ticks counts over restarts, an epoch is one engine's.
            reading.position?.epoch = 0
            bars = try await client.bars(of: "ES", period: .minute1, limit: 500, asOf: asOf)
            do throws(ClientError) {
                footprint = try await client.footprint(
                    of: "ES", period: .minute5, moment: .developing, asOf: asOf)
            } catch {
                guard error.code == .notFound else { throw error }
            }
            profile = try await client.profile(of: "ES", moment: .developing, asOf: asOf)
            decisions = try await client.evaluations(of: "ES", asOf: asOf).map(\.evaluation)
            studies = try await client.studies(of: "ES", strategy: nil, asOf: asOf).map(
                \.evaluation)
        }

        /// The names of what is not the same.
        func differences(to other: Sight) -> [String] {
            let same = [
                ("state", reading == other.reading), ("bars", bars == other.bars),
                ("footprint", footprint?.rows == other.footprint?.rows),
                ("footprint's bar", footprint?.bar == other.footprint?.bar),
                ("profile", profile.rows == other.profile.rows),
                ("decisions", decisions == other.decisions), ("studies", studies == other.studies),
            ]
            return same.filter { !$0.1 }.map(\.0)
        }
    }

    private func client(_ host: EngineHost) async throws -> PitwireClient {
        try await PitwireClient.connect(
            to: "127.0.0.1:\(host.port)", role: .read, token: EngineFixture.token)
    }

    /// Asks until the core has taken all that its feed gives, and all of it is on disk.
    ///
    /// - Parameter count: what the feed gives at least.
    /// - Returns: How far the instrument's clock is.
    private func settle(_ client: PitwireClient, after count: Int) async throws -> Nanoseconds {
        var seen: Int64 = -1
        while true {
            let state = try await client.state(of: "ES").state
            let counters = try await client.statistics().counters
            func value(_ name: String) -> Int64 {
                counters.first { $0.name == name }?.value ?? 0
            }
            let taken = value("core.inputs")
            if let tick = state.lastTick, taken >= count, taken == seen,
                value("journal.durable") == taken
            {
                return max(tick.time, state.quote?.time ?? tick.time)
            }
            seen = taken
            await Task.yield()
        }
    }

    /// Runs an engine to its feed's end.
    private func end(_ plan: HostPlan) throws {
        let host = try EngineHost(plan)
        host.start()
        host.join()
        #expect(host.feedFault == nil && host.journalFault == nil)
    }

    private func plan(
        _ journal: JournalFixture, _ source: (any InputSource)?, isWire: Bool = false,
        change: @escaping (inout EngineSettings) -> Void = { _ in }
    ) throws -> HostPlan {
        var plan = try journal.plan(isWire ? nil : [], change: change)
        plan.source = source.map { MergedSource([$0]) }
        plan.stopsAtEnd = false
        return plan
    }

    @Test func `what a client saw it sees again as of then, in the same run and after a restart`()
        async throws
    {
        let inputs = madeUpHour(40_000)
        let half = 20_000
        let journal = JournalFixture()
        let gate = HeldSource.Gate()
        let held = HeldSource(ListSource(inputs), after: half, gate: gate)
        let host = try EngineHost(try plan(journal, held))
        host.start()
        let client = try await client(host)
        let last = try await settle(client, after: half * 9 / 10)
        // The feed's clock beats at whole seconds.
        let next = min(
            try #require(inputs.first { $0.time > last }).time, last.secondStart + .seconds(1))
        let seen = try await Sight(client)
        #expect(seen.footprint?.rows.isEmpty == false)
        // The end of the journal is a moment, too.
        #expect(try await Sight(client, asOf: last).differences(to: seen) == [])
        #expect(client.lastMoment?.time == last)
        let ahead = await #expect(throws: ClientError.self) {
            try await client.state(of: "ES", asOf: last + Nanoseconds(1))
        }
        #expect(ahead?.code == .notFound && ahead?.detail.contains("it reaches from") == true)
        gate.open()
        _ = try await settle(client, after: inputs.count)
        #expect(try await Sight(client).differences(to: seen).contains("state"))
        #expect(try await Sight(client, asOf: last).differences(to: seen) == [])
        #expect(try await Sight(client, asOf: next - Nanoseconds(1)).differences(to: seen) == [])
        let end = try await Sight(client)
        await client.close()
        host.stop()
        host.join()

        let again = try EngineHost(try plan(journal, nil))
        again.start()
        let later = try await self.client(again)
        #expect(try await Sight(later, asOf: last).differences(to: seen) == [])
        let whole = try await Sight(later)
        #expect(whole.bars == end.bars && whole.decisions == end.decisions)
        await later.close()
        again.stop()
        again.join()
    }

    @Test
    func `bars before those in memory come out of the store, each once, and it fails in words`()
        async throws
    {
        let inputs = madeUpHour(20_000)
        let (journal, roomy) = (JournalFixture(), JournalFixture())
        let small: @Sendable (inout EngineSettings) -> Void = { $0.bars.history = 50 }
        let large: @Sendable (inout EngineSettings) -> Void = { $0.bars.history = 100_000 }
        // All of them, by an engine that keeps them.
        try end(try roomy.plan(inputs, change: large))
        let keeper = try EngineHost(try plan(roomy, nil, change: large))
        keeper.start()
        let keeping = try await client(keeper)
        let bars = try await keeping.bars(of: "ES", period: .second1, limit: 100_000)
        await keeping.close()
        keeper.stop()
        keeper.join()
        #expect(bars.count > 500)

        try end(try journal.plan(inputs, change: small))
        let host = try EngineHost(try plan(journal, nil, change: small))
        host.start()
        let client = try await client(host)
        #expect(try await client.bars(of: "ES", period: .second1, limit: 100_000) == bars)
        let kept = try await client.bars(of: "ES", period: .second1, limit: 50)
        #expect(kept == bars.suffix(50))
        let middle = try await client.bars(
            of: "ES", period: .second1, from: bars[100].start, to: bars[300].start, limit: 100_000)
        #expect(middle == Array(bars[100..<300]))
        // As of then, too: the copy keeps no more than the engine did.
        let then = bars[400].end
        let past = try await client.bars(
            of: "ES", period: .second1, limit: 100_000, asOf: then)
        #expect(past == bars.filter { $0.end <= then })
        let counters = try await client.statistics().counters
        #expect(counters.first { $0.name == "history.answered" }?.value == 2)
        #expect(counters.first { $0.name == "past.answered" }?.value == 1)
        await client.close()
        host.stop()
        host.join()

        // Of a store that is no database, an error that names it.
        let file = "\(journal.path)/pitwire.db"
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createDirectory(
            atPath: file, withIntermediateDirectories: true)
        let broken = try EngineHost(try plan(journal, nil, change: small))
        broken.start()
        let asking = try await self.client(broken)
        let error = await #expect(throws: ClientError.self) {
            try await asking.bars(of: "ES", period: .second1, limit: 100_000)
        }
        #expect(error?.code == .refused && error?.wireCode == .unreadable)
        #expect(error?.detail.contains(file) == true)
        #expect(try await asking.bars(of: "ES", period: .second1, limit: 50) == kept)
        await asking.close()
        broken.stop()
        broken.join()
    }

    @Test func `without a journal there is no past`() async throws {
        let engine = try EngineFixture(
            symbol: "ES", source: { _ in ListSource(madeUpHour(100)) }, streams: 0, stops: false)
        let client = try await engine.client()
        let error = await #expect(throws: ClientError.self) {
            try await client.state(of: "ES", asOf: .seconds(1_700_000_000))
        }
        #expect(error?.code == .refused && error?.wireCode == .unsupported)
        await client.close()
        engine.end()
    }
}
