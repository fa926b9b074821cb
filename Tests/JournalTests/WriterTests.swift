import Chance
import Glibc
import Journal
import Market
import Records
import Testing

/// What a writer promises, counts, refuses and removes.
@Suite struct WriterTests {
    private func writer(
        _ disk: SimulatedStorage, _ settings: JournalSettings = JournalSettings(),
        resuming end: JournalEnd = JournalEnd()
    ) throws -> JournalWriter {
        try JournalWriter(
            disk, identity: Sample.identity, resuming: end, settings: settings,
            now: Nanoseconds(0))
    }

    @Test func `always: a commit makes durable what was taken before it`() throws {
        let disk = SimulatedStorage(seed: 1)
        var writer = try writer(disk)
        try writer.append(Sample.inputs(10, seed: 1))
        #expect(writer.nextSequence == 11 && writer.writtenSequence == 0)
        #expect(writer.durableSequence == 0 && writer.durableCause == 0)
        try writer.append(Sample.records(1...10, seed: 2), through: 10)
        try writer.commit(now: Nanoseconds(1))
        #expect(writer.durableSequence == 10 && writer.durableCause == 10)
        #expect(writer.counters.syncs == 2 && writer.counters.blocks == 2)
        try writer.commit(now: Nanoseconds(2))
        #expect(writer.counters.syncs == 2, "nothing new, nothing to sync")
    }

    @Test func `an interval: written when a block is due, durable when the interval is over`()
        throws
    {
        let disk = SimulatedStorage(seed: 1)
        var settings = JournalSettings()
        settings.policy = .interval(milliseconds: 50)
        settings.linger = 10_000_000
        var writer = try writer(disk, settings)
        try writer.append(Sample.inputs(10, seed: 1))
        try writer.commit(now: Nanoseconds(9_999_999))
        #expect(writer.writtenSequence == 0)
        try writer.commit(now: Nanoseconds(10_000_000))
        #expect(writer.writtenSequence == 10 && writer.durableSequence == 0)
        try writer.commit(now: Nanoseconds(49_999_999))
        #expect(writer.durableSequence == 0)
        try writer.commit(now: Nanoseconds(50_000_000))
        #expect(writer.durableSequence == 10)
        try writer.append(Sample.inputs(1, seed: 2))
        // A clock that was set back does not hold durability up.
        try writer.commit(now: Nanoseconds(1000))
        #expect(writer.durableSequence == 11)
    }

    /// A crash between two halves of a command would leave a journal that no core can replay.
    @Test func `the slots of a command are in one block, however they come`() throws {
        let disk = SimulatedStorage(seed: 1)
        var settings = JournalSettings()
        settings.blockInputs = 5
        var inputs: [Input] = []
        for number in 0..<400 {
            inputs += Sample.inputs(number % 4, seed: UInt64(number))
            inputs.append(
                Input(kind: .command, instrument: .all, time: .zero, size: Int64(number % 8)))
            inputs += (0..<number % 8).map { _ in
                Input(kind: .commandRest, instrument: .all, time: .zero)
            }
        }
        var writer = try writer(disk, settings)
        var random = SplitMix64(3)
        var done = 0
        while done < inputs.count {
            let end = min(inputs.count, done + 1 + random.below(9))
            try writer.append(Array(inputs[done..<end]))
            done = end
            let isCut = done < inputs.count && inputs[done].kind == .commandRest
            #expect(writer.isWithinCommand == isCut)
            if !isCut, random.below(3) == 0 { try writer.commit(now: Nanoseconds(1)) }
        }
        try writer.commitAll(now: Nanoseconds(2))
        let reader = try JournalReader.open(disk)
        var cursor = reader.inputs()
        var found = 0
        while let run = try cursor.next() {
            #expect(run.inputs[0].kind != .commandRest)
            #expect(run.inputs.count <= settings.blockInputs + CommandInput.restLimit)
            for (place, input) in run.inputs.enumerated() {
                #expect(input.kind == inputs[found + place].kind)
            }
            found += run.inputs.count
        }
        #expect(found == inputs.count)
    }

    @Test func `off: a full block is written at once, and durable when its segment closes`() throws
    {
        let disk = SimulatedStorage(seed: 1)
        var settings = JournalSettings()
        settings.policy = .off
        settings.blockInputs = 100
        var writer = try writer(disk, settings)
        try writer.append(Sample.inputs(250, seed: 1))
        #expect(writer.writtenSequence == 100 + 100 && writer.durableSequence == 0)
        try writer.rotate(now: Nanoseconds(1))
        #expect(writer.durableSequence == 250)
        try writer.append(Sample.inputs(1, seed: 2))
        try writer.commitAll(now: Nanoseconds(2))
        #expect(disk.fileNames.contains("input-00000000000000fb.pwj"))
        #expect(writer.segments(.inputs).count == 2 && writer.segments(.outputs).count == 1)
    }

    @Test func `inputs out of order and records that go back are refused`() throws {
        let disk = SimulatedStorage(seed: 1)
        var writer = try writer(disk)
        let one = Sample.inputs(1, seed: 1)
        let gap = failure { () throws(JournalError) in
            try one.span.withUnsafeBufferPointer { batch throws(JournalError) in
                try writer.append(inputs: batch, first: 2)
            }
        }
        #expect(gap?.code == .outOfOrder && gap?.limit == 1 && gap?.value == 2)
        let slot = { (cause: UInt64) in
            [OutputSlot(kind: .roll, instrument: InstrumentID(0), time: .zero, cause: cause)]
        }
        try writer.append(slot(9))
        let back = failure { () throws(JournalError) in try writer.append(slot(8)) }
        #expect(back?.code == .outOfOrder && back?.limit == 9 && back?.value == 8)
        let long = OutputSlot(
            kind: .profile, slots: 262_145, instrument: InstrumentID(0), time: .zero, cause: 9)
        let many = [OutputSlot](repeating: long, count: 262_145)
        let refused = failure { () throws(JournalError) in try writer.append(many) }
        #expect(refused?.code == .tooLong && refused?.limit == 262_144)
        #expect(writer.nextSlot == 2 && writer.failure == nil)
    }

    @Test func `a failed sync is the end, and a later success does not undo it`() throws {
        for number in [EIO, ENOSPC, EINTR] {
            let disk = SimulatedStorage(seed: 1)
            var writer = try writer(disk)
            try writer.append(Sample.inputs(10, seed: 1))
            disk.faults[disk.calls + 3] = .error(number)  // free space, append, sync
            let first = failure { () throws(JournalError) in
                try writer.commit(now: Nanoseconds(1))
            }
            #expect(first?.operation == .sync && first?.errno == number)
            #expect(first?.file == "input-0000000000000001.pwj")
            let syncs = disk.operations.count { $0 == .sync }
            let second = failure { () throws(JournalError) in
                try writer.commit(now: Nanoseconds(2))
            }
            #expect(second?.code == .dead)
            #expect(second?.description.contains(JournalError.word(number)) == true)
            #expect(disk.operations.count { $0 == .sync } == syncs)
            #expect(writer.durableSequence == 0 && writer.failure == first)
        }
    }

    @Test func `a full disk is a pause: nothing taken is lost, and it goes on with space`() throws {
        let inputs = Sample.inputs(5000, seed: 3)
        for spare in [0, 1, 87, 88, 89, 300, 1000, 5000] {
            let disk = SimulatedStorage(seed: 1)
            var settings = JournalSettings()
            settings.segmentBytes = 4096
            settings.blockInputs = 100
            settings.lowSpace = 4096
            var writer = try writer(disk, settings)
            disk.capacity = (try disk.list()).reduce(0) { $0 + (disk[$1]?.count ?? 0) } + spare
            var done = 0
            var refusals = 0
            while done < inputs.count {
                let refusal = failure { () throws(JournalError) in
                    try writer.append(Array(inputs[done..<min(done + 70, inputs.count)]))
                    try writer.commit(now: Nanoseconds(Int64(done) * 1_000_000_000))
                }
                done = Int(writer.nextSequence) - 1
                guard let refusal else { continue }
                #expect(refusal.code == .noSpace && writer.space == .full)
                #expect(writer.failure == nil)
                refusals += 1
                disk.capacity += 777
            }
            while (failure { () throws(JournalError) in
                try writer.commit(now: Nanoseconds(6))
            }) != nil { disk.capacity += 777 }
            #expect(refusals > 5 && writer.counters.refusals >= UInt64(refusals))
            #expect(writer.durableSequence == 5000 && writer.space != .full)
            #expect(areSame(try JournalReader.open(disk).allInputs(), inputs))
        }
    }

    @Test func `free space below the floor is told`() throws {
        let disk = SimulatedStorage(seed: 1)
        disk.capacity = 100_000
        var settings = JournalSettings()
        settings.lowSpace = 90_000
        var writer = try writer(disk, settings)
        try writer.commit(now: Nanoseconds(0))
        #expect(writer.space == .enough)
        try writer.append(Sample.wildInputs(1000, seed: 1))
        try writer.commit(now: Nanoseconds(999_999_999))
        #expect(writer.space == .enough, "looked at once a second")
        try writer.commit(now: Nanoseconds(1_000_000_000))
        #expect(writer.space == .low)
        #expect((writer.counters.freeBytes ?? 0) < 90_000)
        disk.faults[disk.calls + 1] = .error(EIO)
        try writer.commit(now: Nanoseconds(2_000_000_000))
        #expect(writer.counters.spaceFailures == 1 && writer.failure == nil)
    }

    @Test func `a stall is counted`() throws {
        let disk = SimulatedStorage(seed: 1)
        var writer = try writer(disk)
        try writer.append(Sample.inputs(10, seed: 1))
        disk.faults[disk.calls + 3] = .stall(3_000_000_000)
        try writer.commit(now: Nanoseconds(1))
        #expect(writer.counters.stalls == 1)
        #expect(writer.counters.longestSync == 3_000_001_000)
    }

    @Test func `retention removes the oldest segments that nobody needs`() throws {
        let disk = SimulatedStorage(seed: 1)
        var settings = JournalSettings()
        settings.segmentBytes = 4096
        var writer = try writer(disk, settings)
        let inputs = Sample.inputs(6000, seed: 3)
        for start in stride(from: 0, to: 6000, by: 200) {
            try writer.append(Array(inputs[start..<start + 200]))
            try writer.append(
                Sample.records(UInt64(start + 1)...UInt64(start + 200), seed: 9),
                through: UInt64(start + 200))
            try writer.commit(now: Nanoseconds(Int64(start)))
        }
        let needed = writer.segments(.inputs)[4].first
        let all = writer.totalBytes
        #expect(
            try writer.retain(
                JournalRetention(bytes: all), oldestNeeded: 6000, oldestCauseNeeded: 6000,
                now: Nanoseconds(7000)
            ).isEmpty)
        let removed = try writer.retain(
            JournalRetention(bytes: 0), oldestNeeded: needed, oldestCauseNeeded: needed,
            now: Nanoseconds(7000))
        #expect(writer.counters.removed == UInt64(removed.count))
        #expect(writer.segments(.inputs)[0].first == needed)
        #expect(removed.allSatisfy { !disk.fileNames.contains($0) })
        let reader = try JournalReader.open(disk)
        #expect(areSame(try reader.allInputs(), inputs[(Int(needed) - 1)...]))
        let causes = try reader.allSlots(BlockSelection(sequences: needed...UInt64.max))
        #expect(!causes.isEmpty)
        let old = try writer.retain(
            JournalRetention(age: 1000), oldestNeeded: 6001, oldestCauseNeeded: 6001,
            now: Nanoseconds(7000))
        #expect(!old.isEmpty)
        #expect(writer.segments(.inputs).count(where: { $0.wall < Nanoseconds(6000) }) <= 1)
        #expect(try JournalRepair.examine(disk).isWhole)
    }
}
