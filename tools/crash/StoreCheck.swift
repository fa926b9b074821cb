import Journal
import Market
import Records
import Store

/// The SQLite file against the output log: the same bars, each once.
struct StoreCheck {
    private let plan: CrashPlan
    private let folds: RecordFolds

    init(_ plan: CrashPlan, _ folds: RecordFolds) {
        self.plan = plan
        self.folds = folds
    }

    /// Slots of the output log that the store has not taken.
    static func behind(_ plan: CrashPlan) throws -> UInt64 {
        let reader = try JournalReader.open(FolderStorage(plan.folder, access: .reading))
        let last = reader.end.outputs.next - 1
        let position = try StoreReader(path: "\(plan.folder)/pitwire.db").position()
        guard position <= last else {
            throw Violation("the store stands at slot \(position), the output log ends at \(last)")
        }
        return last - position
    }

    /// - Parameter slot: the output log's last.
    /// - Returns: Bars compared.
    func run(through slot: UInt64) throws -> Int {
        let store = try StoreReader(path: "\(plan.folder)/pitwire.db")
        let position = try store.position()
        guard position == slot else {
            throw Violation("the store stands at slot \(position), the output log ends at \(slot)")
        }
        if let fault = try store.integrity().first { throw Violation("the store: \(fault)") }
        var count = 0
        for (place, symbol) in plan.names.enumerated() {
            for period in BarPeriod.allCases {
                count += try compare(store, symbol, UInt32(place), period)
            }
        }
        guard count == folds.bars.values.reduce(0, { $0 + $1.count }) else {
            throw Violation("the store has \(count) bars of the log")
        }
        return count
    }

    private func compare(
        _ store: StoreReader, _ symbol: String, _ place: UInt32, _ period: BarPeriod
    ) throws -> Int {
        let name = StreamName(
            instrument: place, kind: OutputKind.bar.rawValue, period: period.rawValue)
        let logged = folds.bars[name] ?? []
        var found: [Int] = []
        // In pages: an answer has a limit.
        var from = CrashPlan.start - Self.page
        while from <= folds.lastBar {
            let to = from + Self.page
            found += try store.bars(symbol: symbol, period: period, from: from, to: to)
                .map(\.hashValue)
            from = to
        }
        guard found == logged else {
            let place = zip(found, logged).enumerated().first { $1.0 != $1.1 }?.offset
            throw Violation(
                "\(symbol) \(period.name): the store has \(found.count) bars, the log "
                    + "\(logged.count); they differ from \(place.map(String.init) ?? "the end") on")
        }
        return found.count
    }

    private static let page = Nanoseconds.seconds(5 * 86_400)
}
