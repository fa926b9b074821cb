import CLI
import Feed
import Glibc
import Market

/// `pitwire export`: a history in, one file of ticks, bars or DBN out.
let exportCommand = Command(
    name: "export",
    summary: "Write a history as CSV of ticks or bars, or as DBN",
    discussion: """
        What is read is what `pitwire run` reads: CSV of ticks or bars, DBN, JSON lines of second
        bars, all of them gzip or zstd, too. What is written is read back as the same ticks and
        bars. The name of the file says the format:
          .csv   ticks: ts_ns,price,size,side,bid,ask,id
                 bars: ts_ns,open,high,low,close,volume,vwap,buy_volume,sell_volume
          .dbn   trades, tbbo, mbp-1 or ohlcv, whichever holds what there is
        and .zst behind it compresses. The file appears whole, or not at all. Bad rows are counted
        and left out; what the format has no place for is said.

        A FILE may be SYMBOL=PATH; otherwise it is of --symbol, or its name up to the first dash or
        dot is taken for the symbol. A CSV file holds one symbol, DBN any number:
        SYMBOL,SYMBOL=PATH takes several. Several files are merged by time. --journal DIR takes what
        an engine recorded.
        """,
    options: ExportFlags.all,
    positionals: [ExportFlags.files.declaration],
    examples: [
        Command.Example(
            "pitwire export SPY.csv.gz --to SPY.dbn.zst", "a day of trades for other tools"),
        Command.Example(
            "pitwire export es.dbn.zst --symbol ESZ6 --to es.csv", "a contract out of DBN"),
        Command.Example(
            "pitwire export AAPL.jsonl --from 2024-01-16T09:30 --to-time 2024-01-16T10:00 "
                + "--to aapl.csv",
            "half an hour of second bars, New York time"),
        Command.Example(
            "pitwire export --journal spy.journal --symbol SPY --to spy.dbn.zst",
            "what an engine recorded"),
    ],
    exitCodes: [.failed],
    action: .blocking(runExport))

/// The options of `pitwire export`.
enum ExportFlags {
    static let files = Positional<[String]>(
        rest: "FILE", .file("[SYMBOL=]FILE"), help: "What to read; - is standard input.")
    static let to = Option(
        required: "to", .file(),
        help: "File to write, its name ending in .csv, .dbn, .csv.zst or .dbn.zst.")
    static let from = Option<String?>(
        "from", .text("TIME"),
        help: "First instant to write: 2024-01-16T09:30 (New York), with Z or an offset, or a "
            + "number of s, ms, us or ns.")
    static let toTime = Option<String?>(
        "to-time", .text("TIME"), help: "First instant not to write any more.")
    static let symbol = Option<String?>(
        "symbol", knownSymbol, help: "The one symbol to write, and that of files that name none.")
    static let tickSize = Option<String?>(
        "tick-size", .text("X"), help: "Tick size of the symbols, such as 0.25; else their own.")
    static let barPeriod = Option(
        "bar-period", .choice("TF", of: BarPeriod.allCases.map { ($0.name, $0) }),
        default: .minute1, help: "Length of the bars of a bar file.")
    static let dbnVersion = Option(
        "dbn-version", .integer(in: 1...3), default: 3, help: "Version of DBN to write.")
    static let definitions = Option(
        flag: "definitions",
        help: "Begin DBN with a definition of each symbol; its records are of no single schema "
            + "then.")
    static let journal = Option<String?>(
        "journal", .file("DIR"), help: "Write what is recorded in a journal, instead of files.")
    static let force = Option(flag: "force", help: "Replace a file that is already there.")

    static let all = [
        to.declaration, from.declaration, toTime.declaration, symbol.declaration,
        tickSize.declaration, barPeriod.declaration, dbnVersion.declaration,
        definitions.declaration, journal.declaration, force.declaration,
        StandardOptions.json.declaration,
    ]
}

/// Runs `pitwire export`.
private func runExport(_ arguments: Arguments) throws -> ExitCode {
    let clock = ContinuousClock()
    let start = clock.now
    let target = try ExportTarget(arguments)
    let part = try ExportPart(arguments)
    let history = try ExportHistory.open(arguments)
    let filter = try part.filter(of: history, target)
    let outcome: HistoryCopy.Outcome
    let writer: any HistoryWriter
    do {
        writer = try target.writer(for: history, filter)
        var line = ProgressLine(
            "exporting", terminal: .error, now: monotonicNanoseconds, write: { Output.note($0) })
        defer { line.finish() }
        outcome = try HistoryCopy(history, filter).run(into: writer) { report in
            line.update(
                .init(bytes: report.bytes, total: history.totalBytes, rows: report.rows))
        }
    } catch {
        throw CommandFailure("\(error)")
    }
    let seconds = (clock.now - start) / .seconds(1)
    let summary = ExportSummary(target, writer, outcome, seconds: seconds)
    Output.note(summary.text)
    if arguments[StandardOptions.json], !Output.write(summary.json) { return .failed }
    return .ok
}
