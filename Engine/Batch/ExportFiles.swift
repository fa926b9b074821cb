import Market
import Records
import Systems

/// The files of a batch, fed with the core's output records.
final class ExportFiles {
    private var bars: [BarsExport] = []
    private var footprint: FootprintExport?
    private var profile: ProfileExport
    private var vwap: VWAPExport?
    private var simulated: SimulatedTicksExport?
    private var tables: [(export: BatchExport, file: EvaluationExport)] = []
    private var watch: SessionWatch
    private(set) var blocked: [String] = []
    private let options: BatchOptions
    private let exports: [BatchExport]
    private let prices: PriceScale
    private let sizes: SizeScale

    /// Opens the files the options ask for.
    init(_ options: BatchOptions, _ instrument: Instrument, rowLimit: Int) throws(BatchError) {
        let folder = options.folder
        self.options = options
        watch = SessionWatch(options.exports.map { options.session(of: $0) })
        exports = options.exports
        prices = instrument.prices
        sizes = instrument.sizes
        try CSVFile.makeFolder(folder)
        profile = try ProfileExport(
            exports, rule: options.profileRule, limit: rowLimit, unit: sizes.unitsPerOne, in: folder
        )
        if exports.contains(.bars) {
            let isOnly = options.periods.count == 1
            for period in options.periods {
                bars.append(try BarsExport(period, isOnly: isOnly, in: folder))
            }
        }
        if exports.contains(.footprint) { footprint = try FootprintExport(in: folder) }
        if exports.contains(.vwap) { vwap = try VWAPExport(in: folder) }
        if exports.contains(.simTicks) {
            simulated = try SimulatedTicksExport(options.simulatedPeriod, in: folder)
        }
        for export in exports {
            guard let table = export.table else { continue }
            let file = try EvaluationExport(
                table, BatchOptions.schema(of: table.strategy), name: export.rawValue, in: folder)
            tables.append((export, file))
        }
    }

    /// Writes what a run of whole records says.
    func add(_ slots: UnsafeBufferPointer<OutputSlot>) throws(BatchError) {
        var index = 0
        while index < slots.count {
            let first = slots[index]
            if first.kind == .tick {
                if !watch.isDone { watch.saw(first.time) }
                index += 1
                continue
            }
            let record = UnsafeBufferPointer(rebasing: slots[index..<index + first.slots])
            index += first.slots
            switch first.kind {
            case .bar: try add(BarRecord(record).bar)
            case .footprint: try footprint?.add(FootprintRecord(record), prices, sizes)
            case .profile: try profile.add(ProfileRecord(record), prices, sizes)
            case .vwap: try vwap?.add(VWAPRecord(record), sizes)
            case .evaluation: try add(Evaluation(record))
            case .tick, .quote, .roll, .counters, .nakedPOC, .digest, nil: break
            // Nobody takes commands or trades in a batch.
            case .commandResult, .alertChanged, .haltChanged, .settingChanged, .anchorChanged,
                .order, .fill, .trade, .position, .account, .session:
                break
            }
        }
    }

    private func add(_ bar: Bar) throws(BatchError) {
        for export in bars where export.period == bar.period {
            try export.add(bar, prices, sizes)
        }
    }

    private func add(_ evaluation: Evaluation) throws(BatchError) {
        if Int(evaluation.rule) == RuleSchema.inputRule { noteBlocked(evaluation) }
        for table in tables where table.file.system == evaluation.system {
            try table.file.add(evaluation)
        }
    }

    /// Keeps in words that a strategy can not run on the input.
    private func noteBlocked(_ evaluation: Evaluation) {
        let schema = SystemCatalog.catalog.schemas.first { $0.number == evaluation.system }
        let reasons = RuleSchema.input.reasons
        let reason = Int(evaluation.reason) < reasons.count ? reasons[Int(evaluation.reason)] : ""
        let seconds = evaluation.values.map { Int64($0 ?? 0) }
        blocked.append(
            "\(schema?.name ?? "strategy \(evaluation.system)") can not run on this input: "
                + "\(reason), bars of \(seconds[0]) s from bars of \(seconds[1]) s")
    }

    /// Writes the simulated ticks of a bar of the input.
    func add(_ bar: BarInput) throws(BatchError) {
        if !watch.isDone, bar.volume > .zero { watch.saw(bar.start) }
        try simulated?.add(bar, prices, sizes)
    }

    /// Moves all files to their places.
    ///
    /// - Returns: Their names and rows, in the order they were asked for.
    func commit() throws(BatchError) -> [BatchSummary.File] {
        var files: [BatchSummary.File] = []
        for table in tables { try table.file.finish() }
        for export in exports {
            let written: [CSVFile?] =
                switch export {
                case .bars: bars.map(\.file)
                case .footprint: [footprint?.file]
                case .profile: [profile.file]
                case .profileRows: [profile.rowsFile]
                case .vwap: [vwap?.file]
                case .simTicks: [simulated?.file]
                default: tables.filter { $0.export == export }.map(\.file.file)
                }
            let mode = export == .simTicks ? nil : options.session(of: export)
            for case let file? in written {
                try file.commit()
                files.append(
                    BatchSummary.File(
                        name: file.name, rows: file.rows, session: mode,
                        isOutside: file.rows == 0 && mode.map(watch.isEmpty) ?? false))
            }
        }
        return files
    }
}
