import Chance
import Journal
import Market
import Records
import Testing

/// Finding things in a journal.
@Suite struct ReaderTests {
    private let inputs = Sample.inputs(6000, seed: 3)
    private let slots = Sample.records(1...6000, seed: 4)

    private func settings() -> JournalSettings {
        var settings = JournalSettings()
        settings.segmentBytes = 8192
        settings.blockInputs = 150
        settings.blockSlots = 40
        return settings
    }

    private func journal(segmentBytes: Int = 8192) throws -> SimulatedStorage {
        let disk = SimulatedStorage(seed: 1)
        var settings = settings()
        settings.segmentBytes = segmentBytes
        var writer = try JournalWriter(
            disk, identity: Sample.identity, resuming: JournalEnd(), settings: settings,
            now: Nanoseconds(0))
        try writer.append(inputs)
        try writer.append(slots)
        try writer.commitAll(now: Nanoseconds(1))
        return disk
    }

    @Test func `an empty folder is an empty journal`() throws {
        for repairing in [JournalRepairing.nothing, .liveTail, .tornTail] {
            let reader = try JournalReader.open(SimulatedStorage(seed: 1), repairing: repairing)
            #expect(reader.end == JournalEnd() && reader.notes.isEmpty)
            #expect(try reader.verify() == (0, 0))
        }
    }

    @Test func `a segment says who wrote it, and can be read alone`() throws {
        let disk = try journal()
        let reader = try JournalReader.open(disk)
        let segments = reader.end.inputs.segments
        #expect(segments.count > 3)
        #expect(segments.allSatisfy { $0.header.identity == Sample.identity })
        let alone = SimulatedStorage(seed: 1)
        alone[segments[2].name] = disk[segments[2].name]
        let read = try JournalReader.open(alone).allInputs()
        let first = Int(segments[2].first)
        #expect(areSame(read, inputs[(first - 1)..<(first - 1 + read.count)]))
    }

    @Test func `any range of sequences is found, in blocks that touch it`() throws {
        let reader = try JournalReader.open(try journal())
        for (from, to) in [(1, 1), (1, 6000), (150, 151), (4321, 4322), (5999, 9000), (6000, 6000)]
        {
            let range = UInt64(from)...UInt64(to)
            var cursor = reader.inputs(BlockSelection(sequences: range))
            var seen = 0
            while let run = try cursor.next() {
                #expect(
                    run.first <= UInt64(to) && run.first + UInt64(run.inputs.count) > UInt64(from))
                #expect(
                    areSame(
                        run.inputs,
                        inputs[(Int(run.first) - 1)..<(Int(run.first) - 1 + run.inputs.count)]))
                for place in run.inputs.indices where range.contains(run.first + UInt64(place)) {
                    seen += 1
                }
            }
            #expect(seen == min(to, 6000) - from + 1)
            let causes = try reader.allSlots(BlockSelection(sequences: range))
            #expect(
                heads(causes).count { range.contains($0.cause) }
                    == heads(slots).count { range.contains($0.cause) })
        }
    }

    /// The first slots of records.
    private func heads(_ slots: [OutputSlot]) -> [OutputSlot] {
        var heads: [OutputSlot] = []
        var place = 0
        while place < slots.count {
            heads.append(slots[place])
            place += slots[place].slots
        }
        return heads
    }

    @Test func `the first input at or behind a time is found, of all or of one instrument`() throws
    {
        let reader = try JournalReader.open(try journal())
        for place in stride(from: 0, to: 6000, by: 997) {
            let time = inputs[place].time
            for id in [nil, InstrumentID(1)] {
                let expected = inputs.firstIndex {
                    $0.time >= time && (id == nil || $0.instrument == id)
                }
                #expect(
                    try reader.firstSequence(at: time, of: id) == expected.map { UInt64($0 + 1) })
            }
        }
        let last = try #require(inputs.last).time
        #expect(try reader.firstSequence(at: Nanoseconds(last.rawValue + 1)) == nil)
        let other = try #require(
            (UInt32(3)..<999).first { number in
                (0..<3).allSatisfy {
                    BlockHeader.bit(of: InstrumentID($0))
                        != BlockHeader.bit(of: InstrumentID(number))
                }
            })
        let none = BlockSelection(instrument: InstrumentID(other))
        #expect(try reader.allInputs(none).isEmpty)
    }

    @Test func `a reader follows what another writes`() throws {
        let disk = SimulatedStorage(seed: 1)
        var settings = settings()
        settings.policy = .off
        settings.linger = 0
        var writer = try JournalWriter(
            disk, identity: Sample.identity, resuming: JournalEnd(), settings: settings,
            now: Nanoseconds(0))
        var reader = try JournalReader.open(disk, repairing: .liveTail)
        var random = SplitMix64(1)
        var (done, read) = (0, 0)
        while done < inputs.count {
            let count = min(inputs.count - done, random.below(400))
            try writer.append(Array(inputs[done..<done + count]))
            try writer.commit(now: Nanoseconds(Int64(done)))
            done += count
            try reader.refresh()
            let next = UInt64(read + 1)
            var cursor = reader.inputs(BlockSelection(sequences: next...UInt64.max))
            while let run = try cursor.next() {
                #expect(run.first == UInt64(read + 1))
                #expect(areSame(run.inputs, inputs[read..<read + run.inputs.count]))
                read += run.inputs.count
            }
            #expect(UInt64(read) == writer.writtenSequence)
        }
        #expect(reader.end.inputs.segments == writer.segments(.inputs))
    }

    @Test func `outputs ahead of the inputs they came from are cut`() throws {
        let disk = try journal(segmentBytes: 1 << 20)
        let whole = try JournalReader.open(disk)
        let last = try #require(whole.end.inputs.segments.last)
        let block = try #require(try whole.blocks(of: last).last)
        disk[last.name] = Array(try #require(disk[last.name])[..<block.place])
        let before = try JournalReader.open(disk, repairing: .liveTail)
        #expect(before.end.outputs.lastCause > before.end.inputs.lastCause)
        let reader = try JournalReader.open(disk, repairing: .tornTail)
        #expect(reader.end.inputs.next == block.first)
        #expect(reader.end.outputs.lastCause < block.first)
        #expect(reader.notes.first?.reason.what == "outputs of inputs that were lost")
        let kept = try reader.allSlots()
        #expect(areSame(kept, slots.prefix(kept.count)) && kept.count < slots.count)
    }

    @Test func `an open without repair stops at a torn tail and changes nothing`() throws {
        let disk = try journal()
        let name = try #require(disk.fileNames.last { $0.hasSuffix(".pwj") })
        let torn = Array(try #require(disk[name]).dropLast())
        disk[name] = torn
        let stop = failure { () throws(JournalError) in _ = try JournalReader.open(disk) }
        #expect(stop?.code == .damaged && stop?.file == name && stop?.what == "bytes of the block")
        let live = try JournalReader.open(disk, repairing: .liveTail)
        #expect(live.notes.count == 1 && live.notes[0].isCut == false)
        #expect(disk[name] == torn)
        #expect(try JournalRepair.examine(disk).inputs.isTear)
    }
}
