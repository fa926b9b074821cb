import ClientKit
import Core
import Feed
import Foundation
import Host
import Journal
import Market
import Records
import Recovery
import Settings
import Store
import Systems
import Testing
import Wire

/// A journal's folder that goes with the test.
final class JournalFixture {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "pitwire-journal-\(UUID().uuidString)"
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func plan(
        _ inputs: [Input]?, speed: Double = 0, source: UInt64 = 7,
        change: (inout EngineSettings) -> Void = { _ in }
    ) throws -> HostPlan {
        var settings = EngineSettings()
        settings.listen.port = 0
        settings.journal.folder = path
        settings.journal.sync = .interval
        settings.journal.checkpoint = 10_000
        change(&settings)
        var one = try HostInstrument(
            symbol: "ES", settings: settings, origin: inputs == nil ? .wire : .replay)
        one.strategies = SystemCatalog.catalog.seats(
            on: try settings.instrumentSettings(for: "ES"), of: settings, mode: .utc)
        EngineFixture.adjust(&one, .utc)
        one.source = source
        var plan = HostPlan(settings: settings, instruments: [one]) { token, _ in
            token == Array(EngineFixture.token.utf8)
        }
        plan.speed = speed
        // A halt by the engine itself is an input that another run does not have.
        plan.diskPatience = .seconds(3600)
        if let inputs { plan.source = MergedSource([ListSource(inputs)]) }
        plan.stopsAtEnd = inputs != nil
        return plan
    }

    func reader() throws -> (FolderStorage, JournalReader) {
        let storage = try FolderStorage(path, access: .reading)
        return (storage, try JournalReader.open(storage))
    }

    /// The digests of the feed's end, of every stream.
    func lastDigest() throws -> DigestRecord {
        var found: DigestRecord?
        var cursor = try reader().1.outputs()
        while let run = try cursor.next() {
            var index = 0
            while index < run.slots.count {
                let size = run.slots[index].slots
                if run.slots[index].kind == .digest {
                    found = DigestRecord(
                        UnsafeBufferPointer(rebasing: run.slots[index..<index + size]))
                }
                index += size
            }
        }
        return try #require(found)
    }
}

@Suite(.serialized, .timeLimit(.minutes(5))) struct JournalRunTests {
    private func run(_ plan: HostPlan) throws -> EngineHost {
        let host = try EngineHost(plan)
        host.start()
        host.join()
        return host
    }

    /// Settings that change how an engine works and nothing that it says.
    private static let ways: [(name: String, change: @Sendable (inout EngineSettings) -> Void)] = [
        ("one loop", { $0.engine.threads = .one }), ("yielding", { $0.engine.wait = .yield }),
        (
            "spinning, small rings",
            {
                $0.engine.wait = .spin
                $0.rings.symbol = 64
                $0.journal.ring = 1024
            }
        ), ("sync off", { $0.journal.sync = .off }), ("sync always", { $0.journal.sync = .always }),
    ]

    /// What must be equal of two runs: the feed was named, so its first input is no tick.
    private func streams(_ record: DigestRecord) -> [DigestRecord.Stream] { record.streams }

    @Test func `speed, threads and ways to wait leave the same digests`() throws {
        let inputs = madeUpHour(20_000)
        let first = JournalFixture()
        _ = try run(try first.plan(inputs))
        let expected = streams(try first.lastDigest())
        #expect(expected.count > 8)
        for (name, change) in Self.ways {
            let other = JournalFixture()
            _ = try run(try other.plan(inputs, change: change))
            let found = streams(try other.lastDigest())
            let differ = Set(found).symmetricDifference(expected).map(\.number)
            #expect(found == expected, "\(name): streams \(differ)")
        }
        let paced = JournalFixture()
        _ = try run(try paced.plan(inputs, speed: 3600))
        #expect(streams(try paced.lastDigest()) == expected)
    }

    @Test func `a feed is gone on in where the engine before was stopped`() throws {
        let inputs = madeUpHour(20_000)
        let whole = JournalFixture()
        _ = try run(try whole.plan(inputs))
        let parts = JournalFixture()
        // Engines that saw more and more of the same file.
        for share in [1, 4000, 4001, 13_000, 20_000] {
            let host = try run(try parts.plan(Array(inputs.prefix(share))))
            #expect(host.journalFault == nil)
            #expect(host.recovery != nil)
        }
        let (storage, reader) = try parts.reader()
        let plan = try parts.plan(inputs)
        let found = try Verification.run(
            storage, reader, 1...reader.end.inputs.next - 1, plan.parts())
        #expect(found.difference == nil)
        #expect(found.records > 1000)
    }

    @Test func `alerts, halts, settings and answers survive a restart`() async throws {
        let journal = JournalFixture()
        let command = try #require(CommandID("alert-1"))
        let first = try EngineHost(try journal.plan(nil))
        first.start()
        let client = try await PitwireClient.connect(
            to: "127.0.0.1:\(first.port)", role: .admin, token: EngineFixture.token)
        let answer = try await client.addAlert(
            of: "ES", .atOrAbove, Price(6_000_000_000_000), note: "up", id: command)
        _ = try await client.halt("ES", reason: "lunch")
        _ = try await client.set("alerts.max", to: "5")
        let before = try await client.desk(of: "ES")
        await client.close()
        first.stop()
        first.join()

        let second = try EngineHost(try journal.plan(nil))
        #expect(second.recovery?.sequence ?? 0 > 0)
        second.start()
        let again = try await PitwireClient.connect(
            to: "127.0.0.1:\(second.port)", role: .admin, token: EngineFixture.token)
        let after = try await again.desk(of: "ES")
        #expect(after == before)
        #expect(after.state.alerts.count == 1 && after.state.halts.count == 1)
        let repeated = try await again.addAlert(
            of: "ES", .atOrAbove, Price(6_000_000_000_000), note: "up", id: command)
        #expect(repeated.isRepeat)
        #expect(repeated.number == answer.number)
        #expect(repeated.subject == answer.subject)
        #expect(try await again.desk(of: "ES") == before)
        await again.close()
        second.stop()
        second.join()
    }

    @Test func `the store holds the bars of the output log, once each`() throws {
        let journal = JournalFixture()
        _ = try run(try journal.plan(madeUpHour(20_000)))
        var expected: [BarRecord] = []
        var cursor = try journal.reader().1.outputs()
        while let run = try cursor.next() {
            var index = 0
            while index < run.slots.count {
                let size = run.slots[index].slots
                if run.slots[index].kind == .bar {
                    expected.append(
                        BarRecord(UnsafeBufferPointer(rebasing: run.slots[index..<index + size])))
                }
                index += size
            }
        }
        let store = try StoreReader(path: journal.path + "/pitwire.db")
        for period in [BarPeriod.second1, .minute1, .minute5] {
            let found = try store.bars(
                symbol: "ES", period: period, mode: nil, from: nil, to: nil, limit: 1_000_000)
            #expect(found == expected.filter { $0.bar.period == period })
            #expect(!found.isEmpty)
        }
        #expect(try store.integrity() == [])
    }

    @Test func `an engine of other symbols does not go on with a journal`() throws {
        let journal = JournalFixture()
        _ = try run(try journal.plan(madeUpHour(100)))
        var plan = try journal.plan(nil)
        plan.instruments[0] = try HostInstrument(
            symbol: "SPY", settings: plan.settings, origin: .wire)
        let error = #expect(throws: HostError.self) { _ = try EngineHost(plan) }
        #expect(error?.description.contains("it records ES") == true)
    }

    @Test func `a journal is one engine's at a time`() throws {
        let journal = JournalFixture()
        let first = try EngineHost(try journal.plan(nil))
        let error = #expect(throws: HostError.self) { _ = try EngineHost(try journal.plan(nil)) }
        #expect(error?.description.contains("another engine") == true)
        first.start()
        first.stop()
        first.join()
    }
}
