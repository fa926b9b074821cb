import CLI
import ClientKit
import PitctlViews

/// `pitctl extension`: how long price has been away from value.
let extensionCommand = Command(
    name: "extension", summary: "Show how long price has been extended beyond its levels",
    discussion: """
        One row a level beyond which price has closed, counted in 2-hour candles, the
        longest first; ACTION is what the best level of the setup timeframes calls for.
        The percentage says whether it is an assumption (prior) or measured (n
        observations). Needs the strategy sef.
        """,
    options: Flags.with(ExtensionFlags.report.declaration),
    positionals: [Flags.symbol.declaration],
    examples: [
        Command.Example("pitctl extension SPY", "the levels and what to do"),
        Command.Example("pitctl extension SPY --report", "the same, and how often price came back"),
        Command.Example("pitctl extension SPY --json", "one object a level"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await Engine.with(arguments) { client in
            let symbol = arguments[Flags.symbol]
            let found = try await ExtensionStudies(of: symbol, client)
            let look = Look(arguments)
            if arguments[Flags.json] {
                return try Answer.write(found.json("level", look) + report(found, arguments, look))
            }
            guard let latest = found.latest else {
                Output.note("no level of \(VisibleText.of(symbol)) was studied yet\n")
                return .ok
            }
            let box = ExtensionBox(
                symbol: symbol, rows: latest.rows, time: latest.time,
                isUnicode: look.glyphs != .ascii)
            return try Answer.write(box.lines + report(found, arguments, look))
        }
    })

/// `pitctl calibrate`: how often price came back.
let calibrateCommand = Command(
    name: "calibrate",
    summary: "Report how often extended price came back, beside what was assumed",
    discussion: """
        Each run of closes beyond a level is an observation; it counts once the horizon
        of 2-hour bars behind it is complete. The report has every cell with an
        observation: how many, how many touched the level again, the 95 % interval of
        that rate, and the probability that was assumed. Needs the strategy sef.
        """,
    options: Flags.with(),
    positionals: [DecisionFlags.symbol.declaration],
    examples: [
        Command.Example("pitctl calibrate SPY", "one symbol"),
        Command.Example("pitctl calibrate", "all of them, a report each"),
        Command.Example("pitctl calibrate SPY --json", "one object a cell"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await Engine.with(arguments) { client in
            var symbols = [String]()
            if let symbol = arguments[DecisionFlags.symbol] {
                symbols = [symbol]
            } else {
                symbols = try await client.symbols().map(\.instrument.symbol)
            }
            var lines: [String] = []
            for symbol in symbols {
                let found = try await ExtensionStudies(of: symbol, client)
                if arguments[Flags.json] {
                    lines += found.json("calibration", Look(arguments))
                } else {
                    lines += (lines.isEmpty ? [] : ["", ""]) + found.report
                }
            }
            return try Answer.write(lines)
        }
    })

enum ExtensionFlags {
    static let report = Option(
        flag: "report", help: "Add the report of `pitctl calibrate`: how often price came back.")
}

private func report(_ found: ExtensionStudies, _ arguments: Arguments, _ look: Look) -> [String] {
    guard arguments[ExtensionFlags.report] else { return [] }
    return arguments[Flags.json] ? found.json("calibration", look) : [""] + found.report
}

/// The studies of the extension system of one symbol.
struct ExtensionStudies {
    let symbol: String
    let studies: [Decision]
    let schema: StrategySchema

    init(of symbol: String, _ client: PitwireClient) async throws {
        guard let schema = try await client.strategies().first(where: { $0.name == "sef" }) else {
            throw CommandFailure(
                "the engine does not run the strategy sef: `pitctl strategies` lists what it runs",
                code: .refused)
        }
        self.symbol = symbol
        self.schema = schema
        studies = try await client.studies(
            of: symbol, strategy: schema.name, asOf: Past.asOf)
    }

    /// The rows of the newest instant.
    var latest: (rows: [ExtensionRow], time: Nanoseconds)? {
        ExtensionRow.latest(of: studies.map(\.evaluation), schema)
    }

    /// The calibration report.
    var report: [String] {
        let cells = CalibrationCell.latest(of: studies.map(\.evaluation), schema)
        return CalibrationReport(symbol: symbol, cells: cells).lines
    }

    /// The studies of a rule, one object each.
    func json(_ rule: String, _ look: Look) -> [String] {
        studies.filter { $0.ruleName == rule }.map {
            DecisionJSON.decision(DecisionText($0, look)).text
        }
    }
}
