import Journal
import Market
import Records
import Testing

/// What was written is what is read.
@Suite struct RoundTripTests {
    private func written(
        _ inputs: [Input], _ slots: [OutputSlot] = [],
        settings: JournalSettings = JournalSettings(),
        batch: Int = 1000
    ) throws -> SimulatedStorage {
        let disk = SimulatedStorage(seed: 1)
        var writer = try JournalWriter(
            disk, identity: Sample.identity, resuming: JournalEnd(), settings: settings,
            now: Nanoseconds(5))
        for start in stride(from: 0, to: inputs.count, by: batch) {
            try writer.append(Array(inputs[start..<min(inputs.count, start + batch)]))
            try writer.commit(now: Nanoseconds(Int64(start)))
        }
        try writer.append(slots)
        try writer.commitAll(now: Nanoseconds(7))
        #expect(writer.durableSequence == UInt64(inputs.count))
        #expect(writer.durableSlot == UInt64(slots.count))
        return disk
    }

    @Test func `inputs of every kind with any content come back byte for byte`() throws {
        for seed in 0..<UInt64(Sample.isLong ? 2000 : 60) {
            let inputs = Sample.wildInputs(1 + Int(seed * 7 % 600), seed: seed)
            var settings = JournalSettings()
            settings.blockInputs = 1 + Int(seed % 500)
            let disk = try written(inputs, settings: settings, batch: 1 + Int(seed % 311))
            let reader = try JournalReader.open(disk)
            #expect(areSame(try reader.allInputs(), inputs), "seed \(seed)")
            #expect(reader.notes.isEmpty)
        }
    }

    @Test func `a market's inputs come back byte for byte, over many segments`() throws {
        let inputs = Sample.inputs(20_000, seed: 3)
        var settings = JournalSettings()
        settings.segmentBytes = 8192
        let disk = try written(inputs, settings: settings)
        let reader = try JournalReader.open(disk)
        #expect(reader.end.inputs.segments.count > 5)
        #expect(areSame(try reader.allInputs(), inputs))
    }

    @Test func `records of every length come back byte for byte`() throws {
        let inputs = Sample.inputs(3000, seed: 3)
        for seed in 0..<UInt64(20) {
            let slots = Sample.records(1...3000, seed: seed)
            var settings = JournalSettings()
            settings.blockSlots = 1 + Int(seed * 13)
            let disk = try written(inputs, slots, settings: settings)
            let reader = try JournalReader.open(disk)
            #expect(areSame(try reader.allSlots(), slots))
            #expect(try reader.verify() == (3000, UInt64(slots.count)))
        }
    }
}
