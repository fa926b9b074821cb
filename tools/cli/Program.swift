import Glibc

/// A program of commands.
public struct Program: Sendable {
    /// As typed.
    public var name: String
    /// What `--version` shows.
    public var version: String
    /// One line without a full stop.
    public var summary: String
    /// Paragraphs for help.
    public var discussion: String
    /// In the order of help.
    public var commands: [Command]

    /// Puts a program together.
    public init(
        name: String, version: String, summary: String, discussion: String = "",
        commands: [Command]
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.discussion = discussion
        self.commands = commands
    }

    /// What a command line means.
    public enum Meaning: Sendable {
        /// Text for standard output; the program ends well.
        case show(String)
        /// One line for standard error; nothing is done.
        case wrong(String)
        /// A command with its checked values.
        case run(Command, Arguments)
    }

    /// What a command line without the program's own name means.
    public func meaning(of words: [String], terminal: Terminal) -> Meaning {
        do throws(UsageError) {
            return try read(words, terminal)
        } catch {
            return .wrong("\(name): \(error)\n")
        }
    }

    private func read(_ words: [String], _ terminal: Terminal) throws(UsageError) -> Meaning {
        let help = HelpText(terminal)
        guard let first = words.first else { return .wrong(help.of(self)) }
        switch first {
        case "--help", "-h": return .show(help.of(self))
        case "--version", "-V", "version": return .show("\(name) \(version)\n")
        case "help":
            if words.count == 1 { return .show(help.of(self)) }
            let (command, path, rest) = try find(words.dropFirst())
            if let extra = rest.first {
                throw UsageError("help: \"\(extra)\" is no command of \(path)")
            }
            return .show(help.of(command, path: path))
        case "completion": return .show(try completion(Array(words.dropFirst())))
        default: break
        }
        let (command, path, rest) = try find(words[...])
        if Parser.asksForHelp(rest) { return .show(help.of(command, path: path)) }
        if case .group(let commands) = command.action {
            guard let word = rest.first else {
                return .wrong(help.of(command, path: path))
            }
            let names = commands.map(\.name)
            return .wrong(
                "\(path): no command \"\(VisibleText.of(word))\", it has "
                    + names.joined(separator: ", ") + Nearest.advice(word, in: names) + "\n")
        }
        do throws(UsageError) {
            var parser = Parser(command, path: path)
            return .run(command, try parser.parse(Array(rest)))
        } catch {
            return .wrong("\(path): \(error)\n")
        }
    }

    /// Follows the words through the groups.
    private func find(
        _ words: ArraySlice<String>
    ) throws(UsageError) -> (Command, String, ArraySlice<String>) {
        let word = words.first ?? ""
        guard var command = commands.first(where: { $0.name == word }) else {
            let names = commands.filter { !$0.isHidden }.map(\.name) + ["help", "completion"]
            let kind = word.hasPrefix("-") ? "option" : "command"
            throw UsageError(
                "no \(kind) \"\(word)\"\(Nearest.advice(word, in: names)); \(name) --help lists the"
                    + " commands")
        }
        var path = "\(name) \(command.name)"
        var rest = words.dropFirst()
        while let next = rest.first,
            let inner = command.commands.first(where: { $0.name == next })
        {
            command = inner
            path += " \(next)"
            rest = rest.dropFirst()
        }
        return (command, path, rest)
    }

    private func completion(_ words: [String]) throws(UsageError) -> String {
        switch words {
        case ["bash"]: return BashCompletion.script(self)
        case ["zsh"]: return ZshCompletion.script(self)
        case ["--help"], ["-h"], []:
            return """
                \(name) completion: Print a completion script for a shell

                Examples:
                  # for this shell only
                  source <(\(name) completion bash)
                  # for every bash
                  \(name) completion bash > ~/.local/share/bash-completion/completions/\(name)
                  # for zsh, in a folder of $fpath
                  \(name) completion zsh > ~/.zfunc/_\(name)

                """
        default:
            throw UsageError(
                "completion: \"\(words.joined(separator: " "))\" is not allowed, expected bash, zsh"
                    + Nearest.advice(words[0], in: ["bash", "zsh"]))
        }
    }
}

/// Running.
extension Program {
    /// Does what the command line says and ends the process.
    public func main(_ words: [String] = Array(CommandLine.arguments.dropFirst())) async -> Never {
        // A reader that goes away is a failed write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        exit(await run(words).rawValue)
    }

    /// The same, all of it on the calling thread, which is to be the main one: for a program whose
    /// commands all block.
    public func mainBlocking(
        _ words: [String] = Array(CommandLine.arguments.dropFirst())
    ) -> Never {
        signal(SIGPIPE, SIG_IGN)
        exit(runBlocking(words).rawValue)
    }

    private func runBlocking(_ words: [String]) -> ExitCode {
        let meaning = meaning(of: words, terminal: .output)
        guard case .run(let command, let arguments) = meaning else { return Self.say(meaning) }
        guard case .blocking(let body) = command.action else {
            preconditionFailure("\(arguments.path) does not block")
        }
        do {
            return try body(arguments)
        } catch {
            return Self.report(error, arguments.path)
        }
    }

    /// Does what the command line says.
    public func run(_ words: [String]) async -> ExitCode {
        let meaning = meaning(of: words, terminal: .output)
        guard case .run(let command, let arguments) = meaning else { return Self.say(meaning) }
        do {
            switch command.action {
            case .blocking(let body): return try body(arguments)
            case .async(let body): return try await body(arguments)
            case .group: return .usage
            }
        } catch {
            return Self.report(error, arguments.path)
        }
    }

    /// Says what is to be said where nothing runs.
    private static func say(_ meaning: Meaning) -> ExitCode {
        switch meaning {
        case .show(let text):
            Output.write(text)
            return .ok
        case .wrong(let text):
            Output.note(text)
            return .usage
        case .run: return .usage
        }
    }

    private static func report(_ error: any Error, _ path: String) -> ExitCode {
        Output.note("\(path): \(error)\n")
        switch error {
        case is UsageError: return .usage
        case let failure as CommandFailure: return failure.code
        default: return .failed
        }
    }
}
