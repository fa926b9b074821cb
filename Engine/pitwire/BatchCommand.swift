import Batch
import CLI
import Glibc
import JSON
import Market

/// `pitwire batch`: one file in, CSV files out.
let batchCommand = Command(
    name: "batch",
    summary: "Read one file and write its market data, studies and signals as CSV",
    discussion: """
        Everything written is a function of the input and the options: no clock, no locale, no
        configuration. The files appear whole, or none does. Input columns, in any order:
          ticks  ts_ns,price,size,side[,bid,ask,id]
          bars   ts_ns,open,high,low,close,volume[,vwap,buy_volume,sell_volume]
        Files may be gzip or zstd, and may be DBN, or JSON lines of second bars (--bars). A summary
        goes to standard error.
        """,
    options: BatchFlags.all,
    positionals: [BatchFlags.lastDate.declaration],
    examples: [
        Command.Example(
            "pitwire batch --ticks SPY.csv.gz --symbol SPY --out out",
            "all files of a day of trades"),
        Command.Example(
            "pitwire batch --bars es.csv --symbol ES --export market_state,auction_signals --out a",
            "the auction playbook on minute bars"),
        Command.Example(
            "pitwire batch --ticks btc.csv --symbol BTC-USD --session utc --tf 1m,1h --out out",
            "coins, which trade round the clock; two bars files"),
        Command.Example(
            "pitwire batch --bars es.csv --tick-size 0.25 --export profile --anchor weekly --out w",
            "weekly profiles from minute bars"),
        Command.Example(
            "pitwire batch --calendar 2024-01-01 2024-12-31 --out out", "the sessions of a year"),
    ],
    action: .blocking(runBatch))

/// The options of `pitwire batch`.
enum BatchFlags {
    static let ticks = Option<String?>(
        "ticks", .file(), help: "Trades to read; - is standard input.")
    static let bars = Option<String?>("bars", .file(), help: "Bars to read; - is standard input.")
    static let out = Option(
        required: "out", .folder(), help: "Folder the files go to; made when missing.")
    static let exports = Option(
        "export", .list(of: exportName), default: ["all"],
        help: "Files to write; all is what the input allows, without sim_ticks.")
    static let periods = Option(
        "tf", .list(of: period), default: [.minute1],
        help: "Periods of bars.csv; with several, one bars_TF.csv each.")
    static let session = Option<SessionMode?>(
        "session", .choice("MODE", of: SessionMode.allCases.map { ($0.name, $0) }),
        help: "Hours that count in every file: rth and ext are NYSE hours, globex those of US "
            + "futures, ny and utc all day. Else rth, for extension and calibration ext, for "
            + "convergence utc.")
    static let tickSize = Option<String?>(
        "tick-size", .text("X"), help: "Tick size, such as 0.25; else from --symbol.")
    static let symbol = Option<String?>(
        "symbol", knownSymbol, help: "ES, ESZ4, SPY, BTC-USD; gives the tick size.")
    static let footprintPeriod = Option(
        "footprint-tf", period, default: .minute5,
        help: "Period of footprint, patterns, indicators, regime and signals.")
    static let footprintRowTicks = Option(
        "footprint-row-ticks", .integer(in: 1...1_000_000), default: 1,
        help: "Ticks a row of footprint, patterns and signals.")
    static let minimumVolume = Option(
        "min-volume", .number("V", in: 0...1e12, allowed: "a number not below 0"), default: 10,
        help: "Least volume of an imbalance, exhaustion or absorption.")
    static let positionSize = Option(
        "position-size", .number("N", in: 0...1e9, allowed: "a number from 0 to 1e9"), default: 2,
        help: "The most that signals.csv holds.")
    static let rowTicks = Option(
        "row-ticks", .integer(in: 1...1_000_000), default: 1,
        help: "Ticks a row of profile and profile_rows.")
    static let valueAreaStep = Option(
        "va-step", .integer(in: 1...2), default: 2,
        help: "Rows the value area of profile.csv takes at a time, 1 or 2.")
    static let anchor = Option(
        "anchor", .choice("NAME", of: anchors), default: .daily,
        help: "What a profile of profile and profile_rows covers.")
    static let cvdThreshold = Option(
        "cvd-threshold", .number("V", in: 0...1e12, allowed: "a number from 0 to 1e12"),
        default: 1000, help: "Change of cumulative delta a minute that is aggressive flow.")
    static let cvdShare = Option<Double?>(
        "cvd-share", .number("S", in: 0...1000, allowed: "a number from 0 to 1000"),
        help: "The same as a share of the mean volume, instead of --cvd-threshold.")
    static let momentumUnit = Option(
        "momentum-unit",
        .choice("UNIT", of: BatchOptions.MomentumUnit.allCases.map { ($0.rawValue, $0) }),
        default: .efficiency,
        help: "Momentum of the market state: net move per distance travelled, or percent.")
    static let window = Option(
        "window", .integer("MINUTES", in: 1...1440), default: 20,
        help: "How long a lens of convergence.csv counts.")
    static let simulates = Option(
        flag: "simulate-ticks",
        help: "Turn the bars into simulated ticks first, so that footprints are possible.")
    static let inputPeriod = Option<BarPeriod?>(
        "bar-period", period,
        help: "Length of the input's bars, which simulated ticks are spread over; else the first "
            + "of --tf.")
    static let sizeDecimals = Option(
        "size-decimals", .integer(in: 0...9), default: 9,
        help: "Decimals sizes are kept with; fewer for trades of 9,000,000,000 units and more.")
    static let sorts = Option(flag: "sort", help: "Sort bars by their start before reading them.")
    static let firstDate = Option<String?>(
        "calendar", .text("FROM"), help: "Write calendar.csv, the NYSE sessions from FROM to TO.")
    static let lastDate = Positional<String?>(
        optional: "TO", .text("DATE"), help: "Last date of --calendar, YYYY-MM-DD.")

    static let anchors: [(name: String, value: Anchor)] = [Anchor.daily, .weekly, .monthly].map {
        ($0.name, $0)
    }

    static let period = ValueForm.choice("TF", of: BarPeriod.allCases.map { ($0.name, $0) })

    static let exportName: ValueForm<String> = {
        let names = ["all"] + BatchExport.allCases.map(\.rawValue)
        return ValueForm(
            name: "NAME", allowed: names.joined(separator: ", "), hint: .words(names),
            words: names, parse: { names.contains($0) ? $0 : nil }, text: { $0 })
    }()

    static let all = [
        ticks.declaration, bars.declaration, out.declaration, exports.declaration,
        periods.declaration, session.declaration, tickSize.declaration, symbol.declaration,
        footprintPeriod.declaration, footprintRowTicks.declaration, minimumVolume.declaration,
        positionSize.declaration, rowTicks.declaration, valueAreaStep.declaration,
        anchor.declaration, cvdThreshold.declaration, cvdShare.declaration,
        momentumUnit.declaration, window.declaration, simulates.declaration,
        inputPeriod.declaration, sizeDecimals.declaration, sorts.declaration,
        firstDate.declaration, StandardOptions.json.declaration,
    ]
}

/// Runs `pitwire batch`.
private func runBatch(_ arguments: Arguments) throws -> ExitCode {
    let start = monotonicNanoseconds()
    var summary: BatchSummary
    if let first = arguments[BatchFlags.firstDate] {
        summary = try writeCalendar(first, arguments)
    } else {
        let options = try batchOptions(arguments)
        let run = try BatchRun(options)
        var line = ProgressLine(
            "reading", terminal: .error, now: monotonicNanoseconds, write: { Output.note($0) })
        let total = fileSize(options)
        defer { line.finish() }
        summary = try run.run { progress in
            line.update(.init(bytes: progress.bytes, total: total, rows: progress.rows))
        }
    }
    summary.seconds = Double(monotonicNanoseconds() - start) / 1e9
    Output.note(summary.text)
    if arguments[StandardOptions.json], !Output.write(json(summary)) { return .failed }
    return .ok
}

private func writeCalendar(_ first: String, _ arguments: Arguments) throws -> BatchSummary {
    if arguments.has(BatchFlags.ticks) || arguments.has(BatchFlags.bars) {
        throw UsageError("--calendar reads no file: leave out --ticks and --bars")
    }
    guard let last = arguments[BatchFlags.lastDate] else {
        throw UsageError("--calendar needs two dates: --calendar FROM TO")
    }
    func date(_ text: String) throws -> SessionDate {
        guard let date = SessionDate(text) else {
            throw UsageError("--calendar: \"\(text)\" is no date, expected YYYY-MM-DD")
        }
        return date
    }
    return try CalendarExport.run(
        from: date(first), to: date(last), folder: arguments[BatchFlags.out])
}

private func batchOptions(_ arguments: Arguments) throws -> BatchOptions {
    if let extra = arguments[BatchFlags.lastDate] {
        throw UsageError("\"\(extra)\" is one value too many")
    }
    let simulates = arguments[BatchFlags.simulates]
    let path: String
    let input: BatchExport.Input
    switch (arguments[BatchFlags.ticks], arguments[BatchFlags.bars]) {
    case (let ticks?, nil):
        if simulates { throw UsageError("--simulate-ticks needs --bars") }
        if arguments[BatchFlags.sorts] { throw UsageError("--sort needs --bars") }
        (path, input) = (ticks, .ticks)
    case (nil, let bars?): (path, input) = (bars, simulates ? .simulatedTicks : .bars)
    case (nil, nil): throw UsageError("one of --ticks, --bars and --calendar is required")
    default: throw UsageError("--ticks and --bars exclude each other")
    }
    var options = BatchOptions(
        source: .file(path), input: input, folder: arguments[BatchFlags.out],
        exports: try BatchExport.named(arguments[BatchFlags.exports], for: input))
    options.symbol = arguments[BatchFlags.symbol]
    options.tickSize = arguments[BatchFlags.tickSize]
    options.periods = unique(arguments[BatchFlags.periods])
    options.session = arguments[BatchFlags.session]
    options.footprintPeriod = arguments[BatchFlags.footprintPeriod]
    options.footprintRowTicks = arguments[BatchFlags.footprintRowTicks]
    options.minimumVolume = arguments[BatchFlags.minimumVolume]
    options.positionSize = arguments[BatchFlags.positionSize]
    options.cvdThreshold = arguments[BatchFlags.cvdThreshold]
    options.cvdShare = arguments[BatchFlags.cvdShare]
    options.momentumUnit = arguments[BatchFlags.momentumUnit]
    options.window = arguments[BatchFlags.window]
    options.rowTicks = arguments[BatchFlags.rowTicks]
    options.valueAreaStep = arguments[BatchFlags.valueAreaStep]
    options.anchor = arguments[BatchFlags.anchor]
    options.inputPeriod = arguments[BatchFlags.inputPeriod]
    options.sizeDecimals = arguments[BatchFlags.sizeDecimals]
    options.sorts = arguments[BatchFlags.sorts]
    return options
}

/// The elements without repetitions, in order.
private func unique(_ periods: [BarPeriod]) -> [BarPeriod] {
    var unique: [BarPeriod] = []
    for period in periods where !unique.contains(period) { unique.append(period) }
    return unique
}

private func fileSize(_ options: BatchOptions) -> Int? {
    guard case .file(let path) = options.source else { return nil }
    return sizeOfFile(path)
}

/// Bytes of a file, `nil` for standard input and what else is no file.
func sizeOfFile(_ path: String) -> Int? {
    var facts = stat()
    guard path != "-", stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
        return nil
    }
    return Int(facts.st_size)
}

/// A clock that never goes back.
func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// The summary as one JSON object on one line.
private func json(_ summary: BatchSummary) -> String {
    let counts = [
        ("rows", summary.rows), ("accepted", summary.accepted), ("bad", summary.bad),
        ("late", summary.late), ("duplicate", summary.duplicate),
        ("out_of_range", summary.outOfRange), ("out_of_session", summary.outOfSession),
        ("skipped", summary.skipped),
    ]
    let files = summary.files.map { file in
        JSONText.object([("name", JSONText.quoted(file.name)), ("rows", "\(file.rows)")])
    }
    return JSONText.object(
        [("input", JSONText.quoted(summary.input))]
            + counts.map { ($0.0, "\($0.1)") }
            + [
                ("session", JSONText.quoted(summary.session.name)),
                ("warnings", JSONText.array(summary.warnings.map(JSONText.quoted))),
                ("first_bad", JSONText.array(summary.firstBad.map(JSONText.quoted))),
                ("files", JSONText.array(files)),
                ("seconds", DecimalText.text(units: summary.milliseconds, decimals: 3)),
            ]) + "\n"
}
