public import Market
public import Records

/// Reads ticks from CSV: `ts_ns` (or `timestamp`), `price`, `size`, `side` and, when there,
/// `bid`, `ask`, `id`.
///
/// Columns come in any order and case, unknown ones are ignored, blank lines too; there is no
/// quoting. A row that cannot be read becomes one malformed input, so that the core counts it; a
/// quote that cannot be read is left out. Of units of eight decimals and more the nearest is taken,
/// of coarser ones every row must hold a whole number.
public final class TickCSVSource: InputSource {
    let lines: LineReader
    let instrument: Instrument
    let id: InstrumentID
    let columns: TickColumns
    private var row = CSVRow()
    /// The time of the last good row, which a malformed one is given.
    var lastTime = Nanoseconds.zero
    private var counts: SourceReport

    /// Reads the header.
    ///
    /// - Parameters:
    ///   - instrument: whose scales turn decimals into units.
    ///   - id: what its inputs are tagged with.
    /// - Throws: Without a header or a column it needs.
    public convenience init(
        _ bytes: ByteSource, instrument: Instrument, id: InstrumentID
    ) throws(FeedError) {
        let lines = LineReader(bytes)
        try self.init(lines, CSVHeader(lines), instrument: instrument, id: id)
    }

    init(
        _ lines: LineReader, _ header: CSVHeader, instrument: Instrument, id: InstrumentID
    ) throws(FeedError) {
        self.lines = lines
        self.instrument = instrument
        self.id = id
        columns = try TickColumns(header)
        counts = SourceReport(name: lines.source.name)
    }

    /// Of one instrument alone.
    public var skew: Nanoseconds { .zero }

    /// What has been read so far.
    public var report: SourceReport {
        var report = counts
        report.bytes = lines.source.storedOffset
        return report
    }

    /// Fills the batch; throws at the end when no row was good.
    public func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        var count = 0
        while count < batch.count {
            if columns.isCommonLayout {
                let fast = readCommonRows(into: batch, from: count)
                counts.rows += fast
                counts.good += fast
                count += fast
                if count == batch.count { break }
            }
            guard let line = try lines.next() else { break }
            row.cut(line)
            batch[count] = readRow()
            count += 1
        }
        if count == 0, counts.good == 0 { throw .noGoodRow(counts, line: lines.lineNumber) }
        return count
    }

    private func readRow() -> Input {
        do {
            let tick = try columns.tick(row, instrument, id)
            if tick.size > 0 {
                counts.rows += 1
                counts.good += 1
                lastTime = tick.time
            } else {
                // The core sees it and counts it as bad.
                let fault = RowFault.field(columns.size, expected: "a size above 0")
                counts.addBad(BadRow(fault, row, line: lines.lineNumber))
            }
            return tick
        } catch {
            counts.addBad(BadRow(error, row, line: lines.lineNumber))
            return Input(kind: .malformed, instrument: id, time: lastTime, size: 1)
        }
    }
}
