import CLI

/// A small program with one of everything.
enum Sample {
    static let out = Option(required: "out", .folder(), help: "Folder the files go to.")
    static let rows = Option("rows", short: "r", .integer(in: 1...100), default: 5, help: "Rows.")
    static let anchor = Option(
        "anchor", .choice("NAME", of: [("daily", 1), ("weekly", 2), ("monthly", 3)]), default: 1,
        help: "What a profile covers.")
    static let periods = Option(
        "tf", .list(of: .choice("TF", of: [("1m", 60), ("5m", 300), ("1h", 3600)])),
        default: [60], help: "Bar periods.")
    static let ticks = Option<String?>("ticks", .file(), help: "Tick file.")
    static let share = Option<Double?>(
        "share", .number(in: 0...1, allowed: "a number from 0 to 1"), help: "A share.")
    static let venue = Option<String?>(
        "venue", .text("NAME", hint: .examples(["cme", "nyse"])), help: "A venue.")
    static let kind = Option<String?>(
        "kind", .text("KIND", hint: .answer(["config", "show"], passing: ["venue", "share"])),
        help: "A kind.")
    static let secret = Option(flag: "secret", help: "Not shown.", isHidden: true)
    static let symbol = Positional("SYMBOL", .text("SYMBOL"), help: "What to read.")
    static let more = Positional(rest: "FILE", .file(), help: "More files.")

    static let export = Command(
        name: "export", summary: "Write files", discussion: "Everything follows the input.",
        options: [
            out.declaration, rows.declaration, anchor.declaration, periods.declaration,
            ticks.declaration, share.declaration, venue.declaration, kind.declaration,
            secret.declaration, StandardOptions.json.declaration,
        ],
        positionals: [symbol.declaration, more.declaration],
        examples: [Command.Example("demo export --out x SPY", "bars of SPY")],
        exitCodes: [.failed, .connection], action: .blocking { _ in .ok })

    static let group = Command(
        name: "config", summary: "Look after the configuration",
        commands: [
            Command(
                name: "check", summary: "Check it",
                examples: [Command.Example("demo config check", "the usual file")],
                action: .blocking { _ in .failed }),
            Command(
                name: "show", summary: "Show it",
                examples: [Command.Example("demo config show", "what holds")],
                action: .blocking { _ in throw CommandFailure("no", code: .refused) }),
        ])

    static let program = Program(
        name: "demo", version: "1.2.3", summary: "Shows the kit",
        commands: [
            export, group,
            Command(
                name: "inner", summary: "Hidden", examples: [Command.Example("demo inner", "x")],
                isHidden: true, action: .async { _ in .timedOut }),
        ])

    static let plain = Terminal(isTerminal: false)

    /// The text a command line shows, or `nil` when it does something else.
    static func shown(_ words: String...) -> String? {
        if case .show(let text) = program.meaning(of: words, terminal: plain) { text } else { nil }
    }

    /// What is wrong with a command line.
    static func wrong(_ words: String...) -> String? {
        if case .wrong(let text) = program.meaning(of: words, terminal: plain) { text } else { nil }
    }

    /// The values of a right command line.
    static func values(_ words: String...) -> Arguments? {
        if case .run(_, let values) = program.meaning(of: words, terminal: plain) {
            values
        } else {
            nil
        }
    }
}
