import Chance
import Glibc
import Market
import Records
import Testing

@testable import Store

@Suite struct ReaderTests {
    let folder = Folder()

    @Test func `bars are the newest of a span, ascending`() throws {
        var log = SampleLog()
        for number in 0..<20 { log.add { Sample.bar(number).write(to: &$0) } }
        log.feedAll(Sample.writer(folder), now: noon)
        let reader = try StoreReader(path: folder.file)
        let minute = { (number: Int64) in Sample.open + .seconds(number * 60) }
        let asked = { (from: Nanoseconds?, to: Nanoseconds?, limit: UInt32) in
            try reader.bars(symbol: "SPY", period: .minute1, from: from, to: to, limit: limit)
                .map { Int($0.bar.start.rawValue - Sample.open.rawValue) / 60_000_000_000 }
        }
        #expect(try asked(nil, nil, 0) == Array(0..<20))
        #expect(try asked(nil, nil, 3) == [17, 18, 19])
        #expect(try asked(minute(5), minute(8), 0) == [5, 6, 7])
        #expect(try asked(minute(5), minute(8), 2) == [6, 7])
        #expect(try asked(minute(8), minute(5), 0) == [])
        #expect(try reader.bars(symbol: "SPY", period: .minute1, mode: .rth).count == 20)
        #expect(try reader.bars(symbol: "SPY", period: .minute1, mode: .utc) == [])
        #expect(try reader.bars(symbol: "SPY", period: .hour1) == [])
        #expect(try reader.bars(symbol: "QQQ", period: .minute1) == [])
        #expect(try reader.position() == 20)
    }

    @Test func `each part of a filter leaves out what it says`() throws {
        var dice = SplitMix64(11)
        var log = SampleLog()
        var all: [Evaluation] = []
        for number in 1...200 {
            let made = Sample.randomEvaluation(UInt64(number), &dice)
            var plain = made
            plain.rule = UInt8(dice.below(2))
            all.append(plain)
            log.add { plain.write(to: &$0) }
        }
        log.feedAll(Sample.writer(folder), now: noon)
        let reader = try StoreReader(path: folder.file)
        func expect(_ filter: DecisionFilter, _ takes: (Evaluation) -> Bool) throws {
            let numbers = all.reversed().filter(takes).map(\.number)
            #expect(!numbers.isEmpty)
            #expect(try reader.evaluations(filter).map(\.number) == numbers)
        }
        let second = { (number: Int64) in Sample.open + .seconds(number) }
        try expect(DecisionFilter()) { _ in true }
        try expect(DecisionFilter(symbol: "SPY")) { $0.instrument.rawValue == 0 }
        try expect(DecisionFilter(from: second(50), to: second(60))) {
            (50..<60).contains($0.number)
        }
        try expect(DecisionFilter(strategy: "momentum")) { $0.system == 7 }
        try expect(DecisionFilter(rule: "entry")) { $0.system == 7 && $0.rule == 0 }
        for verdict in Verdict.allCases where verdict != .study {
            try expect(DecisionFilter(verdicts: [verdict])) { $0.verdict == verdict }
        }
        try expect(DecisionFilter(symbol: "BTC-USD", verdicts: [.approved, .event])) {
            $0.instrument.rawValue == 1 && [.approved, .event].contains($0.verdict)
        }
        try expect(DecisionFilter(number: 77)) { $0.number == 77 }
        try expect(DecisionFilter(limit: 12)) { $0.number > 188 }
        #expect(try reader.evaluations(DecisionFilter(verdicts: [.study])) == [])
    }

    @Test func `names that are SQL are names`() throws {
        let names = [
            "'; DROP TABLE bars; --", "x' OR '1'='1", "\") UNION SELECT 1 --", "?1", "%_",
            "\u{0}", "'", "",
        ]
        let instruments = names.map { name in
            Instrument(
                symbol: name, assetClass: .share, prices: PriceScale(decimals: 2, tick: 1),
                sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000)
        }
        let schema = StrategySchema(
            number: 7, name: names[0], meaning: "",
            rules: [
                RuleSchema(name: names[1], meaning: "", values: [ValueSchema(names[2], .price)])
            ])
        let store = StoreWriter(
            path: folder.file, instruments: instruments, schemas: [schema], rules: 0)
        var log = SampleLog()
        for number in names.indices {
            log.add { Sample.bar(number, instrument: UInt32(number)).write(to: &$0) }
            log.add { buffer in
                var made = Sample.decision(1, instrument: UInt32(number))
                made.values = [1]
                made.write(to: &buffer)
            }
        }
        #expect(store.step(now: noon) == nil)
        #expect(
            store.append(
                setting: SettingRow(
                    cause: 1, scope: names[0], key: names[1], value: names[2], time: noon)))
        log.feedAll(store, now: noon)
        let reader = try StoreReader(path: folder.file)
        for (number, name) in names.enumerated() {
            let bars = try reader.bars(symbol: name, period: .minute1)
            #expect(bars.map(\.instrument.rawValue) == [UInt32(number)])
            #expect(try reader.evaluations(DecisionFilter(symbol: name)).count == 1)
            #expect(try reader.studies(symbol: name, strategy: name) == [])
        }
        #expect(try reader.instruments().map(\.instrument.symbol) == names)
        #expect(
            try reader.evaluations(DecisionFilter(strategy: names[0], rule: names[1])).count == 8)
        #expect(try reader.evaluations(DecisionFilter(strategy: names[1])) == [])
        #expect(try reader.settings(scope: names[0], key: names[1]).map(\.value) == [names[2]])
        #expect(try reader.settings(scope: names[1]) == [])
        let file = try Connection(path: folder.file, readOnly: true, busyLimit: 50)
        #expect(
            try file.number("SELECT count(*) FROM decisions_view WHERE json_valid(detail)", as: "v")
                == 8)
    }

    @Test func `a reader sees whole transactions while the writer writes`() throws {
        let log = Sample.mixedLog(500, seed: 12)
        var settings = StoreSettings()
        settings.batchRecords = 25
        let store = Sample.writer(folder, settings)
        #expect(store.step(now: noon) == nil)
        let reader = try StoreReader(path: folder.file)
        var seen: [UInt64] = []
        while let next = store.next, next < log.count {
            #expect(log.feed(store, from: next, to: next + 5) == .taken)
            let before = store.position
            #expect(try reader.position() == before)
            #expect(store.step(now: noon) == nil)
            seen.append(try reader.position())
            #expect(seen.last == store.position)
        }
        #expect(seen.allSatisfy { $0 % 25 == 0 } && Set(seen).count == 21)
        // A reader in the middle of its rows does not hold up the writer.
        let connection = try Connection(path: folder.file, readOnly: true, busyLimit: 0)
        let rows = try connection.prepare("SELECT start FROM bars", as: "rows")
        #expect(try rows.next())
        #expect(log.feed(store, from: 490, to: 500) == .taken)
        var more = log
        more.add { Sample.bar(900).write(to: &$0) }
        #expect(more.feed(store, from: 500, to: 501) == .taken)
        #expect(store.commit(now: noon) == nil)
        #expect(try rows.next())
    }

    @Test func `readers on other threads see whole transactions, and nothing fails`() async throws {
        var log = SampleLog()
        for number in 0..<2000 {
            log.add { Sample.bar(number).write(to: &$0) }
        }
        var settings = StoreSettings()
        settings.batchRecords = 20
        let store = Sample.writer(folder, settings)
        #expect(store.step(now: noon) == nil)
        let path = folder.file
        let readers = (0..<2).map { _ in
            Task.detached {
                let reader = try StoreReader(path: path)
                var counts: [Int] = []
                while counts.last != 2000, counts.count < 100_000 {
                    let bars = try reader.bars(symbol: "SPY", period: .minute1)
                    // Each answer is the first so many bars of the log, whole batches of them.
                    for (number, bar) in bars.enumerated() where bar != Sample.bar(number) {
                        return [-1]
                    }
                    counts.append(bars.count)
                }
                return counts
            }
        }
        while let next = store.next, next < log.count {
            #expect(log.feed(store, from: next, to: next + 10) == .taken)
            #expect(store.step(now: noon) == nil)
        }
        #expect(store.position == 2000)
        for reader in readers {
            let counts = try await reader.value
            #expect(counts.allSatisfy { $0 >= 0 && $0 % 20 == 0 })
            #expect(counts == counts.sorted() && counts.last == 2000)
        }
    }

    @Test func `a reader follows a file that was begun anew`() throws {
        var log = SampleLog()
        for number in 0..<4 { log.add { Sample.bar(number).write(to: &$0) } }
        let store = Sample.writer(folder)
        log.feedAll(store, now: noon)
        let reader = try StoreReader(path: folder.file)
        #expect(try reader.bars(symbol: "SPY", period: .minute1).count == 4)
        #expect(store.rebuild(now: noon) == nil)
        #expect(store.next == 0 && store.position == 0)
        #expect(store.counters.rebuilds == 1)
        #expect(try reader.bars(symbol: "SPY", period: .minute1) == [])
        log.feedAll(store, now: noon)
        #expect(try reader.bars(symbol: "SPY", period: .minute1).count == 4)
        #expect(store.close(now: noon) == nil)
        #expect(folder.names.filter { $0.contains("bad") } == [])
    }

    @Test func `a closed store can be read`() throws {
        var log = SampleLog()
        log.add { Sample.bar(0).write(to: &$0) }
        let store = Sample.writer(folder)
        log.feedAll(store, now: noon)
        #expect(store.close(now: noon) == nil)
        #expect(store.position == nil)
        #expect(folder.names == ["pitwire.db"])
        let reader = try StoreReader(path: folder.file)
        #expect(try reader.bars(symbol: "SPY", period: .minute1) == [Sample.bar(0)])
        #expect(try reader.integrity() == [])
    }

    @Test func `what is no store is refused`() throws {
        #expect(throws: StoreFault.self) { try StoreReader(path: folder.file) }
        folder.bytes = Array(repeating: 7, count: 9000)
        #expect(throws: StoreFault.self) { try StoreReader(path: folder.file) }
        folder.bytes = []
        let fault = #expect(throws: StoreFault.self) { try StoreReader(path: folder.file) }
        #expect(fault?.kind == .foreign)
        #expect(
            fault?.description == """
                store \(folder.file): open: application id 0 instead of 1346982999
                """)
    }
}
