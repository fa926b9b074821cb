import CLI
import Feed
import Market
import Records
import Settings

/// `pitwire replay`: a day's minute bars, or ticks, through the whole system.
let replayCommand = Command(
    name: "replay", summary: "Play a day again, traded on paper",
    discussion: """
        Minute bars become simulated ticks (their sides follow the price, so patterns on them test
        the machinery, not a strategy), ticks are taken as they are; everything runs as it does
        live. Results never depend on the speed.

        No history provider is built in yet: --file names the data. A key for one would be read
        from the variable that --api-key names, in the environment or in a private .env file.
        """,
    options: [
        ReplayFlags.date.declaration, ReplayFlags.symbol.declaration,
        ReplayFlags.file.declaration, ReplayFlags.key.declaration, ReplayFlags.speed.declaration,
        RunFlags.port.declaration, RunFlags.pagePort.declaration, RunFlags.config.declaration,
        RunFlags.tokenFile.declaration,
        RunFlags.strategies.declaration, RunFlags.log.declaration,
        RunFlags.waitClients.declaration, RunFlags.stopAtEnd.declaration,
        RunFlags.journal.declaration, RunFlags.readyFile.declaration,
    ] + TradingFlags.all,
    examples: [
        Command.Example(
            "pitwire replay --symbol SPY --date 2013-10-08 --file spy.csv.gz --speed 100",
            "a day a hundred times as fast")
    ],
    exitCodes: [.failed],
    action: .blocking(replay))

/// The options of `pitwire replay`.
enum ReplayFlags {
    static let date = Option(
        "date", .date, default: SessionDate(rawValue: 20_040),
        help: "The day, as New York counts it: YYYY-MM-DD.")
    static let symbol = Option(
        "symbol", short: "s", knownSymbol, default: "ES", help: "What is played.")
    static let file = Option<String?>(
        "file", .file(), help: "Minute bars or ticks, .gz and .zst too.")
    static let key = Option(
        "api-key", .text("VARIABLE"), default: "POLYGON_API_KEY",
        help: "The variable that holds the provider's key; never the key itself.")
    static let speed = Option(
        "speed", .number("X", in: 0...1_000_000, allowed: "0 or more"), default: 50,
        help: "Seconds of market time a second; 0 is as fast as possible.")
}

private func replay(_ arguments: Arguments) throws -> ExitCode {
    let symbol = arguments[ReplayFlags.symbol]
    guard let file = arguments[ReplayFlags.file] else {
        let facts = try? EngineSettings().instrumentSettings(for: symbol).instrument
        let why =
            facts?.assetClass == .future
            ? "the provider of share data has no futures" : "no history provider is built in yet"
        throw CommandFailure(
            "no data for \(symbol) on \(arguments[ReplayFlags.date]): \(why); name a file of minute "
                + "bars or ticks with --file")
    }
    let extended = arguments.extended(
        by: RunFlags.all,
        values: [
            "speed": ReplayFlags.speed.declaration.defaultText ?? "50", "simulate-ticks": "",
        ])
    return try serve(
        extended, files: ["\(symbol)=\(file)"], day: arguments[ReplayFlags.date])
}

extension ValueForm where Value == SessionDate {
    /// A date.
    static var date: ValueForm {
        ValueForm(
            name: "YYYY-MM-DD", allowed: "a date YYYY-MM-DD", parse: { SessionDate($0) },
            text: { "\($0)" })
    }
}

/// The inputs of a source that lie in one day of New York.
final class DaySource: InputSource {
    private let source: any InputSource
    private let span: Range<Nanoseconds>

    init(_ source: any InputSource, _ date: SessionDate) {
        self.source = source
        span =
            NewYorkTime.firstInstant(
                date, second: 0)..<NewYorkTime.firstInstant(date.adding(days: 1), second: 0)
    }

    var report: SourceReport { source.report }

    /// The wrapped source's.
    var skew: Nanoseconds { source.skew }

    func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        while true {
            let count = try source.next(into: batch)
            guard count > 0 else { return 0 }
            var kept = 0
            for place in 0..<count where span.contains(batch[place].time) {
                batch[kept] = batch[place]
                kept += 1
            }
            if kept > 0 { return kept }
            if batch[count - 1].time >= span.upperBound { return 0 }
        }
    }
}
