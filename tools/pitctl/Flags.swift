import CLI
import ClientKit
import Glibc
import PitctlViews

/// Options that mean the same in every command.
enum Flags {
    static let host = Option(
        "host", .text("HOST"), default: "127.0.0.1", help: "Where the engine listens.")
    static let port = Option(
        "port", .integer("PORT", in: 1...65535), default: 7717, help: "Its TCP port.")
    static let tokenFile = Option<String?>(
        "token-file", .file(),
        help: "File with the login token, or lines `role = token`; for its owner only.")
    static let utc = Option(flag: "utc", help: "Show times in UTC instead of New York's.")
    static let json = StandardOptions.json
    static let color = StandardOptions.color

    static let period = Option(
        "period", periodForm, default: BarPeriod.minute1, help: "Length of a bar.")
    static let periodForm = ValueForm.choice(
        "TF", of: BarPeriod.allCases.map { ($0.name, $0) })
    static let anchorForm = ValueForm.choice(
        "NAME", of: [Anchor.daily, .weekly, .monthly].map { ($0.name, $0) })
    static let symbol = Positional<String>(
        "SYMBOL", symbolForm, help: "As `pitctl symbols` lists it.")
    /// A symbol; the shell offers those of the engine.
    static let symbolForm = ValueForm<String>.text(
        "SYMBOL",
        hint: .answer(["symbols", "--names"], passing: ["host", "port", "token-file"]))

    /// The options of a command, the shared ones behind its own.
    static func with(_ own: OptionDeclaration...) -> [OptionDeclaration] {
        own + [
            json.declaration, utc.declaration, color.declaration, host.declaration,
            port.declaration, tokenFile.declaration,
        ]
    }

    /// How the command may end besides well.
    static let exitCodes: [ExitCode] = [.failed, .connection, .refused]

    /// An instant as people type it: ISO 8601 (New York unless it says otherwise) or a number.
    static let instant = ValueForm<Nanoseconds>(
        name: "TIME", allowed: "a time such as 2024-03-08T09:30 (New York) or 2024-03-08T14:30Z",
        parse: { InstantText.parse($0) }, text: { InstantText.utc($0) })
}

extension Look {
    /// The look that a command line and standard output ask for.
    init(_ arguments: Arguments) {
        self.init(
            isColored: Terminal.output.usesColor(arguments[Flags.color]),
            isUnicode: Locale.isUTF8, clock: ClockText(isUTC: arguments[Flags.utc]))
    }
}

/// What the environment says about characters.
enum Locale {
    /// The terminal shows UTF-8.
    static let isUTF8: Bool = {
        setlocale(LC_CTYPE, "")
        guard let codes = nl_langinfo(Int32(CODESET)) else { return false }
        return String(cString: codes) == "UTF-8"
    }()
}

/// Standard output of a command.
enum Answer {
    /// Writes the text; a reader that went away ends the command quietly.
    static func write(_ text: String) throws -> ExitCode {
        Past.current?.say()
        if Output.write(text) || errno == EPIPE { return .ok }
        throw CommandFailure("can not write: \(String(cString: strerror(errno)))")
    }

    /// Writes lines.
    static func write(_ lines: [String]) throws -> ExitCode {
        try write(lines.map { $0 + "\n" }.joined())
    }

    /// Writes one JSON value.
    static func write(_ json: JSONValue) throws -> ExitCode { try write(json.text + "\n") }
}
