import Chance
import Glibc
import Journal
import Market
import Records
import Testing

/// Power cuts and failing calls: what was acknowledged as durable is there, and what is there is a
/// prefix of what was written.
@Suite struct PowerCutTests {
    /// What an engine promised before it ended.
    private struct Promise {
        var durable: UInt64 = 0
        var durableSlot: UInt64 = 0
        var failure: JournalError?
    }

    private func settings(_ seed: UInt64) -> JournalSettings {
        var settings = JournalSettings()
        settings.segmentBytes = 4096 << (seed % 4)
        settings.blockInputs = 10 + Int(seed % 200)
        settings.blockSlots = 8 + Int(seed % 100)
        settings.linger = Int64(seed % 3) * 20
        settings.policy =
            switch seed % 3 {
            case 0: .always
            case 1: .interval(milliseconds: 1)
            default: .off
            }
        return settings
    }

    /// One life of an engine: recovers, then writes inputs and outputs until a call fails.
    private func live(
        _ disk: SimulatedStorage, _ inputs: [Input], _ slots: [OutputSlot], seed: UInt64,
        rotates: Bool = true
    ) -> Promise {
        var promise = Promise()
        var random = SplitMix64(seed)
        promise.failure = failure { () throws(JournalError) in
            let end = try JournalReader.open(disk, repairing: .tornTail).end
            promise.durable = end.inputs.next - 1
            promise.durableSlot = end.outputs.next - 1
            var writer = try JournalWriter(
                disk, identity: Sample.identity, resuming: end, settings: settings(seed),
                now: Nanoseconds(0))
            var done = Int(end.inputs.next) - 1
            var time: Int64 = 0
            while done < inputs.count {
                let count = min(inputs.count - done, 1 + random.below(60))
                time += Int64(random.below(400_000))
                try feed(&writer, inputs[done..<done + count], slots)
                try writer.commit(now: Nanoseconds(time))
                done += count
                if rotates, random.below(40) == 0 { try writer.rotate(now: Nanoseconds(time)) }
                promise.durable = max(promise.durable, writer.durableSequence)
                promise.durableSlot = max(promise.durableSlot, writer.durableSlot)
            }
            try writer.commitAll(now: Nanoseconds(time))
            promise.durable = writer.durableSequence
            promise.durableSlot = writer.durableSlot
        }
        return promise
    }

    /// Takes inputs, and the records they cause.
    private func feed(
        _ writer: inout JournalWriter, _ batch: ArraySlice<Input>, _ slots: [OutputSlot]
    ) throws(JournalError) {
        try writer.append(Array(batch))
        var place = Int(writer.nextSlot) - 1
        let start = place
        while place < slots.count, slots[place].cause < writer.nextSequence {
            place += slots[place].slots
        }
        try writer.append(Array(slots[start..<place]), through: writer.nextSequence - 1)
    }

    /// Whether what a disk holds is a prefix that keeps a promise.
    private func check(
        _ disk: SimulatedStorage, _ inputs: [Input], _ slots: [OutputSlot], _ promise: Promise,
        _ about: Comment
    ) throws {
        let reader = try JournalReader.open(disk, repairing: .tornTail)
        let (read, put) = (try reader.allInputs(), try reader.allSlots())
        #expect(areSame(read, inputs.prefix(read.count)), about)
        #expect(areSame(put, slots.prefix(put.count)), about)
        #expect(UInt64(read.count) >= promise.durable, about)
        #expect(UInt64(put.count) >= promise.durableSlot, about)
        #expect(reader.end.outputs.lastCause <= UInt64(read.count), about)
        #expect(try JournalRepair.examine(disk).isWhole, about)
    }

    @Test func `after power cuts a journal is a prefix that holds all that was durable`() throws {
        let total = Sample.isLong ? 1000 : 300
        let inputs = Sample.inputs(total, seed: 21)
        let slots = Sample.records(1...UInt64(total), seed: 22)
        let seeds = Sample.isLong ? 10_000 : 200
        var cuts = 0
        for seed in 0..<UInt64(seeds) {
            var random = SplitMix64(seed)
            var disk = SimulatedStorage(seed: seed)
            for life in 0..<3 {
                disk.faults[disk.calls + 1 + random.below(total / 10 + 5)] = .powerCut
                let promise = live(disk, inputs, slots, seed: seed &+ UInt64(life) &* 7)
                if promise.failure != nil { cuts += 1 }
                disk = disk.crash()
                try check(disk, inputs, slots, promise, "seed \(seed), life \(life)")
            }
            let promise = live(disk, inputs, slots, seed: seed)
            #expect(promise.failure == nil && promise.durable == UInt64(total), "seed \(seed)")
            try check(disk, inputs, slots, promise, "seed \(seed), at the end")
        }
        print("\(seeds) seeds, \(cuts) power cuts")
        #expect(cuts > 2 * seeds)
    }

    @Test func `what came back after a sync had failed survives the next power cut`() throws {
        let total = 120
        let inputs = Sample.inputs(total, seed: 25)
        let slots = Sample.records(1...UInt64(total), seed: 26)
        for seed in stride(from: UInt64(0), to: Sample.isLong ? 60 : 9, by: 3) {
            let counting = SimulatedStorage(seed: seed)
            #expect(live(counting, inputs, slots, seed: seed).failure == nil)
            for (place, operation) in counting.operations.enumerated() where operation == .sync {
                let disk = SimulatedStorage(seed: seed)
                disk.faults[place + 1] = .error(EIO)
                #expect(live(disk, inputs, slots, seed: seed).failure?.errno == EIO)
                // The next life is on the same disk, as the system's memory shows it.
                let promise = live(disk, inputs, slots, seed: seed &+ 3)
                #expect(promise.failure == nil)
                try check(
                    disk.crash(), inputs, slots, promise, "seed \(seed), call \(place + 1)")
            }
        }
    }

    @Test(arguments: [EIO, ENOSPC, EINTR])
    func `a failing call at any place never costs what was durable`(number: Int32) throws {
        let total = Sample.isLong ? 600 : 120
        let inputs = Sample.inputs(total, seed: 23)
        let slots = Sample.records(1...UInt64(total), seed: 24)
        for seed in 0..<UInt64(3) {
            let counting = SimulatedStorage(seed: seed)
            #expect(live(counting, inputs, slots, seed: seed).failure == nil)
            for place in 1...counting.calls {
                let disk = SimulatedStorage(seed: seed)
                disk.faults[place] = .error(number)
                let promise = live(disk, inputs, slots, seed: seed)
                let about: Comment =
                    "call \(place), a \(counting.operations[place - 1]), seed \(seed)"
                let isSync = [.sync, .syncFolder].contains(counting.operations[place - 1])
                if number == EINTR && !isSync {
                    #expect(promise.failure == nil, about)
                } else if counting.operations[place - 1] != .freeBytes {
                    #expect(promise.failure?.errno == number, about)
                }
                try check(disk.crash(), inputs, slots, promise, about)
            }
            print(
                "errno \(number), policy \(settings(seed).policy): \(counting.calls) calls failed in turn"
            )
        }
    }

    @Test func `short writes and reads at any place change nothing`() throws {
        let inputs = Sample.inputs(150, seed: 25)
        let slots = Sample.records(1...150, seed: 26)
        let counting = SimulatedStorage(seed: 1)
        #expect(live(counting, inputs, slots, seed: 0).failure == nil)
        for place in 1...counting.calls {
            let disk = SimulatedStorage(seed: 1)
            disk.faults[place] = .short(1 + place % 7)
            let promise = live(disk, inputs, slots, seed: 0)
            #expect(promise.failure == nil && promise.durable == 150)
            try check(disk, inputs, slots, promise, "call \(place)")
        }
    }

    @Test func `reads of one byte, or of any number, give the same`() throws {
        let inputs = Sample.inputs(700, seed: 27)
        let slots = Sample.records(1...700, seed: 28)
        let disk = SimulatedStorage(seed: 1)
        let promise = live(disk, inputs, slots, seed: 0)
        for limit in [1, 2, 3, 7, 63, 87, 89, 512, 1000] {
            disk.readLimit = limit
            try check(disk, inputs, slots, promise, "reads of \(limit) bytes")
        }
    }
}
