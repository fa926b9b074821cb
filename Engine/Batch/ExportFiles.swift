import Market
import Records

/// The files of a batch, fed with the core's output records.
final class ExportFiles {
    private var bars: [BarsExport] = []
    private var footprint: FootprintExport?
    private var profile: ProfileExport
    private var vwap: VWAPExport?
    private var simulated: SimulatedTicksExport?
    private let exports: [BatchExport]
    private let prices: PriceScale
    private let sizes: SizeScale

    /// Opens the files the options ask for.
    init(_ options: BatchOptions, _ instrument: Instrument, rowLimit: Int) throws(BatchError) {
        let folder = options.folder
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
    }

    /// Writes what a run of whole records says.
    func add(_ slots: UnsafeBufferPointer<OutputSlot>) throws(BatchError) {
        var index = 0
        while index < slots.count {
            let first = slots[index]
            if first.kind == .tick {
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
            case .tick, .quote, .roll, .counters, .nakedPOC, nil: break
            }
        }
    }

    private func add(_ bar: Bar) throws(BatchError) {
        for export in bars where export.period == bar.period {
            try export.add(bar, prices, sizes)
        }
    }

    /// Writes the simulated ticks of a bar of the input.
    func add(_ bar: BarInput) throws(BatchError) {
        try simulated?.add(bar, prices, sizes)
    }

    /// Moves all files to their places.
    ///
    /// - Returns: Their names and rows, in the order they were asked for.
    func commit() throws(BatchError) -> [BatchSummary.File] {
        var files: [BatchSummary.File] = []
        for export in exports {
            let written: [CSVFile?] =
                switch export {
                case .bars: bars.map(\.file)
                case .footprint: [footprint?.file]
                case .profile: [profile.file]
                case .profileRows: [profile.rowsFile]
                case .vwap: [vwap?.file]
                case .simTicks: [simulated?.file]
                }
            for case let file? in written {
                try file.commit()
                files.append(BatchSummary.File(name: file.name, rows: file.rows))
            }
        }
        return files
    }
}
