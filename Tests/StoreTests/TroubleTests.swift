import Glibc
import Market
import Records
import Testing

@testable import Store

@Suite struct TroubleTests {
    let folder = Folder()
    let log = Sample.mixedLog(300, seed: 8)

    func at(_ milliseconds: Int64) -> Nanoseconds { noon + .milliseconds(milliseconds) }

    func expected() throws -> [String] {
        let once = Folder()
        log.feedAll(Sample.writer(once), now: noon)
        return try content(of: once.file)
    }

    @Test func `a locked file holds up a call for the busy limit, and costs nothing`() throws {
        var settings = StoreSettings()
        settings.busyLimit = 5
        let store = Sample.writer(folder, settings)
        log.feedAll(store, now: noon)
        let count = store.counters.records
        let other = try Connection(path: folder.file, readOnly: false, busyLimit: 0)
        try other.run("BEGIN IMMEDIATE", as: "lock")

        var more = log
        for record in log.records.prefix(20) { more.add(slots: record) }
        #expect(more.feed(store, from: 300, to: 320) == .taken)
        let first = try #require(store.commit(now: at(0)))
        #expect(first.kind == .locked)
        #expect(first.code == 5)
        #expect(store.position == 300 && store.next == 320)
        // 100 ms, then 200, 400: nothing is tried in between.
        #expect(store.step(now: at(99)) == nil)
        #expect(store.step(now: at(100))?.kind == .locked)
        #expect(store.step(now: at(299)) == nil)
        #expect(store.step(now: at(300))?.kind == .locked)
        #expect(store.step(now: at(699)) == nil)
        #expect(store.counters.busy == 3)
        #expect(store.counters.waiting == 20)
        #expect(store.counters.lag == .milliseconds(699))
        try other.run("ROLLBACK", as: "unlock")
        #expect(store.step(now: at(700)) == nil)
        #expect(store.position == 320)
        #expect(store.counters.records == count + 20)
        // The next trouble starts with the first pause again.
        #expect(store.counters.faults == 3)
    }

    @Test func `pauses end at the longest, and a clock set back does not make them longer`() throws
    {
        var settings = StoreSettings()
        settings.busyLimit = 0
        settings.longestPause = .milliseconds(400)
        let store = Sample.writer(folder, settings)
        #expect(store.step(now: at(0)) == nil)
        let other = try Connection(path: folder.file, readOnly: false, busyLimit: 0)
        try other.run("BEGIN IMMEDIATE", as: "lock")
        #expect(log.feed(store, from: 0, to: 100) == .taken)
        var now: Int64 = 1000
        var tries: [Int64] = []
        while tries.count < 7, now < 10_000 {
            if store.step(now: at(now)) != nil { tries.append(now) }
            now += 10
        }
        #expect(zip(tries.dropFirst(), tries).map(-) == [100, 200, 400, 400, 400, 400])
        #expect(store.step(now: at(-1_000_000))?.kind == .locked)
    }

    @Test func `a file locked at its opening is opened when the lock is gone`() throws {
        log.feedAll(Sample.writer(folder), now: noon)
        let other = try Connection(path: folder.file, readOnly: false, busyLimit: 0)
        try other.run("BEGIN IMMEDIATE", as: "lock")
        var settings = StoreSettings()
        settings.busyLimit = 0
        let store = Sample.writer(folder, settings)
        #expect(store.step(now: at(0))?.kind == .locked)
        #expect(store.next == nil && store.position == nil)
        #expect(log.feed(store, from: 0, to: 10) == .notOpen)
        try other.run("ROLLBACK", as: "unlock")
        #expect(store.step(now: at(100)) == nil)
        #expect(store.next == 300)
    }

    @Test func `a full disk keeps the place, and goes on when there is room`() throws {
        var settings = StoreSettings()
        settings.sizeLimit = 400_000
        let store = Sample.writer(folder, settings)
        #expect(store.step(now: at(0)) == nil)
        var now: Int64 = 0
        var fault: StoreFault?
        let big = (0..<40).map { Sample.profile(Int32($0), rows: 2000) }
        var long = SampleLog()
        for slots in big { long.add(slots: slots) }
        while fault == nil, let next = store.next, next < 40 {
            #expect(long.feed(store, from: next, to: next + 1) == .taken)
            now += 1
            fault = store.commit(now: at(now))
        }
        #expect(fault?.kind == .full)
        #expect(fault?.code == 13)
        let position = try #require(store.position)
        #expect(position > 2 && position < 40)
        #expect(store.next == position + 1)
        // Readers go on meanwhile.
        let reader = try StoreReader(path: folder.file)
        #expect(try reader.sessions(symbol: "SPY").count == Int(position))
        #expect(try store.integrity() == [])
        // More room: the same writer would find the disk's; this limit is the connection's.
        let roomy = Sample.writer(folder)
        #expect(store.close(now: at(now))?.kind == .full)
        long.feedAll(roomy, runs: 1, now: at(now))
        #expect(try reader.sessions(symbol: "SPY").count == 40)
        #expect(roomy.position == 40)
    }

    @Test func `room made in a full file is used after the pause`() throws {
        var settings = StoreSettings()
        settings.sizeLimit = 500_000
        let store = Sample.writer(folder, settings)
        #expect(store.step(now: at(0)) == nil)
        var long = SampleLog()
        for day in 0..<60 { long.add(slots: Sample.profile(Int32(day), rows: 1000)) }
        var fault: StoreFault?
        while fault == nil, let next = store.next, next < 60 {
            #expect(long.feed(store, from: next, to: next + 1) == .taken)
            fault = store.commit(now: at(0))
        }
        #expect(fault?.kind == .full)
        let other = try Connection(path: folder.file, readOnly: false, busyLimit: 50)
        try other.run("UPDATE sessions SET rows = NULL", as: "make room")
        #expect(store.step(now: at(99)) == nil)
        let before = try #require(store.position)
        #expect(store.step(now: at(100)) == nil)
        #expect(store.position == before + 1)
    }

    @Test func `a removed file is begun anew and fed from its start`() throws {
        let store = Sample.writer(folder)
        log.feedAll(store, now: noon)
        unlink(folder.file)
        #expect(log.feed(store, from: 299, to: 300) == .taken)
        #expect(
            store.append(
                setting: SettingRow(
                    cause: 1, scope: "engine", key: "a", value: "b", time: noon)))
        let fault = try #require(store.commit(now: noon))
        #expect(fault.kind == .moved && fault.beginsAnew)
        #expect(store.next == nil)
        #expect(store.step(now: noon) == nil)
        #expect(store.next == 0)
        log.feedAll(store, now: noon)
        let setting = "settings: 1,'engine','a',1709913600000000000,'b','',0"
        #expect(try content(of: folder.file) == (expected() + [setting]).sorted())
        #expect(folder.names.contains { $0.contains("bad") } == false)
    }

    @Test func `a folder that is not there is told, and used once it is`() {
        let store = StoreWriter(
            path: "\(folder.path)/later/p.db", instruments: Sample.instruments, schemas: [],
            rules: 0)
        #expect(store.step(now: at(0))?.kind == .unavailable)
        #expect(mkdir("\(folder.path)/later", 0o700) == 0)
        #expect(store.step(now: at(50)) == nil)
        #expect(store.next == nil)
        #expect(store.step(now: at(100)) == nil)
        #expect(store.next == 0)
        #expect(store.close(now: at(100)) == nil)
        unlink("\(folder.path)/later/p.db")
        rmdir("\(folder.path)/later")
    }

    @Test func `tables dropped by hand are noticed, and the file is set aside`() throws {
        let store = Sample.writer(folder)
        log.feedAll(store, now: noon)
        let other = try Connection(path: folder.file, readOnly: false, busyLimit: 50)
        try other.run("DROP TABLE bars", as: "vandalism")
        var more = log
        more.add { Sample.bar(1000).write(to: &$0) }
        #expect(more.feed(store, from: 300, to: 301) == .taken)
        #expect(store.commit(now: at(0))?.kind == .refused)
        let fault = try #require(store.step(now: at(100)))
        #expect(fault.kind == .corrupt && fault.setAside != nil)
        more.feedAll(store, now: at(200))
        #expect(try StoreReader(path: folder.file).bars(symbol: "SPY", period: .minute1).count > 0)
    }
}
