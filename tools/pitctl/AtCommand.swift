import CLI
import ClientKit
import PitctlViews

/// `pitctl at`: another command, as of an earlier instant.
let atCommand = Command(
    name: "at", summary: "Show what another command would have shown at an earlier instant",
    discussion: """
        The engine stands once more where it stood at TIME, by event time, out of its
        journal: open bars, footprints and profiles with what had traded in them by
        then, decisions and alerts as far as there were any. Behind TIME stands a
        command with its own options: status, bars, footprint, profile, vwap, market,
        extension, calibrate, signals, decisions, explain, events, orders, fills,
        trades, positions, account, session status or alert list; not with --follow.
        The first line says as of which input and time the answer is; with
        --json, --log and --names it goes to standard error. Needs an engine with a
        journal. A moment far behind a checkpoint takes as long as its replay.
        """,
    positionals: [AtFlags.time.declaration, AtFlags.words.declaration],
    examples: [
        Command.Example(
            "pitctl at 2013-10-08T10:35:12 footprint SPY", "the open five minutes, as they stood"),
        Command.Example(
            "pitctl at 2013-10-08T14:35:12Z bars SPY --period 5m --last 3",
            "the last three that had closed"),
        Command.Example("pitctl at 2013-10-08T11:00 market SPY", "what the systems made of it"),
        Command.Example(
            "pitctl at 2013-10-08T11:00 signals SPY --json", "one object a signal, to that hour"),
        Command.Example("pitctl at 2013-10-08T11:00 alert list", "alerts that waited then"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        await AtLine(arguments[AtFlags.time], arguments[AtFlags.words]).run()
    })

enum AtFlags {
    static let time = Positional<Nanoseconds>(
        "TIME", Flags.instant, help: "The instant, by event time.")
    static let words = Positional<[String]>(
        rest: "COMMAND", .text("COMMAND", hint: .words(AtLine.names)), least: 1,
        help: "A command that has a past, with its options.")
}

/// A command line behind `pitctl at TIME`.
struct AtLine {
    /// The commands that can be asked as of an instant.
    static let names = [
        "status", "bars", "footprint", "profile", "vwap", "market", "extension", "calibrate",
        "signals", "decisions", "explain", "events", "orders", "fills", "trades", "positions",
        "account", "session", "alert",
    ]

    let time: Nanoseconds
    let words: [String]

    init(_ time: Nanoseconds, _ words: [String]) {
        self.time = time
        self.words = words
    }

    /// The line that `words` are, `nil` when the program itself has to say what is wrong, or to
    /// help. The options behind the command are the command's.
    init?(whole words: [String]) {
        guard words.count >= 3, words[0] == "at", !words[1].hasPrefix("-"),
            let time = Flags.instant.parse(words[1])
        else { return nil }
        self.init(time, Array(words[2...]))
    }

    /// The words that the program is to judge, where they are no whole line: an instant that is
    /// none is told, whatever stands behind it.
    static func judged(_ words: [String]) -> [String] {
        guard words.count >= 3, words[0] == "at", !words[1].hasPrefix("-"),
            Flags.instant.parse(words[1]) == nil
        else { return words }
        return [words[0], words[1], names[0]]
    }

    /// Runs the command as of the instant.
    func run() async -> ExitCode {
        if let fault {
            Output.note("pitctl at: \(fault)\n")
            return .usage
        }
        return await Past.$current.withValue(PastRun(asOf: time)) {
            await Pitctl.program.run(words)
        }
    }

    /// Why the command has no past.
    private var fault: String? {
        let command = words.first ?? ""
        let options = words.prefix { $0 != "--" }
        if command.hasPrefix("-") {
            return "options stand behind the command: pitctl at TIME COMMAND \(command)"
        }
        let part = words.dropFirst().first
        guard Self.names.contains(command), command != "alert" || part == "list",
            command != "session" || part == "status"
        else {
            return "\"\(VisibleText.of(words.prefix(2).joined(separator: " ")))\" has no past; "
                + "these have: \(Self.names.dropLast(2).joined(separator: ", ")), session status, alert list"
        }
        if options.contains("--follow") || options.contains("-f") {
            return "what was is over: --follow goes with now only"
        }
        return nil
    }
}
