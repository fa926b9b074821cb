public import Market
public import Records

/// Reads bars from CSV: `ts_ns` (or `timestamp`), `open`, `high`, `low`, `close`, `volume` and,
/// when there, `vwap`, `buy_volume`, `sell_volume`.
///
/// Bars ascend by their start. One that does not start after the good bar before it is bad, unless
/// the source sorts: then the whole file is read first and only equal starts are bad. A row that
/// cannot be used becomes one malformed input. Bars without volume are passed on.
public final class BarCSVSource: InputSource {
    private let lines: LineReader
    private let instrument: Instrument
    private let id: InstrumentID
    private let period: BarPeriod
    private let columns: BarColumns
    private var row = CSVRow()
    private var counts: SourceReport
    private var lastStart: Nanoseconds?
    /// What a sorting source has read and not yet handed out, last first; `nil` until it has read.
    private var sorted: [(bar: BarInput, line: Int)]?
    private let sorts: Bool

    /// Reads the header.
    ///
    /// - Parameters:
    ///   - instrument: whose scales turn decimals into units.
    ///   - id: what its inputs are tagged with.
    ///   - period: the length of the file's bars.
    ///   - sorts: read all, then hand out by start.
    /// - Throws: Without a header or a column it needs.
    public convenience init(
        _ bytes: ByteSource, instrument: Instrument, id: InstrumentID, period: BarPeriod,
        sorts: Bool = false
    ) throws(FeedError) {
        let lines = LineReader(bytes)
        try self.init(
            lines, CSVHeader(lines), instrument: instrument, id: id, period: period, sorts: sorts)
    }

    init(
        _ lines: LineReader, _ header: CSVHeader, instrument: Instrument, id: InstrumentID,
        period: BarPeriod, sorts: Bool
    ) throws(FeedError) {
        self.lines = lines
        self.instrument = instrument
        self.id = id
        self.period = period
        self.sorts = sorts
        columns = try BarColumns(header)
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
        precondition(batch.count >= 2, "a bar takes 2 slots, the batch has \(batch.count)")
        var count = 0
        while count + 2 <= batch.count, let row = try nextRow() {
            if let bar = inOrder(row) {
                (batch[count], batch[count + 1]) = bar.inputs(for: id)
                count += 2
            } else {
                batch[count] = Input(
                    kind: .malformed, instrument: id, time: lastStart ?? .zero, size: 1)
                count += 1
            }
        }
        if count == 0, counts.good == 0 { throw .noGoodRow(counts, line: lines.lineNumber) }
        return count
    }

    /// The row's bar when it may follow the one before.
    private func inOrder(_ row: (bar: BarInput, line: Int)?) -> BarInput? {
        guard let (bar, line) = row else { return nil }
        if let lastStart, bar.start <= lastStart {
            counts.addBad(
                BadRow(
                    place: .line(line),
                    expected: "a start after the bar before, \(InstantText.utc(lastStart))",
                    found: InstantText.utc(bar.start)))
            return nil
        }
        counts.rows += 1
        counts.good += 1
        lastStart = bar.start
        return bar
    }

    /// The next row, whose bar is missing when it is bad; `nil` at the end.
    private func nextRow() throws(FeedError) -> (bar: BarInput, line: Int)?? {
        if !sorts { return try readRow() }
        if sorted == nil { sorted = try readAllRows() }
        if let next = sorted?.popLast() { return .some(next) }
        guard pendingBad > 0 else { return nil }
        pendingBad -= 1
        return .some(nil)
    }

    /// Bad rows of a sorted file, which have no place in the order and come last.
    private var pendingBad = 0

    private func readAllRows() throws(FeedError) -> [(bar: BarInput, line: Int)] {
        var rows: [(bar: BarInput, line: Int)] = []
        while let row = try readRow() {
            if let row { rows.append(row) } else { pendingBad += 1 }
        }
        return rows.sorted { ($0.bar.start, $0.line) > ($1.bar.start, $1.line) }
    }

    private func readRow() throws(FeedError) -> (bar: BarInput, line: Int)?? {
        guard let line = try lines.next() else { return nil }
        row.cut(line)
        do {
            return .some((try columns.bar(row, instrument, period), lines.lineNumber))
        } catch {
            counts.addBad(BadRow(error, row, line: lines.lineNumber))
            return .some(nil)
        }
    }
}
