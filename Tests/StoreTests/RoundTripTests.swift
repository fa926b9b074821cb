import Chance
import Market
import Records
import Testing

@testable import Store

@Suite struct RoundTripTests {
    let folder = Folder()

    func writer(_ settings: StoreSettings = StoreSettings()) -> StoreWriter {
        Sample.writer(folder, settings)
    }

    @Test func `every field of random bars comes back, to the bit`() throws {
        var dice = SplitMix64(1)
        var log = SampleLog()
        var given: [BarRecord] = []
        for number in 0..<500 {
            let bar = Sample.randomBar(number, &dice)
            given.append(bar)
            log.add { bar.write(to: &$0) }
        }
        let store = writer()
        log.feedAll(store, now: noon)
        let reader = try StoreReader(path: folder.file)
        for (number, instrument) in Sample.instruments.enumerated() {
            for period in BarPeriod.allCases {
                let found = try reader.bars(symbol: instrument.symbol, period: period)
                let expected = given.filter {
                    $0.instrument.rawValue == number && $0.bar.period == period
                }
                #expect(found == expected)
                // Equality takes -0 for 0; the log's slots do not.
                #expect(slots(found) == slots(expected))
            }
        }
    }

    private func slots(_ bars: [BarRecord]) -> [Int64] {
        var buffer = OutputBuffer()
        for bar in bars { bar.write(to: &buffer) }
        return buffer.slots.flatMap { slot in
            [
                Int64(bitPattern: slot.head), slot.time.rawValue, Int64(bitPattern: slot.cause),
                slot.a, slot.b, slot.c, slot.d, slot.e,
            ]
        }
    }

    @Test func `every field of random evaluations comes back, NaN among the values`() throws {
        var dice = SplitMix64(2)
        var log = SampleLog()
        var given: [Evaluation] = []
        for number in 1...400 {
            let made = Sample.randomEvaluation(UInt64(number), &dice)
            given.append(made)
            log.add { made.write(to: &$0) }
        }
        log.feedAll(writer(), now: noon)
        let found = try StoreReader(path: folder.file).evaluations()
        #expect(found.count == 400)
        for (left, right) in zip(found, given.reversed()) {
            #expect(bits(left.values) == bits(right.values))
            var (left, right) = (left, right)
            (left.values, right.values) = ([], [])
            #expect(left == right)
        }
    }

    private func bits(_ values: [Double?]) -> [UInt64?] { values.map { $0?.bitPattern } }

    @Test func `a completed profile comes back with its rows`() throws {
        var log = SampleLog()
        for day in 0..<5 { log.add(slots: Sample.profile(Int32(day), rows: day * 3)) }
        log.feedAll(writer(), now: noon)
        let found = try StoreReader(path: folder.file).sessions(symbol: "SPY", limit: 4)
        let expected = log.records.dropFirst().map { slots in
            slots.withUnsafeBufferPointer { ProfileRecord($0) }
        }
        #expect(found.map(\.record) == expected)
        // Three rows: 10 + 0.5 and 0, 1, 2 at the ask.
        #expect(found[0].volume == Volume(34.5))
        #expect(found[0].buyVolume == Volume(3))
        #expect(found[0].sellVolume == Volume(30))
        #expect(found[0].low == 50_900 && found[0].high == 50_902)
    }

    @Test func `a footprint comes back where footprints are kept, and not elsewhere`() throws {
        var log = SampleLog()
        let bar = Sample.bar(0)
        let rows = [
            FootprintRow(
                row: 50_900, bid: Volume(10), ask: Volume(20), neutral: .zero,
                marks: .buyImbalance),
            FootprintRow(
                row: 50_901, bid: Volume(-0.0), ask: Volume(5), neutral: Volume(1), marks: .poc),
            FootprintRow(row: -3, bid: .zero, ask: .zero, neutral: Volume(0.25)),
        ]
        log.add { bar.write(to: &$0) }
        log.add { buffer in
            let first = buffer.count
            FootprintRecord.writeHeader(
                instrument: bar.instrument, bar: bar.bar, rowCount: 3, rowTicks: 1, poc: 50_901,
                rule: ImbalanceRule(ratio: 3, minimumVolume: Volume(10)), cause: bar.cause,
                to: &buffer)
            FootprintRecord.setImbalances(buy: 1, sell: 0, at: first + 3, in: &buffer)
            let words = buffer.appendWords(slots: RowSlots.slots(for: 3))
            for place in 0..<3 { RowSlots.write(rows[place], at: place, of: words) }
        }
        var settings = StoreSettings()
        settings.keepsFootprints = true
        log.feedAll(writer(settings), now: noon)
        let found = try StoreReader(path: folder.file).footprint(
            symbol: "SPY", period: .minute1, mode: .rth, start: bar.bar.start)
        let expected = log.records[1].withUnsafeBufferPointer { FootprintRecord($0) }
        #expect(found == expected)

        let bare = Folder()
        let other = StoreWriter(
            path: bare.file, instruments: Sample.instruments, schemas: [], rules: 0)
        log.feedAll(other, now: noon)
        #expect(other.counters.unkept == 1)
        #expect(
            try StoreReader(path: bare.file).footprint(
                symbol: "SPY", period: .minute1, mode: .rth, start: bar.bar.start) == nil)
    }

    @Test func `of studies the last is kept, whatever the transactions`() throws {
        var log = SampleLog()
        var last: [Evaluation] = []
        for key in [UInt16(0), 1] {
            for minute in 0..<25 {
                var study = Evaluation(
                    instrument: InstrumentID(1), system: 7, rule: 0, verdict: .study)
                study.key = key
                study.time = Sample.open + .seconds(Int64(minute) * 60)
                study.values = [Double(minute)]
                study.cause = UInt64(log.count) + 1
                log.add { study.write(to: &$0) }
                if minute == 24 { last.append(study) }
            }
        }
        var settings = StoreSettings()
        settings.batchRecords = 7
        settings.keepsStudyHistory = true
        log.feedAll(writer(settings), runs: 3, now: noon)
        let reader = try StoreReader(path: folder.file)
        #expect(try reader.studies(symbol: "BTC-USD", strategy: "momentum") == last)
        #expect(try reader.studies(symbol: "BTC-USD", strategy: "sef") == [])
        #expect(try reader.studies(symbol: "SPY") == [])
        let lines = try content(of: folder.file)
        #expect(lines.count { $0.hasPrefix("study_history: ") } == 50)
    }

    @Test func `each state of a calibration cell is kept`() throws {
        var log = SampleLog()
        var given: [Evaluation] = []
        for number in 1...6 {
            var study = Evaluation(
                instrument: InstrumentID(0), system: 7, rule: 1, verdict: .study)
            study.key = UInt16(number % 2)
            study.time = Sample.open + .seconds(Int64(number) * 7200)
            study.values = [Double(number), 1, 1 / Double(number)]
            study.cause = UInt64(number)
            given.append(study)
            log.add { study.write(to: &$0) }
        }
        log.feedAll(writer(), now: noon)
        let reader = try StoreReader(path: folder.file)
        #expect(try reader.calibration(symbol: "SPY") == given)
        #expect(try reader.studies(symbol: "SPY").count == 2)
        let connection = try Connection(path: folder.file, readOnly: true, busyLimit: 50)
        #expect(
            try connection.texts(
                "SELECT cell || ' ' || n || ' ' || rate FROM calibration_view", as: "view"
            )
            .sorted().first == "POC UP 1 2 0.5")
    }
}
