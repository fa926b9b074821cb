import CLI
import Core
import Host
import Journal
import Market
import Records
import Recovery
import Store

/// What the surviving journal, its output log and its SQLite file say at the end.
struct Verdict {
    private let plan: CrashPlan
    private let seed: UInt64
    private let made: [UInt64]
    private let dropped: [(duplicate: Int64, late: Int64)]
    private let book: CommandBook
    private let watchdog: Watchdog

    init(
        _ plan: CrashPlan, seed: UInt64, made: [UInt64],
        dropped: [(duplicate: Int64, late: Int64)], _ book: CommandBook, _ watchdog: Watchdog
    ) {
        self.book = book
        self.plan = plan
        self.seed = seed
        self.made = made
        self.dropped = dropped
        self.watchdog = watchdog
    }

    /// What was compared and found equal, in words.
    ///
    /// - Throws: `Violation` at the first difference.
    func lines() throws -> [String] {
        let storage = try FolderStorage(plan.folder, access: .reading)
        let reader = try JournalReader.open(storage)
        watchdog.note("verifying \(reader.end.inputs.next - 1) inputs")
        var folds = try RecordFolds(plan)
        var orders = OrderFolds(try plan.facts())
        let replayed = try replay(reader, &folds, &orders)
        try orders.check(try book.done())
        let fresh = try neverKilled()
        try Self.compare(folds.digests, fresh, plan.names)
        let bars = try StoreCheck(plan, folds).run(through: reader.end.outputs.next - 1)
        return [
            "replay of \(Figures.count(Int(reader.end.inputs.next - 1))) inputs: "
                + "\(Figures.count(Int(replayed))) records, each as in the output log",
            "an engine never killed: \(fresh.count) streams with the same digests, the same "
                + "counters",
            "\(Figures.count(orders.orderCount)) orders, one for each accepted id, "
                + "\(Figures.count(Int(orders.fills))) fills: positions and cash are their sums",
            "SQLite: \(Figures.count(bars)) bars, those of the output log",
        ]
    }

    /// The journal from its beginning, without interruption, against the output log.
    private func replay(
        _ reader: JournalReader, _ folds: inout RecordFolds, _ orders: inout OrderFolds
    ) throws -> UInt64 {
        var core = try plan.hostPlan().parts().core()
        var comparison = Comparison(reader, after: 0)
        var replay = JournalReplay(reader)
        try replay.run(core: &core) { (slots, _) throws(RecoveryError) in
            try comparison.take(slots)
            folds.take(slots)
            orders.take(slots)
            watchdog.note("replaying input \(slots.last?.cause ?? 0)")
        }
        try comparison.end(at: core.sequence)
        if let difference = comparison.difference {
            throw Violation(
                "the output log is not what the journal makes: cause \(difference.cause), logged "
                    + "\(Self.kind(difference.logged)), made \(Self.kind(difference.made))")
        }
        guard core.sequence == reader.end.inputs.next - 1 else {
            throw Violation(
                "the journal has \(reader.end.inputs.next - 1) inputs, replayed were "
                    + "\(core.sequence)")
        }
        try check(core, "the journal's replay")
        return comparison.records
    }

    private static func kind(_ record: [OutputSlot]?) -> String {
        guard let head = record?.first else { return "nothing" }
        return "\(head.kind.map { "\($0)" } ?? "?") of \(head.instrument.rawValue) with cause "
            + "\(head.cause) in \(record?.count ?? 0) slots"
    }

    /// The same market, fed to a core that nothing happens to.
    private func neverKilled() throws -> [StreamName: RecordDigest] {
        var core = try plan.hostPlan().parts().core()
        var market = try plan.market(seed: seed)
        var out = OutputBuffer(capacity: 1 << 14)
        var folds = try RecordFolds(plan)
        let total = made.reduce(0, +)
        while core.sequence < total {
            for run in try market.next() {
                let result = run.withUnsafeBufferPointer { inputs -> Result<Void, CoreError> in
                    do throws(CoreError) {
                        return .success(try core.replay(inputs, into: &out))
                    } catch {
                        return .failure(error)
                    }
                }
                try result.get()
                folds.take(out.slots)
                out.removeAll()
            }
            watchdog.note("never killed, input \(core.sequence)")
        }
        try check(core, "the engine that was never killed")
        return folds.digests
    }

    /// What a core took and dropped is what was fed.
    private func check(_ core: borrowing Core, _ name: String) throws {
        for place in 0..<plan.symbolCount {
            let counters = core.counters(at: place)
            let taken = core.feed(at: place).taken
            guard taken == made[place], counters.duplicate == dropped[place].duplicate,
                counters.late == dropped[place].late, counters.bad == 0, counters.lost == 0
            else {
                throw Violation(
                    "\(name), \(plan.names[place]): \(taken) inputs of \(made[place]), "
                        + "\(counters.duplicate) duplicates of \(dropped[place].duplicate), "
                        + "\(counters.late) late of \(dropped[place].late), \(counters.bad) bad, "
                        + "\(counters.lost) lost")
            }
        }
    }

    private static func compare(
        _ one: [StreamName: RecordDigest], _ other: [StreamName: RecordDigest], _ names: [String]
    ) throws {
        for stream in Set(one.keys).union(other.keys).sorted()
        where one[stream] != other[stream] {
            throw Violation(
                "\(names[Int(stream.instrument)]): \(stream.text) is not that of an engine that "
                    + "was never killed")
        }
    }
}
