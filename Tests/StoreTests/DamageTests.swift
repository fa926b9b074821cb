import Chance
import Glibc
import Market
import Records
import Testing

@testable import Store

@Suite struct DamageTests {
    let folder = Folder()
    let log = Sample.mixedLog(300, seed: 9)

    /// Opens and feeds; says what was told on the way.
    func faultsOfFeeding(_ settings: StoreSettings = StoreSettings()) throws -> [StoreFault] {
        let store = Sample.writer(folder, settings)
        var faults: [StoreFault] = []
        var now = noon
        var calls = 0
        while store.position != log.count {
            calls += 1
            try #require(calls < 100 && faults.count < 10, "\(store.next ?? 0): \(faults)")
            if let fault = store.step(now: now) { faults.append(fault) }
            if let next = store.next, next < log.count {
                _ = log.feed(store, from: next, to: min(next + 100, log.count))
            }
            now = now + .seconds(11)
        }
        return faults
    }

    func expectWhole() throws {
        let once = Folder()
        log.feedAll(Sample.writer(once), now: noon)
        #expect(try content(of: folder.file) == content(of: once.file))
    }

    @Test func `a file of random bytes is set aside and rebuilt`() throws {
        var dice = SplitMix64(1)
        folder.bytes = (0..<50_000).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
        let bytes = folder.bytes
        let faults = try faultsOfFeeding()
        #expect(faults.map(\.kind) == [.corrupt])
        #expect(faults[0].setAside == "\(folder.file).bad-20240308T160000Z")
        #expect(folder.names.contains("pitwire.db.bad-20240308T160000Z"))
        try expectWhole()
        rename(faults[0].setAside!, folder.file)
        #expect(folder.bytes == bytes)
    }

    @Test func `two files set aside in one second have names of their own`() throws {
        for _ in 1...3 {
            folder.bytes = Array("not a database, and longer than the header of one ........".utf8)
            let store = Sample.writer(folder)
            #expect(store.step(now: noon)?.kind == .corrupt)
        }
        let bad = "pitwire.db.bad-20240308T160000Z"
        #expect(folder.names == [bad, "\(bad)-2", "\(bad)-3"])
    }

    @Test func `a truncated file is told or rebuilt at every length`() throws {
        log.feedAll(Sample.writer(folder), now: noon)
        let bytes = folder.bytes
        for length in stride(from: 1, to: bytes.count, by: 5000) {
            for name in folder.names { unlink("\(folder.path)/\(name)") }
            folder.bytes = Array(bytes.prefix(length))
            let faults = try faultsOfFeeding()
            #expect(faults.map(\.kind) == [.corrupt], "length \(length)")
            try expectWhole()
        }
        for name in folder.names { unlink("\(folder.path)/\(name)") }
        folder.bytes = []
        #expect(try faultsOfFeeding() == [])
        try expectWhole()
    }

    @Test func `flipped bits never stop the writer, and never the reader but by a fault`() throws {
        log.feedAll(Sample.writer(folder), now: noon)
        let bytes = folder.bytes
        var dice = SplitMix64(2)
        var setAside = 0
        for _ in 0..<80 {
            for name in folder.names { unlink("\(folder.path)/\(name)") }
            var damaged = bytes
            // The first page twice as often as the others: it says what all others are.
            let place = dice.below(2) == 0 ? dice.below(4096) : dice.below(bytes.count)
            damaged[place] ^= 1 << UInt8(dice.below(8))
            folder.bytes = damaged
            do {
                let reader = try StoreReader(path: folder.file)
                _ = try reader.bars(symbol: "SPY", period: .minute1)
                _ = try reader.evaluations()
                _ = try reader.sessions(symbol: "SPY")
                _ = try reader.studies(symbol: "SPY")
                _ = try reader.events()
            } catch {
                #expect(error.path == folder.file)
            }
            let faults = try faultsOfFeeding()
            for fault in faults { #expect(fault.beginsAnew, "\(fault)") }
            setAside += faults.isEmpty ? 0 : 1
        }
        #expect(setAside > 2)
    }

    @Test func `a file damaged while it is open is set aside when SQLite sees it`() throws {
        let store = Sample.writer(folder)
        #expect(store.step(now: noon) == nil)
        #expect(log.feed(store, from: 0, to: 200) == .taken)
        #expect(store.commit(now: noon) == nil)
        // All of the write-ahead log to the file, then nothing but zeros in its place.
        let other = try Connection(path: folder.file, readOnly: false, busyLimit: 50)
        _ = try other.texts("PRAGMA wal_checkpoint(TRUNCATE)", as: "checkpoint")
        let file = Glibc.open(folder.file, O_RDWR)
        let size = try folder.size(ofEnding: "")
        let zeros = [UInt8](repeating: 0xee, count: size - 4096)
        #expect(pwrite(file, zeros, zeros.count, 4096) == zeros.count)
        close(file)
        try other.run("PRAGMA user_version = 2", as: "make the writer look again")
        #expect(log.feed(store, from: 200, to: 300) == .taken)
        let fault = try #require(store.commit(now: noon))
        #expect(fault.kind == .corrupt)
        #expect(fault.setAside != nil)
        log.feedAll(store, now: noon + .seconds(1))
        try expectWhole()
    }

    @Test func `a database of another program is set aside, whole`() throws {
        folder.bytes = []
        do {
            let other = try Connection(path: folder.file, readOnly: false, busyLimit: 50)
            try other.run("CREATE TABLE recipes (name TEXT)", as: "create")
            try other.run("INSERT INTO recipes VALUES ('soup')", as: "insert")
        }
        let faults = try faultsOfFeeding()
        #expect(faults.map(\.kind) == [.foreign])
        let kept = try Connection(path: faults[0].setAside!, readOnly: true, busyLimit: 50)
        #expect(try kept.texts("SELECT name FROM recipes", as: "look") == ["soup"])
        try expectWhole()
    }

    @Test func `a file of a newer build is set aside`() throws {
        log.feedAll(Sample.writer(folder), now: noon)
        do {
            let other = try Connection(path: folder.file, readOnly: false, busyLimit: 50)
            try other.run("PRAGMA user_version = 99", as: "version")
        }
        #expect(throws: StoreFault.self) { try StoreReader(path: folder.file) }
        #expect(try faultsOfFeeding().map(\.kind) == [.newer])
        try expectWhole()
    }

    @Test func `a file of another output log is set aside`() throws {
        log.feedAll(Sample.writer(folder), now: noon)
        var settings = StoreSettings()
        settings.log = 77
        let faults = try faultsOfFeeding(settings)
        #expect(faults.map(\.kind) == [.otherLog])
        #expect(faults[0].description.contains("made from output log 0 instead of 77"))
        #expect(try faultsOfFeeding(settings) == [])
    }

    @Test func `a folder in the file's place is told, and the writer waits`() {
        #expect(mkdir(folder.file, 0o700) == 0)
        let store = Sample.writer(folder)
        #expect(store.step(now: noon)?.kind == .unavailable)
        #expect(rmdir(folder.file) == 0)
        #expect(store.commit(now: noon) == nil)
        #expect(store.next == 0)
    }
}
