import CLI
import ClientKit
import Glibc
import PitctlViews

/// Options of the commands that change something.
enum CommandFlags {
    static let id = Option<CommandID?>(
        "id",
        ValueForm(
            name: "ID", allowed: "1 to 32 letters, digits, _ . : or -",
            parse: { CommandID($0) }, text: { $0.text }),
        help: "Name of the command; one that was answered is not done again.")
    static let yes = Option(flag: "yes", short: "y", help: "Do not ask; for scripts.")
    static let optionalSymbol = Positional<String?>(
        optional: "SYMBOL", Flags.symbolForm, help: "One symbol; all of them without it.")

    /// A text of the length that commands take.
    static func text(_ name: String, _ limit: Int = CommandLimits.text) -> ValueForm<String> {
        ValueForm(
            name: name, allowed: "a text of at most \(limit) bytes",
            parse: { $0.utf8.count <= limit ? $0 : nil }, text: { $0 })
    }
}

/// A command that changes something: asks whether, sends it, tells what came of it.
struct CommandRun {
    let arguments: Arguments
    let role: Role

    init(_ arguments: Arguments, role: Role) {
        self.arguments = arguments
        self.role = role
    }

    /// Sends what `make` makes, and ends with what came of it.
    ///
    /// - Parameter question: asked on a terminal first; `nil` for what is easily undone.
    func run(
        of symbol: String?, question: String? = nil,
        _ make: (PitwireClient) async throws -> ClientKit.Command
    ) async throws -> ExitCode {
        if let question { guard try isWanted(question) else { return .failed } }
        return try await Engine.with(
            arguments, role: role, reconnects: true, name: Self.user
        ) { client in
            let answer = try await client.command(
                try await make(client), of: symbol, id: arguments[CommandFlags.id] ?? .unique())
            return try tell(answer)
        }
    }

    /// Who it was, for records that say so; `nil` when the environment does not say.
    private static var user: String? {
        getenv("USER").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private func tell(_ answer: CommandAnswer) throws -> ExitCode {
        if arguments[Flags.json] {
            let code = try Answer.write(DeskJSON.answer(answer))
            return answer.isAccepted ? code : .refused
        }
        guard answer.isAccepted else {
            throw CommandFailure(DeskText.answer(answer), code: .refused)
        }
        return try Answer.write([DeskText.answer(answer)])
    }

    /// Asks on the terminal; without one, `--yes` has to be there.
    private func isWanted(_ question: String) throws -> Bool {
        if arguments[CommandFlags.yes] { return true }
        guard isatty(STDIN_FILENO) == 1, Terminal.error.isTerminal else {
            throw UsageError("nobody can be asked here: say --yes")
        }
        Output.note("\(VisibleText.of(question)) [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        if answer == "y" || answer == "yes" { return true }
        Output.note("nothing was done\n")
        return false
    }
}
