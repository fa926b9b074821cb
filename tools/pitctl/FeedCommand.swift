import CLI
import ClientKit
import Glibc
import PitctlViews

/// `pitctl feed`: ticks from a file into the engine.
let feedCommand = Command(
    name: "feed", summary: "Send the ticks of a CSV file into the engine",
    discussion: """
        Columns, in any order: ts_ns (or timestamp), price, size, side, and when there bid, ask,
        id. Rows that are none are skipped, counted and told with their line numbers. The engine
        acknowledges what it took; after a cut the rest is sent again, none of it twice. Reads as
        fast as the engine takes it.
        """,
    options: Flags.with(FeedFlags.symbol.declaration),
    positionals: [FeedFlags.file.declaration],
    examples: [
        Command.Example("pitctl feed es.csv --symbol ES", "a file"),
        Command.Example("zcat es.csv.gz | pitctl feed - --symbol ES", "standard input"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        let path = arguments[FeedFlags.file]
        let file = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw CommandFailure("\(path): \(String(cString: strerror(errno)))")
        }
        defer { if path != "-" { close(file) } }
        return try await Engine.with(arguments, role: .feed, reconnects: true) { client in
            try await FeedRun(arguments, client, file, path).run()
        }
    })

enum FeedFlags {
    static let file = Positional<String>(
        "FILE", .file(), help: "Ticks as CSV; - is standard input.")
    static let symbol = Option(
        required: "symbol", Flags.symbolForm, help: "The instrument the ticks are of.")
}

/// One file on its way into the engine.
private struct FeedRun {
    /// Bytes read at a time.
    static let chunk = 256 * 1024

    let arguments: Arguments
    let client: PitwireClient
    let file: Int32
    let path: String
    let start = MonotonicClock().now()

    init(_ arguments: Arguments, _ client: PitwireClient, _ file: Int32, _ path: String) {
        self.arguments = arguments
        self.client = client
        self.file = file
        self.path = path
    }

    func run() async throws -> ExitCode {
        let feed = try await client.feed(symbols: [arguments[FeedFlags.symbol]])
        let info = feed.instruments[0]
        var rows = TickRows(instrument: info.instrument, id: info.id)
        var line = ProgressLine(
            "sending", terminal: .error, now: { UInt64(MonotonicClock().now()) },
            write: { Output.note($0) })
        var told = 0
        var bytes = 0
        let total = fileSize
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try read(buffer)
            var inputs: [Input] = []
            do {
                if count > 0 {
                    let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                    try rows.read(piece, into: &inputs)
                } else {
                    try rows.finish(into: &inputs)
                }
            } catch {
                throw CommandFailure("\(path) \(error)")
            }
            if rows.faults.count > told {
                line.finish()
                for fault in rows.faults[told...] { Output.note("\(path) \(fault)\n") }
                told = rows.faults.count
            }
            if !inputs.isEmpty { try await feed.send(inputs) }
            bytes += count
            line.update(.init(bytes: bytes, total: total, rows: rows.good))
            if count == 0 { break }
        }
        try await feed.flush()
        line.finish()
        return try await report(rows, try await feed.acknowledged(info.id) ?? 0)
    }

    private func read(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Glibc.read(file, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR {
                throw CommandFailure("\(path): \(String(cString: strerror(errno)))")
            }
        }
    }

    private var fileSize: Int? {
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(facts.st_size)
    }

    private func report(_ rows: TickRows, _ acknowledged: UInt64) async throws -> ExitCode {
        let seconds = Double(MonotonicClock().now() - start) / 1e9
        let reconnects = max(0, try await client.counters().connects - 1)
        if rows.bad > rows.faults.count {
            Output.note("\(path): \(rows.bad - rows.faults.count) more bad rows\n")
        }
        guard rows.good > 0 else { throw CommandFailure("\(path): no row is a tick") }
        let rate = Int(Double(rows.good) / max(seconds, 1e-9))
        Output.note(
            "\(Figures.count(rows.good)) ticks of \(arguments[FeedFlags.symbol]) acknowledged in "
                + "\(Figures.seconds(seconds)), \(Figures.count(rate)) a second; "
                + "\(Figures.count(rows.bad)) bad rows, \(reconnects) reconnects\n")
        guard arguments[Flags.json] else { return .ok }
        return try Answer.write(
            .object([
                ("symbol", .string(arguments[FeedFlags.symbol])), ("ticks", .number(rows.good)),
                ("bad_rows", .number(rows.bad)), ("lines", .number(rows.lines)),
                ("acknowledged_through", .number(acknowledged)),
                ("reconnects", .number(reconnects)), ("seconds", .number(seconds)),
            ]))
    }
}
