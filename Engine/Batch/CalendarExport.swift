public import Market

/// `calendar.csv`: the NYSE sessions between two dates.
public enum CalendarExport {
    /// Writes the sessions from one date to another, both included.
    ///
    /// - Returns: The file and its rows; the caller says how long it took.
    public static func run(
        from first: SessionDate, to last: SessionDate, folder: String
    ) throws(BatchError) -> BatchSummary {
        guard first <= last else {
            throw BatchError("the calendar's first date \(first) is after its last, \(last)")
        }
        try CSVFile.makeFolder(folder)
        let file = try CSVFile(
            "calendar.csv", in: folder, columns: "date,open_ns,close_ns,early_close")
        for session in NYSECalendar.standard.sessions(from: first, to: last) {
            file.add(session.date.description)
            file.add(session.open.rawValue)
            file.add(session.close.rawValue)
            file.add(session.earlyClose)
            try file.endRow()
        }
        try file.commit()
        var summary = BatchSummary(input: "")
        summary.files = [BatchSummary.File(name: file.name, rows: file.rows)]
        return summary
    }
}
