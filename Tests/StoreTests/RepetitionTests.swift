import Chance
import Glibc
import Market
import Records
import Testing

@testable import Store

@Suite struct RepetitionTests {
    @Test func `feeding ranges again at random positions changes nothing`() throws {
        let log = Sample.mixedLog(600, seed: 3)
        let once = Folder()
        log.feedAll(Sample.writer(once), now: noon)
        let expected = try content(of: once.file)
        #expect(expected.count > 400)
        for seed in UInt64(1)...10 {
            var dice = SplitMix64(seed)
            let folder = Folder()
            var settings = StoreSettings()
            settings.batchRecords = 1 + dice.below(80)
            let store = Sample.writer(folder, settings)
            #expect(store.step(now: noon) == nil)
            while store.next! < log.count {
                // A run that begins before what is stored and ends after it is written as a whole.
                let start = UInt64(dice.below(Int(store.next!) + 1))
                let end = min(log.count, store.next! + UInt64(dice.below(60)))
                if end > start { #expect(log.feed(store, from: start, to: end) == .taken) }
                #expect(store.commit(now: noon) == nil)
            }
            #expect(try content(of: folder.file) == expected, "seed \(seed)")
        }
    }

    @Test func `a run that is stored already is taken and not written`() throws {
        let log = Sample.mixedLog(50, seed: 4)
        let folder = Folder()
        let store = Sample.writer(folder)
        log.feedAll(store, now: noon)
        let batches = store.counters.batches
        #expect(log.feed(store, from: 10, to: 30) == .taken)
        #expect(store.commit(now: noon) == nil)
        #expect(store.counters.repeated == 20)
        #expect(store.counters.batches == batches)
        #expect(store.position == 50)
    }

    @Test func `after a crash at any point the rest is fed from the position`() throws {
        let log = Sample.mixedLog(400, seed: 5)
        let once = Folder()
        log.feedAll(Sample.writer(once), now: noon)
        let expected = try content(of: once.file)
        for seed in UInt64(1)...12 {
            var dice = SplitMix64(seed)
            let (before, after) = (Folder(), Folder())
            var settings = StoreSettings()
            settings.batchRecords = 20
            let store = Sample.writer(before, settings)
            #expect(store.step(now: noon) == nil)
            let stop = UInt64(1 + dice.below(399))
            while store.next! < stop {
                let end = min(stop, store.next! + UInt64(1 + dice.below(9)))
                #expect(log.feed(store, from: store.next!, to: end) == .taken)
                #expect(store.step(now: noon) == nil)
            }
            // What is on disk while the writer lives is what a killed process leaves.
            try after.copy(of: before)
            let again = Sample.writer(after)
            #expect(again.step(now: noon) == nil)
            let position = try #require(again.position)
            #expect(position <= stop && position == store.position)
            log.feedAll(again, now: noon)
            #expect(try content(of: after.file) == expected, "seed \(seed)")
            #expect(try again.integrity() == [])
        }
    }

    @Test func `a cut write-ahead log costs the last transactions and no more`() throws {
        let log = Sample.mixedLog(300, seed: 6)
        let once = Folder()
        log.feedAll(Sample.writer(once), now: noon)
        let expected = try content(of: once.file)
        let before = Folder()
        var settings = StoreSettings()
        settings.batchRecords = 10
        let store = Sample.writer(before, settings)
        log.feedAll(store, now: noon)
        let size = try before.size(ofEnding: "-wal")
        var positions: Set<UInt64> = []
        for part in 1...10 {
            let after = Folder()
            try after.copy(of: before)
            #expect(truncate(after.file + "-wal", size * part / 10 - 7) == 0)
            unlink(after.file + "-shm")
            let again = Sample.writer(after)
            // Cut before its first transaction it is a new file, not a damaged one.
            #expect(again.step(now: noon) == nil)
            positions.insert(try #require(again.position))
            log.feedAll(again, now: noon)
            #expect(try content(of: after.file) == expected, "part \(part)")
        }
        #expect(positions.count > 5)
    }

    @Test func `a position of what waits is not stored`() throws {
        let log = Sample.mixedLog(100, seed: 7)
        let folder = Folder()
        var store: StoreWriter? = Sample.writer(folder)
        #expect(store?.step(now: noon) == nil)
        #expect(log.feed(store!, from: 0, to: 40) == .taken)
        #expect(store?.commit(now: noon) == nil)
        #expect(log.feed(store!, from: 40, to: 100) == .taken)
        #expect(store?.next == 100)
        #expect(store?.position == 40)
        store = nil
        let again = Sample.writer(folder)
        #expect(again.step(now: noon) == nil)
        #expect(again.next == 40)
    }
}

extension Folder {
    func copy(of other: Folder) throws {
        for name in other.names {
            let source = fopen("\(other.path)/\(name)", "rb")!
            let target = fopen("\(path)/\(name)", "wb")!
            defer {
                fclose(source)
                fclose(target)
            }
            var part = [UInt8](repeating: 0, count: 1 << 16)
            while case let count = fread(&part, 1, part.count, source), count > 0 {
                precondition(fwrite(part, 1, count, target) == count)
            }
        }
    }

    func size(ofEnding ending: String) throws -> Int {
        var facts = stat()
        try #require(stat(file + ending, &facts) == 0)
        return Int(facts.st_size)
    }
}
