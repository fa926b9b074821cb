import Glibc
import Market
import Records
import Testing

@testable import Store

@Suite struct WriterTests {
    let folder = Folder()

    func bars(_ count: Int) -> SampleLog {
        var log = SampleLog()
        for number in 0..<count { log.add { Sample.bar(number).write(to: &$0) } }
        return log
    }

    @Test func `the file is its owner's alone, and so are those beside it`() throws {
        let store = Sample.writer(folder)
        bars(3).feedAll(store, now: noon)
        #expect(folder.names == ["pitwire.db", "pitwire.db-shm", "pitwire.db-wal"])
        for name in folder.names {
            var facts = stat()
            #expect(stat("\(folder.path)/\(name)", &facts) == 0)
            #expect(facts.st_mode & 0o777 == 0o600)
        }
    }

    @Test func `a transaction is written when it is full or has waited`() {
        var settings = StoreSettings()
        settings.batchRecords = 10
        settings.commitAfter = .milliseconds(250)
        let store = Sample.writer(folder, settings)
        let log = bars(100)
        let at = { (milliseconds: Int64) in noon + .milliseconds(milliseconds) }
        #expect(store.step(now: at(0)) == nil)
        #expect(log.feed(store, from: 0, to: 9) == .taken)
        #expect(!store.isDue)
        #expect(store.step(now: at(249)) == nil)
        #expect(store.position == 0)
        #expect(store.counters.waiting == 9 && store.counters.lag == .milliseconds(249))
        #expect(store.step(now: at(250)) == nil)
        #expect(store.position == 9)
        #expect(log.feed(store, from: 9, to: 19) == .taken)
        #expect(store.isDue)
        #expect(store.step(now: at(250)) == nil)
        #expect(store.position == 19)
        // Whole runs, as many as it takes to fill one; one transaction a step.
        for start in stride(from: UInt64(19), to: 54, by: 7) {
            #expect(log.feed(store, from: start, to: start + 7) == .taken)
        }
        #expect(store.step(now: at(250)) == nil)
        #expect(store.position == 33)
        #expect(store.step(now: at(250)) == nil)
        #expect(store.position == 47)
        #expect(store.step(now: at(250)) == nil)
        #expect(store.position == 47)
        #expect(store.counters.batches == 4)
        #expect(store.counters.records == 47 && store.counters.rows == 47)
        #expect(store.commit(now: at(250)) == nil)
        #expect(store.position == 54 && store.counters.waiting == 0)
    }

    @Test func `what waits is bounded, and a run larger than all room is taken alone`() {
        var settings = StoreSettings()
        settings.bufferSlots = 60
        settings.bufferRows = 3
        let store = Sample.writer(folder, settings)
        let log = bars(200)
        #expect(store.step(now: noon) == nil)
        // 20 bars of three slots.
        #expect(log.feed(store, from: 0, to: 19) == .taken)
        #expect(log.feed(store, from: 19, to: 20) == .taken)
        #expect(log.feed(store, from: 20, to: 21) == .full)
        #expect(store.next == 20)
        #expect(store.commit(now: noon) == nil)
        #expect(log.feed(store, from: 20, to: 200) == .taken)
        #expect(log.feed(store, from: 200, to: 200) == .taken)
        #expect(store.commit(now: noon) == nil)
        #expect(store.position == 200)
        let event = EventRow(cause: 1, kind: "note", instrument: nil, time: noon)
        for subject in ["a", "b", "c"] {
            var row = event
            row.subject = subject
            #expect(store.append(.event(row)))
        }
        #expect(!store.append(.event(event)))
        #expect(store.counters.notTaken == 2)
        #expect(store.commit(now: noon) == nil)
        #expect(store.counters.rows == 203)
    }

    @Test func `what makes no sense is counted and holds nothing up`() throws {
        let store = Sample.writer(folder)
        #expect(store.step(now: noon) == nil)
        var log = bars(1)
        log.add { Sample.bar(1, instrument: 2).write(to: &$0) }
        log.add { buffer in
            var made = Sample.decision(1)
            made.number = 0
            made.write(to: &buffer)
        }
        // A bar of one slot; a profile that says more rows than it has; kinds nobody knows.
        let slot = { (kind: OutputKind) in
            OutputSlot(
                kind: kind, instrument: InstrumentID(0), time: noon, cause: 9, a: Int64.max)
        }
        for kind in OutputKind.allCases where kind != .tick && kind != .quote {
            log.add(slots: [slot(kind)])
        }
        var profile = Sample.profile(0, rows: 4)
        for count in [5, -1, Int64.max, Int64.min] {
            profile[1].head = UInt64(bitPattern: count)
            log.add(slots: profile)
        }
        var unknown = slot(.tick)
        unknown.head |= 0xff
        log.add(slots: [unknown])
        log.add(slots: [slot(.tick)])
        log.add { Sample.bar(2).write(to: &$0) }
        log.feedAll(store, now: noon)
        #expect(store.position == log.count)
        #expect(try StoreReader(path: folder.file).bars(symbol: "SPY", period: .minute1).count == 2)
        #expect(store.counters.unkept == 2)
        #expect(store.counters.refused >= 9)
        #expect(store.counters.faults == 0)
    }

    @Test func `a run that is not whole records is refused as a whole`() {
        let store = Sample.writer(folder)
        #expect(store.step(now: noon) == nil)
        let log = bars(2)
        let slots = log.records.flatMap { $0 }
        for count in [1, 2, 4, 5] {
            let taking = slots.prefix(count).withUnsafeBufferPointer {
                store.append($0, through: 2)
            }
            #expect(taking == .malformed)
        }
        var zero = slots
        zero[0].head &= ~0xffff_0000
        zero[0].head &= ~(0xff << 32)
        #expect(zero.withUnsafeBufferPointer { store.append($0, through: 2) } == .malformed)
        #expect(store.next == 0 && store.counters.waiting == 0)
        #expect(log.feed(store, from: 0, to: 2) == .taken)
    }

    @Test func `orders and positions keep the newest, fills and trades all`() throws {
        let store = Sample.writer(folder)
        #expect(store.step(now: noon) == nil)
        let spy = InstrumentID(0)
        func order(_ filled: Int64, _ state: String, _ cause: UInt64) -> StoreRow {
            .order(
                OrderRow(
                    id: "a-1", account: "paper", instrument: spy, side: .long, kind: "limit",
                    quantity: Size(10), filled: Size(filled), limit: Price(5_090_100),
                    state: state, decision: 3, created: noon, changed: noon, cause: cause))
        }
        func position(_ quantity: Int64, _ cause: UInt64) -> StoreRow {
            .position(
                PositionRow(
                    account: "paper", instrument: spy, time: noon, quantity: Size(quantity),
                    entry: quantity == 0 ? nil : 509.01, realizedNanos: -2_500_000_000,
                    cause: cause))
        }
        func fill(_ id: String) -> StoreRow {
            .fill(
                FillRow(
                    id: id, order: "a-1", account: "paper", instrument: spy, time: noon,
                    side: .long, price: Price(5_090_100), quantity: Size(5),
                    feeNanos: 5_000_000, cause: 11))
        }
        let trade = StoreRow.trade(
            TradeRow(
                account: "paper", instrument: spy, number: 1, side: .long, quantity: Size(10),
                opened: noon, closed: noon, entry: 509.01, exit: 508.76,
                profitNanos: -2_500_000_000, feeNanos: 10_000_000, reason: "stop", decision: 3,
                cause: 14))
        let lost = StoreRow.fill(
            FillRow(
                id: "f-9", order: "a-9", account: "paper", instrument: InstrumentID(9),
                time: noon, side: .long, price: Price(1), quantity: Size(1), feeNanos: 0,
                cause: 1))
        let rows = [
            order(0, "working", 10), order(5, "working", 11), order(10, "filled", 12),
            order(5, "working", 11), fill("f-1"), fill("f-2"), fill("f-1"), position(10, 12),
            position(0, 14), position(10, 12), trade, trade, lost,
        ]
        for row in rows { #expect(store.append(row)) }
        #expect(store.commit(now: noon) == nil)
        #expect(store.counters.refused == 1)
        let file = try Connection(path: folder.file, readOnly: true, busyLimit: 50)
        let line = { (columns: String, view: String) in
            try file.texts(
                "SELECT \(columns.split(separator: " ").joined(separator: " || ' ' || ")) "
                    + "FROM \(view) ORDER BY 1", as: view)
        }
        #expect(
            try line("id symbol side quantity filled limit_price state decision", "orders_view")
                == ["a-1 SPY LONG 10.0 10.0 509.01 filled SPY-3"])
        #expect(
            try line("id price quantity fee", "fills_view")
                == ["f-1 509.01 5.0 0.005", "f-2 509.01 5.0 0.005"])
        #expect(
            try line("number entry exit profit fee reason decision", "trades_view")
                == ["1 509.01 508.76 -2.5 0.01 stop SPY-3"])
        #expect(try line("quantity realized", "positions_view") == ["0.0 -2.5"])
    }
}
