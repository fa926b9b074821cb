import Feed
import Journal
import Market
import Records
import Testing

/// Recorded trades through the journal.
@Suite(
    .enabled(if: Sample.dataFolder != nil, "reads real data in ../shared/data or PITWIRE_DATA"))
struct RealTicksTests {
    static func ticks(_ file: String, _ instrument: Instrument) throws -> [Input] {
        let path = try #require(Sample.dataFolder) + "/" + file
        let source = try SourceOpener.open(path, instrument: instrument, id: InstrumentID(0)).source
        let batch = UnsafeMutableBufferPointer<Input>.allocate(capacity: 4096)
        defer { batch.deallocate() }
        var inputs: [Input] = []
        while true {
            let count = try source.next(into: batch)
            if count == 0 { return inputs }
            inputs += batch[..<count]
        }
    }

    @Test(arguments: ["SPY-20131007", "SPY-20131008"])
    func `a day of SPY takes at most 6 bytes a tick`(day: String) throws {
        let instrument = try InstrumentCatalog.instrument(symbol: "SPY")
        let inputs = try Self.ticks("equities-lean/normalised/\(day).trades.csv.gz", instrument)
        let disk = SimulatedStorage(seed: 1)
        var settings = JournalSettings()
        settings.policy = .off
        var writer = try JournalWriter(
            disk, identity: Sample.identity, resuming: JournalEnd(), settings: settings,
            now: Nanoseconds(0))
        try writer.append(inputs)
        try writer.commitAll(now: Nanoseconds(1))
        let bytes = Double(writer.counters.inputBytes) / Double(inputs.count)
        print("\(day): \(inputs.count) ticks, \(bytes) bytes a tick")
        #expect(bytes <= 6 && inputs.count > 100_000)
        let read = try JournalReader.open(disk).allInputs()
        let expected = inputs.map { input in
            var input = input
            input.received = .zero
            return input
        }
        #expect(areSame(read, expected))
    }
}
