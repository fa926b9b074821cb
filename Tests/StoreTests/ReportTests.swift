import Chance
import Market
import Records
import Testing

@testable import Store

@Suite struct ReportTests {
    let folder = Folder()

    /// What becomes of orders, with every field set in some of them.
    static func report(_ number: UInt64, _ dice: inout SplitMix64) -> TradingEvent {
        let instrument = InstrumentID(UInt32(dice.below(2)))
        let time = Sample.open + .seconds(Int64(number))
        let id = CommandID("c-\(number / 3)")!
        guard dice.below(3) > 0 else {
            return .fill(
                FillRecord(
                    time: time, cause: number / 2 + 1, report: number,
                    fill: Fill(
                        number: number, order: number / 3 + 1, id: id, instrument: instrument,
                        book: Book(rawValue: UInt8(dice.below(7))), side: .sell,
                        price: Price(dice.word() >> 8), size: Size(dice.word() >> 8),
                        commission: Money(nanos: Int128(dice.word()) << 20),
                        realised: Money(nanos: -Int128(dice.below(9))),
                        position: dice.word() >> 8)))
        }
        var terms = OrderTerms(
            side: .sell, type: .stopLimit, quantity: Size(dice.word() >> 8), limit: Price(-3),
            stop: Price(dice.word() >> 8), force: .untilCancelled)
        if dice.below(2) == 0 { terms.partner = CommandID("partner") }
        if dice.below(2) == 0 { terms.bracket = Bracket(stop: Price(0), target: Price(7)) }
        var order = Order(
            number: number / 3 + 1, id: id, instrument: instrument, book: .manual, leg: .stop,
            terms: terms, state: OrderState.allCases[dice.below(8)], created: time, by: "ann")
        order.value = Int128(dice.word()) << 30
        order.filled = Size(dice.word() >> 8)
        (order.parent, order.partner) = (dice.next() >> 8, dice.next() >> 8)
        (order.decision, order.session) = (dice.next() >> 8, dice.next() >> 8)
        order.text = "its session ended"
        return .order(
            OrderRecord(time: time, cause: number / 2 + 1, report: number, order: order))
    }

    static func add(_ event: TradingEvent, to log: inout SampleLog) {
        log.add { buffer in
            switch event {
            case .order(let record): record.write(to: &buffer)
            case .fill(let record): record.write(to: &buffer)
            default: preconditionFailure("no report")
            }
        }
    }

    @Test func `every report comes back from any number on, in pages, however often it is fed`()
        throws
    {
        var dice = SplitMix64(5)
        var log = SampleLog()
        let given = (1...500 as ClosedRange<UInt64>).map { Self.report($0, &dice) }
        for event in given { Self.add(event, to: &log) }
        let store = Sample.writer(folder)
        log.feedAll(store, now: noon)
        // Fed from the front once more, as after a crash.
        let again = Folder()
        log.feedAll(Sample.writer(again), runs: 7, now: noon)
        #expect(Sample.writer(again).rebuild(now: noon) == nil)
        log.feedAll(Sample.writer(again), runs: 501, now: noon)
        for folder in [folder, again] {
            let reader = try StoreReader(path: folder.file)
            #expect(try reader.reports(from: 0) == given)
            for first in [1, 2, 250, 499, 500, 501, UInt64.max] {
                let rest = given.dropFirst(Int(min(first, 501)) - 1)
                #expect(try reader.reports(from: first) == Array(rest))
                #expect(try reader.reports(from: first, limit: 30) == Array(rest.prefix(30)))
            }
        }
    }

    @Test func `a file from before reports were kept is fed with the whole log once more`() throws {
        var dice = SplitMix64(6)
        var log = SampleLog()
        for number in 0..<5 { log.add { Sample.bar(number).write(to: &$0) } }
        let given = (1...40 as ClosedRange<UInt64>).map { Self.report($0, &dice) }
        for event in given { Self.add(event, to: &log) }
        try makeVersion2(of: log)
        let expected = Folder()
        log.feedAll(Sample.writer(expected), now: noon)
        let store = Sample.writer(folder)
        #expect(store.step(now: noon) == nil)
        #expect(store.next == 0)
        log.feedAll(store, now: noon)
        #expect(try StoreReader(path: folder.file).reports(from: 1) == given)
        #expect(try content(of: folder.file) == content(of: expected.file))
    }

    @Test func `a file of an engine that never traded goes on where it was`() throws {
        var log = SampleLog()
        for number in 0..<9 { log.add { Sample.bar(number).write(to: &$0) } }
        try makeVersion2(of: log)
        let store = Sample.writer(folder)
        #expect(store.step(now: noon) == nil)
        #expect(store.next == 9)
        #expect(try StoreReader(path: folder.file).reports(from: 1) == [])
    }

    /// A file as the version before left it.
    private func makeVersion2(of log: SampleLog) throws {
        log.feedAll(Sample.writer(folder), now: noon)
        let file = try Connection(path: folder.file, readOnly: false, busyLimit: 50)
        try file.run("DROP TABLE reports; PRAGMA user_version = 2", as: "version 2")
    }

    @Test func `a report that can not be read is a fault, not a hole`() throws {
        var dice = SplitMix64(7)
        var log = SampleLog()
        for number in 1...3 as ClosedRange<UInt64> {
            Self.add(Self.report(number, &dice), to: &log)
        }
        log.feedAll(Sample.writer(folder), now: noon)
        do {
            let file = try Connection(path: folder.file, readOnly: false, busyLimit: 50)
            try file.run("UPDATE reports SET packed = X'05' WHERE number = 2", as: "damage")
        }
        let reader = try StoreReader(path: folder.file)
        #expect(throws: StoreFault.self) { try reader.reports(from: 1) }
        #expect(try reader.reports(from: 3).count == 1)
    }
}
