import Market
import Records

/// Rows of the market's records. The order of the values is that of the columns.
extension RecordWriter {
    func write(_ record: BarRecord, _ id: Int64) throws(StoreFault) {
        let (row, made) = (bar, record.bar)
        row.add(id)
        row.add(made.period.rawValue)
        row.add(made.start.rawValue)
        row.add(made.mode.rawValue)
        row.add(made.end.rawValue)
        row.add(made.session.rawValue)
        for price in [made.open, made.high, made.low, made.close] { row.add(price.rawValue) }
        row.add(made.volume.rawValue)
        row.add(made.buyVolume.rawValue)
        row.add(made.sellVolume.rawValue)
        row.add(made.maxDelta.rawValue)
        row.add(made.minDelta.rawValue)
        row.add(made.cumulativeDelta.rawValue)
        row.add(made.trades)
        row.add(made.vwap)
        row.add(made.isFromTicks)
        add(made.completeness, to: row)
        row.add(record.cause)
        try write(row)
    }

    private func add(_ whole: Completeness, to row: Statement) {
        row.add(whole.late)
        row.add(whole.lost)
        row.add(whole.outOfRange)
        row.add(whole.feedGaps)
        row.add(whole.exchangeVolume.rawValue)
        row.add(whole.quoteVolume.rawValue)
        row.add(whole.tickVolume.rawValue)
        row.add(whole.simulatedVolume.rawValue)
        row.add(whole.unknownVolume.rawValue)
    }

    /// The footprint's bar is in `bars`, from its own record.
    func write(_ record: FootprintRecord, _ id: Int64) throws(StoreFault) {
        let row = footprint
        row.add(id)
        row.add(record.bar.period.rawValue)
        row.add(record.bar.start.rawValue)
        row.add(record.bar.mode.rawValue)
        row.add(record.rowTicks)
        row.add(record.poc)
        row.add(record.buyImbalances)
        row.add(record.sellImbalances)
        row.add(record.rule.ratio)
        row.add(record.rule.minimumVolume.rawValue)
        row.add(record.rule.ignoresZeros)
        row.add(record.rows.count)
        row.add(record.cause)
        PackedRows.bytes(record.rows).withUnsafeBytes { row.add($0) }
        try write(row)
    }

    func write(_ record: ProfileRecord, _ id: Int64) throws(StoreFault) {
        let row = session
        row.add(id)
        row.add(record.anchor.rawValue)
        row.add(record.date.rawValue)
        row.add(record.start.rawValue)
        row.add(record.end.rawValue)
        row.add(record.rowTicks)
        row.add(record.poc)
        row.add(record.vah)
        row.add(record.val)
        row.add(record.rows.first?.row)
        row.add(record.rows.last?.row)
        row.add(record.rows.reduce(0) { $0 + $1.volume.rawValue })
        row.add(record.rows.reduce(0) { $0 + $1.ask.rawValue })
        row.add(record.rows.reduce(0) { $0 + $1.bid.rawValue })
        row.add(record.isFromTicks)
        row.add(record.rows.count)
        row.add(record.cause)
        if settings.keepsProfileRows {
            PackedRows.bytes(record.rows).withUnsafeBytes { row.add($0) }
        } else {
            row.addNull()
        }
        try write(row)
    }

    func write(_ record: RollRecord, _ id: Int64) throws(StoreFault) {
        let row = window
        row.add(id)
        row.add(record.measure.rawValue)
        row.add(record.anchor.rawValue)
        row.add(record.window.date.rawValue)
        row.add(record.window.start.rawValue)
        row.add(record.window.end.rawValue)
        row.add(record.time.rawValue)
        row.add(record.cause)
        try write(row)
    }

    func write(_ record: VWAPRecord, _ id: Int64) throws(StoreFault) {
        let row = vwap
        row.add(id)
        row.add(record.anchor.rawValue)
        row.add(record.anchorNumber)
        row.add(record.period.rawValue)
        row.add(record.barStart.rawValue)
        row.add(record.date.rawValue)
        row.add(record.vwap)
        row.add(record.sigma)
        row.add(record.volume.rawValue)
        row.add(record.cause)
        try write(row)
    }

    func write(_ record: CountersRecord, _ id: Int64) throws(StoreFault) {
        for (rise, value) in [(gaps, record.feedGaps), (losses, record.lost)] where value > 0 {
            rise.add(id)
            rise.add(record.cause)
            rise.add(record.time.rawValue)
            rise.add(value)
            try rise.run()
        }
        let row = counters
        row.add(id)
        row.add(record.time.rawValue)
        row.add(record.accepted)
        row.add(record.bad)
        row.add(record.duplicate)
        row.add(record.late)
        row.add(record.outOfRange)
        row.add(record.outOfSession.bars)
        row.add(record.outOfSession.footprint)
        row.add(record.outOfSession.profiles)
        row.add(record.outOfSession.vwaps)
        row.add(record.lost)
        row.add(record.feedGaps)
        row.add(record.cause)
        try write(row)
    }

    func write(_ record: NakedPOCRecord, _ id: Int64) throws(StoreFault) {
        try write(
            EventRow(
                cause: record.cause,
                kind: record.isTouched ? "naked_poc_touched" : "naked_poc",
                instrument: record.instrument, subject: record.session.description,
                time: record.time,
                detail: "{\"row\": \(record.row), \"row_ticks\": \(record.rowTicks)}"))
    }
}
