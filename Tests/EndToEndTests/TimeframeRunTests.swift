import ClientKit
import Host
import Journal
import Market
import Records
import Recovery
import Testing

/// The timeframe of an engine with a journal, changed by command.
@Suite(.serialized, .timeLimit(.minutes(5))) struct TimeframeRunTests {
    /// An engine's life: it is fed some ticks, then looked at.
    private func live(
        _ journal: JournalFixture, _ inputs: ArraySlice<Input>,
        _ look: (PitwireClient) async throws -> Void
    ) async throws {
        let host = try EngineHost(try journal.plan(nil))
        host.start()
        let address = "127.0.0.1:\(host.port)"
        let feeder = try await PitwireClient.connect(
            to: address, role: .feed, token: EngineFixture.token)
        try await feeder.feed(symbols: ["ES"]).send(Array(inputs))
        while try await feeder.state(of: "ES").state.lastTick?.time != inputs.last?.time {
            await Task.yield()
        }
        let admin = try await PitwireClient.connect(
            to: address, role: .admin, token: EngineFixture.token)
        try await look(admin)
        await admin.close()
        await feeder.close()
        host.stop()
        host.join()
    }

    private func footprints(_ journal: JournalFixture) throws -> [FootprintRecord] {
        var found: [FootprintRecord] = []
        var cursor = try journal.reader().1.outputs()
        while let run = try cursor.next() {
            var index = 0
            while index < run.slots.count {
                let size = run.slots[index].slots
                if run.slots[index].kind == .footprint {
                    found.append(
                        FootprintRecord(
                            UnsafeBufferPointer(rebasing: run.slots[index..<index + size])))
                }
                index += size
            }
        }
        return found
    }

    @Test func `a changed timeframe comes back with the engine, and a replay proves it`()
        async throws
    {
        let journal = JournalFixture()
        let inputs = madeUpHour(20_000)
        try await live(journal, inputs[..<5000]) { admin in
            let refused = try await admin.set("orderflow.timeframe", to: "7")
            #expect(refused.outcome == .badValue && refused.text.contains("one of 1s, 1m"))
            #expect(try await admin.set("orderflow.timeframe", to: "60").isAccepted)
            #expect(
                try await admin.footprint(
                    of: "ES", period: .minute5, moment: .previous(1)
                ).bar.period == .minute5)
        }
        var last: FootprintRecord?
        // More than a checkpoint's inputs: the next start begins with one.
        try await live(journal, inputs[5000..<16_000]) { admin in
            let events = try await admin.desk().state.settings
            #expect(events.map(\.setting.value) == ["60"])
            let closed = try await admin.footprint(
                of: "ES", period: .minute1, moment: .previous(1))
            let open = try await admin.footprint(of: "ES", period: .minute1, moment: .developing)
            #expect(open.bar.start >= closed.bar.end && open.bar.period == .minute1)
            await #expect(throws: ClientError.self) {
                _ = try await admin.footprint(of: "ES", period: .minute5, moment: .developing)
            }
            last = closed
        }
        try await live(journal, inputs[16_000...]) { admin in
            let start = try #require(last?.bar.start)
            let kept = try await admin.footprint(of: "ES", period: .minute1, moment: .at(start))
            #expect(kept == last)
            #expect(try await admin.set("orderflow.timeframe", to: "default").isAccepted)
        }
        let found = try footprints(journal)
        let turned = try #require(found.firstIndex { $0.bar.period == .minute1 })
        #expect(turned >= 2 && found[..<turned].allSatisfy { $0.bar.period == .minute5 })
        #expect(found[turned...].allSatisfy { $0.bar.period == .minute1 })
        #expect(found.count - turned > 30)
        let (storage, reader) = try journal.reader()
        let proof = try Verification.run(
            storage, reader, 1...reader.end.inputs.next - 1, try journal.plan(nil).parts())
        #expect(proof.difference == nil)
    }
}
