/// Why a row is no good.
enum RowFault: Error {
    /// It has not this many fields.
    case fields(Int)
    /// A field is not what it should be.
    case field(Int, expected: String)
}

extension BadRow {
    /// What a fault says about a row of a line.
    init(_ fault: RowFault, _ row: borrowing CSVRow, line: Int) {
        switch fault {
        case .fields(let expected):
            self.init(place: .line(line), expected: "\(expected) fields", found: "\(row.count)")
        case .field(let column, let expected):
            self.init(place: .line(line), expected: expected, found: row.shown(column))
        }
    }
}

extension FeedError {
    /// An import that brought nothing.
    static func noGoodRow(_ report: SourceReport, line: Int) -> FeedError {
        let first = report.firstBad.first.map { "; the first: \($0)" } ?? ""
        return FeedError(
            source: report.name, place: .line(max(line, 1)), expected: "at least one good row",
            found: "\(report.rows) rows, \(report.bad) of them bad\(first)")
    }
}
