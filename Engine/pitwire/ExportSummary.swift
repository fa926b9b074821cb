import CLI
import Feed
import JSON
import Market

/// What an export read and wrote.
struct ExportSummary {
    private let target: ExportTarget
    private let outcome: HistoryCopy.Outcome
    private let seconds: Double
    /// The schema of a DBN file; `none` when it mixes several.
    private let schema: String?
    /// The period of a file of bars.
    private let period: BarPeriod?

    init(
        _ target: ExportTarget, _ writer: any HistoryWriter, _ outcome: HistoryCopy.Outcome,
        seconds: Double
    ) {
        self.target = target
        self.outcome = outcome
        self.seconds = seconds
        schema = (writer as? DBNWriter).map { $0.schema ?? "none" }
        period = (writer as? CSVWriter)?.barPeriod
    }

    private var written: [(name: String, count: Int)] {
        [
            ("ticks", outcome.tally.ticks), ("quotes", outcome.tally.quotes),
            ("bars", outcome.tally.bars),
        ]
    }

    /// For people, some lines.
    var text: String {
        let report = outcome.report
        var text = "read \(report.name): \(report.rows) rows, bad \(report.bad)"
        if report.skipped > 0 { text += ", skipped \(report.skipped)" }
        if outcome.outside > 0 { text += ", not asked for \(outcome.outside)" }
        text += "\n"
        for row in report.firstBad { text += "  bad \(row)\n" }
        if report.bad > report.firstBad.count {
            text += "  and \(report.bad - report.firstBad.count) more bad rows\n"
        }
        let counts = written.filter { $0.count > 0 }.map { "\($0.count) \($0.name)" }
        text += "wrote \(target.path): \(counts.joined(separator: ", "))"
        if let schema { text += schema == "none" ? ", no single schema" : ", schema \(schema)" }
        if let period { text += " of \(period.name)" }
        text += "\n"
        if let first = outcome.tally.first, let last = outcome.tally.last {
            text += "  from \(InstantText.utc(first)) to \(InstantText.utc(last))\n"
        }
        for (what, count) in outcome.tally.leftOut {
            text += "  left out, no place for them: \(count) \(what.rawValue)\n"
        }
        let lines = text.split(separator: "\n").map { VisibleText.of(String($0)) + "\n" }
        return lines.joined() + "done in \(milliseconds) s\n"
    }

    /// For programs, one JSON object on one line.
    var json: String {
        let report = outcome.report
        func time(_ time: Nanoseconds?) -> String { time.map { "\($0.rawValue)" } ?? "null" }
        let leftOut = outcome.tally.leftOut.map { (name: $0.what.rawValue, value: "\($0.count)") }
        return JSONText.object(
            [
                ("input", JSONText.quoted(report.name)), ("rows", "\(report.rows)"),
                ("bad", "\(report.bad)"), ("skipped", "\(report.skipped)"),
                ("outside", "\(outcome.outside)"),
                ("first_bad", JSONText.array(report.firstBad.map { JSONText.quoted("\($0)") })),
                ("file", JSONText.quoted(target.path)),
                ("format", JSONText.quoted(target.format.rawValue)),
                ("schema", schema.map(JSONText.quoted) ?? "null"),
                ("period", (period?.name).map(JSONText.quoted) ?? "null"),
            ] + written.map { ($0.name, "\($0.count)") } + [
                ("first_ns", time(outcome.tally.first)), ("last_ns", time(outcome.tally.last)),
                ("left_out", JSONText.object(leftOut)), ("seconds", milliseconds),
            ]) + "\n"
    }

    private var milliseconds: String {
        DecimalText.text(units: Int64((seconds * 1000).rounded()), decimals: 3)
    }
}
