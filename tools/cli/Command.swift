/// One thing a program does, declared once: the parser, help and completion follow from it.
public struct Command: Sendable {
    /// A command line worth copying, and what it does.
    public struct Example: Hashable, Sendable {
        /// The line as typed.
        public var line: String
        /// What it does, in a few words.
        public var says: String

        /// Puts an example together.
        public init(_ line: String, _ says: String) {
            self.line = line
            self.says = says
        }
    }

    /// What runs.
    public enum Action: Sendable {
        /// To the end, on the thread that asks for it.
        case blocking(@Sendable (Arguments) throws -> ExitCode)
        /// As a task.
        case async(@Sendable (Arguments) async throws -> ExitCode)
        /// Nothing of its own: one of these has to be named.
        case group([Command])
    }

    /// The word on the command line.
    public var name: String
    /// One line without a full stop.
    public var summary: String
    /// Paragraphs for help, lines at most 80 columns.
    public var discussion: String
    /// Its options, in the order of help.
    public var options: [OptionDeclaration]
    /// Its positional values, in order.
    public var positionals: [PositionalDeclaration]
    /// At least one, for help.
    public var examples: [Example]
    /// The codes it may end with, besides 0 and 2.
    public var exitCodes: [ExitCode]
    /// Left out of help and completion.
    public var isHidden: Bool
    /// What runs.
    public var action: Action

    /// A command that runs.
    public init(
        name: String, summary: String, discussion: String = "",
        options: [OptionDeclaration] = [], positionals: [PositionalDeclaration] = [],
        examples: [Example], exitCodes: [ExitCode] = [.failed], isHidden: Bool = false,
        action: Action
    ) {
        OptionDeclaration.check(name)
        precondition(!examples.isEmpty, "\(name) has no example")
        let names = options.map(\.name)
        precondition(Set(names).count == names.count, "\(name) declares an option twice")
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.options = options
        self.positionals = positionals
        self.examples = examples
        self.exitCodes = exitCodes
        self.isHidden = isHidden
        self.action = action
    }

    /// A command of commands.
    public init(
        name: String, summary: String, discussion: String = "", commands: [Command],
        isHidden: Bool = false
    ) {
        precondition(!commands.isEmpty, "\(name) groups no commands")
        self.init(
            name: name, summary: summary, discussion: discussion,
            examples: commands.flatMap { $0.examples.prefix(1) }, exitCodes: [],
            isHidden: isHidden, action: .group(commands))
    }

    /// The commands it groups.
    public var commands: [Command] {
        if case .group(let commands) = action { commands } else { [] }
    }
}

/// Options that mean the same in every command.
public enum StandardOptions {
    /// Machine-readable output: one JSON value a line on standard output.
    public static let json = Option(
        flag: "json", help: "Write JSON to standard output, one value a line.")
    /// When to colour.
    public static let color = Option(
        "color",
        .choice("WHEN", of: ColorChoice.allCases.map { ($0.rawValue, $0) }),
        default: ColorChoice.auto,
        help: "Colour the output; auto means on a terminal, unless NO_COLOR is set.")
}

/// What was typed after the command's name, checked.
public struct Arguments: Sendable {
    /// Names of the program and the command: `pitwire config check`.
    public let path: String
    let values: [String: String]
    let positionals: [String: [String]]
    let declared: Set<String>

    /// The value of an option the command declares.
    public subscript<Value>(option: Option<Value>) -> Value {
        let name = option.declaration.name
        precondition(declared.contains(name), "\(path) declares no option --\(name)")
        return option.read(values[name])
    }

    /// The values at a place the command declares.
    public subscript<Value>(positional: Positional<Value>) -> Value {
        positional.read(positionals[positional.declaration.name] ?? [])
    }

    /// The same, for code that asks for options of another command: each is what is given here, or
    /// its own default.
    ///
    /// - Parameters:
    ///   - options: those that may be asked for.
    ///   - values: texts of options that were not given.
    public func extended(
        by options: [OptionDeclaration], values given: [String: String]
    ) -> Arguments {
        Arguments(
            path: path, values: values.merging(given) { own, _ in own },
            positionals: positionals,
            declared: declared.union(options.map(\.name)))
    }

    /// Whether an option was given, rather than left to its default.
    public func has<Value>(_ option: Option<Value>) -> Bool {
        values[option.declaration.name] != nil
    }
}
