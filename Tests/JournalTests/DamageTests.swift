import Journal
import Market
import Records
import Testing

/// Bytes that are not what was written: an exact prefix, or a stop with the place.
@Suite struct DamageTests {
    /// A journal of durable small blocks, in one segment or several.
    private func journal(
        _ inputs: [Input], batch: Int, segmentBytes: Int = 64 << 20, slots: Int = 0
    ) throws -> SimulatedStorage {
        let disk = SimulatedStorage(seed: 9)
        var settings = JournalSettings()
        settings.segmentBytes = segmentBytes
        var writer = try JournalWriter(
            disk, identity: Sample.identity, resuming: JournalEnd(), settings: settings,
            now: Nanoseconds(1))
        for start in stride(from: 0, to: inputs.count, by: batch) {
            try writer.append(Array(inputs[start..<min(inputs.count, start + batch)]))
            try writer.commit(now: Nanoseconds(Int64(start)))
        }
        if slots > 0 {
            try writer.append(Sample.records(1...UInt64(slots), seed: 5))
            try writer.commitAll(now: Nanoseconds(8))
        }
        return disk
    }

    /// What came of a damaged disk: the inputs that were read before a stop, and the stop.
    private func outcome(_ disk: SimulatedStorage) throws -> ([Input], JournalError?) {
        var all: [Input] = []
        let stop = failure { () throws(JournalError) in
            let reader = try JournalReader.open(disk, repairing: .tornTail)
            var cursor = reader.inputs()
            while let run = try cursor.next() { all += run.inputs }
        }
        return (all, stop)
    }

    @Test func `cut at every byte of the last 64 KiB, whole blocks stay and nothing else`() throws {
        let inputs = Sample.inputs(20_000, seed: 4)
        let disk = try journal(inputs, batch: 100)
        let name = try #require(disk.fileNames.first { $0.hasSuffix(".pwj") })
        let whole = try #require(disk[name])
        let info = try JournalReader.open(disk).end.inputs.segments[0]
        let blocks = try JournalReader.open(disk).blocks(of: info)
        #expect(whole.count > 65_536)
        let step = Sample.isLong ? 1 : 487
        var cuts = 0
        for size in stride(from: whole.count - 65_536, to: whole.count, by: step) {
            disk[name] = Array(whole[..<size])
            let reader = try JournalReader.open(disk, repairing: .tornTail)
            let kept = blocks.prefix { $0.end <= size }
            #expect(reader.end.inputs.next == (kept.last?.next ?? 1), "cut at \(size)")
            #expect(disk[name]?.count == kept.last?.end ?? info.header.length)
            let isBetween = kept.last?.end == size
            #expect(reader.notes.count == (isBetween ? 0 : 1))
            cuts += 1
            guard cuts % 16 == 0 else { continue }
            let last = UInt64(inputs.prefix(Int(reader.end.inputs.next) - 1).count)
            var tail = reader.inputs(BlockSelection(sequences: max(1, last)...UInt64.max))
            let run = try #require(try tail.next())
            #expect(areSame(run.inputs, inputs[Int(run.first - 1)..<Int(last)]))
        }
        print("cut at \(cuts) places")
    }

    @Test func `any flipped bit leaves an exact prefix or stops with the place`() throws {
        let inputs = Sample.inputs(3400, seed: 6)
        let disk = try journal(inputs, batch: 50)
        let name = try #require(disk.fileNames.first { $0.hasSuffix(".pwj") })
        let whole = Array(try #require(disk[name]).prefix(17_000))
        disk[name] = whole
        let first = try JournalReader.open(disk, repairing: .tornTail)
        let count = Int(first.end.inputs.next) - 1
        let bytes = try #require(disk[name])
        #expect(bytes.count >= 16_384)
        var (stops, prefixes) = (0, 0)
        for bit in stride(from: 0, to: bytes.count * 8, by: Sample.isLong ? 1 : 307) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            disk[name] = flipped
            let (read, stop) = try outcome(disk)
            #expect(areSame(read, inputs.prefix(read.count)), "bit \(bit)")
            if let stop {
                #expect(stop.code == .damaged && stop.file == name, "bit \(bit): \(stop)")
                let offset = try #require(stop.offset)
                #expect(offset <= bit / 8, "bit \(bit): \(stop)")
                stops += 1
            } else {
                #expect(read.count < count, "bit \(bit) was not noticed")
                prefixes += 1
            }
        }
        print("flipped \(stops + prefixes) bits: \(stops) stops, \(prefixes) prefixes")
        #expect(stops > 0 && prefixes > 0)
    }

    @Test func `a flipped bit in a closed segment stops, with expected and found`() throws {
        let inputs = Sample.inputs(9000, seed: 6)
        let disk = try journal(inputs, batch: 300, segmentBytes: 8192)
        let names = disk.fileNames.filter { $0.hasSuffix(".pwj") }
        #expect(names.count > 3)
        for name in names.dropLast() {
            let whole = try #require(disk[name])
            for byte in stride(from: 0, to: whole.count, by: Sample.isLong ? 1 : 499) {
                var flipped = whole
                flipped[byte] ^= 0x10
                disk[name] = flipped
                let (read, stop) = try outcome(disk)
                #expect(areSame(read, inputs.prefix(read.count)))
                #expect(stop?.file == name, "\(name) byte \(byte)")
                #expect((stop?.offset ?? Int.max) <= byte)
                #expect(stop?.limit != stop?.value)
            }
            disk[name] = whole
        }
    }

    @Test func `a missing, swapped or emptied segment stops`() throws {
        let inputs = Sample.inputs(9000, seed: 6)
        let disk = try journal(inputs, batch: 300, segmentBytes: 8192)
        let names = disk.fileNames.filter { $0.hasSuffix(".pwj") }
        let (second, third) = (try #require(disk[names[1]]), try #require(disk[names[2]]))
        disk[names[1]] = nil
        #expect(try outcome(disk).1?.what == "first sequence")
        disk[names[1]] = third
        #expect(try outcome(disk).1?.what == "first sequence")
        disk[names[1]] = []
        #expect(try outcome(disk).1?.description.contains("expected 16, found 0") == true)
        disk[names[1]] = second
        #expect(try outcome(disk).1 == nil)
    }

    @Test func `nothing is made of lengths that were never written`() throws {
        let disk = try journal(Sample.inputs(500, seed: 6), batch: 50)
        let name = try #require(disk.fileNames.first { $0.hasSuffix(".pwj") })
        let whole = try #require(disk[name])
        // The header's length field, to its largest: 4 GiB are not there.
        var forged = whole
        for byte in 12..<16 { forged[byte] = 0xff }
        disk[name] = forged
        let stop = try outcome(disk).1
        #expect(stop?.what == "header length")
        #expect(stop?.value == 0xffff_ffff)
        forged[14] = 0x0f
        forged[15] = 0
        disk[name] = forged
        #expect(try outcome(disk).1?.what == "bytes of the segment header")
    }

    @Test func `a repair keeps the longest exact prefix and sets the rest aside`() throws {
        let inputs = Sample.inputs(9000, seed: 6)
        for byte in [0, 70, 300, 3000, 7000] {
            let disk = try journal(inputs, batch: 300, segmentBytes: 8192, slots: 9000)
            let names = disk.fileNames.filter { $0.hasSuffix(".pwj") }
            var flipped = try #require(disk[names[2]])
            flipped[byte] ^= 1
            disk[names[2]] = flipped
            let report = try JournalRepair.examine(disk)
            #expect(!report.isWhole)
            #expect(report.inputs.filesBehind == Array(names[3...]))
            #expect(report.inputs.description.contains(names[2]))
            let done = try JournalRepair.keepPrefix(disk)
            #expect(done.found == report)
            #expect(disk[names[2] + ".bad"] == flipped)
            #expect(done.setAside.contains(names[3] + ".bad"))
            let reader = try JournalReader.open(disk)
            let kept = try reader.allInputs()
            #expect(areSame(kept, inputs.prefix(Int(report.inputs.items))))
            #expect(reader.end.inputs.next == report.inputs.end.next)
            #expect(reader.end.outputs.lastCause <= reader.end.inputs.lastCause)
            #expect(try JournalRepair.examine(disk).isWhole)
            try goOn(disk, reader.end, kept)
        }
    }

    private func goOn(_ disk: SimulatedStorage, _ end: JournalEnd, _ kept: [Input]) throws {
        let more = Sample.inputs(100, seed: 77)
        var writer = try JournalWriter(
            disk, identity: Sample.identity, resuming: end, now: Nanoseconds(9))
        try writer.append(more)
        try writer.commit(now: Nanoseconds(10))
        #expect(areSame(try JournalReader.open(disk).allInputs(), kept + more))
    }
}
