import Feed
public import Market
import Records

/// What a batch read and wrote.
public struct BatchSummary: Sendable {
    /// A file that was written.
    public struct File: Hashable, Sendable {
        /// Its name in the folder.
        public var name: String
        /// Its rows without the header.
        public var rows: Int
        /// Its hours; `nil` when it takes all.
        public var session: SessionMode?
        /// It holds only a header because nothing traded in its hours.
        public var isOutside = false
    }

    /// The input, `-` for standard input.
    public var input: String
    /// Rows or records read.
    public var rows = 0
    /// Rows left out on purpose, of other instruments or kinds.
    public var skipped = 0
    /// Dropped as malformed.
    public var bad = 0
    /// The first of them, one line each.
    public var firstBad: [String] = []
    /// Ticks or bars that were taken.
    public var accepted = 0
    /// Dropped as late.
    public var late = 0
    /// Dropped as seen before.
    public var duplicate = 0
    /// Dropped as out of the span of levels.
    public var outOfRange = 0
    /// Taken, but outside the session mode.
    public var outOfSession = 0
    /// The session mode that this is counted by: that of most files.
    public var session = SessionMode.rth
    /// The files in the order they were asked for.
    public var files: [File] = []
    /// Strategies that can not run on the input, a line each.
    public var blocked: [String] = []
    /// How long it took.
    public var seconds = 0.0

    init(input: String) { self.input = input }

    mutating func take(_ report: SourceReport, _ counters: CountersRecord) {
        rows = report.rows
        skipped = report.skipped
        bad = Int(counters.bad)
        firstBad = report.firstBad.map(\.description)
        accepted = Int(counters.accepted)
        late = Int(counters.late)
        duplicate = Int(counters.duplicate)
        outOfRange = Int(counters.outOfRange)
        outOfSession = Int(counters.outOfSession.bars)
    }

    /// Something was read and nothing of it lies in a session.
    public var isAllOutOfSession: Bool { accepted > 0 && accepted == outOfSession }
}

extension BatchSummary {
    /// For people, some lines.
    public var text: String {
        var text = ""
        if !input.isEmpty { text += readLine }
        if bad > 0 {
            for row in firstBad { text += "  bad \(row)\n" }
            if bad > firstBad.count { text += "  and \(bad - firstBad.count) more bad rows\n" }
        }
        for file in files { text += "wrote \(file.name): \(file.rows) rows\n" }
        for line in warnings { text += "warning: \(line)\n" }
        return text + "done in \(DecimalText.text(units: milliseconds, decimals: 3)) s\n"
    }

    /// What may not be as it was meant, a line each.
    public var warnings: [String] {
        let outside = SessionMode.allCases.compactMap { mode -> String? in
            let names = files.filter { $0.isOutside && $0.session == mode }.map(\.name)
            guard !names.isEmpty else { return nil }
            return "nothing was in session \(mode.name): \(names.joined(separator: ", ")) "
                + "\(names.count == 1 ? "holds" : "hold") only a header "
                + "(--session chooses other hours)"
        }
        return outside + blocked
    }

    private var readLine: String {
        var parts = ["bad \(bad)", "late \(late)", "duplicate \(duplicate)"]
        if outOfRange > 0 { parts.append("out of range \(outOfRange)") }
        parts.append("out of session \(outOfSession) (\(session.name))")
        if skipped > 0 { parts.append("skipped \(skipped)") }
        return "read \(input): \(rows) rows, \(parts.joined(separator: ", "))\n"
    }

    /// How long it took, whole milliseconds.
    public var milliseconds: Int64 { Int64((seconds * 1000).rounded()) }
}
