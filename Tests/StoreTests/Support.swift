import Chance
import Glibc
import Market
import Records

@testable import Store

/// A folder of a test's own, removed with it.
final class Folder {
    let path: String
    var file: String { "\(path)/pitwire.db" }

    init() {
        // Memory where there is a file system of it: the tests open some thousand files.
        let base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var name = Array("\(base)/pitwire-store-XXXXXX".utf8CString)
        precondition(mkdtemp(&name) != nil, "no temporary folder: \(errno)")
        path = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// What is in it, sorted.
    var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var found: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { found.append(name) }
        }
        return found.sorted()
    }

    var bytes: [UInt8] {
        get {
            let file = fopen(self.file, "rb")!
            defer { fclose(file) }
            var found = [UInt8](repeating: 0, count: 64 << 20)
            let count = fread(&found, 1, found.count, file)
            return Array(found.prefix(count))
        }
        set {
            let file = fopen(self.file, "wb")!
            defer { fclose(file) }
            precondition(fwrite(newValue, 1, newValue.count, file) == newValue.count)
        }
    }
}

extension SplitMix64 {
    mutating func word() -> Int64 { Int64(bitPattern: next()) }

    /// Any finite double, now and then one of those that files lose: -0, tiny, huge.
    mutating func double() -> Double {
        switch below(8) {
        case 0: return -0.0
        case 1: return 0
        case 2: return Double(below(1000))
        case 3: return .leastNonzeroMagnitude
        case 4: return -.greatestFiniteMagnitude
        case 5: return .infinity
        default:
            let value = Double(bitPattern: next())
            return value.isNaN ? 1.5 : value
        }
    }
}

enum Sample {
    static let instruments = [
        Instrument(
            symbol: "SPY", assetClass: .share, prices: PriceScale(decimals: 4, tick: 100),
            sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000),
        Instrument(
            symbol: "BTC-USD", assetClass: .crypto, prices: PriceScale(decimals: 2, tick: 1),
            sizes: SizeScale(decimals: 8, lot: 1), tickValueNanos: 10_000_000),
    ]

    static let schemas = [
        StrategySchema(
            number: 7, name: "momentum", meaning: "",
            rules: [
                RuleSchema(
                    name: "entry", meaning: "", keys: ["", "fast"], reasons: ["", "too_small"],
                    values: [
                        ValueSchema("price", .price), ValueSchema("is_first", .flag),
                        ValueSchema("side", .choice(["UP", "DOWN"])),
                        ValueSchema("at", .time), ValueSchema("gap", .number),
                    ]),
                RuleSchema(
                    name: "calibration", meaning: "", keys: ["POC UP 1", "POC UP 2"],
                    values: [
                        ValueSchema("n", .count), ValueSchema("hits", .count),
                        ValueSchema("rate", .share),
                    ]),
            ])
    ]

    static func writer(
        _ folder: Folder, _ settings: StoreSettings = StoreSettings()
    ) -> StoreWriter {
        StoreWriter(
            path: folder.file, instruments: instruments, schemas: schemas, rules: 0xabcd,
            settings: settings)
    }

    /// A log of every kind of record, some of them about the same thing.
    static func mixedLog(_ count: Int, seed: UInt64) -> SampleLog {
        var dice = SplitMix64(seed)
        var log = SampleLog()
        var decisions: [UInt64] = [0, 0]
        var gaps: Int64 = 0
        for number in 0..<count {
            let instrument = dice.below(2)
            let cause = UInt64(number) + 1
            switch dice.below(8) {
            case 0:
                decisions[instrument] += 1
                var made = decision(decisions[instrument], instrument: UInt32(instrument))
                made.cause = cause
                log.add { made.write(to: &$0) }
            case 1:
                var study = Evaluation(
                    instrument: InstrumentID(UInt32(instrument)), system: 7,
                    rule: UInt8(dice.below(3)), verdict: .study)
                study.time = open + .seconds(Int64(number))
                study.values = [Double(number)]
                study.cause = cause
                log.add { study.write(to: &$0) }
            case 2:
                let slots = profile(
                    Int32(number), rows: dice.below(9), instrument: UInt32(instrument))
                log.add(slots: slots)
            case 3:
                var record = CountersRecord(
                    instrument: InstrumentID(0), time: open + .seconds(Int64(number)),
                    cause: cause)
                gaps += Int64(dice.below(2))
                record.feedGaps = gaps
                log.add { record.write(to: &$0) }
            case 4:
                let record = NakedPOCRecord(
                    instrument: InstrumentID(UInt32(instrument)), time: open, cause: cause,
                    session: SessionDate(rawValue: Int32(number)), row: 50_901, rowTicks: 1,
                    isTouched: dice.below(2) == 0)
                log.add { $0.append(record.slot) }
            case 5:
                let record = VWAPRecord(
                    instrument: InstrumentID(UInt32(instrument)),
                    barStart: open + .seconds(Int64(number) * 60), period: .minute1,
                    anchor: .daily, date: SessionDate(rawValue: 19_790), vwap: dice.double(),
                    sigma: dice.double(), volume: Volume(7), cause: cause)
                log.add { record.write(to: &$0) }
            default:
                var record = bar(number, instrument: UInt32(instrument))
                record.cause = cause
                log.add { record.write(to: &$0) }
            }
        }
        return log
    }

    /// 2024-03-08T14:30:00Z
    static let open = Nanoseconds.seconds(1_709_908_200)

    static func bar(
        _ number: Int, instrument: UInt32 = 0, price: Int64 = 5_090_100
    ) -> BarRecord {
        var whole = Completeness()
        whole.exchangeVolume = Volume(300)
        whole.late = 1
        let start = open + .seconds(Int64(number) * 60)
        return BarRecord(
            instrument: InstrumentID(instrument),
            bar: Bar(
                start: start, end: start + .seconds(60), session: SessionDate("2024-03-08")!,
                mode: .rth, period: .minute1, isFromTicks: true, open: Price(price),
                high: Price(price + 500), low: Price(price - 100), close: Price(price + 200),
                volume: Volume(300), buyVolume: Volume(200), sellVolume: Volume(100),
                maxDelta: Volume(150), minDelta: Volume(-20), cumulativeDelta: Volume(100),
                trades: 12, vwap: 509.0125, completeness: whole),
            cause: UInt64(number) + 1)
    }

    static func randomBar(_ number: Int, _ dice: inout SplitMix64) -> BarRecord {
        var record = bar(number, instrument: UInt32(dice.below(2)))
        var bar = record.bar
        bar.period = BarPeriod.allCases[dice.below(BarPeriod.allCases.count)]
        bar.mode = SessionMode.allCases[dice.below(SessionMode.allCases.count)]
        bar.end = Nanoseconds(dice.word())
        bar.session = SessionDate(rawValue: Int32(truncatingIfNeeded: dice.word()))
        bar.isFromTicks = dice.below(2) == 0
        (bar.open, bar.high) = (Price(dice.word()), Price(dice.word()))
        (bar.low, bar.close) = (Price(dice.word()), Price(dice.word()))
        bar.volume = Volume(dice.double())
        (bar.buyVolume, bar.sellVolume) = (Volume(dice.double()), Volume(dice.double()))
        (bar.maxDelta, bar.minDelta) = (Volume(dice.double()), Volume(dice.double()))
        bar.cumulativeDelta = Volume(dice.double())
        bar.trades = dice.word()
        bar.vwap = dice.below(3) == 0 ? nil : dice.double()
        var whole = Completeness()
        whole.late = UInt32(truncatingIfNeeded: dice.word())
        whole.lost = UInt32(truncatingIfNeeded: dice.word())
        whole.outOfRange = UInt32(truncatingIfNeeded: dice.word())
        whole.feedGaps = UInt32(truncatingIfNeeded: dice.word())
        (whole.exchangeVolume, whole.quoteVolume) = (Volume(dice.double()), Volume(dice.double()))
        (whole.tickVolume, whole.simulatedVolume) = (Volume(dice.double()), Volume(dice.double()))
        whole.unknownVolume = Volume(dice.double())
        bar.completeness = whole
        record.bar = bar
        return record
    }

    static func decision(_ number: UInt64, instrument: UInt32 = 0) -> Evaluation {
        var made = Evaluation(
            instrument: InstrumentID(instrument), system: 7, rule: 0, verdict: .approved)
        made.number = number
        made.key = 1
        made.direction = .long
        made.start = open
        made.time = open + .seconds(Int64(number))
        made.values = [509.25, 1, 1, 1_709_908_200_000, nil]
        made.cause = number
        return made
    }

    static func randomEvaluation(_ number: UInt64, _ dice: inout SplitMix64) -> Evaluation {
        var made = decision(number, instrument: UInt32(dice.below(2)))
        made.system = dice.below(2) == 0 ? 7 : UInt8(dice.below(256))
        made.rule = UInt8(dice.below(256))
        made.key = UInt16(dice.below(65_536))
        made.verdict = Verdict.allCases.filter { $0 != .study }[dice.below(5)]
        made.reason = UInt8(dice.below(256))
        made.direction = Direction.allCases[dice.below(3)]
        made.period = BarPeriod.allCases[dice.below(7)]
        made.mode = SessionMode.allCases[dice.below(5)]
        made.sideQuality = SideQuality.allCases[dice.below(6)]
        made.inferredShare = dice.double()
        made.late = UInt32(truncatingIfNeeded: dice.word())
        made.feedGaps = UInt32(truncatingIfNeeded: dice.word())
        made.values = (0..<dice.below(65)).map { _ in
            dice.below(4) == 0 ? nil : dice.below(9) == 0 ? .nan : dice.double()
        }
        return made
    }

    static func profile(_ day: Int32, rows count: Int, instrument: UInt32 = 0) -> [OutputSlot] {
        var buffer = OutputBuffer()
        ProfileRecord.writeHeader(
            instrument: InstrumentID(instrument), anchor: .daily,
            date: SessionDate(rawValue: 19_790 + day), start: open, end: open + .seconds(23_400),
            rowCount: count, rowTicks: 1, poc: 50_901, vah: 50_902, val: 50_900,
            isFromTicks: true, cause: UInt64(1000 + day), to: &buffer)
        let words = buffer.appendWords(slots: RowSlots.slots(for: count))
        for place in 0..<count {
            RowSlots.write(
                FootprintRow(
                    row: Int64(50_900 + place), bid: Volume(10), ask: Volume(Double(place)),
                    neutral: Volume(0.5), marks: .poc), at: place, of: words)
        }
        return Array(buffer.slots)
    }
}

/// An output log in memory: records with their slots.
struct SampleLog {
    private(set) var records: [[OutputSlot]] = []
    var count: UInt64 { UInt64(records.count) }

    mutating func add(_ write: (inout OutputBuffer) -> Void) {
        var buffer = OutputBuffer()
        write(&buffer)
        records.append(Array(buffer.slots))
    }

    mutating func add(slots: [OutputSlot]) { records.append(slots) }

    /// Gives the records after position `from` up to position `to`.
    func feed(_ store: StoreWriter, from: UInt64, to: UInt64) -> StoreTaking {
        let slots = records[Int(from)..<Int(to)].flatMap { $0 }
        return slots.withUnsafeBufferPointer { store.append($0, through: to) }
    }

    /// Gives all after what the store has, in runs of `size`, until all is stored.
    func feedAll(_ store: StoreWriter, runs size: UInt64 = 10, now: Nanoseconds) {
        precondition(store.next != nil || store.step(now: now) == nil)
        var calls: UInt64 = 0
        while let next = store.next, next < count {
            calls += 1
            precondition(calls <= 2 * count + 10, "position \(next) of \(count) stands still")
            let taken = feed(store, from: next, to: min(next + size, count))
            if taken == .full { precondition(store.commit(now: now) == nil) }
        }
        precondition(store.commit(now: now) == nil)
    }
}

/// What a file holds, in its tables' own words: all rows of all tables but the clock's.
func content(of path: String) throws -> [String] {
    let connection = try Connection(path: path, readOnly: true, busyLimit: 50)
    let tables = try connection.texts(
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", as: "tables")
    var lines: [String] = []
    for table in tables where table != "rules" && table != "cursor" {
        let columns = try connection.texts(
            "SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('\(table)')", as: "columns")
        let line = columns.joined(separator: " || ',' || ")
        lines += try connection.texts(
            "SELECT '\(table): ' || \(line) FROM \(table) ORDER BY 1", as: "rows")
    }
    return lines
}

let noon = Nanoseconds.seconds(1_709_913_600)
